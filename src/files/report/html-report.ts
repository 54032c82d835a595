/** A report of a cycle as one page of HTML. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import type { CycleSummary, ProvisioningLogEntry, StagedRemoval } from "../../provisioning/index.ts";
import { orInvalidLog } from "../reading/file-errors.ts";
import { ChangeList } from "./change-list.ts";
import { HeldBackList } from "./held-back-list.ts";
import { renderPageEnd, renderPageStart } from "./page.ts";
import { ReasonList } from "./reason-list.ts";
import { outcomeOf, Timeline } from "./timeline.ts";

/** What {@link writeHtmlReport} reports. */
export interface HtmlReportOptions {
  /** How the cycle ended. */
  readonly summary: CycleSummary;
  /** Log entries of the cycle, in order; read once, as a stream. */
  readonly entries: AsyncIterable<ProvisioningLogEntry> | Iterable<ProvisioningLogEntry>;
  /**
   * The removals that the deletion threshold holds back, as `job.staged()` yields them. Default: those in the entries,
   * without those that an earlier cycle has logged.
   */
  readonly staged?: AsyncIterable<StagedRemoval> | undefined;
  /**
   * Greatest number of changes that the page lists of each result: changed, skipped, failed. Default 20,000; the page
   * says when it has more.
   */
  readonly maxChanges?: number | undefined;
  /** Whether the cycle was a dry run. Default false. */
  readonly dryRun?: boolean | undefined;
  /** The clock. Default: the system clock. */
  readonly now?: (() => Date) | undefined;
}

const DEFAULT_MAX_CHANGES = 20_000;

/**
 * Writes one self-contained page about a cycle: a sentence, counts, progress over time, failures and skips by reason
 * with what to do, and every change with old and new values, searchable. It works without a network, in light and dark
 * mode, with keyboard and screen reader.
 *
 * Memory does not grow with the number of entries. The page appears whole or not at all: it is written to a temporary
 * file and moved into place, readable by its owner only. Values of the directory are data in it, never markup or
 * script.
 *
 * @param path - Path of the page; its folder must exist, and an existing file is replaced.
 * @throws ProvisioningError `invalid_log` when the page cannot be written; whatever the entries throw.
 * @example
 * ```ts
 * import { writeHtmlReport } from "proxyclick-scim/files";
 * import type { CycleSummary, ProvisioningLogEntry } from "proxyclick-scim/provisioning";
 *
 * declare const summary: CycleSummary; // of job.runCycle()
 * declare const entries: readonly ProvisioningLogEntry[]; // lines of the log
 * await writeHtmlReport("report.html", { summary, entries });
 * ```
 */
export async function writeHtmlReport(path: string, report: HtmlReportOptions): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const attempt = <Result>(operation: () => Promise<Result>) =>
    orInvalidLog(`The report ${path} cannot be written`, operation);
  const file = await attempt(() => open(temporary, "wx", 0o600));
  try {
    try {
      for await (const part of renderPage(report)) await attempt(() => file.appendFile(part, "utf8"));
      await attempt(() => file.sync());
    } finally {
      await file.close();
    }
    await attempt(() => rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function* renderPage({
  summary,
  entries,
  staged,
  maxChanges,
  dryRun,
  now,
}: HtmlReportOptions): AsyncGenerator<string, void, void> {
  const timeline = new Timeline();
  const reasons = new ReasonList();
  const heldBack = new HeldBackList();
  for await (const removal of staged ?? []) heldBack.add(removal);
  const changes = new ChangeList(maxChanges ?? DEFAULT_MAX_CHANGES);
  const start = (first?: ProvisioningLogEntry) =>
    renderPageStart({ summary, names: namesOf(first), dryRun: dryRun ?? false });
  let logged = 0;
  for await (const entry of entries) {
    if (logged === 0) yield start(entry);
    logged += 1;
    timeline.add(Date.parse(entry.activityDateTime), outcomeOf(entry));
    if (staged === undefined) heldBack.addEntry(entry);
    reasons.add(entry);
    const block = changes.add(entry);
    if (block !== "") yield block;
  }
  if (logged === 0) yield start();
  yield changes.flush();
  const written = now?.() ?? new Date();
  yield renderPageEnd({ summary, points: timeline.points(), heldBack, reasons, logged, shown: changes.shown, written });
}

function namesOf(entry: ProvisioningLogEntry | undefined): { readonly source: string; readonly target: string } {
  return {
    source: entry?.sourceSystem.displayName || "the directory",
    target: entry?.targetSystem.displayName || "the service",
  };
}
