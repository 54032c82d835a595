/** Executes the commands that other processes post in the state of a job, while the job's schedule runs. */
import { isGraphRequestError, isProvisioningError, isScimRequestError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import type { CommandResult, JobCommand, PostedCommand, StateCommands } from "../ports/command.ts";
import { sleepByTimer } from "./sleep.ts";

/** Milliseconds between two looks for a command. */
const LOOK_INTERVAL = 500;

/**
 * Executes commands until the signal is aborted, and then waits for those that are being executed. Commands run side by
 * side: a pause must not wait behind a user on demand who waits for the end of the cycle.
 *
 * @param execute - Executes a command.
 */
export async function serveCommands(
  commands: StateCommands,
  execute: (command: JobCommand) => Promise<CommandResult>,
  now: () => Date,
  signal: AbortSignal,
): Promise<void> {
  const executing = new Set<Promise<void>>();
  const answer = async ({ id, command }: PostedCommand) => {
    await commands.complete(id, await execute(command).catch(failed));
  };
  while (!signal.aborted) {
    const posted = await commands.take(now().toISOString());
    if (posted === undefined) {
      await sleepByTimer(LOOK_INTERVAL, signal);
      continue;
    }
    // A result that cannot be stored is a failure of the state, which ends the cycle too.
    const answered: Promise<void> = answer(posted)
      .catch(() => undefined)
      .finally(() => executing.delete(answered));
    executing.add(answered);
  }
  await Promise.all(executing);
}

function failed(error: unknown): CommandResult {
  const hasCode = isProvisioningError(error) || isScimRequestError(error) || isGraphRequestError(error);
  const code = hasCode ? { code: error.code } : {};
  return { kind: "failed", ...code, message: errorMessage(error) };
}
