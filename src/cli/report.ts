/**
 * The report of a cycle, where one is wanted.
 */
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { writeHtmlReport } from "../files/index.ts";
import type { CycleSummary, ProvisioningState } from "../provisioning/index.ts";
import { usageError } from "./exit-status.ts";

/** What a report is made from, and where it goes. */
interface ReportOptions {
  /** Path of the page; undefined: none is wanted. */
  readonly path: string | undefined;
  /** Holds the log; undefined when nothing is kept. */
  readonly state: ProvisioningState | undefined;
  readonly dryRun: boolean;
}

/**
 * Runs a cycle and writes its report: of everything that was logged since the last cycle ended, so that what a crash left unreported is in it.
 *
 * That the page can be written is looked at first, not after an hour of work.
 */
export async function withReport(
  { path, state, dryRun }: ReportOptions,
  cycle: () => Promise<CycleSummary>,
): Promise<CycleSummary> {
  if (path === undefined) return cycle();
  await access(dirname(path), constants.W_OK).catch(() => {
    throw usageError(`--report: cannot write into the folder ${dirname(path)}`);
  });
  const reported = (await state?.readJob())?.deliveredEntry;
  const summary = await cycle();
  await writeHtmlReport(path, { summary, entries: state?.entries(reported) ?? [], dryRun });
  return summary;
}
