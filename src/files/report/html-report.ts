/** A report of a cycle, or of log entries, as one page of HTML. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import type { CycleSummary, ProvisioningLogEntry, StagedRemoval } from "../../provisioning/index.ts";
import { orInvalidLog } from "../reading/file-errors.ts";
import { ChangeList } from "./change-list.ts";
import { connectionOf } from "./connection.ts";
import { EntryCounts } from "./count-list.ts";
import { DroppedList } from "./dropped-list.ts";
import { HeldBackList } from "./held-back-list.ts";
import { requireOwnReport } from "./own-report.ts";
import { renderPageEnd, renderPageStart } from "./page.ts";
import { ReasonList } from "./reason-list.ts";
import { outcomeOf, Timeline } from "./timeline.ts";
import { LOG_HEADING_SENTENCE, LOG_SENTENCE, summarySentence, summaryWarnings } from "./wording.ts";

/** What {@link htmlReport} and {@link writeHtmlReport} report. */
export interface HtmlReportOptions {
  /**
   * How the cycle ended. Default: the page is about the entries, whichever cycles they are of; it counts the entries
   * themselves, and its heading has the time of writing.
   */
  readonly summary?: CycleSummary | undefined;
  /** Log entries, of the cycle or as `queryLog` selects them, in order; read once, as a stream. */
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
  /** Whether the cycle of the summary was a dry run. Default false. */
  readonly dryRun?: boolean | undefined;
  /**
   * What the heading shows of the connection. Default: the names of the two systems, the tenant and the application as
   * the first entry has them.
   */
  readonly connection?:
    | {
        /** Name of the directory, such as `Microsoft Entra ID`. */
        readonly source?: string | undefined;
        /** Name of the service, such as `Proxyclick`. */
        readonly target?: string | undefined;
        /** Id of the directory's tenant. */
        readonly tenant?: string | undefined;
        /** Name of the enterprise application. */
        readonly application?: string | undefined;
        /** Base URL of the service. */
        readonly tenantUrl?: string | undefined;
      }
    | undefined;
  /**
   * The sentences that `runCycle({ onDropped })` got; read after the entries. Without them, the page has only the
   * left-out values that this cycle logged, not those that an earlier one did.
   */
  readonly dropped?: Iterable<string> | undefined;
  /** The clock. Default: the system clock. */
  readonly now?: (() => Date) | undefined;
}

const DEFAULT_MAX_CHANGES = 20_000;

/**
 * Makes one self-contained page about a cycle, or about log entries, in parts: what ran when, failures by reason with
 * what to do, what was held back or left out, counts, progress over time, skips by reason, and every change with old
 * and new values, searchable. It works without a network, in light and dark mode, with keyboard and screen reader.
 *
 * Memory does not grow with the number of entries. Values of the directory are data in the page, never markup or
 * script. {@link writeHtmlReport} writes the page to a file.
 *
 * @returns The page in parts, to be joined or sent in order; throws what the entries throw.
 * @example
 * ```ts
 * import type { ServerResponse } from "node:http";
 * import { Readable } from "node:stream";
 * import { htmlReport } from "proxyclick-scim/files";
 * import type { CycleSummary, ProvisioningLogEntry } from "proxyclick-scim/provisioning";
 *
 * declare const summary: CycleSummary; // of job.runCycle()
 * declare const entries: readonly ProvisioningLogEntry[]; // lines of the log
 * declare const response: ServerResponse;
 * Readable.from(htmlReport({ summary, entries })).pipe(response);
 * ```
 */
export async function* htmlReport(report: HtmlReportOptions): AsyncGenerator<string, void, void> {
  const { summary, entries, staged, now } = report;
  const timeline = new Timeline();
  const counts = new EntryCounts();
  const reasons = new ReasonList();
  const dropped = new DroppedList();
  const heldBack = new HeldBackList();
  for await (const removal of staged ?? []) heldBack.add(removal);
  const changes = new ChangeList(report.maxChanges ?? DEFAULT_MAX_CHANGES);
  const written = now?.() ?? new Date();
  let logged = 0;
  for await (const entry of entries) {
    if (logged === 0) yield pageStart(report, entry, written);
    logged += 1;
    timeline.add(Date.parse(entry.activityDateTime), outcomeOf(entry));
    if (staged === undefined) heldBack.addEntry(entry);
    counts.add(entry);
    reasons.add(entry);
    dropped.addEntry(entry);
    yield changes.add(entry);
  }
  if (logged === 0) yield pageStart(report, undefined, written);
  yield changes.flush();
  for (const sentence of report.dropped ?? []) dropped.addSentence(sentence);
  const { shown } = changes;
  yield renderPageEnd({ summary, counts, timeline, heldBack, dropped, reasons, logged, shown, written });
}

function pageStart(
  { summary, connection: given, dryRun = false }: HtmlReportOptions,
  first: ProvisioningLogEntry | undefined,
  written: Date,
): string {
  const connection = connectionOf(given ?? {}, first);
  if (summary === undefined) {
    const lead = given === undefined ? `${LOG_SENTENCE} ${LOG_HEADING_SENTENCE}` : LOG_SENTENCE;
    return renderPageStart({ connection, date: written, lead, warnings: [] });
  }
  const began = new Date(summary.began);
  const date = Number.isNaN(began.getTime()) ? written : began;
  const lead = summarySentence(summary, connection, dryRun);
  return renderPageStart({ connection, date, lead, warnings: summaryWarnings(summary) });
}

/**
 * Writes the page of {@link htmlReport} to a file. The page appears whole or not at all: it is written to a temporary
 * file and moved into place, readable by its owner only.
 *
 * @param path - Path of the page; its folder must exist. An existing report is replaced, any other file is left as it
 * is.
 * @throws ProvisioningError `invalid_log` when the page cannot be written or the file is not a report; whatever the
 * entries throw.
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
  await requireOwnReport(path);
  const temporary = `${path}.${randomUUID()}.tmp`;
  const attempt = <Result>(operation: () => Promise<Result>) =>
    orInvalidLog(`The report ${path} cannot be written`, operation);
  const file = await attempt(() => open(temporary, "wx", 0o600));
  try {
    try {
      for await (const part of htmlReport(report)) {
        if (part !== "") await attempt(() => file.appendFile(part, "utf8"));
      }
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
