/**
 * The report of a cycle, where one is wanted.
 */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { jsonlLog, readJsonlLog, writeHtmlReport } from "../../files/index.ts";
import { stagedRemovals } from "../../provisioning/apply/staged-removals.ts";
import type {
  CycleSummary,
  ProvisioningLogEntry,
  ProvisioningState,
  RunCycleOptions,
} from "../../provisioning/index.ts";
import type { StagedRemoval } from "../../provisioning/ports/staged-removal.ts";
import { usageError } from "../process/exit-status.ts";

/** What a report is made from, and where it goes. */
interface ReportOptions {
  /** Path of the page; undefined: none is wanted. */
  readonly path: string | undefined;
  /** Holds the log; undefined when nothing is kept. */
  readonly state: ProvisioningState | undefined;
  readonly dryRun: boolean;
}

/** Runs the cycle; what it is given says who is told of its log entries. */
type Cycle = (entries: Pick<RunCycleOptions, "onEntry">) => Promise<CycleSummary>;

/**
 * Runs a cycle and writes its report: of everything that was logged since the last cycle ended, so that what a crash left unreported is in it; of a dry run,
 * of everything that it would have logged.
 *
 * That the page can be written is looked at first, not after an hour of work.
 */
export async function withReport({ path, state, dryRun }: ReportOptions, cycle: Cycle): Promise<CycleSummary> {
  if (path === undefined) return cycle({});
  await access(dirname(path), constants.W_OK).catch(() => {
    throw usageError(`--report: cannot write into the folder ${dirname(path)}`);
  });
  if (dryRun) return reportPlan(path, cycle);
  const reported = (await state?.readJob())?.deliveredEntry;
  const summary = await cycle({});
  const staged = summary.heldBack > 0 ? stagedIn(state) : undefined;
  await writeHtmlReport(path, { summary, entries: state?.entries(reported) ?? [], staged });
  return summary;
}

/** What is held back, also what an earlier cycle has logged. */
async function* stagedIn(state: ProvisioningState | undefined): AsyncGenerator<StagedRemoval, void, undefined> {
  if (state !== undefined) yield* stagedRemovals(state.records((await state.size()).lastOrdinal));
}

/** No state holds what a dry run would have logged, so it lies in a file beside the page until that is written. */
async function reportPlan(path: string, cycle: Cycle): Promise<CycleSummary> {
  const planned = `${path}.${randomUUID()}.tmp`;
  const log = await jsonlLog(planned);
  try {
    let written = Promise.resolve();
    const onEntry = (entry: ProvisioningLogEntry): Promise<void> => {
      written = written.then(() => log.append([entry]));
      return written;
    };
    const summary = await cycle({ onEntry });
    await writeHtmlReport(path, { summary, entries: readJsonlLog(planned), dryRun: true });
    return summary;
  } finally {
    await log.close();
    await rm(planned, { force: true });
  }
}
