import type { CycleCounts } from "../ports/execution.ts";

/** What is counted one by one. */
export type Counted = "read" | "created" | "updated" | "disabled" | "deleted" | "unchanged" | "waiting";

/** Counts while a cycle runs. */
export class Counts {
  readonly #totals: Record<Counted, number> = {
    read: 0,
    created: 0,
    updated: 0,
    disabled: 0,
    deleted: 0,
    unchanged: 0,
    waiting: 0,
  };
  readonly #skipped = new Map<string, number>();
  readonly #failed = new Map<string, number>();

  #inScope = 0;
  #done = 0;

  /** Users met so far who are to have an account. */
  get inScope(): number {
    return this.#inScope;
  }

  /** Users met so far about whom nothing is under way or held back any more. */
  get done(): number {
    return this.#done;
  }

  /** A user is to have an account. */
  enterScope(): void {
    this.#inScope += 1;
  }

  /** The work on a user is over. */
  finish(): void {
    this.#done += 1;
  }

  /** Counts one user. */
  count(what: Counted): void {
    this.#totals[what] += 1;
  }

  /** Counts a user who was skipped. */
  skip(reason: string): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  /** Counts a user who failed. */
  fail(code: string): void {
    this.#failed.set(code, (this.#failed.get(code) ?? 0) + 1);
  }

  /** The counts so far; later counting does not change it. */
  snapshot(): CycleCounts {
    return { ...this.#totals, skipped: Object.fromEntries(this.#skipped), failed: Object.fromEntries(this.#failed) };
  }
}
