/** The command `restart`: makes a job forget what it knows, so that its next cycle evaluates every user again. */
import type { Command } from "commander";
import type { ResetScope } from "../../provisioning/index.ts";
import { RESET_SCOPES, restartJob } from "../../provisioning/job/change-job.ts";
import { controlJob } from "../job/control-job.ts";
import { parseResetScopes } from "../options/option-values.ts";
import type { Io, ToAction } from "../process/io.ts";

/** Options of `restart`. */
interface RestartOptions {
  readonly state: string;
  readonly scope?: readonly ResetScope[];
}

/** Adds the command to the program. */
export function defineRestart(program: Command, toAction: ToAction): void {
  program
    .command("restart")
    .description("Restarts a job: its next cycle evaluates every user again. A running cycle ends first.")
    .option("--state <file>", "state of the job", "provisioning-state.db")
    .option(
      "--scope <names>",
      `what to forget: names of ${RESET_SCOPES.join(", ")}, separated by commas (default: those of the portal's Restart)`,
      parseResetScopes,
    )
    .action(toAction(restart));
}

function restart(io: Io, { state, scope }: RestartOptions): Promise<number> {
  return controlJob(io, state, {
    command: { kind: "restart", ...(scope && { scope }) },
    execute: (opened, newId) => restartJob(opened, newId, scope),
    done: "Restarted: the next cycle evaluates every user again.",
  });
}
