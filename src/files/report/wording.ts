/** The words of the report, for readers who manage a reception, not a directory. */
import type { CycleSummary } from "../../provisioning/index.ts";
import type { ProvisioningAction } from "../../provisioning/ports/log.ts";
import type { Connection } from "./connection.ts";
import { formatCount, formatNumber } from "./format.ts";
import type { Outcome } from "./timeline.ts";

/** Outcomes as the page names them. */
export const OUTCOME_NAMES = {
  changed: "Changed",
  skipped: "Skipped",
  failed: "Failed",
} as const satisfies Readonly<Record<Outcome, string>>;

/** Actions as the page names them. */
export const ACTION_NAMES: Readonly<Record<ProvisioningAction, string>> = {
  create: "Create",
  update: "Update",
  delete: "Delete",
  stagedDelete: "Held back",
  disable: "Disable",
  other: "None",
};

/** What a reason means, and what to do about it unless its log entries say. */
export interface ReasonDescription {
  readonly title: string;
  readonly advice?: string;
}

const IF_INTENDED = "Nothing, if that is intended.";

/** Reasons of the provisioning log, in plain words. */
const REASONS: ReadonlyMap<string, ReasonDescription> = new Map([
  [
    "FilteredAtRead",
    { title: "Left out by the input or category filters", advice: `${IF_INTENDED} Otherwise change these filters.` },
  ],
  ["NotAssigned", { title: "Not assigned to the application" }],
  ["NotEffectivelyEntitled", { title: "Assigned with Default Access only" }],
  [
    "NotInScope",
    {
      title: "Left out by the scoping filters",
      advice: `${IF_INTENDED} Otherwise change the scoping filter, or the attribute that it reads.`,
    },
  ],
  [
    "NotActive",
    { title: "Disabled in the directory", advice: `${IF_INTENDED} Otherwise enable the user in the directory.` },
  ],
  ["AttributeValidationFailed", { title: "A value cannot be used" }],
  ["DuplicateSourceEntries", { title: "Two users of the directory for one account" }],
  ["DuplicateTargetEntries", { title: "Several accounts match" }],
  ["Deleted", { title: "Deleted in the directory" }],
  ["EntryConflict", { title: "Another account already has a unique value" }],
  ["EntrySynchronizationSkipped", { title: "Left out by the mapping", advice: IF_INTENDED }],
  ["ImportSkipped", { title: "Nothing to recognize the account by" }],
  ["InsufficientRights", { title: "The service does not permit it" }],
  ["InternalServerError", { title: "The service had an internal error" }],
  [
    "NoReason",
    { title: "The log entry gives no reason", advice: "Read the steps of the entry, which log --json prints." },
  ],
  ["InvalidAnchor", { title: "The account is gone" }],
  ["Missing", { title: "No longer in the directory" }],
  ["LicenseLimitExceeded", { title: "The service has no licence left" }],
  ["RedundantExport", { title: "Already in sync", advice: "Nothing: both sides agree." }],
  ["SchemaPropertyCanOnlyAcceptValue", { title: "Several values where the service takes one" }],
  ["SchemaAttributeNotFound", { title: "The service does not accept what was sent" }],
  ["Timeout", { title: "The service did not answer in time" }],
  ["TooManyDeletes", { title: "Held back: too many removals in one cycle" }],
  ["TooManyRequests", { title: "The service limited the number of requests" }],
  ["UnprocessableEntity", { title: "The service does not accept what was sent" }],
  ["InternalError", { title: "Something unexpected went wrong" }],
  ["MethodNotAllowed", { title: "The service does not support this operation" }],
  ["NotImplemented", { title: "The service does not support this operation" }],
  ["Unauthorized", { title: "The service rejected the secret token" }],
  ["WebExceptionProtocolError", { title: "The service answered in a way that was not expected" }],
]);

/** Describes a reason; an unknown one by its code. */
export function describeReason(code: string, outcome: Outcome): Required<ReasonDescription> {
  const known = REASONS.get(code);
  const fallback = outcome === "failed" ? "Read the reasons below; the next cycle retries these users." : IF_INTENDED;
  return { title: known?.title ?? code, advice: known?.advice ?? fallback };
}

/** What a page about log entries shows, instead of a cycle. */
export const LOG_SENTENCE = "This page shows entries of the provisioning log, from one or more cycles.";

/** Says where the heading of such a page comes from, unless it was given. */
export const LOG_HEADING_SENTENCE = "The heading names the systems of the first entry.";

/** Summarizes a cycle in a sentence. */
export function summarySentence(
  summary: CycleSummary,
  names: Pick<Connection, "source" | "target">,
  dryRun: boolean,
): string {
  const { counts } = summary;
  const begin = `The ${summary.kind} cycle from ${names.source} to ${names.target} ${PREDICATES[summary.outcome]}`;
  const done = [
    counts.created > 0 ? `${formatCount(counts.created, "account")} created` : "",
    counts.updated > 0 ? `${formatNumber(counts.updated)} updated` : "",
    counts.disabled > 0 ? `${formatNumber(counts.disabled)} disabled` : "",
    counts.deleted > 0 ? `${formatNumber(counts.deleted)} deleted` : "",
  ].filter((part) => part !== "");
  const failed = sumCounts(counts.failed);
  const changes = done.length === 0 ? "no account had to be changed" : joinWords(done);
  const would = dryRun ? " It was a dry run: nothing was written, the counts are what would have been done." : "";
  const skipped = sumCounts(counts.skipped);
  const left = skipped === 1 ? "1 was" : `${skipped === 0 ? "none" : formatNumber(skipped)} were`;
  const problems = failed === 0 ? "nobody failed" : `${formatCount(failed, "user")} failed`;
  return `${begin}. Of ${formatCount(counts.read, "user")} read, ${left} skipped; ${changes}, and ${problems}.${would}`;
}

const PREDICATES: Readonly<Record<CycleSummary["outcome"], string>> = {
  completed: "is complete",
  held_back: "is complete, but disables and deletes were held back",
  interrupted: "was interrupted",
  incomplete: "is incomplete, because the directory could not be read to its end",
};

/** What the reader must know besides the sentence; empty when all is well. */
export function summaryWarnings(summary: CycleSummary): readonly string[] {
  const { heldBack, threshold, outcome, problem } = summary;
  const warnings: string[] = [];
  if (heldBack > 0) {
    const limit = threshold === undefined ? "" : `, more than the ${formatNumber(threshold)} allowed in one cycle`;
    warnings.push(
      `${formatCount(heldBack, "removal")} held back${limit}. Nobody was disabled or deleted. Check the directory first; when the removals are right, allow them for one cycle.`,
    );
  }
  if (problem !== undefined) warnings.push(`Nobody was removed: ${problem}`);
  warnings.push(...(summary.warnings ?? []).map((warning) => `${warning}.`));
  if (outcome === "interrupted") warnings.push("The cycle was stopped before its end; the next one continues.");
  return warnings;
}

/** The sum of counts by reason. */
export function sumCounts(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function joinWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
