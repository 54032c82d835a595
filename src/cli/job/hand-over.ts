/**
 * Hands a command to the process that runs the schedule of a job, through the job's state, and waits for its result.
 */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ProvisioningError } from "../../errors.ts";
import type { ProvisioningState } from "../../provisioning/index.ts";
import type { CommandResult, JobCommand, StateCommands } from "../../provisioning/state/index.ts";
import { openSqliteState } from "../../sqlite/index.ts";
import { resolvePath } from "../options/read-file.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

/** Milliseconds in which a schedule takes a command; it looks for one twice a second. */
const TAKE_LIMIT = 5_000;
/** Milliseconds in which a command must have ended: a cycle may have to end first. */
const RESULT_LIMIT = 600_000;
const LOOK_INTERVAL = 100;

/** The time limits of a command, in milliseconds. */
interface Limits {
  readonly take: number;
  readonly result: number;
}

/** Runs a function with a state that is opened for reading, also beside a running job. The file must exist. */
export async function withReadOnlyState<Result>(
  io: Io,
  file: string,
  run: (state: ProvisioningState) => Promise<Result>,
): Promise<Result> {
  const path = resolvePath(io, file);
  if (!existsSync(path)) throw usageError(`--state: there is no file ${file}; provision creates it`);
  const state = await openSqliteState(path, { readOnly: true });
  try {
    return await run(state);
  } finally {
    await state.close();
  }
}

/**
 * Hands a command to the process that holds the state.
 *
 * @returns The result; undefined when no process holds the state, so that the command can be executed here.
 * @throws ProvisioningError `state_in_use` when that process takes no commands, ends without a result, or needs more
 *   than ten minutes.
 */
export async function handOver(io: Io, file: string, command: JobCommand): Promise<CommandResult | undefined> {
  if (!existsSync(resolvePath(io, file))) return undefined;
  return withReadOnlyState(io, file, async ({ commands }) => {
    const holder = await commands?.holder();
    if (commands === undefined || holder === undefined) return undefined;
    const limits = { take: TAKE_LIMIT, result: RESULT_LIMIT };
    return postAndWait(commands, { command, holder, limits, signal: io.signal });
  });
}

/** What is posted, to whom, and how long to wait. */
interface Post {
  readonly command: JobCommand;
  /** Describes the process that holds the state. */
  readonly holder: string;
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** Posts a command and waits for its result. A command that was not taken in time is withdrawn. */
export async function postAndWait(commands: StateCommands, post: Post): Promise<CommandResult> {
  const { command, holder, limits, signal } = post;
  const id = randomUUID();
  const began = Date.now();
  await commands.post({ id, command }, new Date(began + limits.take).toISOString());
  try {
    for (;;) {
      const result = await commands.result(id);
      if (result !== undefined) return result;
      const waited = Date.now() - began;
      if ((await commands.holder()) === undefined) throw inUse(`${holder} ended before it answered; try again`);
      if (waited > limits.take && !(await commands.isTaken(id)))
        throw inUse(`${holder} uses the state and takes no commands, which only provision --every does`);
      if (waited > limits.result)
        throw inUse(
          `${holder} has not answered for ${limits.result / 60_000} minutes; it may still execute the command`,
        );
      await sleep(LOOK_INTERVAL, undefined, { signal });
    }
  } finally {
    await commands.withdraw(id);
  }
}

function inUse(problem: string): ProvisioningError {
  return new ProvisioningError("state_in_use", problem);
}
