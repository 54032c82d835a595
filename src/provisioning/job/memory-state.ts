/**
 * A state that is kept in memory.
 */
import { MemoryMirror } from "../mirror/memory-mirror.ts";
import type { StateCommands } from "../ports/command.ts";
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
import { MemoryCommands } from "./memory-commands.ts";

/** A state for tests and dry runs: it is lost when the process ends. */
export class MemoryState implements ProvisioningState {
  #job: JobRecord | undefined;
  #lastOrdinal = 0;
  readonly #records = new Map<string, StoredRecord>();
  /** Target id to source id, for records with a link. */
  readonly #owners = new Map<string, string>();
  /** Source ids of records whose escrow can be tried again without the source. */
  readonly #escrowed = new Set<string>();
  /** Source ids of records whose link has unresolved references. */
  readonly #awaiting = new Set<string>();
  readonly #intents = new Map<string, Intent>();
  readonly #entries: ProvisioningLogEntry[] = [];
  /** Name of a sink to the id of the last entry that it has received. */
  readonly #delivered = new Map<string, string>();
  readonly mirror: SourceMirror = new MemoryMirror();
  readonly commands: StateCommands = new MemoryCommands();

  async readJob(): Promise<JobRecord | undefined> {
    return this.#job;
  }

  async writeJob(job: JobRecord): Promise<void> {
    this.#job = job;
  }

  async get(sourceId: string): Promise<StoredRecord | undefined> {
    return this.#records.get(sourceId);
  }

  async ownerOf(targetId: string): Promise<string | undefined> {
    return this.#owners.get(targetId);
  }

  async size(): Promise<StateSize> {
    return { linked: this.#owners.size, lastOrdinal: this.#lastOrdinal };
  }

  async countSkipped(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const { skipped } of this.#records.values())
      if (skipped !== undefined) counts[skipped] = (counts[skipped] ?? 0) + 1;
    return counts;
  }

  async *records(upTo: number): AsyncIterable<StoredRecord> {
    for (const record of [...this.#records.values()]) if (record.ordinal <= upTo) yield record;
  }

  async *resolvable(): AsyncIterable<StoredRecord> {
    for (const sourceId of [...this.#awaiting]) {
      const record = this.#records.get(sourceId);
      const awaited = Object.values(record?.link?.awaiting ?? {});
      if (record !== undefined && awaited.some((id) => this.#records.get(id)?.link !== undefined)) yield record;
    }
  }

  async *due(after: string, until: string): AsyncIterable<StoredRecord> {
    const found: { readonly sourceId: string; readonly time: string }[] = [];
    for (const sourceId of this.#escrowed) {
      const time = this.#records.get(sourceId)?.escrow?.nextAttempt;
      if (time !== undefined && time > after && time <= until) found.push({ sourceId, time });
    }
    found.sort((one, other) => (one.time < other.time ? -1 : Number(one.time > other.time)));
    for (const { sourceId, time } of found) {
      const record = this.#records.get(sourceId);
      if (record?.escrow?.lastKnown !== undefined && record.escrow.nextAttempt === time) yield record;
    }
  }

  async openIntents(): Promise<readonly Intent[]> {
    return [...this.#intents.values()];
  }

  async begin(intent: Intent): Promise<void> {
    this.#intents.set(intent.changeId, intent);
  }

  async commit(change: StateChange): Promise<void> {
    if (change.endIntent !== undefined) this.#intents.delete(change.endIntent);
    if (change.forget !== undefined) this.#forget(change.forget);
    if (change.record !== undefined) this.#write(change.record);
    if (change.entry !== undefined) this.#entries.push(change.entry);
    if (change.delivered !== undefined) this.#delivered.set(change.delivered.sink, change.delivered.entry);
  }

  async *entries(after?: string): AsyncIterable<ProvisioningLogEntry> {
    const start = after === undefined ? 0 : this.#entries.findIndex((entry) => entry.id === after) + 1;
    for (let index = start; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry !== undefined) yield entry;
    }
  }

  async hasEntry(id: string): Promise<boolean> {
    return this.#entries.some((entry) => entry.id === id);
  }

  async delivered(sink: string): Promise<string | undefined> {
    return this.#delivered.get(sink);
  }

  async forgetAll(): Promise<void> {
    this.#records.clear();
    this.#owners.clear();
    this.#awaiting.clear();
    this.#escrowed.clear();
    this.#intents.clear();
    await this.mirror.clear();
  }

  async close(): Promise<void> {}

  #write(record: ObjectRecord): void {
    const before = this.#records.get(record.sourceId);
    if (before?.link !== undefined) this.#owners.delete(before.link.targetId);
    if (record.link !== undefined) this.#owners.set(record.link.targetId, record.sourceId);
    if (record.link?.awaiting === undefined) this.#awaiting.delete(record.sourceId);
    else this.#awaiting.add(record.sourceId);
    if (record.escrow?.lastKnown === undefined) this.#escrowed.delete(record.sourceId);
    else this.#escrowed.add(record.sourceId);
    this.#records.set(record.sourceId, { ...record, ordinal: before?.ordinal ?? ++this.#lastOrdinal });
  }

  #forget(sourceId: string): void {
    const before = this.#records.get(sourceId);
    if (before?.link !== undefined) this.#owners.delete(before.link.targetId);
    this.#awaiting.delete(sourceId);
    this.#escrowed.delete(sourceId);
    this.#records.delete(sourceId);
  }
}
