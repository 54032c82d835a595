/** The command `provision`: runs cycles from a directory in files to a SCIM service. */
import { type Command, Option } from "commander";
import type { CycleSummary, ResetScope } from "../../provisioning/index.ts";
import { RESET_SCOPES } from "../../provisioning/job/change-job.ts";
import { isEmptyState, type OpenedJob, withJob, withSourceInErrors } from "../job/open-job.ts";
import { runSchedule, runWithProgress, warnOfQuarantine } from "../job/run-cycles.ts";
import { type ReportListener, runWithReport } from "../job/write-report.ts";
import { addJobOptions, type JobOptions } from "../options/job-options.ts";
import { parseDuration, parseResetScopes } from "../options/option-values.ts";
import { resolvePath } from "../options/read-file.ts";
import { renderNotifyProblem, renderSummary } from "../output/render-summary.ts";
import { statusOfCycle } from "../process/exit-status.ts";
import type { Io, ToAction } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** Options of `provision`. */
interface ProvisionOptions extends JobOptions {
  readonly log: string;
  /** Path of the report. */
  readonly report?: string;
  readonly json?: boolean;
  /** Milliseconds from the start of one cycle to the start of the next. */
  readonly every?: number;
  /** What to forget before the cycle; true for the scopes of the portal's Restart. */
  readonly restart?: true | readonly ResetScope[];
}

/** Adds the command to the program. */
export function defineProvision(program: Command, toAction: ToAction): Command {
  const command = program
    .command("provision")
    .description("Runs a cycle: an initial one on a new state file, then incremental ones with what has changed.");
  return addJobOptions(command)
    .option("--report <file>", "report of the cycle (HTML page), replaced by each cycle; another file is left as it is")
    .addOption(
      new Option(
        "--restart [scope]",
        `restart first, so that every user is evaluated again; names of ${RESET_SCOPES.join(", ")}, separated by commas (default: those of the portal's Restart)`,
      )
        .argParser(parseResetScopes)
        .conflicts("dryRun"),
    )
    .option("--json", "print the summary as JSON")
    .option("--every <duration>", "repeat the cycle at this interval, such as 40m, until stopped", parseDuration)
    .action(toAction(provision));
}

/** Runs one cycle, or with `every` cycles until the signal is aborted. Resolves to the exit status. */
function provision(io: Io, options: ProvisionOptions): Promise<number> {
  return withJob(io, options, async (opened) => {
    const { job, beforeWrite } = opened;
    if (options.restart !== undefined) await beforeWrite(io.signal);
    await restart(opened, options.restart);
    const runCycle = (signal: AbortSignal) => runOnce(io, options, opened, signal);
    if (options.every === undefined) return statusOfCycle(await runCycle(io.signal));
    warnOfQuarantine(io, await job.status(), new Date());
    return runSchedule(io, options.every, job, runCycle);
  });
}

/** A new state has nothing to forget. */
async function restart({ job, state }: OpenedJob, scope: ProvisionOptions["restart"]): Promise<void> {
  if (scope === undefined || state === undefined || (await isEmptyState(state))) return;
  await job.restart(scope === true ? undefined : scope);
}

async function runOnce(
  io: Io,
  options: ProvisionOptions,
  { job, state, warnings, connection, beforeWrite }: OpenedJob,
  signal: AbortSignal,
): Promise<CycleSummary> {
  await beforeWrite(signal);
  const path = options.report === undefined ? undefined : resolvePath(io, options.report);
  const cycle = ({ onEntry, onDropped }: ReportListener) =>
    runWithProgress(io, (onProgress) => {
      const warn = (sentence: string) => {
        warnings.warn(sentence);
        onDropped?.(sentence);
      };
      return job.runCycle({ signal, onProgress, onDropped: warn, ...(onEntry && { onEntry }) });
    });
  try {
    const summary = await withSourceInErrors(io, options, () =>
      runWithReport({ path, state, dryRun: options.dryRun === true, connection }, cycle),
    );
    io.stdout.write(options.json === true ? `${jsonLine(summary)}\n` : renderSummary(summary, options));
    return summary;
  } catch (error) {
    // The cycle has no summary that would say so.
    const { notifyProblems = [] } = await job.status();
    for (const problem of notifyProblems) warnings.warn(renderNotifyProblem(problem));
    throw error;
  } finally {
    warnings.print(io.stderr);
  }
}
