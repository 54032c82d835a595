/**
 * `provision`: cycles from a directory in files to a SCIM service.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CycleSummary, ResetScope, RunCycleOptions } from "../../provisioning/index.ts";
import { isUntouched, namingSource, type OpenedJob, withJob } from "../job/open-job.ts";
import { repeatCycles, showCycle, tellQuarantine } from "../job/run-cycles.ts";
import { withReport } from "../job/write-report.ts";
import { addJobOptions, type JobOptions, parseDuration, pathOf } from "../options/options.ts";
import { renderSummary } from "../output/render-summary.ts";
import { statusOfCycle } from "../process/exit-status.ts";
import type { Act, Io } from "../process/io.ts";
import { jsonLine } from "../process/printable.ts";

/** Options of `provision`. */
export interface ProvisionOptions extends JobOptions {
  readonly log: string;
  /** Path of the page that tells people what the cycle did. */
  readonly report?: string;
  readonly json?: boolean;
  /** Milliseconds from the start of one cycle to the start of the next. */
  readonly every?: number;
  /** What to forget before the cycle; true for what the portal's Restart forgets. */
  readonly restart?: true | readonly ResetScope[];
}

const RESET_SCOPES = [
  "Watermark",
  "Escrows",
  "QuarantineState",
  "ConnectorDataStore",
  "Full",
  "ForceDeletes",
] as const satisfies readonly ResetScope[];

/** Adds the command. */
export function defineProvision(program: Command, act: Act): void {
  const command = program
    .command("provision")
    .description("Runs a cycle: the initial one on a new state file, after that what has changed since.");
  addJobOptions(command)
    .option("--report <file>", "page that tells people what the cycle did (HTML), replaced by each cycle")
    .addOption(
      new Option(
        "--restart [scope]",
        `forget first, so that everybody is looked at anew; names of ${RESET_SCOPES.join(", ")}, separated by commas (default: what the portal's Restart forgets)`,
      )
        .argParser(parseResetScopes)
        .conflicts("dryRun"),
    )
    .option("--json", "print the summary as JSON")
    .option("--every <duration>", "go on with a cycle every so often, such as 40m, until stopped", parseDuration)
    .action(act(provision));
}

/** Reads names of reset scopes, separated by commas; in any case. */
export function parseResetScopes(text: string): readonly ResetScope[] {
  return text.split(",").map((part) => {
    const name = part.trim().toLowerCase();
    const scope = RESET_SCOPES.find((known) => known.toLowerCase() === name);
    if (scope === undefined) throw new InvalidArgumentError(`Expected names of ${RESET_SCOPES.join(", ")}.`);
    return scope;
  });
}

/** Runs one cycle, or with `every` cycles until the signal is aborted. */
export function provision(io: Io, options: ProvisionOptions): Promise<number> {
  return withJob(io, options, async (opened) => {
    const { job } = opened;
    await restart(opened, options.restart);
    const runCycle = (signal: AbortSignal) => runOnce(io, options, opened, signal);
    if (options.every === undefined) return statusOfCycle(await runCycle(io.signal));
    tellQuarantine(io, await job.status(), new Date());
    return repeatCycles(io, options.every, job, runCycle);
  });
}

/** A new state has nothing to forget. */
async function restart({ job, state }: OpenedJob, scope: ProvisionOptions["restart"]): Promise<void> {
  if (scope === undefined || state === undefined || (await isUntouched(state))) return;
  await job.restart(scope === true ? undefined : scope);
}

async function runOnce(
  io: Io,
  options: ProvisionOptions,
  { job, state, warnings }: OpenedJob,
  signal: AbortSignal,
): Promise<CycleSummary> {
  const path = options.report === undefined ? undefined : pathOf(io, options.report);
  const cycle = (entries: Pick<RunCycleOptions, "onEntry">) =>
    showCycle(io, (onProgress) => job.runCycle({ signal, onProgress, ...entries }));
  try {
    const summary = await namingSource(io, options, () =>
      withReport({ path, state, dryRun: options.dryRun === true }, cycle),
    );
    io.stdout.write(options.json === true ? `${jsonLine(summary)}\n` : renderSummary(summary, options));
    return summary;
  } finally {
    warnings.print(io.stderr);
  }
}
