/**
 * The writes of a job whose effect nobody has observed yet: their intents are open.
 */
import type { Failure } from "../log/failure.ts";
import type { Intent } from "../ports/state.ts";

/**
 * Open intents by user. While a user has one, the state of its account is unknown, and nothing may be decided about the
 * user.
 */
export class UnconfirmedWrites {
  readonly #intents = new Map<string, Intent[]>();
  /** Why the account of a user could not be read in this cycle. */
  readonly #failures = new Map<string, Failure>();

  /** @param intents - The open intents of the state, oldest first. */
  constructor(intents: readonly Intent[]) {
    for (const intent of intents) this.add(intent);
  }

  /** Source ids of the users with unconfirmed writes. */
  get sourceIds(): readonly string[] {
    return [...this.#intents.keys()];
  }

  /** Whether a user has an unconfirmed write. */
  has(sourceId: string): boolean {
    return this.#intents.has(sourceId);
  }

  /** The open intents of a user, oldest first. */
  of(sourceId: string): readonly Intent[] {
    return this.#intents.get(sourceId) ?? [];
  }

  /** Adds a write that got no conclusive answer. */
  add(intent: Intent): void {
    const known = this.#intents.get(intent.sourceId);
    if (known === undefined) this.#intents.set(intent.sourceId, [intent]);
    else known.push(intent);
  }

  /** Removes a write once its effect was observed. */
  remove(intent: Intent): void {
    const left = this.of(intent.sourceId).filter(({ changeId }) => changeId !== intent.changeId);
    if (left.length === 0) this.#intents.delete(intent.sourceId);
    else this.#intents.set(intent.sourceId, [...left]);
  }

  /** Remembers that the account of a user could not be read: one look a cycle is enough. */
  recordFailure(sourceId: string, failure: Failure): void {
    this.#failures.set(sourceId, failure);
  }

  /** Why the account of a user could not be read; undefined before the look. */
  failureOf(sourceId: string): Failure | undefined {
    return this.#failures.get(sourceId);
  }
}
