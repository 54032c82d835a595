/**
 * One cycle, as a walk:
 *
 *   open intents of a crash → users of the source, one by one: decide → match, create, update → users who are gone → users in escrow whom a delta did not
 *   name → removals, unless too many → conflicts once more, now that others have moved → references that waited for somebody's account
 *
 * Deciding is done in the order of the source and needs no request; only users who need one are worked on side by side.
 */
import { isProvisioningError } from "../../errors.ts";
import { refuseSecond, secondIdOf } from "../apply/duplicate-ids.ts";
import { provision, settle } from "../apply/find-or-create.ts";
import { lastRemoval, rememberWaiting } from "../apply/last-known.ts";
import { resolvableReferences } from "../apply/link-references.ts";
import { addressOf } from "../apply/match.ts";
import type { Pending } from "../apply/outcome.ts";
import { recover } from "../apply/recover-intents.ts";
import { giveUpRemoval, planRemoval, type SentRemoval } from "../apply/remove-missing.ts";
import { stage } from "../apply/staged-removals.ts";
import { deleteAccount, disable, update } from "../apply/update.ts";
import { send } from "../apply/write.ts";
import type { CycleContext } from "../context/context.ts";
import { type Decision, decide } from "../decide/decide.ts";
import type { Failure } from "../log/failure.ts";
import type { SourceEvent, SourceUser } from "../ports/source.ts";
import type { StoredRecord } from "../ports/state.ts";
import { Pace } from "./adaptive-concurrency.ts";
import { Conflicts } from "./conflict-retries.ts";
import type { CycleOptions, CycleProgress, CycleResult, ReadResult } from "./cycle-types.ts";
import { type PlannedRemoval, RemovalPlan } from "./deletion-threshold.ts";
import { dueUsers } from "./due-users.ts";
import { InFlight } from "./keyed-task-pool.ts";
import { Met } from "./seen-users.ts";
import { sourceEvents } from "./source-events.ts";
import { refuseHopeless } from "./target-health.ts";

/** Walks through one cycle. */
export async function processUsers(context: CycleContext, options: CycleOptions): Promise<CycleResult> {
  await recover(context);
  const cycle = new Cycle(context, options, (await context.state.size()).lastOrdinal);
  const { signal, onStart } = options;
  onStart?.(() => cycle.progress());
  const read = await cycle.readSource();
  let heldBack = 0;
  if (read.outcome === "completed") {
    await cycle.heedLastWords();
    await cycle.planMissing();
    await cycle.retryDue();
    heldBack = await cycle.executeRemovals();
  }
  await cycle.conflicts.retry(signal);
  await cycle.linkReferences();
  if (signal?.aborted) return { outcome: "interrupted", watermark: undefined, heldBack };
  return { ...read, outcome: heldBack > 0 ? "held_back" : read.outcome, heldBack };
}

/** The state of one walk. */
class Cycle {
  readonly #context: CycleContext;
  readonly #options: CycleOptions;
  readonly #lastOrdinal: number;
  readonly #pace: Pace;
  readonly #inFlight: InFlight;
  readonly #removals: RemovalPlan;
  readonly #met: Met;
  /** What a delta says of users whom it named before in the same read. */
  readonly #lastWords = new Map<string, Exclude<SourceEvent, { kind: "end" }>>();
  readonly conflicts: Conflicts;

  constructor(context: CycleContext, options: CycleOptions, lastOrdinal: number) {
    this.#context = context;
    this.#options = options;
    this.#lastOrdinal = lastOrdinal;
    this.#met = new Met(lastOrdinal);
    this.#pace = new Pace(context.concurrency);
    this.#inFlight = new InFlight(() => this.#pace.limit);
    this.#removals = new RemovalPlan(context.threshold);
    this.conflicts = new Conflicts(context);
  }

  /** Reads the source to its end, or until the signal or a failure of the whole job stops it. */
  async readSource(): Promise<ReadResult> {
    const { signal, watermark } = this.#options;
    const { source } = this.#context;
    let end: { readonly watermark?: string } | undefined;
    let problem = "the source ended before its end";
    try {
      for await (const event of sourceEvents(source.read({ watermark, signal }))) {
        if (this.#stopped) break;
        if (event.kind === "user") await this.#meet(event);
        else if (event.kind === "removed") await this.#meetRemoved(event);
        else end = event;
      }
    } catch (error) {
      if (!isProvisioningError(error) || error.code !== "incomplete_source") throw error;
      problem = error.message;
    } finally {
      await this.#inFlight.settle();
    }
    if (signal?.aborted) return { outcome: "interrupted", watermark: undefined };
    return end === undefined
      ? { outcome: "incomplete", watermark: undefined, problem }
      : { outcome: "completed", watermark: end.watermark };
  }

  /** How far the walk is. */
  progress(): CycleProgress {
    const { kind, counts } = this.#context;
    const { inScope, done } = counts;
    return { kind, counts: counts.snapshot(), inScope, done, expected: this.#options.expected };
  }

  async #meet(event: Extract<SourceEvent, { kind: "user" }>): Promise<void> {
    const { user } = event;
    this.#context.counts.count("read");
    const stored = await this.#context.state.get(user.id);
    if (this.#met.add(user.id, stored)) await this.#decide(user, stored);
    else if (this.#context.source.kind === "delta") this.#lastWords.set(user.id, event);
    else await this.#refuseSecond(user);
    this.#report();
  }

  async #decide(user: SourceUser, stored: StoredRecord | undefined): Promise<void> {
    const decision = await decide(this.#context, user, stored);
    if (decision.kind === "waiting" && stored !== undefined) await rememberWaiting(this.#context, stored, { user });
    await this.#handle(decision);
  }

  async #refuseSecond(user: SourceUser): Promise<void> {
    const id = secondIdOf(user.id);
    const stored = await this.#context.state.get(id);
    const again = !this.#met.add(id, stored);
    await refuseSecond(this.#context, user, stored, again);
    this.#context.counts.finish();
    this.#finish(id);
  }

  async #handle(decision: Decision): Promise<void> {
    const context = this.#context;
    switch (decision.kind) {
      case "same":
      case "waiting":
        context.counts.count(decision.kind === "same" ? "unchanged" : "waiting");
        return context.counts.finish();
      case "settled":
      case "refused":
        await settle(context, decision);
        context.counts.finish();
        this.#finish(decision.record.sourceId);
        return;
      case "disable":
      case "delete": {
        const { link, work, kind: action, reason } = decision;
        const remove =
          decision.kind === "disable" ? () => disable(context, decision) : () => deleteAccount(context, decision);
        if (work.stored === undefined) return;
        const staging = { stored: work.stored, steps: work.steps, began: work.began, action, reason };
        return this.#remove({ key: link.targetId, run: () => this.#attempt(work.user.id, remove), staging });
      }
      case "provision":
      case "update": {
        // Users who want the same address are worked on one after another.
        const work =
          decision.kind === "provision" ? () => provision(context, decision) : () => update(context, decision);
        await this.#inFlight.room();
        this.#inFlight.start(addressOf(context, decision.values) ?? decision.work.user.id, () =>
          this.#attempt(decision.work.user.id, work),
        );
      }
    }
  }

  /** A dry run writes no records, and who waits with a conflict has none yet: only the ids themselves tell a second occurrence then. */
  #finish(id: string): void {
    if (!this.#context.dryRun && !this.conflicts.has(id)) this.#met.settle(id);
  }

  async #attempt(id: string, work: () => Promise<Pending | undefined>): Promise<void> {
    const pending = await work();
    if (pending !== undefined) await this.conflicts.add(pending, work);
    await this.#note(pending?.failure);
    this.#context.counts.finish();
    this.#finish(id);
    this.#report();
  }

  async #note(failed: Failure | undefined): Promise<void> {
    this.#pace.note(failed?.errorCode);
    await refuseHopeless(this.#pace, failed, this.#context.target);
  }

  async #meetRemoved(event: Extract<SourceEvent, { kind: "removed" }>): Promise<void> {
    const { id, removal } = event;
    const stored = await this.#context.state.get(id);
    if (this.#met.has(id, stored)) this.#lastWords.set(id, event);
    else if (stored !== undefined && this.#met.add(id, stored)) await this.#removeMissing(stored, removal);
  }

  /** A delta may name a user again, as it was later: the last word counts (Graph calls it a replay). A dry run has no record of the first one to go on from. */
  async heedLastWords(): Promise<void> {
    if (this.#context.dryRun) return;
    for (const [id, event] of this.#lastWords) {
      if (this.#stopped) break;
      await this.conflicts.drop(id);
      const stored = await this.#context.state.get(id);
      if (stored?.link !== undefined) this.#removals.cancel(stored.link.targetId);
      if (event.kind === "user") await this.#decide(event.user, stored);
      else if (stored !== undefined) await this.#removeMissing(stored, event.removal);
    }
    await this.#inFlight.settle();
  }

  /** Users whom a complete snapshot did not list. A delta names those who are gone itself. */
  async planMissing(): Promise<void> {
    if (this.#context.source.kind === "delta" && this.#options.watermark !== undefined) return;
    for await (const stored of this.#context.state.records(this.#lastOrdinal)) {
      if (this.#stopped) return;
      if (!this.#met.has(stored.sourceId, stored)) await this.#removeMissing(stored, lastRemoval(stored) ?? "soft");
    }
  }

  /** Users in escrow who are due, and whom a delta did not name again. A full read has met everybody. */
  async retryDue(): Promise<void> {
    if (this.#context.source.kind === "snapshot" || this.#options.watermark === undefined) return;
    for await (const stored of dueUsers(this.#context, this.#options.retryAll)) {
      if (this.#stopped) break;
      await this.#retry(stored);
    }
    await this.#inFlight.settle();
  }

  async #retry(stored: StoredRecord): Promise<void> {
    const lastKnown = stored.escrow?.lastKnown;
    if (lastKnown === undefined || !this.#met.add(stored.sourceId, stored)) return;
    this.#context.counts.count("read");
    if ("user" in lastKnown) await this.#decide(lastKnown.user, stored);
    else await this.#removeMissing(stored, lastKnown.removal);
    this.#report();
  }

  async #removeMissing(stored: StoredRecord, removal: "soft" | "hard"): Promise<void> {
    const planned = await planRemoval(this.#context, stored, removal);
    if (planned === undefined) return;
    const { targetId, removal: kind, write, staging } = planned;
    await this.#remove({
      key: targetId,
      run: () => this.#attemptRemoval(stored, { write: write(), removal: kind }),
      staging,
    });
  }

  async #attemptRemoval(stored: StoredRecord, sent: SentRemoval): Promise<void> {
    const failed = await send(this.#context, sent.write);
    if (failed !== undefined) await giveUpRemoval(this.#context, stored, sent, failed);
    await this.#note(failed);
    this.#report();
  }

  async #remove(removal: PlannedRemoval): Promise<void> {
    if (this.#context.threshold !== undefined) {
      for (const { staging } of this.#removals.plan(removal)) await stage(this.#context, staging);
      return;
    }
    await this.#inFlight.room();
    this.#inFlight.start(removal.key, removal.run);
  }

  /** Executes what was planned, unless it is too much; the number of removals held back. */
  async executeRemovals(): Promise<number> {
    if (this.#removals.exceeded) return this.#removals.count;
    for (const removal of this.#removals.executable) {
      if (this.#stopped) break;
      await this.#inFlight.room();
      this.#inFlight.start(removal.key, removal.run);
    }
    await this.#inFlight.settle();
    return 0;
  }

  /** Sets references whose other side has an account by now. */
  async linkReferences(): Promise<void> {
    for await (const { targetId, run } of resolvableReferences(this.#context)) {
      if (this.#stopped) break;
      await this.#inFlight.room();
      this.#inFlight.start(targetId, async () => {
        await this.#note(await run());
        this.#report();
      });
    }
    await this.#inFlight.settle();
  }

  /** Whether nothing new is to be started. */
  get #stopped(): boolean {
    return this.#inFlight.failed || this.#options.signal?.aborted === true;
  }

  #report(): void {
    this.#options.onProgress?.(this.progress());
  }
}
