/** Writes the report of a cycle. */
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { type HtmlReportOptions, jsonlLog, readJsonlLog, writeHtmlReport } from "../../files/index.ts";
import { stagedRemovals } from "../../provisioning/apply/staged-removals.ts";
import type {
  CycleSummary,
  ProvisioningLogEntry,
  ProvisioningState,
  RunCycleOptions,
} from "../../provisioning/index.ts";
import type { StagedRemoval } from "../../provisioning/ports/staged-removal.ts";
import { requireWritableReport } from "../options/report-file.ts";

/** Where the report goes, and what it is made from. */
interface ReportOptions {
  /** Path of the page; undefined for no report. */
  readonly path: string | undefined;
  /** Contains the log; undefined when there is no state file. */
  readonly state: ProvisioningState | undefined;
  readonly dryRun: boolean;
  /** What the heading shows. */
  readonly connection?: HtmlReportOptions["connection"];
}

/** What a report gathers while the cycle runs. */
export type ReportListener = Pick<RunCycleOptions, "onEntry" | "onDropped">;

/** Runs the cycle with a listener. */
type Cycle = (listener: ReportListener) => Promise<CycleSummary>;

/** Most values that are kept for the report, which lists fewer. */
const MAX_DROPPED = 10_000;

/**
 * Runs a cycle and writes its report: everything logged since the last cycle ended, including what a crash left
 * unreported; for a dry run, everything that it would have logged.
 *
 * @throws CommanderError when the page cannot be written, before the cycle starts.
 */
export async function runWithReport(options: ReportOptions, cycle: Cycle): Promise<CycleSummary> {
  const { path, state, dryRun, connection } = options;
  if (path === undefined) return cycle({});
  await requireWritableReport(path);
  const dropped: string[] = [];
  const onDropped = (sentence: string) => {
    if (dropped.length < MAX_DROPPED) dropped.push(sentence);
  };
  if (dryRun) return reportDryRun(path, { connection, dropped }, ({ onEntry }) => cycle({ onEntry, onDropped }));
  const reported = (await state?.readJob())?.deliveredEntry;
  const summary = await cycle({ onDropped });
  const staged = summary.heldBack > 0 ? stagedIn(state) : undefined;
  await writeHtmlReport(path, { summary, entries: state?.entries(reported) ?? [], staged, connection, dropped });
  return summary;
}

/** All removals that are held back, including those that an earlier cycle has logged. */
async function* stagedIn(state: ProvisioningState | undefined): AsyncGenerator<StagedRemoval, void, undefined> {
  if (state !== undefined) yield* stagedRemovals(state.records((await state.size()).lastOrdinal));
}

/**
 * The state does not contain what a dry run would have logged, so a file beside the page keeps it until the page is
 * written.
 */
async function reportDryRun(
  path: string,
  parts: Pick<HtmlReportOptions, "connection" | "dropped">,
  cycle: (listener: Required<Pick<RunCycleOptions, "onEntry">>) => Promise<CycleSummary>,
): Promise<CycleSummary> {
  const planned = `${path}.${randomUUID()}.tmp`;
  const log = await jsonlLog(planned);
  try {
    let written = Promise.resolve();
    const onEntry = (entry: ProvisioningLogEntry): Promise<void> => {
      written = written.then(() => log.append([entry]));
      return written;
    };
    const summary = await cycle({ onEntry });
    await writeHtmlReport(path, { summary, entries: readJsonlLog(planned), dryRun: true, ...parts });
    return summary;
  } finally {
    await log.close();
    await rm(planned, { force: true });
  }
}
