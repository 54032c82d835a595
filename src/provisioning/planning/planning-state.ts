/**
 * The state of a dry run: reads the job's state, and keeps every change in memory.
 */
import { OverlayMirror } from "../mirror/overlay-mirror.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { SourceMirror } from "../ports/mirror.ts";
import type {
  Intent,
  JobRecord,
  ObjectRecord,
  ProvisioningState,
  StateChange,
  StateSize,
  StoredRecord,
} from "../ports/state.ts";

/** Copy-on-write over another state. Memory grows with the number of changes. */
export class PlanningState implements ProvisioningState {
  readonly mirror: SourceMirror;
  readonly #base: ProvisioningState;
  /** Changed records by source id; undefined for a forgotten user. */
  readonly #records = new Map<string, StoredRecord | undefined>();
  /** Source ids by account, of changed records only. */
  readonly #owners = new Map<string, string>();
  readonly #begun = new Map<string, Intent>();
  readonly #ended = new Set<string>();
  /** Skipped users by reason, as a difference to the state below. */
  readonly #skipped = new Map<string, number>();
  #job: JobRecord | undefined;
  /** Undefined before the first change. */
  #size: StateSize | undefined;

  constructor(base: ProvisioningState) {
    this.#base = base;
    this.mirror = new OverlayMirror(base.mirror);
  }

  async readJob(): Promise<JobRecord | undefined> {
    return this.#job ?? (await this.#base.readJob());
  }

  async writeJob(job: JobRecord): Promise<void> {
    this.#job = job;
  }

  async get(sourceId: string): Promise<StoredRecord | undefined> {
    return this.#records.has(sourceId) ? this.#records.get(sourceId) : this.#base.get(sourceId);
  }

  async ownerOf(targetId: string): Promise<string | undefined> {
    const owner = this.#owners.get(targetId) ?? (await this.#base.ownerOf(targetId));
    if (owner === undefined || !this.#records.has(owner)) return owner;
    return this.#records.get(owner)?.link?.targetId === targetId ? owner : undefined;
  }

  async size(): Promise<StateSize> {
    return this.#size ?? this.#base.size();
  }

  async countSkipped(): Promise<Readonly<Record<string, number>>> {
    const counts = { ...(await this.#base.countSkipped?.()) };
    for (const [reason, difference] of this.#skipped) counts[reason] = (counts[reason] ?? 0) + difference;
    return counts;
  }

  async *records(upTo: number): AsyncIterable<StoredRecord> {
    const { lastOrdinal } = await this.#base.size();
    for await (const stored of this.#base.records(Math.min(upTo, lastOrdinal))) {
      const current = await this.get(stored.sourceId);
      if (current !== undefined && current.ordinal === stored.ordinal) yield current;
    }
    const added = [...this.#records.values()].filter((record) => record !== undefined && record.ordinal > lastOrdinal);
    for (const record of added) if (record !== undefined && record.ordinal <= upTo) yield record;
  }

  async *resolvable(): AsyncIterable<StoredRecord> {
    for await (const record of this.records((await this.size()).lastOrdinal)) {
      for (const awaited of Object.values(record.link?.awaiting ?? {})) {
        if ((await this.get(awaited))?.link === undefined) continue;
        yield record;
        break;
      }
    }
  }

  async *due(after: string, until: string): AsyncIterable<StoredRecord> {
    for await (const stored of this.#base.due(after, until)) {
      const current = await this.get(stored.sourceId);
      const time = current?.escrow?.nextAttempt;
      if (current?.escrow?.lastKnown !== undefined && time !== undefined && time > after && time <= until)
        yield current;
    }
  }

  async openIntents(): Promise<readonly Intent[]> {
    const stored = (await this.#base.openIntents()).filter(({ changeId }) => !this.#ended.has(changeId));
    return [...stored, ...this.#begun.values()];
  }

  async begin(intent: Intent): Promise<void> {
    this.#begun.set(intent.changeId, intent);
  }

  async commit({ endIntent, record, forget }: StateChange): Promise<void> {
    if (endIntent !== undefined && !this.#begun.delete(endIntent)) this.#ended.add(endIntent);
    if (forget !== undefined) await this.#set(forget, undefined);
    if (record !== undefined) await this.#set(record.sourceId, record);
  }

  async #set(sourceId: string, record: ObjectRecord | undefined): Promise<void> {
    const before = await this.get(sourceId);
    const { linked, lastOrdinal } = await this.size();
    const ordinal = before?.ordinal ?? lastOrdinal + 1;
    this.#size = {
      linked: linked + Number(record?.link !== undefined) - Number(before?.link !== undefined),
      lastOrdinal: record === undefined ? lastOrdinal : Math.max(lastOrdinal, ordinal),
    };
    this.#addSkipped(before?.skipped, -1);
    this.#addSkipped(record?.skipped, 1);
    this.#records.set(sourceId, record === undefined ? undefined : { ...record, ordinal });
    if (record?.link !== undefined) this.#owners.set(record.link.targetId, sourceId);
  }

  #addSkipped(reason: string | undefined, difference: number): void {
    if (reason !== undefined) this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + difference);
  }

  entries(after?: string): AsyncIterable<ProvisioningLogEntry> {
    return this.#base.entries(after);
  }

  hasEntry(id: string): Promise<boolean> {
    return this.#base.hasEntry(id);
  }

  delivered(sink: string): Promise<string | undefined> {
    return this.#base.delivered(sink);
  }

  async forgetAll(): Promise<void> {
    for await (const { sourceId } of this.records((await this.size()).lastOrdinal))
      await this.#set(sourceId, undefined);
    for (const { changeId } of await this.openIntents()) await this.commit({ endIntent: changeId });
    await this.mirror.clear();
  }

  /** The state of the job stays open. */
  async close(): Promise<void> {}
}
