/** The command `on-demand`: provisions one user now and shows every step, like the portal's Provision on demand. */
import type { Command } from "commander";
import type { OnDemandResult } from "../../provisioning/index.ts";
import { withJob, withSourceInErrors } from "../job/open-job.ts";
import { addJobOptions, type JobOptions } from "../options/job-options.ts";
import { renderSteps } from "../output/render-steps.ts";
import { renderLogProblem } from "../output/render-summary.ts";
import { EXIT_STATUS } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** Options of `on-demand`. */
interface OnDemandOptions extends JobOptions {
  readonly log: string;
  readonly json?: boolean;
}

const RESULT_STATUS: Readonly<Record<OnDemandResult["result"], number>> = {
  Success: EXIT_STATUS.done,
  Skipped: EXIT_STATUS.done,
  Failure: EXIT_STATUS.failed,
};

/** Adds the command to the program. */
export function defineOnDemand(program: Command, toAction: ToAction): void {
  const command = program
    .command("on-demand")
    .description("Provisions one user now, whatever the last cycle found, and shows every step.")
    .argument("<user>", "object id or user principal name");
  addJobOptions(command).option("--json", "print the log entry as JSON").action(toAction(onDemand));
}

/** Provisions one user and prints the steps. Resolves to 0 when the user is done or skipped, else to 1. */
function onDemand(io: Io, user: string, options: OnDemandOptions): Promise<number> {
  return withJob(io, options, async ({ job, warnings }) => {
    try {
      const { result, entry, logProblems } = await withSourceInErrors(io, options, () =>
        job.provisionOnDemand(user, { signal: io.signal }),
      );
      io.stdout.write(
        options.json === true ? `${jsonLine(entry)}\n` : renderSteps(entry, { dryRun: options.dryRun === true }),
      );
      for (const problem of logProblems ?? []) io.stderr.write(`warning:${renderLogProblem(problem).slice(1)}\n`);
      return logProblems === undefined ? RESULT_STATUS[result] : EXIT_STATUS.failed;
    } finally {
      warnings.print(io.stderr);
    }
  });
}
