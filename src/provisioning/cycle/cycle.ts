/**
 * Processes the users of one cycle.
 */
import { isProvisioningError } from "../../errors.ts";
import { awaitNewAccounts } from "../apply/await-new-accounts.ts";
import { confirmWrites } from "../apply/confirm-writes.ts";
import { duplicateIdOf, rejectDuplicate } from "../apply/duplicate-ids.ts";
import { execute } from "../apply/execute.ts";
import { lastDeletion } from "../apply/last-known.ts";
import { recordFailure } from "../apply/record-failure.ts";
import { stage } from "../apply/staged-removals.ts";
import type { CycleContext } from "../context/context.ts";
import { decide, decideNow, processingKey, toListedUser } from "../decide/decide.ts";
import { decideMissing, toMissingUser } from "../decide/decide-missing.ts";
import { decideReferences } from "../decide/decide-references.ts";
import type { DeletionKind, Rejection, Removal, Subject, Unchanged, Waiting } from "../decide/decision.ts";
import { evaluateUser, isInScope, type UserEvaluation } from "../decide/evaluate-user.ts";
import type { Failure } from "../log/failure.ts";
import type { SourceEvent, SourceUser } from "../ports/source.ts";
import type { StoredRecord } from "../ports/state.ts";
import { AdaptiveConcurrency } from "./adaptive-concurrency.ts";
import { cycleEvents } from "./cycle-events.ts";
import type { CycleOptions, CycleProgress, CycleResult, ReadResult } from "./cycle-types.ts";
import { RemovalPlan } from "./deletion-threshold.ts";
import { KeyedTaskPool } from "./keyed-task-pool.ts";
import { SeenUsers } from "./seen-users.ts";
import { hasConflict, isConflictGone } from "./taken-values.ts";
import { TargetHealth } from "./target-health.ts";
import { type ConflictingDecision, ValueConflicts } from "./value-conflicts.ts";

/**
 * Runs the steps of one cycle:
 *
 * 1. Confirm writes whose answer was lost, or that a crash interrupted. Until the engine has looked at the account of a
 *    user, nothing is decided about the user.
 * 2. Read the source; for each user evaluate, decide, and match, create or update its account.
 * 3. Decide about users who are missing, and about users in escrow whom a delta did not list.
 * 4. Execute disables and deletes, unless there are more than the deletion threshold allows.
 * 5. Commit the conflicts that remain. A user who waits for a unique value is tried again as soon as it is free.
 * 6. Set references to accounts that did not exist before.
 *
 * Decisions are made in the order of the source and need no request; only their execution runs side by side.
 */
export async function processUsers(context: CycleContext, options: CycleOptions): Promise<CycleResult> {
  await confirmAll(context);
  const cycle = new Cycle(context, options, (await context.state.size()).lastOrdinal);
  options.onStart?.(() => cycle.progress());
  const read = await cycle.readSource();
  let heldBack = 0;
  if (read.outcome === "completed") {
    await cycle.applyLatestDeltaEvents();
    await cycle.removeMissingUsers();
    await cycle.retryEscrowedUsers();
    heldBack = await cycle.executeRemovals();
  }
  await cycle.finishConflicts();
  await cycle.linkReferences();
  await cycle.countUnlistedSkipped();
  if (options.signal?.aborted) return { outcome: "interrupted", watermark: undefined, heldBack };
  return { ...read, outcome: heldBack > 0 ? "held_back" : read.outcome, heldBack };
}

/** The end of all times that a state stores. */
const END_OF_TIME = "9999-12-31T23:59:59.999Z";

/** Looks at the account of every user with an unconfirmed write. A user whose account cannot be read fails alone. */
async function confirmAll(context: CycleContext): Promise<void> {
  const pool = new KeyedTaskPool(() => context.concurrency);
  for (const sourceId of context.unconfirmed.sourceIds) {
    if (pool.failed) break;
    await pool.start(sourceId, async () => void (await confirmWrites(context, sourceId)));
  }
  await pool.drain();
}

type UserEvent = Extract<SourceEvent, { kind: "user" }>;
type RemovedEvent = Extract<SourceEvent, { kind: "removed" }>;
type EndEvent = Extract<SourceEvent, { kind: "end" }>;

/** The state of one cycle. */
class Cycle {
  readonly #context: CycleContext;
  readonly #options: CycleOptions;
  /** Records with a higher ordinal were created by this cycle. */
  readonly #lastOrdinal: number;
  readonly #seen: SeenUsers;
  /** The latest event of each user whom a delta lists more than once. */
  readonly #repeatedDeltaEvents = new Map<string, UserEvent | RemovedEvent>();
  readonly #concurrency: AdaptiveConcurrency;
  readonly #health: TargetHealth;
  readonly #pool: KeyedTaskPool;
  readonly #conflicts: ValueConflicts;
  /** Undefined when the deletion threshold is switched off: removals are executed at once then. */
  readonly #removals: RemovalPlan | undefined;
  /** Whether the source read everybody although it has a watermark; set at the end of the read. */
  #listsEverybody = false;

  constructor(context: CycleContext, options: CycleOptions, lastOrdinal: number) {
    const { threshold, concurrency, target } = context;
    this.#context = context;
    this.#options = options;
    this.#lastOrdinal = lastOrdinal;
    this.#seen = new SeenUsers(lastOrdinal);
    this.#concurrency = new AdaptiveConcurrency(concurrency);
    this.#health = new TargetHealth(target);
    this.#pool = new KeyedTaskPool(() => this.#concurrency.limit);
    this.#conflicts = new ValueConflicts(context);
    this.#removals = threshold === undefined ? undefined : new RemovalPlan(threshold);
  }

  /** How far the cycle is. */
  progress(): CycleProgress {
    const { kind, counts } = this.#context;
    const { inScope, done } = counts;
    return { kind, counts: counts.snapshot(), inScope, done, expected: this.#options.expected };
  }

  /** Reads the source to its end, or until the signal or a failure of the whole job stops it. */
  async readSource(): Promise<ReadResult> {
    const { signal, watermark } = this.#options;
    let end: EndEvent | undefined;
    let problem = "the source ended before its end";
    try {
      const { source, reads: attributes, state } = this.#context;
      for await (const event of cycleEvents(source, { watermark, mirror: state.mirror, attributes, signal })) {
        if (this.#stopped) break;
        if (event.kind === "user") await this.#readUser(event);
        else if (event.kind === "removed") await this.#readRemoved(event);
        else end = event;
      }
    } catch (error) {
      if (!isProvisioningError(error) || error.code !== "incomplete_source") throw error;
      problem = error.message;
    } finally {
      await this.#pool.drain();
    }
    if (signal?.aborted) return { outcome: "interrupted", watermark: undefined };
    this.#listsEverybody = end?.listsEverybody === true;
    return end === undefined
      ? { outcome: "incomplete", watermark: undefined, problem }
      : { outcome: "completed", watermark: end.watermark };
  }

  async #readUser(event: UserEvent): Promise<void> {
    const { user } = event;
    const { counts, state, source } = this.#context;
    counts.count("read");
    const stored = await state.get(user.id);
    if (this.#seen.add(user.id, stored)) await this.#processListed(user, stored);
    else if (source.kind === "delta") this.#repeatedDeltaEvents.set(user.id, event);
    else await this.#rejectDuplicate(user);
    this.#reportProgress();
  }

  async #readRemoved(event: RemovedEvent): Promise<void> {
    const { id, removal } = event;
    const stored = await this.#context.state.get(id);
    if (this.#seen.has(id, stored)) this.#repeatedDeltaEvents.set(id, event);
    else if (stored !== undefined && this.#seen.add(id, stored)) await this.#processMissing(stored, removal);
  }

  /**
   * A delta may list a user more than once; the latest event counts (Graph calls this a replay). Where the events lie
   * so far apart that the first one was decided about, the account is brought from there to what the last one says.
   */
  async applyLatestDeltaEvents(): Promise<void> {
    for (const [id, event] of this.#repeatedDeltaEvents) {
      if (this.#stopped) break;
      await this.#conflicts.discard(id);
      const stored = await this.#context.state.get(id);
      if (stored?.link !== undefined) this.#removals?.cancel(stored.link.targetId);
      if (event.kind === "user") await this.#processListed(event.user, stored);
      else if (stored !== undefined) await this.#processMissing(stored, event.removal);
    }
    await this.#pool.drain();
  }

  /** Users whom a read of everybody did not list. A delta lists removed users itself. */
  async removeMissingUsers(): Promise<void> {
    if (!this.#readsEverybody) return;
    for await (const stored of this.#context.state.records(this.#lastOrdinal)) {
      if (this.#stopped) return;
      if (!this.#seen.has(stored.sourceId, stored)) await this.#processMissing(stored, lastDeletion(stored) ?? "soft");
    }
  }

  /**
   * Users in escrow whom a delta did not list: those who are due are tried again, the others counted. A read of
   * everybody has listed them.
   */
  async retryEscrowedUsers(): Promise<void> {
    if (this.#readsEverybody) return;
    for await (const stored of this.#context.state.due("", END_OF_TIME)) {
      if (this.#stopped) break;
      const lastKnown = stored.escrow?.lastKnown;
      if (lastKnown === undefined || !this.#seen.add(stored.sourceId, stored)) continue;
      this.#context.counts.count("read");
      if ("user" in lastKnown) await this.#processListed(lastKnown.user, stored);
      else await this.#processMissing(stored, lastKnown.removal);
      this.#reportProgress();
    }
    await this.#pool.drain();
  }

  get #readsEverybody(): boolean {
    const { watermark } = this.#options;
    return this.#listsEverybody || this.#context.source.kind === "snapshot" || watermark === undefined;
  }

  /** Users whom a delta did not list and who have no account, because an earlier cycle skipped them, stay visible. */
  async countUnlistedSkipped(): Promise<void> {
    if (this.#readsEverybody) return;
    const { state, counts } = this.#context;
    counts.countUnlistedSkipped((await state.countSkipped?.()) ?? {});
  }

  async #processListed(user: SourceUser, stored: StoredRecord | undefined): Promise<void> {
    const context = this.#context;
    const evaluation = evaluateUser(context, user);
    if (isInScope(evaluation)) context.counts.countInScope();
    const known = await this.#confirmed(stored, user.id, (record) => toListedUser(context, evaluation, record));
    if (known === undefined) return this.#finish(user.id);
    const decision = await decide(context, evaluation, known.stored);
    switch (decision.kind) {
      case "waiting":
        if (hasConflict(context, decision.stored))
          return this.#pool.start(user.id, () => this.#lookAtConflict(decision, evaluation));
        await execute(context, decision);
        return this.#finish(user.id);
      case "unchanged":
        if (decision.record !== undefined) return this.#pool.start(user.id, () => this.#settle(decision, user.id));
        await execute(context, decision);
        return this.#finish(user.id);
      case "rejected":
        return this.#pool.start(user.id, () => this.#settle(decision, user.id));
      case "findOrCreate":
        return this.#pool.start(processingKey(decision.filters, user.id), () => this.#attempt(decision));
      case "update":
        return this.#pool.start(decision.key, () => this.#attempt(decision));
      case "disable":
      case "delete":
        return this.#planRemoval(decision);
    }
  }

  /** Commits a decision that sends nothing, next to others: a state may store several in one transaction. */
  async #settle(decision: Unchanged | Rejection, id: string): Promise<void> {
    await execute(this.#context, decision);
    this.#finish(id);
    this.#reportProgress();
  }

  /** A user who waits with a conflict is due as soon as the other account is gone. */
  async #lookAtConflict(waiting: Waiting, evaluation: UserEvaluation): Promise<void> {
    const context = this.#context;
    const gone = await isConflictGone(context, waiting.stored);
    const decision = gone ? await decideNow(context, toListedUser(context, evaluation, waiting.stored)) : waiting;
    switch (decision.kind) {
      case "findOrCreate":
      case "update":
        return this.#attempt(decision);
      case "disable":
      case "delete":
        return this.#planRemoval(decision);
      default:
        await execute(context, decision);
        return this.#finish(evaluation.user.id);
    }
  }

  async #processMissing(stored: StoredRecord, deletion: DeletionKind): Promise<void> {
    const context = this.#context;
    const known = await this.#confirmed(stored, stored.sourceId, (record = stored) =>
      toMissingUser(context, record, deletion),
    );
    if (known?.stored === undefined) return;
    const decision = decideMissing(context, known.stored, deletion);
    if (decision === undefined) return;
    if (decision.kind === "disable" || decision.kind === "delete") return this.#planRemoval(decision);
    await execute(this.#context, decision);
  }

  /**
   * The record of a user whose account is in a known state; undefined when it is not, and the user has failed for it.
   */
  async #confirmed(
    stored: StoredRecord | undefined,
    sourceId: string,
    toSubject: (stored: StoredRecord | undefined) => Subject,
  ): Promise<{ readonly stored: StoredRecord | undefined } | undefined> {
    const context = this.#context;
    if (!context.unconfirmed.has(sourceId)) return { stored };
    const failure = await confirmWrites(context, sourceId);
    const current = await context.state.get(sourceId);
    if (failure === undefined) return { stored: current };
    await recordFailure(context, { subject: toSubject(current), failure, action: "other" });
    return undefined;
  }

  async #rejectDuplicate(user: SourceUser): Promise<void> {
    const id = duplicateIdOf(user.id);
    const { state } = this.#context;
    const second = await state.get(id);
    const repeated = !this.#seen.add(id, second);
    // The log entry names the first user too, whose record may not be committed yet.
    if (!repeated) await this.#pool.drain();
    await rejectDuplicate(this.#context, user, { first: await state.get(user.id), second }, repeated);
    this.#finish(id);
  }

  async #planRemoval(removal: Removal): Promise<void> {
    if (this.#removals === undefined) return this.#startRemoval(removal);
    for (const heldBack of this.#removals.add(removal)) await stage(this.#context, heldBack);
  }

  #startRemoval(removal: Removal): Promise<void> {
    return this.#pool.start(removal.link.targetId, () => this.#attempt(removal));
  }

  /** Executes the removals that the deletion threshold lets through; returns how many it holds back. */
  async executeRemovals(): Promise<number> {
    for (const removal of this.#removals?.executable ?? []) {
      if (this.#stopped) break;
      await this.#startRemoval(removal);
    }
    await this.#pool.drain();
    return this.#removals?.heldBack ?? 0;
  }

  async #attempt(decision: ConflictingDecision): Promise<void> {
    const failed = await execute(this.#context, decision);
    await this.#recordHealth(decision.subject.sourceId, failed?.failure);
    const again = failed === undefined ? undefined : await this.#conflicts.add(decision, failed);
    if (again !== undefined) return this.#attempt(again);
    if (decision.subject.kind === "listed") this.#finish(decision.subject.sourceId);
    this.#reportProgress();
    if (failed !== undefined) return;
    for (const waiting of await this.#conflicts.release(decision)) await this.#attempt(waiting);
  }

  /** Commits the conflicts that remain. */
  async finishConflicts(): Promise<void> {
    const { signal } = this.#options;
    for (const decision of await this.#conflicts.takeRetriable(signal)) await this.#attempt(decision);
    await this.#conflicts.finish(signal);
  }

  /** Sets references whose other side has an account by now. */
  async linkReferences(): Promise<void> {
    await this.#pool.drain();
    await awaitNewAccounts(this.#context);
    for await (const decision of decideReferences(this.#context)) {
      if (this.#stopped) break;
      const key = decision.kind === "update" ? decision.key : "";
      await this.#pool.start(key, async () => {
        const failed = await execute(this.#context, decision);
        if (failed !== undefined) {
          await this.#recordHealth(failed.subject.sourceId, failed.failure);
          await recordFailure(this.#context, failed);
        }
        this.#reportProgress();
      });
    }
    await this.#pool.drain();
    // Those of users whose references were just set.
    await awaitNewAccounts(this.#context);
  }

  /**
   * The processing of a listed user is over. Without a record, while it waits with a conflict, only its id
   * says that it was seen.
   */
  #finish(id: string): void {
    this.#context.counts.countDone();
    if (!this.#conflicts.has(id)) this.#seen.recordStored(id);
  }

  /** Comes before the failure is stored: a target that is down is no failure of its users. */
  #recordHealth(sourceId: string, failure: Failure | undefined): Promise<void> {
    this.#concurrency.record(failure?.errorCode);
    return this.#health.record(sourceId, failure);
  }

  /** Whether nothing new is to be started. */
  get #stopped(): boolean {
    return this.#pool.failed || this.#options.signal?.aborted === true;
  }

  #reportProgress(): void {
    this.#options.onProgress?.(this.progress());
  }
}
