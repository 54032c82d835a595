/** The counts of the page: those of a cycle, or of log entries. */
import type { CycleSummary, ProvisioningLogEntry } from "../../provisioning/index.ts";
import type { ProvisioningAction } from "../../provisioning/ports/log.ts";
import { formatDuration, formatNumber } from "./format.ts";
import { outcomeOf } from "./timeline.ts";
import { OUTCOME_NAMES, sumCounts } from "./wording.ts";

/** A count as the page shows it; a marked one stands out. */
type Count = readonly [name: string, value: string, mark?: "failed"];

/** Renders the counts of a cycle: users, and how long it took. */
export function renderCycleCounts({ counts, duration }: CycleSummary): string {
  return renderCounts([
    ["Read", formatNumber(counts.read)],
    ["Created", formatNumber(counts.created)],
    ["Updated", formatNumber(counts.updated)],
    ["Disabled", formatNumber(counts.disabled)],
    ["Deleted", formatNumber(counts.deleted)],
    ["Unchanged", formatNumber(counts.unchanged)],
    ["Skipped", formatNumber(sumCounts(counts.skipped))],
    failedCount("Failed", sumCounts(counts.failed)),
    ...(counts.waiting > 0 ? [["Waiting for a retry", formatNumber(counts.waiting)] as const] : []),
    ...(counts.abandoned > 0 ? [failedCount("Abandoned after 28 days", counts.abandoned)] : []),
    ["Duration", formatDuration(duration)],
  ]);
}

/** What became of an entry that neither failed nor was skipped. */
const DONE = {
  create: "Created",
  update: "Updated",
  disable: "Disabled",
  delete: "Deleted",
  stagedDelete: "Held back",
  other: "Other",
} as const satisfies Record<ProvisioningAction, string>;

/** Counts log entries by what was done. */
export class EntryCounts {
  readonly #counts = {
    Created: 0,
    Updated: 0,
    Disabled: 0,
    Deleted: 0,
    "Held back": 0,
    Other: 0,
    Skipped: 0,
    Failed: 0,
  };

  /** Counts an entry. */
  add(entry: ProvisioningLogEntry): void {
    this.#counts[nameOf(entry)] += 1;
  }

  /** Renders the counts; those of held back removals and of other actions only where there are any. */
  render(): string {
    const { "Held back": heldBack, Other, Failed, ...always } = this.#counts;
    const rare = Object.entries({ "Held back": heldBack, Other }).filter(([, count]) => count > 0);
    const counts = [...Object.entries(always), ...rare].map(([name, count]) => [name, formatNumber(count)] as const);
    return renderCounts([...counts, failedCount("Failed", Failed)]);
  }
}

/** A removal that is held back was logged as skipped. */
function nameOf(entry: ProvisioningLogEntry): (typeof DONE)[ProvisioningAction] | "Skipped" | "Failed" {
  const { provisioningAction: action } = entry;
  const outcome = action === "stagedDelete" ? "changed" : outcomeOf(entry);
  return outcome === "changed" ? DONE[action] : OUTCOME_NAMES[outcome];
}

function failedCount(name: string, count: number): Count {
  return count > 0 ? [name, formatNumber(count), "failed"] : [name, formatNumber(count)];
}

function renderCounts(counts: readonly Count[]): string {
  return `<dl class="counts">
${counts.map(([name, value, mark = ""]) => `<div class="${mark}"><dt>${name}</dt><dd>${value}</dd></div>`).join("\n")}
</dl>`;
}
