/** The command `resume`: ends a pause. */
import type { Command } from "commander";
import { resumeJob } from "../../provisioning/job/change-job.ts";
import { controlJob } from "../job/control-job.ts";
import type { Io, ToAction } from "../process/io.ts";

/** Adds the command to the program. */
export function defineResume(program: Command, toAction: ToAction): void {
  program
    .command("resume")
    .description("Ends a pause; the next cycle continues where the last one stopped.")
    .option("--state <file>", "state of the job", "provisioning-state.db")
    .action(toAction(resume));
}

function resume(io: Io, { state }: { readonly state: string }): Promise<number> {
  return controlJob(io, state, { command: { kind: "resume" }, execute: resumeJob, done: "Resumed." });
}
