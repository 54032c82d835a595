/**
 * The counters of a running cycle.
 */
import type { CycleCounts } from "../ports/execution.ts";

/** A total of {@link CycleCounts}. */
export type Total = Exclude<keyof CycleCounts, "skipped" | "failed">;

/** Counts users while a cycle runs. */
export class Counters {
  readonly #totals: Record<Total, number> = {
    read: 0,
    created: 0,
    updated: 0,
    disabled: 0,
    deleted: 0,
    unchanged: 0,
    waiting: 0,
    abandoned: 0,
  };
  readonly #skipped = new Map<string, number>();
  readonly #failed = new Map<string, number>();
  /** Users of this cycle whose record says why they are skipped. */
  readonly #skippedUsers = new Map<string, number>();

  #inScope = 0;
  #done = 0;

  /** Users read so far who are in scope. */
  get inScope(): number {
    return this.#inScope;
  }

  /** Users read so far whose processing is over; not those whose removal is held back. */
  get done(): number {
    return this.#done;
  }

  /** Counts a user in scope. */
  countInScope(): void {
    this.#inScope += 1;
  }

  /** Counts a user whose processing is over. */
  countDone(): void {
    this.#done += 1;
  }

  /** Counts a user. */
  count(total: Total): void {
    this.#totals[total] += 1;
  }

  /** Counts a skipped user. */
  countSkipped(reason: string): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  /** Takes note of a user whose record says why it is skipped; {@link countSkipped} has counted it. */
  noteSkippedUser(reason: string): void {
    this.#skippedUsers.set(reason, (this.#skippedUsers.get(reason) ?? 0) + 1);
  }

  /** Counts the skipped users whom this cycle has not listed. */
  countUnlistedSkipped(stored: Readonly<Record<string, number>>): void {
    for (const [reason, count] of Object.entries(stored)) {
      const unlisted = count - (this.#skippedUsers.get(reason) ?? 0);
      if (unlisted > 0) this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + unlisted);
    }
  }

  /** Counts a failed user. */
  countFailed(code: string): void {
    this.#failed.set(code, (this.#failed.get(code) ?? 0) + 1);
  }

  /** The counts so far; later counting does not change it. */
  snapshot(): CycleCounts {
    return { ...this.#totals, skipped: Object.fromEntries(this.#skipped), failed: Object.fromEntries(this.#failed) };
  }
}
