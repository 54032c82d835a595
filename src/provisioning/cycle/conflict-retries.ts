/**
 * Tries users again whose unique value was taken, once all other users have been processed: the user who held the value
 * may have changed.
 */

import { commit } from "../apply/commit.ts";
import { execute } from "../apply/execute.ts";
import { type PendingFailure, recordFailure } from "../apply/record-failure.ts";
import type { CycleContext } from "../context/context.ts";
import type { Decision } from "../decide/decision.ts";

/** Most conflicts that are kept for a retry; further ones fail at once. */
const MAX_CONFLICTS = 1_000;

interface Conflict {
  readonly decision: Decision;
  readonly pending: PendingFailure;
}

/** Keeps conflicts and tries them again. */
export class ConflictRetries {
  readonly #context: CycleContext;
  /** By the id of the user. */
  #conflicts = new Map<string, Conflict>();

  constructor(context: CycleContext) {
    this.#context = context;
  }

  /** Keeps a conflict for a retry, and commits any other failure. */
  async add(decision: Decision, pending: PendingFailure): Promise<void> {
    const retriable = pending.failure.conflict && pending.intent?.refused !== false;
    if (retriable && this.#conflicts.size < MAX_CONFLICTS)
      this.#conflicts.set(pending.subject.sourceId, { decision, pending });
    else await recordFailure(this.#context, pending);
  }

  /** Whether a user waits for its retry. */
  has(id: string): boolean {
    return this.#conflicts.has(id);
  }

  /** Discards the decision about a user of whom the source has said something newer. */
  async discard(id: string): Promise<void> {
    const conflict = this.#conflicts.get(id);
    this.#conflicts.delete(id);
    if (conflict !== undefined) await this.#endIntent(conflict.pending);
  }

  /**
   * Tries again as long as conflicts become fewer: a chain of renamed users needs one round a link. The rest is
   * committed as failed, or left to the next cycle when the signal aborts.
   */
  async retry(signal: AbortSignal | undefined): Promise<void> {
    for (let before = Number.POSITIVE_INFINITY; this.#conflicts.size > 0 && this.#conflicts.size < before; ) {
      const round = this.#conflicts;
      before = round.size;
      this.#conflicts = new Map();
      for (const { decision, pending } of round.values()) {
        await this.#endIntent(pending);
        if (signal?.aborted) continue;
        const again = await execute(this.#context, decision);
        if (again !== undefined) await this.add(decision, again);
      }
    }
    for (const { pending } of this.#conflicts.values()) await recordFailure(this.#context, pending);
    this.#conflicts.clear();
  }

  async #endIntent({ intent }: PendingFailure): Promise<void> {
    if (intent !== undefined) await commit(this.#context, { endIntent: intent.changeId });
  }
}
