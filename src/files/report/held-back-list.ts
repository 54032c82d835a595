import type { ProvisioningLogEntry, StagedRemoval } from "../../provisioning/index.ts";
import { nameOf } from "./change-list.ts";
import { counted, html, moment, number } from "./text.ts";
import { wordReason } from "./wording.ts";

/** Users that are listed; the rest is counted. */
const LISTED = 500;

/** A removal as the page lists it. */
interface Row {
  readonly name: string;
  readonly action: string;
  readonly reason: string;
  readonly since: string;
}

/** Removals that the threshold holds back, in memory that does not grow with their number. */
export class HeldBack {
  readonly #rows: Row[] = [];
  #count = 0;

  /** Takes a removal of the state. */
  add({ sourceName, action, reason, since }: StagedRemoval): void {
    this.#take({ name: sourceName, action: action === "delete" ? "Delete" : "Disable", reason, since });
  }

  /** Takes an entry, where it is that of a removal that was held back. */
  addEntry(entry: ProvisioningLogEntry): void {
    if (entry.provisioningAction !== "stagedDelete") return;
    const action = entry.provisioningSteps.at(-1)?.name === "EntryExportDelete" ? "Delete" : "Disable";
    const reason = entry.provisioningStatusInfo.errorInformation?.additionalDetails ?? "";
    this.#take({ name: nameOf(entry), action, reason, since: entry.activityDateTime });
  }

  #take(row: Row): void {
    this.#count += 1;
    if (this.#rows.length < LISTED) this.#rows.push(row);
  }

  /** The section of the page; nothing when nothing is held back. */
  render(): string {
    if (this.#count === 0) return "";
    const rest = this.#count - this.#rows.length;
    const more = rest > 0 ? `<p>and ${number(rest)} more</p>\n` : "";
    return `<section aria-labelledby="held-back-heading">
<h2 id="held-back-heading">Held back</h2>
<p>${counted(this.#count, "account")} would be disabled or deleted. Look whether these are people who have left; if not, mend the directory, the assignments or the scoping filters.</p>
<div class="wide" role="region" aria-labelledby="held-back-caption" tabindex="0">
<table>
<caption id="held-back-caption">Disables and deletes that wait to be allowed; times in UTC</caption>
<thead><tr><th scope="col">User</th><th scope="col">What is due</th><th scope="col">Why</th><th scope="col">Held back since</th></tr></thead>
<tbody>
${this.#rows.map(renderRow).join("\n")}
</tbody>
</table>
</div>
${more}</section>
`;
  }
}

function renderRow({ name, action, reason, since }: Row): string {
  const time = Date.parse(since);
  const cells = [action, wordReason(reason, "skipped").title, Number.isNaN(time) ? since : moment(time)];
  return `<tr><th scope="row"><bdi>${html(name)}</bdi></th>${cells.map((cell) => `<td>${html(cell)}</td>`).join("")}</tr>`;
}
