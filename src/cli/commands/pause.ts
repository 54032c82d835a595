/** The command `pause`: stops the cycles of a job, also of a running schedule. */
import type { Command } from "commander";
import { pauseJob } from "../../provisioning/job/change-job.ts";
import { controlJob } from "../job/control-job.ts";
import type { Io, ToAction } from "../process/io.ts";

/** Adds the command to the program. */
export function definePause(program: Command, toAction: ToAction): void {
  program
    .command("pause")
    .description("Pauses a job: a running cycle ends after the users in progress, and no other begins until resume.")
    .option("--state <file>", "state of the job", "provisioning-state.db")
    .action(toAction(pause));
}

function pause(io: Io, { state }: { readonly state: string }): Promise<number> {
  return controlJob(io, state, { command: { kind: "pause" }, execute: pauseJob, done: "Paused." });
}
