/** A connection to a SQLite file, on which the statements and transactions of all callers take turns. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Row, SqlConnection, SqlDatabase } from "../../sql/connection.ts";
import type { SqlValue } from "../../sql/dialect.ts";
import { SQLITE } from "./sqlite-dialect.ts";
import { toStoreError } from "./store-error.ts";

/** Prepared statements that are kept: those of writes and of the filters that recur. */
const MAX_STATEMENTS = 200;

/** A transaction that was requested. */
interface QueuedTransaction {
  /** Runs its statements. Returns what settles its promise, which is called once they are committed. */
  readonly run: (connection: SqlConnection) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

/** The outcome of a transaction whose group is not committed yet. */
type Settle = () => void;

/**
 * The database of a store. Transactions that are requested in the same turn of the event loop are committed together,
 * because a commit costs more than the statements; each of them still succeeds or fails by itself.
 */
export class SqliteDatabase implements SqlDatabase {
  readonly dialect = SQLITE;
  readonly #database: DatabaseSync;
  readonly #path: string;
  /** By their text, the most recently used last. */
  readonly #statements = new Map<string, StatementSync>();
  readonly #connection: SqlConnection = { query: async (sql, values) => this.#run(sql, values) };
  #queue: QueuedTransaction[] = [];
  /** The group of transactions that runs: a statement of another caller would become part of it. */
  #running: Promise<void> | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  async query(sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> {
    while (this.#running !== undefined) await this.#running;
    return this.#run(sql, values);
  }

  transaction<Result>(run: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const queued: QueuedTransaction = {
        async run(connection) {
          const result = await run(connection);
          return () => resolve(result);
        },
        reject,
      };
      if (this.#queue.push(queued) === 1 && this.#running === undefined) setImmediate(() => this.#runQueue());
    });
  }

  /** Closes the file, after the transactions that were requested. */
  async close(): Promise<void> {
    while (this.#running !== undefined || this.#queue.length > 0) await (this.#running ?? this.#runQueue());
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #runQueue(): Promise<void> {
    const group = this.#queue;
    this.#queue = [];
    if (group.length === 0) return Promise.resolve();
    const running = this.#runGroup(group).finally(() => {
      this.#running = undefined;
      if (this.#queue.length > 0) setImmediate(() => this.#runQueue());
    });
    this.#running = running;
    return running;
  }

  async #runGroup(group: readonly QueuedTransaction[]): Promise<void> {
    const outcomes: Settle[] = [];
    try {
      // Takes the lock for writing first, so that no other process writes between the reads and the writes.
      this.#run("BEGIN IMMEDIATE", []);
      for (const transaction of group) outcomes.push(await this.#runOne(transaction));
      this.#run("COMMIT", []);
    } catch (error) {
      this.#rollBack();
      for (const { reject } of group) reject(error);
      return;
    }
    for (const settle of outcomes) settle();
  }

  /** A transaction that fails is undone alone. */
  async #runOne({ run, reject }: QueuedTransaction): Promise<Settle> {
    this.#run("SAVEPOINT one", []);
    try {
      const settle = await run(this.#connection);
      this.#run("RELEASE one", []);
      return settle;
    } catch (error) {
      // After some errors of the disk SQLite has rolled back everything itself.
      if (!this.#database.isTransaction) throw error;
      this.#run("ROLLBACK TO one", []);
      this.#run("RELEASE one", []);
      return () => reject(error);
    }
  }

  /** The first error says why; another one here would hide it. */
  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    } catch {}
  }

  #run(sql: string, values: readonly SqlValue[]): readonly Row[] {
    try {
      return this.#prepare(sql).all(...values.filter(isScalar));
    } catch (error) {
      throw toStoreError(error, this.#path);
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) this.#statements.delete(sql);
    const statement = known ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size > MAX_STATEMENTS && oldest !== undefined) this.#statements.delete(oldest);
    return statement;
  }
}

/** This dialect passes rows as JSON, never as lists. */
function isScalar(value: SqlValue): value is Exclude<SqlValue, readonly unknown[]> {
  return typeof value !== "object" || value === null;
}
