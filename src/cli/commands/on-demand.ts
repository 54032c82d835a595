/**
 * `on-demand`: one user through all steps, now, as the portal's Provision on demand shows it.
 */
import type { Command } from "commander";
import type { OnDemandResult } from "../../provisioning/index.ts";
import { namingSource, withJob } from "../job/open-job.ts";
import { addJobOptions, type JobOptions } from "../options/options.ts";
import { renderSteps } from "../output/render-steps.ts";
import { renderLogProblem } from "../output/render-summary.ts";
import { EXIT } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** Options of `on-demand`. */
export interface OnDemandOptions extends JobOptions {
  readonly log: string;
  readonly json?: boolean;
}

const STATUS: Readonly<Record<OnDemandResult["result"], number>> = {
  Success: EXIT.done,
  Skipped: EXIT.done,
  Failure: EXIT.failed,
};

/** Adds the command. */
export function defineOnDemand(program: Command, act: Act): void {
  const command = program
    .command("on-demand")
    .description("Provisions one user now, whatever the last cycle found, and shows every step.")
    .argument("<user>", "object id or user principal name");
  addJobOptions(command).option("--json", "print the log entry as JSON").action(act(onDemand));
}

/** Provisions one user and prints the steps; resolves to 0 when the user is done or skipped, else to 1. */
export function onDemand(io: Io, user: string, options: OnDemandOptions): Promise<number> {
  return withJob(io, options, async ({ job, warnings }) => {
    try {
      const { result, entry, logProblems } = await namingSource(io, options, () =>
        job.provisionOnDemand(user, { signal: io.signal }),
      );
      io.stdout.write(
        options.json === true ? `${jsonLine(entry)}\n` : renderSteps(entry, { dryRun: options.dryRun === true }),
      );
      for (const problem of logProblems ?? []) io.stderr.write(`warning:${renderLogProblem(problem).slice(1)}\n`);
      return logProblems === undefined ? STATUS[result] : EXIT.failed;
    } finally {
      warnings.print(io.stderr);
    }
  });
}
