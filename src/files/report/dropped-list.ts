/** The values that the service's rules left out of writes, as a section of the page. */
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { VALUE_DROPPED } from "../../provisioning/log/dropped-values.ts";
import { renderCardTable } from "./card-table.ts";
import { userNameOf } from "./change-list.ts";
import { escapeHtml } from "./escape.ts";
import { formatCount, formatNumber } from "./format.ts";

/** Number of values that are listed; the others are only counted. */
const MAX_LISTED = 500;

/** A value in the words of the log; a sentence alone where the log has it from an earlier cycle. */
type DroppedRow = readonly [user: string, attribute: string, value: string, reason: string] | readonly [string];

/** Collects values that were left out, in bounded memory. */
export class DroppedList {
  readonly #rows: DroppedRow[] = [];
  /** What the listed rows say, as sentences. */
  readonly #sentences = new Set<string>();
  #count = 0;

  /** Adds the values of a log entry. */
  addEntry(entry: ProvisioningLogEntry): void {
    for (const { name, description, details } of entry.provisioningSteps) {
      if (name !== VALUE_DROPPED) continue;
      const part = (key: string) => details[key] ?? "";
      this.#add(description, [userNameOf(entry), part("PropertyName"), part("Value"), part("Reason")]);
    }
  }

  /** Adds a sentence of `onDropped`, unless a log entry has said the same. */
  addSentence(sentence: string): void {
    this.#add(sentence, [sentence]);
  }

  #add(sentence: string, row: DroppedRow): void {
    if (this.#sentences.has(sentence)) return;
    this.#count += 1;
    if (this.#rows.length >= MAX_LISTED) return;
    this.#sentences.add(sentence);
    this.#rows.push(row);
  }

  /** Renders the section; an empty string when nothing was left out. */
  render(): string {
    if (this.#count === 0) return "";
    const rest = this.#count - this.#rows.length;
    const rows = this.#rows.filter((row) => row.length === 4);
    const sentences = this.#rows.filter((row) => row.length === 1);
    const table = renderCardTable({
      id: "dropped-caption",
      caption: "Values that were not sent",
      columns: ["User", "Attribute", "Value", "Why"],
      rows: rows.map(([user, ...cells]) => [isolated(user), ...cells.map(isolated)]),
    });
    return `<section aria-labelledby="dropped-heading">
<h2 id="dropped-heading">Values left out</h2>
<p>The service's rules do not allow ${formatCount(this.#count, "value")}. The rest of each user was written. <strong>What to do:</strong> correct the value in the directory, or the mapping of its attribute.</p>
${rows.length === 0 ? "" : table}
${sentences.length === 0 ? "" : `<ul class="people">${sentences.map(([sentence]) => `<li>${isolated(sentence)}</li>`).join("\n")}</ul>`}
${rest > 0 ? `<p>and ${formatNumber(rest)} more</p>` : ""}
</section>
`;
  }
}

function isolated(value: string): string {
  return `<bdi>${escapeHtml(value)}</bdi>`;
}
