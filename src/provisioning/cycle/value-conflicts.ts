/**
 * Users whose unique value is taken: each waits for the value, and is tried again as soon as another user of the cycle
 * gives it up.
 *
 * A chain of renames costs at most two requests per user, whatever the order of the source.
 */
import { commit } from "../apply/commit.ts";
import { type PendingFailure, recordFailure } from "../apply/record-failure.ts";
import { equalityFilter, filterKey } from "../context/account-index.ts";
import type { CycleContext } from "../context/context.ts";
import type { FindOrCreate, Removal, Update } from "../decide/decision.ts";
import type { Failure } from "../log/failure.ts";
import type { CompiledAttribute, CompiledMapping } from "../mapping/compile-mapping.ts";
import type { TargetValues } from "../ports/state.ts";
import { describeHolder, type TakenValue, takenValues } from "./taken-values.ts";

/** Most conflicts that are kept for a retry; further ones fail at once. */
const MAX_CONFLICTS = 10_000;

/** How the reason of users begins who want each other's values. */
const RING = "Users want each other's values";

/** A decision that may meet a taken value. */
export type ConflictingDecision = FindOrCreate | Update | Removal;

interface Conflict {
  readonly decision: ConflictingDecision;
  readonly pending: PendingFailure;
  /** Filters that find accounts with the wanted unique values. */
  readonly wanted: readonly string[];
}

/** Keeps conflicts until their value is free, or the cycle ends. */
export class ValueConflicts {
  readonly #context: CycleContext;
  /** By the id of the user. */
  readonly #conflicts = new Map<string, Conflict>();
  /** Ids of the users who wait for a value, by the key of its filter. */
  readonly #waiting = new Map<string, Set<string>>();
  /** Keys of the filters of the values that writes of this cycle have given up. */
  readonly #released = new Set<string>();
  /** Whether a write of this cycle has given up a value of an attribute that `SelectUniqueValue` fills. */
  #candidatesReleased = false;

  constructor(context: CycleContext) {
    this.#context = context;
  }

  /** Whether a user waits for a value. */
  has(id: string): boolean {
    return this.#conflicts.has(id);
  }

  /**
   * Keeps a conflict until its value is free, and commits any other failure.
   *
   * @returns the decision, when the value has become free since the request was sent: it is to be tried again at once.
   */
  async add(decision: ConflictingDecision, pending: PendingFailure): Promise<ConflictingDecision | undefined> {
    const wanted = wantedValues(this.#context.mapping, decision);
    const retriable = pending.failure.conflict && pending.intent?.refused !== false;
    if (!retriable || this.#conflicts.size >= MAX_CONFLICTS) {
      await this.#fail(pending, wanted);
      return undefined;
    }
    if (wanted.some((filter) => this.#released.delete(filterKey(filter)))) {
      await this.#endIntent(pending);
      return decision;
    }
    const id = pending.subject.sourceId;
    this.#conflicts.set(id, { decision, pending, wanted });
    for (const filter of wanted) this.#waitersOf(filter).add(id);
    return undefined;
  }

  /** Takes note of a write; returns the decisions that wait for a value that it has given up. */
  async release(decision: ConflictingDecision): Promise<readonly ConflictingDecision[]> {
    const free: ConflictingDecision[] = [];
    if (releasesCandidates(this.#context.mapping, decision)) this.#candidatesReleased = true;
    for (const filter of releasedValues(this.#context.mapping, decision)) {
      const waiters = [...this.#waitersOf(filter)];
      if (waiters.length === 0) this.#released.add(filterKey(filter));
      for (const id of waiters) {
        const conflict = await this.#take(id);
        if (conflict !== undefined) free.push(conflict.decision);
      }
    }
    return free;
  }

  /** Discards the decision about a user of whom the source has said something newer. */
  async discard(id: string): Promise<void> {
    await this.#take(id);
  }

  /**
   * Takes the creates that are worth one more attempt at the end: an account that was made meanwhile can be adopted,
   * and a candidate for a unique value may be free.
   */
  async takeRetriable(signal: AbortSignal | undefined): Promise<readonly ConflictingDecision[]> {
    if (signal?.aborted) return [];
    const retriable: ConflictingDecision[] = [];
    for (const [id, { decision, pending }] of [...this.#conflicts]) {
      const candidates = decision.kind === "findOrCreate" && pending.action === "other" && this.#candidatesReleased;
      if (pending.action !== "create" && !candidates) continue;
      await this.#take(id);
      retriable.push(decision);
    }
    return retriable;
  }

  /** Commits the conflicts that remain as failed, or leaves them to the next cycle when the signal has aborted. */
  async finish(signal: AbortSignal | undefined): Promise<void> {
    const holders = this.#holders();
    for (const [id, conflict] of [...this.#conflicts]) {
      if (signal?.aborted) await this.#take(id);
      else await this.#fail(this.#explain(id, conflict, holders), conflict.wanted);
    }
    this.#conflicts.clear();
    this.#waiting.clear();
  }

  /**
   * Commits a failure; a conflict with the values that another account shows, so that later cycles can look at them.
   */
  async #fail(pending: PendingFailure, wanted: readonly string[]): Promise<void> {
    const ownId = pending.subject.stored?.link?.targetId;
    const looks = pending.failure.conflict && this.#context.accounts.canFilter;
    const taken = looks ? await takenValues(this.#context, wanted, ownId).catch(() => []) : [];
    const [first] = taken;
    if (first === undefined) return recordFailure(this.#context, pending);
    const failure = await this.#withHolder(pending.failure, first);
    await recordFailure(this.#context, { ...pending, failure, conflict: taken.map(({ filter }) => filter) });
  }

  /** Adds who has the value to the target's own reason; the others name both sides already. */
  async #withHolder(failure: Failure, taken: TakenValue): Promise<Failure> {
    if (failure.errorCode !== "EntryConflict" || failure.reason.startsWith(RING)) return failure;
    return { ...failure, reason: `${failure.reason} (${await describeHolder(this.#context, taken)})` };
  }

  async #take(id: string): Promise<Conflict | undefined> {
    const conflict = this.#conflicts.get(id);
    if (conflict === undefined) return undefined;
    this.#conflicts.delete(id);
    for (const filter of conflict.wanted) this.#waitersOf(filter).delete(id);
    await this.#endIntent(conflict.pending);
    return conflict;
  }

  #waitersOf(filter: string): Set<string> {
    const key = filterKey(filter);
    const known = this.#waiting.get(key);
    if (known !== undefined) return known;
    const waiters = new Set<string>();
    this.#waiting.set(key, waiters);
    return waiters;
  }

  async #endIntent({ intent }: PendingFailure): Promise<void> {
    if (intent !== undefined) await commit(this.#context, { endIntent: intent.changeId });
  }

  /** The waiting users who hold a unique value themselves, by the key of its filter. */
  #holders(): ReadonlyMap<string, string> {
    const holders = new Map<string, string>();
    for (const [id, { pending }] of this.#conflicts) {
      for (const filter of uniqueFilters(this.#context.mapping, pending.subject.stored?.link?.values ?? {}))
        holders.set(filterKey(filter), id);
    }
    return holders;
  }

  /** Names a ring: users who want each other's values, of whom none can be the first. */
  #explain(id: string, { pending, wanted }: Conflict, holders: ReadonlyMap<string, string>): PendingFailure {
    const ring = [`'${pending.subject.name}' wants ${wanted.join(", ")}`];
    const seen = new Set([id]);
    let next = holderOf(wanted, holders);
    while (next !== undefined && !seen.has(next)) {
      const conflict = this.#conflicts.get(next);
      if (conflict === undefined) return pending;
      ring.push(`held by '${conflict.pending.subject.name}', who wants ${conflict.wanted.join(", ")}`);
      seen.add(next);
      next = holderOf(conflict.wanted, holders);
    }
    if (next !== id) return pending;
    const reason = `${RING}: ${ring.join(", ")}, held by '${pending.subject.name}'`;
    const recommendedAction = "Give one of them another value first; the engine invents none.";
    return { ...pending, failure: { ...pending.failure, reason, recommendedAction } };
  }
}

function holderOf(wanted: readonly string[], holders: ReadonlyMap<string, string>): string | undefined {
  return wanted.map((filter) => holders.get(filterKey(filter))).find((holder) => holder !== undefined);
}

/**
 * Attributes whose values no two accounts share: those that the target calls unique, and those that accounts are
 * matched by.
 */
function uniqueAttributes({ attributes, matching }: CompiledMapping): readonly CompiledAttribute[] {
  const isMatching = new Set(matching.map(({ target }) => target));
  return attributes.filter(({ node, target }) => node.uniqueness !== "none" || isMatching.has(target));
}

function uniqueFilters(mapping: CompiledMapping, values: TargetValues): readonly string[] {
  return uniqueAttributes(mapping).flatMap(({ target }) => {
    const value = Object.hasOwn(values, target) ? values[target] : undefined;
    return value === undefined || value === null ? [] : [equalityFilter(target, value)];
  });
}

/** The unique values that a decision gives to an account. */
function wantedValues(mapping: CompiledMapping, decision: ConflictingDecision): readonly string[] {
  if (decision.kind === "findOrCreate") return uniqueFilters(mapping, decision.values);
  const changed = decision.changes.map(({ attribute, after }) => [attribute.target, after]);
  return uniqueFilters(mapping, Object.fromEntries(changed));
}

/** Whether a write takes a value from an attribute that `SelectUniqueValue` fills. */
function releasesCandidates({ unique }: CompiledMapping, decision: ConflictingDecision): boolean {
  if (decision.kind === "findOrCreate") return false;
  if (decision.kind === "delete") return unique.some(({ target }) => Object.hasOwn(decision.link.values, target));
  return decision.changes.some(({ attribute, before }) => before !== undefined && unique.includes(attribute));
}

/** The unique values that a write takes from an account. */
function releasedValues(mapping: CompiledMapping, decision: ConflictingDecision): readonly string[] {
  if (decision.kind === "findOrCreate") return [];
  if (decision.kind === "delete") return uniqueFilters(mapping, decision.link.values);
  const before = decision.changes.map((change) => [change.attribute.target, change.before]);
  return uniqueFilters(mapping, Object.fromEntries(before));
}
