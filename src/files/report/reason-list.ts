import type { CycleCounts, ErrorInformation, ProvisioningLogEntry } from "../../provisioning/index.ts";
import { nameOf } from "./change-list.ts";
import { counted, html, number } from "./text.ts";
import { type Outcome, outcomeOf } from "./timeline.ts";
import { wordReason } from "./wording.ts";

/** Users that are named with a reason; the rest is counted. */
const NAMED = 25;
/** Reasons that are told apart; a log holds about thirty. */
const MAX_REASONS = 200;
const OTHERS = "Other";

interface Reason {
  readonly outcome: "skipped" | "failed";
  readonly code: string;
  readonly advice: string | null;
  readonly users: { readonly name: string; readonly reason: string }[];
  count: number;
}

/** Failures and skips by reason, in memory that does not grow with their number. */
export class Reasons {
  readonly #reasons = new Map<string, Reason>();

  /** Counts the entry where it is a failure or a skip. */
  add(entry: ProvisioningLogEntry): void {
    const outcome = outcomeOf(entry);
    // What is held back has a section of its own.
    if (outcome === "changed" || entry.provisioningAction === "stagedDelete") return;
    const error = entry.provisioningStatusInfo.errorInformation;
    const reason = this.#find(outcome, error?.errorCode ?? "RedundantExport", error);
    reason.count += 1;
    if (reason.users.length < NAMED) reason.users.push({ name: nameOf(entry), reason: error?.reason ?? "" });
  }

  /** The reasons of one outcome as HTML, most frequent first; a summary also counts what was not logged. */
  render(outcome: "skipped" | "failed", counts: CycleCounts): string {
    const summed = new Map(Object.entries(counts[outcome]));
    for (const code of summed.keys()) this.#find(outcome, code, null);
    const reasons = [...this.#reasons.values()]
      .filter((reason) => reason.outcome === outcome)
      .map((reason) => ({ ...reason, count: Math.max(reason.count, summed.get(reason.code) ?? 0) }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
    return reasons.length === 0 ? `<p>Nobody ${NOBODY[outcome]}.</p>` : reasons.map(render).join("\n");
  }

  #find(outcome: "skipped" | "failed", code: string, error: ErrorInformation | null): Reason {
    const known = this.#reasons.get(`${outcome} ${code}`);
    if (known !== undefined) return known;
    if (this.#reasons.size >= MAX_REASONS && code !== OTHERS) return this.#find(outcome, OTHERS, null);
    const reason: Reason = { outcome, code, advice: error?.recommendedAction ?? null, users: [], count: 0 };
    this.#reasons.set(`${outcome} ${code}`, reason);
    return reason;
  }
}

const NOBODY = { skipped: "was skipped", failed: "failed" } as const satisfies Partial<Record<Outcome, string>>;

function render({ outcome, code, advice, users, count }: Reason): string {
  const words = wordReason(code, outcome);
  const rest = count - users.length;
  const more = rest > 0 ? `<li>and ${number(rest)} more</li>` : "";
  const names = users.map(({ name, reason }) => `<li><bdi>${html(name)}</bdi><br><bdi>${html(reason)}</bdi></li>`);
  const title = html(words.title);
  const who = `<details><summary>Who<span class="unseen">: ${title}</span></summary><ul class="people">${names.join("")}${more}</ul></details>
<button type="button" data-search="${html(code)}" hidden>Show in the list<span class="unseen">: ${title}</span></button>`;
  return `<article class="reason ${outcome}">
<h3>${title} <span class="count">${counted(count, "user")}</span></h3>
<p class="code">${html(code)}</p>
<p><strong>What to do:</strong> ${html(advice ?? words.advice)}</p>
${users.length === 0 ? "" : who}
</article>`;
}
