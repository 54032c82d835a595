/**
 * The deletion threshold: removals wait until the source was read to its end, and above the threshold none of them is
 * executed, so that a mistake in the directory, or half a file, does not empty the target.
 */
import type { Removal } from "../decide/decision.ts";

const LOWEST_DEFAULT = 5;
const HIGHEST_DEFAULT = 500;

/** The default threshold for a number of linked users: the larger of 5 and a tenth of them, at most 500. */
export function defaultThreshold(linked: number): number {
  return Math.min(HIGHEST_DEFAULT, Math.max(LOWEST_DEFAULT, Math.floor(linked / 10)));
}

/**
 * Collects removals up to the threshold, one for each account; above it none is executed, except those that an earlier
 * cycle allowed.
 */
export class RemovalPlan {
  readonly #threshold: number;
  /** By the id of the account. */
  readonly #planned = new Map<string, Removal>();
  /** Removals that were allowed before, and do not count; by the id of the account. */
  readonly #allowed = new Map<string, Removal>();
  #count = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** Plans a removal; returns the removals to hold back, once there are too many. */
  add(removal: Removal): readonly Removal[] {
    if (removal.stored.link?.removalAllowed === true) {
      this.#allowed.set(removal.link.targetId, removal);
      return [];
    }
    this.#count += 1;
    this.#planned.set(removal.link.targetId, removal);
    if (!this.exceeded) return [];
    const heldBack = [...this.#planned.values()];
    this.#planned.clear();
    return heldBack;
  }

  /** Cancels a planned removal. One that was held back still counts. */
  cancel(targetId: string): void {
    this.#allowed.delete(targetId);
    if (this.#planned.delete(targetId)) this.#count -= 1;
  }

  /** Whether there are more removals than allowed. */
  get exceeded(): boolean {
    return this.#count > this.#threshold;
  }

  /** Number of removals that are held back. */
  get heldBack(): number {
    return this.exceeded ? this.#count : 0;
  }

  /** The removals to execute; when there are too many, only those that were allowed before. */
  get executable(): Iterable<Removal> {
    return [...this.#allowed.values(), ...this.#planned.values()];
  }
}
