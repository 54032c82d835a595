/**
 * One cycle, as a walk:
 *
 *   open intents of a crash → users of the source, one by one: decide → match, create, update → users who are gone → removals, unless too many
 *   → conflicts once more, now that others have moved → references that waited for somebody's account
 *
 * Deciding is done in the order of the source and needs no request; only users who need one are worked on side by side.
 */
import { isProvisioningError, ScimRequestError } from "../errors.ts";
import { Conflicts } from "./conflicts.ts";
import type { CycleContext } from "./cycle-context.ts";
import { type Decision, decide } from "./decide.ts";
import { refuseSecond, secondIdOf } from "./duplicates.ts";
import type { Failure } from "./failure.ts";
import { InFlight } from "./in-flight.ts";
import type { CycleProgress } from "./job-types.ts";
import { resolvableReferences } from "./link-references.ts";
import { matchingFilters } from "./match.ts";
import { giveUpRemoval, planRemoval } from "./missing-user.ts";
import { deleteAccount, disable, update } from "./modify.ts";
import type { Pending } from "./outcome.ts";
import { Pace } from "./pace.ts";
import { provision, settle } from "./provision.ts";
import { recover } from "./recover.ts";
import { Removals } from "./removals.ts";
import { Seen } from "./seen.ts";
import type { DirectorySource, SourceUser } from "./source.ts";
import { sourceEvents } from "./source-events.ts";
import { type Staging, stage } from "./staged.ts";
import type { StoredRecord } from "./state.ts";
import { send, type Write } from "./write.ts";

/** How a walk is steered and watched. */
export interface WalkOptions {
  readonly source: DirectorySource;
  readonly watermark: string | undefined;
  readonly concurrency: number;
  readonly expected: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: CycleProgress) => void) | undefined;
  /** Is given the way to ask how far the walk is. */
  readonly watch: ((progress: () => CycleProgress) => void) | undefined;
}

/** What a walk found. */
export interface WalkResult {
  readonly outcome: "completed" | "held_back" | "interrupted" | "incomplete";
  readonly heldBack: number;
  readonly watermark: string | undefined;
  readonly problem?: string;
}

/** A write that must wait for the end of the read. */
interface Removal {
  readonly key: string;
  readonly run: () => Promise<void>;
  /** What the log says when it is held back. */
  readonly staging: Staging;
}

/** Walks through one cycle. */
export async function walk(context: CycleContext, options: WalkOptions): Promise<WalkResult> {
  await recover(context);
  const cycle = new Walk(context, options, (await context.state.size()).lastOrdinal);
  const { signal, watch } = options;
  watch?.(() => cycle.progress());
  const read = await cycle.readSource();
  let heldBack = 0;
  if (read.outcome === "completed") {
    await cycle.planMissing();
    heldBack = await cycle.executeRemovals();
  }
  await cycle.conflicts.retry(signal);
  await cycle.linkReferences();
  if (signal?.aborted) return { outcome: "interrupted", watermark: undefined, heldBack };
  return { ...read, outcome: heldBack > 0 ? "held_back" : read.outcome, heldBack };
}

interface ReadResult {
  readonly outcome: "completed" | "interrupted" | "incomplete";
  readonly watermark: string | undefined;
  readonly problem?: string;
}

/** The state of one walk. */
class Walk {
  readonly #context: CycleContext;
  readonly #options: WalkOptions;
  /** Records with a higher ordinal came into being in this walk. */
  readonly #lastOrdinal: number;
  readonly #pace: Pace;
  readonly #inFlight: InFlight;
  readonly #removals: Removals<Removal>;
  readonly #seen = new Seen();
  /** Ids of users under work that had no record yet. */
  readonly #fresh = new Set<string>();
  readonly conflicts: Conflicts;

  constructor(context: CycleContext, options: WalkOptions, lastOrdinal: number) {
    this.#context = context;
    this.#options = options;
    this.#lastOrdinal = lastOrdinal;
    this.#pace = new Pace(options.concurrency);
    this.#inFlight = new InFlight(() => this.#pace.limit);
    this.#removals = new Removals(context.threshold);
    this.conflicts = new Conflicts(context);
  }

  /** Reads the source to its end, or until the signal or a failure of the whole job stops it. */
  async readSource(): Promise<ReadResult> {
    const { source, signal, watermark } = this.#options;
    let end: { readonly watermark?: string } | undefined;
    let problem = "the source ended before its end";
    try {
      for await (const event of sourceEvents(source.read({ watermark, signal }))) {
        if (this.#stopped) break;
        if (event.kind === "user") await this.#meet(event.user);
        else if (event.kind === "removed") await this.#meetRemoved(event.id, event.removal);
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
    return { kind: this.#context.kind, counts: this.#context.counts.snapshot(), expected: this.#options.expected };
  }

  async #meet(user: SourceUser): Promise<void> {
    const context = this.#context;
    context.counts.count("read");
    const stored = await context.state.get(user.id);
    if (this.#isFirst(user.id, stored)) await this.#handle(await decide(context, user, stored));
    else await this.#refuseSecond(user);
    this.#report();
  }

  async #refuseSecond(user: SourceUser): Promise<void> {
    const id = secondIdOf(user.id);
    const stored = await this.#context.state.get(id);
    const again = !this.#isFirst(id, stored);
    await refuseSecond(this.#context, user, stored, again);
    this.#finish(id);
  }

  /** Whether a user id is met for the first time in this read. */
  #isFirst(id: string, stored: StoredRecord | undefined): boolean {
    if (this.#fresh.has(id)) return false;
    if (stored === undefined) {
      this.#fresh.add(id);
      return true;
    }
    return stored.ordinal <= this.#lastOrdinal && this.#seen.add(stored.ordinal);
  }

  async #handle(decision: Decision): Promise<void> {
    const context = this.#context;
    switch (decision.kind) {
      case "same":
        context.counts.count("unchanged");
        return;
      case "waiting":
        context.counts.count("waiting");
        return;
      case "settled":
      case "refused":
        await settle(context, decision);
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
        const work =
          decision.kind === "provision" ? () => provision(context, decision) : () => update(context, decision);
        await this.#inFlight.room();
        this.#inFlight.start(keyOf(context, decision), () => this.#attempt(decision.work.user.id, work));
      }
    }
  }

  /** A dry run writes no records, so that only the ids themselves tell a second occurrence. */
  #finish(id: string): void {
    if (!this.#context.dryRun) this.#fresh.delete(id);
  }

  async #attempt(id: string, work: () => Promise<Pending | undefined>): Promise<void> {
    const pending = await work();
    if (pending !== undefined) await this.conflicts.add(pending, work);
    this.#note(pending?.failure);
    this.#finish(id);
    this.#report();
  }

  #note(failed: Failure | undefined): void {
    this.#pace.note(failed?.errorCode);
    if (!this.#pace.hopeless) return;
    const detail = `${this.#context.targetName} has stopped answering: ${failed?.reason ?? ""}`;
    throw new ScimRequestError(detail, { code: "timeout", method: "", path: "", status: 0, attempts: 0 });
  }

  async #meetRemoved(id: string, removal: "soft" | "hard"): Promise<void> {
    const stored = await this.#context.state.get(id);
    if (stored !== undefined && this.#seen.add(stored.ordinal)) await this.#removeMissing(stored, removal);
  }

  /** Users whom a complete snapshot did not list. A delta names those who are gone itself. */
  async planMissing(): Promise<void> {
    if (this.#options.source.kind === "delta" && this.#options.watermark !== undefined) return;
    for await (const stored of this.#context.state.records(this.#lastOrdinal)) {
      if (this.#stopped) return;
      if (!this.#seen.has(stored.ordinal)) await this.#removeMissing(stored, "soft");
    }
  }

  async #removeMissing(stored: StoredRecord, removal: "soft" | "hard"): Promise<void> {
    const planned = await planRemoval(this.#context, stored, removal);
    if (planned === undefined) return;
    const { targetId, write, staging } = planned;
    await this.#remove({ key: targetId, run: () => this.#attemptRemoval(stored, write()), staging });
  }

  async #attemptRemoval(stored: StoredRecord, write: Write): Promise<void> {
    const failed = await send(this.#context, write);
    if (failed !== undefined) await giveUpRemoval(this.#context, stored, write, failed);
    this.#note(failed);
    this.#report();
  }

  async #remove(removal: Removal): Promise<void> {
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
        this.#note(await run());
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

/** Users who want the same address are worked on one after another. */
function keyOf(context: CycleContext, decision: Extract<Decision, { kind: "provision" | "update" }>): string {
  return matchingFilters(context, decision.values)[0]?.toLowerCase() ?? decision.work.user.id;
}
