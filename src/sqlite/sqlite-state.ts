/**
 * The state of a job in one SQLite file, through `node:sqlite`.
 *
 * One job at a time: it holds the file's lease. Other processes may read beside it, and post commands to it.
 */
import { ProvisioningError } from "../errors.ts";
import type { ProvisioningLogEntry } from "../provisioning/index.ts";
import type { Intent, JobRecord, ProvisioningState, StateChange, StoredRecord } from "../provisioning/state/index.ts";
import { type Row, type StateDatabase, toStateError } from "./database.ts";
import { GroupCommit } from "./group-commit.ts";
import { Lease, RENEWAL_INTERVAL } from "./lease.ts";
import { LogTable } from "./log-table.ts";
import { openDatabase } from "./open-database.ts";
import { PendingReferences } from "./pending-references.ts";
import { SharedRead } from "./shared-read.ts";
import { SqliteCommands } from "./sqlite-commands.ts";
import { SqliteMirror } from "./sqlite-mirror.ts";
import { prepareStatements, type Statements } from "./statements.ts";
import { toRecord } from "./to-record.ts";

/** Number of rows that are read at a time. */
const PAGE_SIZE = 500;

/**
 * Opens the state file of a job. Creates it, readable by its owner only, if it does not exist. Migrates a file of an
 * older version to the newest format, and keeps a copy beside it, such as `company.db.format-1`.
 *
 * @param path - Path of the file, on a disk of this computer. While it is open, SQLite keeps two more files beside it,
 *   with `-wal` and `-shm` at the end of the name.
 * @param options - `readOnly` opens an existing file to read it and to post commands, also while a job uses it; writing
 *   anything else fails. Default false.
 * @throws ProvisioningError `state_in_use` when another process has it open for a job: a killed process frees it at
 *   once, one on another computer after 30 seconds; `invalid_state` when it cannot be opened, is no state file, or was
 *   written by a newer version.
 * @example
 * ```ts
 * import { openSqliteState } from "proxyclick-scim/sqlite";
 *
 * const state = await openSqliteState("company.db"); // an option of createProvisioningJob
 * await state.close();
 * ```
 */
export async function openSqliteState(
  path: string,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Promise<ProvisioningState> {
  const database = openDatabase(path, readOnly);
  try {
    return new SqliteState(database, readOnly ? undefined : takeLease(database));
  } catch (error) {
    database.close();
    throw toStateError(error, path);
  }
}

function takeLease(database: StateDatabase): Lease {
  const lease = new Lease(database);
  lease.acquire();
  return lease;
}

class SqliteState implements ProvisioningState {
  readonly #database: StateDatabase;
  readonly #statements: Statements;
  readonly #sharedRead: SharedRead;
  readonly #groupCommit: GroupCommit;
  readonly #log: LogTable;
  readonly #pendingReferences: PendingReferences;
  /** Undefined for a file that is opened read-only. */
  readonly #lease: Lease | undefined;
  readonly #renewal: NodeJS.Timeout | undefined;
  readonly mirror: SqliteMirror;
  readonly commands: SqliteCommands;
  /**
   * What {@link size} counted last, until a record is written: counting takes a while. Always undefined for a file that
   * is opened read-only, because another process writes it.
   */
  #size: Awaited<ReturnType<ProvisioningState["size"]>> | undefined;

  constructor(database: StateDatabase, lease: Lease | undefined) {
    this.#database = database;
    this.#lease = lease;
    this.#sharedRead = new SharedRead(database);
    this.#renewal = lease === undefined ? undefined : setInterval(() => this.#renew(lease), RENEWAL_INTERVAL).unref();
    this.#log = new LogTable(database);
    this.#groupCommit = new GroupCommit(
      database,
      this.#sharedRead,
      () => requireLease(lease, database.path),
      () => this.#log.forgetTemplates(),
    );
    this.commands = new SqliteCommands(database, this.#sharedRead, (apply) => this.#write(apply));
    this.mirror = new SqliteMirror(database, this.#sharedRead, (apply) => this.#write(apply));
    this.#pendingReferences = new PendingReferences(database);
    this.#statements = prepareStatements(database);
  }

  async readJob(): Promise<JobRecord | undefined> {
    const row = this.#statements.readJob.get();
    return row?.json("body");
  }

  writeJob(job: JobRecord): Promise<void> {
    const body = JSON.stringify(job);
    return this.#write(() => this.#statements.writeJob.run(body));
  }

  async get(sourceId: string): Promise<StoredRecord | undefined> {
    this.#sharedRead.begin();
    const row = this.#statements.get.get(sourceId);
    return row === undefined ? undefined : toRecord(row);
  }

  async ownerOf(targetId: string): Promise<string | undefined> {
    this.#sharedRead.begin();
    const row = this.#statements.ownerOf.get(targetId);
    return row?.string("source_id");
  }

  async size(): ReturnType<ProvisioningState["size"]> {
    if (this.#size !== undefined) return this.#size;
    const row = this.#statements.size.get();
    const size = { linked: row?.number("linked") ?? 0, lastOrdinal: row?.number("last") ?? 0 };
    if (this.#lease !== undefined) this.#size = size;
    return size;
  }

  async countSkipped(): Promise<Readonly<Record<string, number>>> {
    const rows = this.#statements.countSkipped.all();
    return Object.fromEntries(rows.map((row) => [row.string("skipped"), row.number("users")]));
  }

  async *records(upTo: number): AsyncIterable<StoredRecord> {
    for (let last = 0; ; ) {
      const page = this.#statements.records.all(last, upTo, PAGE_SIZE).map(toRecord);
      yield* page;
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.ordinal;
    }
  }

  async *resolvable(): AsyncIterable<StoredRecord> {
    for (let last = ""; ; ) {
      const page = this.#pendingReferences.resolvable(last, PAGE_SIZE).map(toRecord);
      yield* page;
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.sourceId;
    }
  }

  async *due(after: string, until: string): AsyncIterable<StoredRecord> {
    // After all records of the first time.
    let [time, ordinal] = [after, Number.MAX_SAFE_INTEGER];
    for (;;) {
      const page: readonly Row[] = this.#statements.due.all(time, ordinal, until, PAGE_SIZE);
      for (const row of page) yield toRecord(row);
      const end = page.at(-1);
      if (end === undefined) return;
      [time, ordinal] = [end.string("retry_at"), end.number("ordinal")];
    }
  }

  async openIntents(): Promise<readonly Intent[]> {
    return this.#statements.intents.all().map((row) => row.json("body"));
  }

  begin(intent: Intent): Promise<void> {
    const body = JSON.stringify(intent);
    return this.#write(() => this.#statements.begin.run(intent.changeId, body));
  }

  commit({ endIntent, forget, record, entry, delivered }: StateChange): Promise<void> {
    const link = record?.link === undefined ? null : JSON.stringify(record.link);
    const escrow = record?.escrow === undefined ? null : JSON.stringify(record.escrow);
    const retryAt = record?.escrow?.lastKnown === undefined ? null : record.escrow.nextAttempt;
    const body = entry === undefined ? "" : JSON.stringify(entry);
    return this.#write(() => {
      const statements = this.#statements;
      if (endIntent !== undefined) statements.endIntent.run(endIntent);
      if (forget !== undefined || record !== undefined) this.#size = undefined;
      if (forget !== undefined) {
        statements.forget.run(forget);
        this.#pendingReferences.delete(forget);
      }
      if (record !== undefined) {
        const { sourceId, name, fingerprint, skipped = null } = record;
        const targetId = record.link?.targetId ?? null;
        statements.write.run(sourceId, name, fingerprint, targetId, link, escrow, retryAt, skipped);
        this.#pendingReferences.write(record);
      }
      if (entry !== undefined) this.#log.append(entry, body);
      if (delivered !== undefined) statements.deliver.run(delivered.sink, delivered.entry);
    });
  }

  entries(after?: string): AsyncIterable<ProvisioningLogEntry> {
    return this.#log.entries(after);
  }

  async hasEntry(id: string): Promise<boolean> {
    return this.#log.has(id);
  }

  async dropEntries(before: string, sinks: readonly string[]): Promise<void> {
    const ranges = this.#log.rangesBefore(before, this.#log.deliveredToAll(sinks));
    for (const range of ranges) await this.#write(() => this.#log.drop(range, before));
  }

  async delivered(sink: string): Promise<string | undefined> {
    const row = this.#statements.delivered.get(sink);
    return row?.string("entry");
  }

  forgetAll(): Promise<void> {
    return this.#write(() => {
      this.#size = undefined;
      this.#statements.forgetAll.run();
      this.#pendingReferences.deleteAll();
      this.#statements.forgetIntents.run();
      this.mirror.deleteAll();
    });
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    clearInterval(this.#renewal);
    this.#groupCommit.flush();
    this.#sharedRead.end();
    try {
      this.#lease?.release();
    } finally {
      this.#database.close();
    }
  }

  #write(apply: () => void): Promise<void> {
    return this.#groupCommit.write(apply);
  }

  /** A renewal that fails, because another process writes for very long, is made up for by the next one. */
  #renew(lease: Lease): void {
    try {
      this.#sharedRead.end();
      lease.renew();
    } catch {}
  }
}

/** @throws ProvisioningError unless this process may write. */
function requireLease(lease: Lease | undefined, path: string): void {
  if (lease === undefined) throw new ProvisioningError("invalid_state", `The state file ${path} was opened read-only`);
  lease.requireHeld();
}
