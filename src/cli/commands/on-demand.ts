/** The command `on-demand`: provisions one user now and shows every step, like the portal's Provision on demand. */
import type { Command } from "commander";
import type { OnDemandResult } from "../../provisioning/index.ts";
import { printFailure } from "../job/control-job.ts";
import { handOver } from "../job/hand-over.ts";
import { withJob, withSourceInErrors } from "../job/open-job.ts";
import { addJobOptions, type JobOptions } from "../options/job-options.ts";
import { renderSteps } from "../output/render-steps.ts";
import { renderLogProblem } from "../output/render-summary.ts";
import { EXIT_STATUS, isUnusableValue } from "../process/exit-status.ts";
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
    .argument("<user>", "object id, user principal name, mail address or display name");
  addJobOptions(command).option("--json", "print the log entry as JSON").action(toAction(onDemand));
}

/**
 * Provisions one user and prints the steps, in the process of the job's schedule when one runs. Resolves to 0 when the
 * user is done or out of scope, else to 1.
 */
async function onDemand(io: Io, user: string, options: OnDemandOptions): Promise<number> {
  const dryRun = options.dryRun === true;
  const handed = dryRun ? undefined : await handOver(io, options.state, { kind: "onDemand", user });
  if (handed?.kind === "failed") return printFailure(io, handed);
  if (handed?.onDemand !== undefined) return print(io, options, handed.onDemand);
  return withJob(io, options, async ({ job, warnings, beforeWrite }) => {
    await beforeWrite(io.signal);
    try {
      const run = () => job.provisionOnDemand(user, { signal: io.signal });
      return print(io, options, await withSourceInErrors(io, options, run));
    } finally {
      warnings.print(io.stderr);
    }
  });
}

function print(io: Io, options: OnDemandOptions, { result, entry, logProblems }: OnDemandResult): number {
  io.stdout.write(
    options.json === true ? `${jsonLine(entry)}\n` : renderSteps(entry, { dryRun: options.dryRun === true }),
  );
  for (const problem of logProblems ?? []) io.stderr.write(`warning:${renderLogProblem(problem).slice(1)}\n`);
  const leftOut = isUnusableValue(entry.provisioningStatusInfo.errorInformation?.errorCode);
  return logProblems === undefined && !leftOut ? RESULT_STATUS[result] : EXIT_STATUS.failed;
}
