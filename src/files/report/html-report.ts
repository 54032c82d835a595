/**
 * A cycle as one page of HTML for people.
 */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { ProvisioningError } from "../../errors.ts";
import type { CycleSummary, ProvisioningLogEntry, StagedRemoval } from "../../provisioning/index.ts";
import { Changes } from "./change-list.ts";
import { HeldBack } from "./held-back-list.ts";
import { pageHead, pageRest } from "./page.ts";
import { Reasons } from "./reason-list.ts";
import { outcomeOf, Timeline } from "./timeline.ts";

/** What {@link writeHtmlReport} writes. */
export interface HtmlReport {
  /** How the cycle ended. */
  readonly summary: CycleSummary;
  /** Log entries of the cycle, in the order of the log; read once, as a stream. */
  readonly entries: AsyncIterable<ProvisioningLogEntry> | Iterable<ProvisioningLogEntry>;
  /** What the deletion threshold holds back, as `job.staged()` gives it. Default: what the entries tell, which an earlier cycle may have logged already. */
  readonly staged?: AsyncIterable<StagedRemoval> | undefined;
  /** Most changes that the page lists for each result: changed, skipped, failed. Default 20,000; beyond that the page says that it was cut. */
  readonly maxChanges?: number | undefined;
  /** Whether the cycle only planned. Default false. */
  readonly dryRun?: boolean | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
}

const DEFAULT_MAX_CHANGES = 20_000;

/**
 * Writes one self-contained page that tells people what a cycle did: a sentence, counts, progress over time, failures and skips by reason with what to
 * do, and every change with old and new values, searchable. It works without a network, in light and dark, with keyboard and screen reader.
 *
 * Memory does not grow with the number of entries. The page appears whole or not at all: it is written beside its place and moved there, readable by
 * its owner only. Values of the directory are data in it, never markup or script.
 *
 * @param path - Path of the page; its folder must exist, a file of that name is replaced.
 * @throws ProvisioningError `invalid_log` when it cannot be written; what the entries throw.
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
export async function writeHtmlReport(path: string, report: HtmlReport): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await attempt(path, () => open(temporary, "wx", 0o600));
  try {
    try {
      for await (const text of page(report)) await attempt(path, () => file.appendFile(text, "utf8"));
      await attempt(path, () => file.sync());
    } finally {
      await file.close();
    }
    await attempt(path, () => rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function* page({
  summary,
  entries,
  staged,
  maxChanges,
  dryRun,
  now,
}: HtmlReport): AsyncGenerator<string, void, void> {
  const timeline = new Timeline();
  const reasons = new Reasons();
  const heldBack = new HeldBack();
  for await (const removal of staged ?? []) heldBack.add(removal);
  const changes = new Changes(maxChanges ?? DEFAULT_MAX_CHANGES);
  const head = (first?: ProvisioningLogEntry) => pageHead({ summary, names: namesOf(first), dryRun: dryRun ?? false });
  let logged = 0;
  for await (const entry of entries) {
    if (logged === 0) yield head(entry);
    logged += 1;
    timeline.add(Date.parse(entry.activityDateTime), outcomeOf(entry));
    if (staged === undefined) heldBack.addEntry(entry);
    reasons.add(entry);
    const block = changes.add(entry);
    if (block !== "") yield block;
  }
  if (logged === 0) yield head();
  yield changes.flush();
  const written = now?.() ?? new Date();
  yield pageRest({ summary, points: timeline.points(), heldBack, reasons, logged, shown: changes.shown, written });
}

function namesOf(entry: ProvisioningLogEntry | undefined): { readonly source: string; readonly target: string } {
  return {
    source: entry?.sourceSystem.displayName || "the directory",
    target: entry?.targetSystem.displayName || "the service",
  };
}

async function attempt<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    throw new ProvisioningError("invalid_log", `The report ${path} cannot be written: ${reason}`, { cause: error });
  }
}
