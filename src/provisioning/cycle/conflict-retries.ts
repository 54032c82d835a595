import { giveUp, type Pending } from "../apply/outcome.ts";
import { type CycleContext, commit } from "../context/context.ts";

/** Most conflicts that are kept for a second look; the next ones fail at once. */
const MAX_CONFLICTS = 1_000;

/** A user whose unique value was taken, with the way to try again. */
interface Conflict {
  readonly pending: Pending;
  readonly retry: () => Promise<Pending | undefined>;
}

/** Users whose unique value was taken. They are tried again when everybody else was worked on: who held the value may have moved. */
export class Conflicts {
  readonly #context: CycleContext;
  /** By the id of the user. */
  #waiting = new Map<string, Conflict>();

  constructor(context: CycleContext) {
    this.#context = context;
  }

  /** Keeps a conflict for a second look, or logs it when that makes no sense. */
  async add(pending: Pending, retry: () => Promise<Pending | undefined>): Promise<void> {
    if (pending.failure.conflict && this.#waiting.size < MAX_CONFLICTS)
      this.#waiting.set(pending.work.user.id, { pending, retry });
    else await giveUp(this.#context, pending);
  }

  /** Whether a user waits for the second look. */
  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  /** Forgets what was wanted for a user of whom the source has said something newer. */
  async drop(id: string): Promise<void> {
    const dropped = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (dropped !== undefined) await this.#endIntent(dropped.pending);
  }

  /** Tries again as long as that helps: a chain of renamed users needs one round a link. What remains is logged, or left to the next run when the signal stops it. */
  async retry(signal: AbortSignal | undefined): Promise<void> {
    for (let before = Number.POSITIVE_INFINITY; this.#waiting.size > 0 && this.#waiting.size < before; ) {
      const round = this.#waiting;
      before = round.size;
      this.#waiting = new Map();
      for (const { pending, retry } of round.values()) {
        await this.#endIntent(pending);
        if (signal?.aborted) continue;
        const again = await retry();
        if (again !== undefined) await this.add(again, retry);
      }
    }
    for (const { pending } of this.#waiting.values()) await giveUp(this.#context, pending);
    this.#waiting.clear();
  }

  async #endIntent(pending: Pending): Promise<void> {
    if (pending.intent !== undefined) await commit(this.#context, { endIntent: pending.intent });
  }
}
