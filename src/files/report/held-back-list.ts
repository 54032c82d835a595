/** The removals that the deletion threshold holds back, as a section of the page. */
import type { ProvisioningLogEntry, StagedRemoval } from "../../provisioning/index.ts";
import { renderCardTable } from "./card-table.ts";
import { userNameOf } from "./change-list.ts";
import { escapeHtml } from "./escape.ts";
import { formatCount, formatNumber, formatTime } from "./format.ts";
import { describeReason } from "./wording.ts";

/** Number of users that are listed; the others are only counted. */
const MAX_LISTED = 500;

/** A removal as the page lists it. */
interface Row {
  readonly name: string;
  readonly action: string;
  readonly reason: string;
  readonly since: string;
}

/** Collects removals that are held back, in bounded memory. */
export class HeldBackList {
  readonly #rows: Row[] = [];
  #count = 0;

  /** Adds a removal from the state. */
  add({ sourceName, action, reason, since }: StagedRemoval): void {
    this.#add({ name: sourceName, action: action === "delete" ? "Delete" : "Disable", reason, since });
  }

  /** Adds a removal from its log entry; ignores other entries. */
  addEntry(entry: ProvisioningLogEntry): void {
    if (entry.provisioningAction !== "stagedDelete") return;
    const action = entry.provisioningSteps.at(-1)?.name === "EntryExportDelete" ? "Delete" : "Disable";
    const reason = entry.provisioningStatusInfo.errorInformation?.additionalDetails ?? "";
    this.#add({ name: userNameOf(entry), action, reason, since: entry.activityDateTime });
  }

  #add(row: Row): void {
    this.#count += 1;
    if (this.#rows.length < MAX_LISTED) this.#rows.push(row);
  }

  /**
   * Renders the section; an empty string when nothing is held back.
   *
   * @param when - `now`: they are held back; `earlier`: they were when they were logged.
   */
  render(when: "now" | "earlier"): string {
    if (this.#count === 0) return "";
    const rest = this.#count - this.#rows.length;
    const table = renderCardTable({
      id: "held-back-caption",
      caption: "Disables and deletes that wait to be allowed; times in UTC",
      columns: ["User", "What is due", "Why", "Held back since"],
      rows: this.#rows.map(toCells),
    });
    const more = rest > 0 ? `<p>and ${formatNumber(rest)} more</p>\n` : "";
    return `<section aria-labelledby="held-back-heading">
<h2 id="held-back-heading">Held back</h2>
<p>${when === "now" ? currentSentence(this.#count) : earlierSentence(this.#count)}</p>
${table}
${more}</section>
`;
  }
}

function currentSentence(count: number): string {
  return `${formatCount(count, "account")} would be disabled or deleted. Check whether these people have left; if not, correct the directory, the assignments or the scoping filters.`;
}

function earlierSentence(count: number): string {
  return `${formatCount(count, "removal")} ${count === 1 ? "was" : "were"} held back at the time of the log entry. The command <code>staged</code> lists what is held back now.`;
}

function toCells({ name, action, reason, since }: Row): readonly [string, ...string[]] {
  const time = Date.parse(since);
  const cells = [action, describeReason(reason, "skipped").title, Number.isNaN(time) ? since : formatTime(time)];
  return [`<bdi>${escapeHtml(name)}</bdi>`, ...cells.map(escapeHtml)];
}
