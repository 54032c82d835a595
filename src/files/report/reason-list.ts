/** Failures and skips, grouped by reason. */
import type { CycleCounts, ProvisioningLogEntry } from "../../provisioning/index.ts";
import type { ErrorInformation } from "../../provisioning/ports/log.ts";
import { reasonCodeOf, userNameOf } from "./change-list.ts";
import { escapeCode, escapeHtml } from "./escape.ts";
import { formatCount, formatNumber } from "./format.ts";
import { type Outcome, outcomeOf } from "./timeline.ts";
import { describeReason } from "./wording.ts";

/** Number of users that are named with a reason; the others are only counted. */
const MAX_NAMED = 25;
/** Greatest number of different reasons; a log has about thirty. */
const MAX_REASONS = 200;
/** With no more users than this, a failure shows them at once. */
const FEW_USERS = 5;
const OTHER = "Other";

interface Reason {
  readonly outcome: "skipped" | "failed";
  readonly code: string;
  readonly advice: string | null;
  /** The users who are named, by id. */
  readonly users: Map<string, { readonly name: string; readonly reason: string }>;
  /** Number of entries, or of users in a cycle. */
  count: number;
  /** Number of entries of the users who are named. */
  named: number;
}

/** Collects failures and skips by reason, in bounded memory. */
export class ReasonList {
  readonly #reasons = new Map<string, Reason>();

  /** Adds an entry that is a failure or a skip; ignores others. */
  add(entry: ProvisioningLogEntry): void {
    const outcome = outcomeOf(entry);
    // Removals that are held back have their own section.
    if (outcome === "changed" || entry.provisioningAction === "stagedDelete") return;
    const error = entry.provisioningStatusInfo.errorInformation;
    const reason = this.#find(outcome, reasonCodeOf(entry), error);
    reason.count += 1;
    const id = entry.sourceIdentity.id || entry.targetIdentity.id || entry.id;
    if (!reason.users.has(id)) {
      if (reason.users.size >= MAX_NAMED) return;
      reason.users.set(id, { name: userNameOf(entry), reason: error?.reason ?? "" });
    }
    reason.named += 1;
  }

  /**
   * Renders the reasons of one outcome, most frequent first. The counts of the summary include users who have no log
   * entry.
   *
   * @param counts - Counts of the cycle; undefined to count log entries.
   */
  render(outcome: "skipped" | "failed", counts: CycleCounts | undefined): string {
    const summed = new Map(Object.entries(counts?.[outcome] ?? {}));
    const format = counts === undefined ? formatEntries : formatUsers;
    for (const code of summed.keys()) this.#find(outcome, code, null);
    const reasons = [...this.#reasons.values()]
      .filter((reason) => reason.outcome === outcome)
      .map((reason) => ({ ...reason, count: Math.max(reason.count, summed.get(reason.code) ?? 0) }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
    return reasons.length === 0
      ? `<p>Nobody ${PREDICATES[outcome]}.</p>`
      : reasons.map((reason) => render(reason, format)).join("\n");
  }

  #find(outcome: "skipped" | "failed", code: string, error: ErrorInformation | null): Reason {
    const known = this.#reasons.get(`${outcome} ${code}`);
    if (known !== undefined) return known;
    if (this.#reasons.size >= MAX_REASONS && code !== OTHER) return this.#find(outcome, OTHER, null);
    const reason: Reason = {
      outcome,
      code,
      advice: error?.recommendedAction ?? null,
      users: new Map(),
      count: 0,
      named: 0,
    };
    this.#reasons.set(`${outcome} ${code}`, reason);
    return reason;
  }
}

const PREDICATES = { skipped: "was skipped", failed: "failed" } as const satisfies Partial<Record<Outcome, string>>;

type Format = (count: number) => string;
const formatUsers: Format = (count) => formatCount(count, "user");
const formatEntries: Format = (count) => formatCount(count, "entry", "entries");

function render({ outcome, code, advice, users, count, named }: Reason, format: Format): string {
  const description = describeReason(code, outcome);
  const rest = count - named;
  const more = rest > 0 ? `<li>and ${formatNumber(rest)} more</li>` : "";
  const names = [...users.values()].map(
    ({ name, reason }) => `<li><bdi>${escapeHtml(name)}</bdi><br><bdi>${escapeHtml(reason)}</bdi></li>`,
  );
  const title = escapeHtml(description.title);
  const open = outcome === "failed" && count <= FEW_USERS ? " open" : "";
  const userList = `<details${open}><summary>Who<span class="unseen">: ${title}</span></summary><ul class="people">${names.join("")}${more}</ul></details>
<button type="button" data-search="${escapeHtml(code)}" hidden>Show in the list<span class="unseen">: ${title}</span></button>`;
  return `<article class="reason ${outcome}">
<h3>${title} <span class="count">${format(count)}</span></h3>
<p class="code">${escapeCode(code)}</p>
<p><strong>What to do:</strong> ${escapeHtml(advice ?? description.advice)}</p>
${users.size === 0 ? "" : userList}
</article>`;
}
