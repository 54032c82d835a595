/** Whom the summary of a cycle names as not done. */
import type { CycleSummary, ProvisioningLogEntry } from "../../../src/provisioning/index.ts";

/** Reasons that are no trouble: the user is not to have an account. */
const NOT_TO_BE_DONE: ReadonlySet<string> = new Set([
  "FilteredAtRead",
  "NotAssigned",
  "NotEffectivelyEntitled",
  "NotInScope",
  "NotActive",
  "RedundantExport",
]);

/**
 * Reason of somebody whose removal the deletion threshold holds back, and how the reason of somebody who waits for the
 * next attempt ends.
 */
export const HELD_BACK = "held back";
export const WAITING = ", waiting";

/**
 * The people whom a cycle names: those with a failure or a skip of this cycle in the log, those whose removal is held
 * back, and those who failed before and are still in escrow or were skipped, as far as the summary counts more users as
 * waiting, abandoned, failed or skipped than this cycle has logged.
 */
export class Named {
  readonly #now = new Map<string, string>();
  /** The last word on each user before the cycle, where it is a failure or a skip. */
  readonly #lastWord = new Map<string, string>();
  /** The last failure of each user before the cycle, whatever came after it. */
  readonly #lastFailure = new Map<string, string>();
  /** Users whom the summary counts and whom the log of this cycle does not name, by reason. */
  readonly #counted = new Map<string, number>();
  readonly #escrowed: ReadonlySet<string>;
  #waiting: number;

  /**
   * @param entries - The log, up to the end of the cycle.
   * @param staged - Object ids of users whose removal is held back.
   * @param escrowed - Object ids of users whom the state keeps in escrow: of those with a failure, only they can be the
   * ones who are counted as waiting.
   */
  constructor(
    { cycleId, counts }: CycleSummary,
    entries: readonly ProvisioningLogEntry[],
    staged: ReadonlySet<string>,
    escrowed: ReadonlySet<string>,
  ) {
    this.#escrowed = escrowed;
    const more: typeof counts & { readonly abandoned?: number } = counts;
    this.#waiting = counts.waiting + (more.abandoned ?? 0);
    for (const [reason, count] of [...Object.entries(counts.failed), ...Object.entries(counts.skipped)])
      this.#count(reason, count);
    for (const entry of entries) {
      const id = entry.sourceIdentity.id.toLowerCase();
      const reason = reasonOf(entry);
      if (entry.cycleId !== cycleId) this.#before(id, reason);
      else if (reason !== undefined) {
        this.#now.set(id, reason);
        this.#count(reason, -1);
      }
    }
    for (const id of staged) this.#now.set(id.toLowerCase(), HELD_BACK);
  }

  /**
   * Why the user is not done, as the summary says it; undefined when it does not. Each user whom it only counts uses up
   * one of the count.
   */
  reasonFor(id: string): string | undefined {
    const now = this.#now.get(id);
    if (now !== undefined) return now;
    const word = this.#lastWord.get(id);
    if (word !== undefined && (this.#counted.get(word) ?? 0) > 0) {
      this.#count(word, -1);
      return `${word}, counted`;
    }
    const failure = this.#lastFailure.get(id);
    if (failure === undefined || this.#waiting === 0 || !this.#escrowed.has(id)) return undefined;
    this.#waiting -= 1;
    return failure + WAITING;
  }

  #before(id: string, reason: string | undefined): void {
    if (reason === undefined) this.#lastWord.delete(id);
    else {
      this.#lastWord.set(id, reason);
      this.#lastFailure.set(id, reason);
    }
  }

  #count(reason: string, more: number): void {
    this.#counted.set(reason, (this.#counted.get(reason) ?? 0) + more);
  }
}

/** Why a user is not done, as an entry says it. */
export function reasonOf({
  provisioningStatusInfo: { status, errorInformation },
}: ProvisioningLogEntry): string | undefined {
  if (status === "success" || status === "warning" || errorInformation === null) return undefined;
  return NOT_TO_BE_DONE.has(errorInformation.errorCode) ? undefined : errorInformation.errorCode;
}
