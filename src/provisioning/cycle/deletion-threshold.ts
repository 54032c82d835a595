/**
 * The deletion threshold: removals wait until the source was read to its end, and above the threshold none of them is executed, so that an accident in
 * the directory, or half a file, does not empty the target.
 */

import type { Staging } from "../apply/staged-removals.ts";

/** A removal that waits for the end of the read. */
export interface PlannedRemoval {
  readonly key: string;
  readonly run: () => Promise<void>;
  /** What the log says when it is held back. */
  readonly staging: Staging;
}

/** Largest threshold that is chosen without being told, and the smallest. */
const MOST = 500;
const LEAST = 25;

/** The threshold for a number of linked users: the larger of 25 and a tenth of them, at most 500. */
export function defaultThreshold(linked: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor(linked / 10)));
}

/** Collects removals up to the threshold, one an account; beyond it none is executed. */
export class RemovalPlan {
  readonly #threshold: number | undefined;
  readonly #waiting = new Map<string, PlannedRemoval>();
  #count = 0;

  /** @param threshold - Undefined: nothing is held back. */
  constructor(threshold: number | undefined) {
    this.#threshold = threshold;
  }

  /** Plans a removal; those that turn out to be too many, to be staged and let go. */
  plan(removal: PlannedRemoval): readonly PlannedRemoval[] {
    this.#count += 1;
    this.#waiting.set(removal.key, removal);
    if (!this.exceeded) return [];
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    return all;
  }

  /** Lets a planned removal go. One that was found to be too many already still counts. */
  cancel(key: string): void {
    if (this.#waiting.delete(key)) this.#count -= 1;
  }

  /** Whether there are more removals than allowed. */
  get exceeded(): boolean {
    return this.#threshold !== undefined && this.#count > this.#threshold;
  }

  /** How many removals were planned. */
  get count(): number {
    return this.#count;
  }

  /** The removals to execute; none when there are too many. */
  get executable(): Iterable<PlannedRemoval> {
    return this.#waiting.values();
  }
}
