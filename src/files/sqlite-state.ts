/**
 * A job's memory in one SQLite file, through Node's own `node:sqlite`.
 *
 * One process at a time: the file is locked exclusively as long as it is open, and the lock dies with its process. Write-ahead logging makes every
 * commit atomic, also under `kill -9`.
 */
import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ProvisioningError } from "../errors.ts";
import type {
  Intent,
  JobRecord,
  ProvisioningLogEntry,
  ProvisioningState,
  StateChange,
  StateSize,
  StoredRecord,
} from "../provisioning/index.ts";
import { AwaitedUsers } from "./awaited-users.ts";
import { GroupCommit } from "./group-commit.ts";
import { count, type Row, text, toRecord } from "./state-rows.ts";

/** Marks a file as ours: "PCSC". */
const APPLICATION_ID = 0x50435343;
/** Version of the tables below. */
const FORMAT = 1;
/** Rows read at a time while the whole is walked through. */
const PAGE = 500;

const TABLES = `
  CREATE TABLE job (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL);
  CREATE TABLE objects (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    target_id TEXT,
    link TEXT,
    escrow TEXT
  );
  CREATE INDEX objects_by_target ON objects (target_id) WHERE target_id IS NOT NULL;
  CREATE TABLE intents (ordinal INTEGER PRIMARY KEY AUTOINCREMENT, change_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
  CREATE TABLE log (ordinal INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
`;

/**
 * Opens the state file of a job, and creates it, readable by its owner only, when there is none.
 *
 * @param path - Path of the file. SQLite keeps a second file beside it while it is open, with `-wal` at the end of the name.
 * @throws ProvisioningError `state_in_use` when another process has it open; `invalid_state` when it cannot be opened, is no state file, or was
 *   written by a newer version.
 * @example
 * ```ts
 * import { openSqliteState } from "proxyclick-scim/files";
 *
 * const state = await openSqliteState("company.db"); // an option of createProvisioningJob
 * await state.close();
 * ```
 */
export async function openSqliteState(path: string): Promise<ProvisioningState> {
  return new SqliteState(open(path), path);
}

function open(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, "a", 0o600));
    database = new DatabaseSync(path, { timeout: 0 });
    const empty = refuseForeign(database, path);
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    database.exec("BEGIN IMMEDIATE");
    if (empty) database.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT};`);
    database.exec("COMMIT");
    return database;
  } catch (error) {
    database?.close();
    throw translate(error, path);
  }
}

/** Whether the file is still without tables; what is not ours is refused before anything is changed in it. */
function refuseForeign(database: DatabaseSync, path: string): boolean {
  const id = readNumber(database, "PRAGMA application_id");
  const version = readNumber(database, "PRAGMA user_version");
  if (id === APPLICATION_ID && version === FORMAT) return false;
  if (id === APPLICATION_ID) {
    throw new ProvisioningError(
      "invalid_state",
      `${path} has format ${version}; this version of proxyclick-scim knows format ${FORMAT}`,
    );
  }
  if (id !== 0 || readNumber(database, "SELECT count(*) FROM sqlite_schema") > 0) {
    throw new ProvisioningError("invalid_state", `${path} is the database of another program, not a state file`);
  }
  return true;
}

function readNumber(database: DatabaseSync, sql: string): number {
  const [value] = Object.values(database.prepare(sql).get() ?? {});
  return typeof value === "number" ? value : 0;
}

const BUSY = 5;

function translate(error: unknown, path: string): ProvisioningError {
  if (error instanceof ProvisioningError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && "errcode" in error && error.errcode === BUSY) {
    return new ProvisioningError("state_in_use", `The state file ${path} is in use by another process`, {
      cause: error,
    });
  }
  return new ProvisioningError("invalid_state", `The state file ${path} cannot be used: ${reason}`, { cause: error });
}

class SqliteState implements ProvisioningState {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #statements: Statements;
  readonly #group: GroupCommit;
  readonly #awaited: AwaitedUsers;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
    this.#group = new GroupCommit(database);
    this.#awaited = new AwaitedUsers(database);
    this.#statements = prepareStatements(database);
  }

  async readJob(): Promise<JobRecord | undefined> {
    const row = this.#statements.readJob.get();
    return row === undefined ? undefined : JSON.parse(text(row, "body"));
  }

  writeJob(job: JobRecord): Promise<void> {
    const body = JSON.stringify(job);
    return this.#write(() => this.#statements.writeJob.run(body));
  }

  async get(sourceId: string): Promise<StoredRecord | undefined> {
    const row = this.#statements.get.get(sourceId);
    return row === undefined ? undefined : toRecord(row);
  }

  async ownerOf(targetId: string): Promise<string | undefined> {
    const row = this.#statements.ownerOf.get(targetId);
    return row === undefined ? undefined : text(row, "source_id");
  }

  async size(): Promise<StateSize> {
    const row = this.#statements.size.get() ?? {};
    return { linked: count(row, "linked"), lastOrdinal: count(row, "last") };
  }

  async *records(upTo: number): AsyncIterable<StoredRecord> {
    for (let last = 0; ; ) {
      const page = this.#statements.records.all(last, upTo, PAGE).map(toRecord);
      yield* page;
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.ordinal;
    }
  }

  async *resolvable(): AsyncIterable<StoredRecord> {
    for (let last = ""; ; ) {
      const page = this.#awaited.resolvable(last, PAGE).map(toRecord);
      yield* page;
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.sourceId;
    }
  }

  async openIntents(): Promise<readonly Intent[]> {
    return this.#statements.intents.all().map((row) => JSON.parse(text(row, "body")));
  }

  begin(intent: Intent): Promise<void> {
    const body = JSON.stringify(intent);
    return this.#write(() => this.#statements.begin.run(intent.changeId, body));
  }

  commit({ endIntent, forget, record, entry }: StateChange): Promise<void> {
    const link = record?.link === undefined ? null : JSON.stringify(record.link);
    const escrow = record?.escrow === undefined ? null : JSON.stringify(record.escrow);
    const body = entry === undefined ? "" : JSON.stringify(entry);
    return this.#write(() => {
      const statements = this.#statements;
      if (endIntent !== undefined) statements.endIntent.run(endIntent);
      if (forget !== undefined) {
        statements.forget.run(forget);
        this.#awaited.forget(forget);
      }
      if (record !== undefined) {
        const { sourceId, name, fingerprint } = record;
        statements.write.run(sourceId, name, fingerprint, record.link?.targetId ?? null, link, escrow);
        this.#awaited.write(record);
      }
      if (entry !== undefined) statements.append.run(entry.id, body);
    });
  }

  async *entries(after?: string): AsyncIterable<ProvisioningLogEntry> {
    let last = after === undefined ? 0 : count(this.#statements.findEntry.get(after) ?? {}, "ordinal");
    for (;;) {
      const page: readonly Row[] = this.#statements.entries.all(last, PAGE);
      for (const row of page) yield JSON.parse(text(row, "body"));
      const end = page.at(-1);
      if (end === undefined) return;
      last = count(end, "ordinal");
    }
  }

  async hasEntry(id: string): Promise<boolean> {
    return this.#statements.findEntry.get(id) !== undefined;
  }

  forgetAll(): Promise<void> {
    return this.#write(() => {
      this.#statements.forgetAll.run();
      this.#awaited.forgetAll();
      this.#statements.forgetIntents.run();
    });
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#group.flush();
    this.#database.close();
  }

  async #write(apply: () => void): Promise<void> {
    try {
      await this.#group.write(apply);
    } catch (error) {
      throw translate(error, this.#path);
    }
  }
}

type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

const SQL = {
  readJob: "SELECT body FROM job",
  writeJob: "INSERT INTO job (only, body) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET body = excluded.body",
  get: "SELECT ordinal, source_id, name, fingerprint, link, escrow FROM objects WHERE source_id = ?",
  ownerOf: "SELECT source_id FROM objects WHERE target_id = ?",
  size: "SELECT (SELECT count(*) FROM objects WHERE target_id IS NOT NULL) AS linked, (SELECT max(ordinal) FROM objects) AS last",
  records:
    "SELECT ordinal, source_id, name, fingerprint, link, escrow FROM objects WHERE ordinal > ? AND ordinal <= ? ORDER BY ordinal LIMIT ?",
  write: `INSERT INTO objects (source_id, name, fingerprint, target_id, link, escrow) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source_id)
    DO UPDATE SET name = excluded.name, fingerprint = excluded.fingerprint, target_id = excluded.target_id, link = excluded.link,
    escrow = excluded.escrow`,
  forget: "DELETE FROM objects WHERE source_id = ?",
  forgetAll: "DELETE FROM objects",
  forgetIntents: "DELETE FROM intents",
  intents: "SELECT body FROM intents ORDER BY ordinal",
  begin: "INSERT INTO intents (change_id, body) VALUES (?, ?)",
  endIntent: "DELETE FROM intents WHERE change_id = ?",
  append: "INSERT INTO log (id, body) VALUES (?, ?)",
  findEntry: "SELECT ordinal FROM log WHERE id = ?",
  entries: "SELECT ordinal, body FROM log WHERE ordinal > ? ORDER BY ordinal LIMIT ?",
} as const;

function prepareStatements(database: DatabaseSync): Statements {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    readJob: prepare(SQL.readJob),
    writeJob: prepare(SQL.writeJob),
    get: prepare(SQL.get),
    ownerOf: prepare(SQL.ownerOf),
    size: prepare(SQL.size),
    records: prepare(SQL.records),
    write: prepare(SQL.write),
    forget: prepare(SQL.forget),
    forgetAll: prepare(SQL.forgetAll),
    forgetIntents: prepare(SQL.forgetIntents),
    intents: prepare(SQL.intents),
    begin: prepare(SQL.begin),
    endIntent: prepare(SQL.endIntent),
    append: prepare(SQL.append),
    findEntry: prepare(SQL.findEntry),
    entries: prepare(SQL.entries),
  };
}
