/** A connection to a SQLite file, on which statements of several callers and their transactions take turns. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Row, SqlConnection, SqlDatabase } from "../../sql/connection.ts";
import type { SqlValue } from "../../sql/dialect.ts";
import { SQLITE } from "./sqlite-dialect.ts";
import { toStoreError } from "./store-error.ts";

/** Prepared statements that are kept: those of writes and of the filters that recur. */
const MAX_STATEMENTS = 200;

/** The database of a store. */
export class SqliteDatabase implements SqlDatabase {
  readonly dialect = SQLITE;
  readonly #database: DatabaseSync;
  readonly #path: string;
  /** By their sql, the most recently used last. */
  readonly #statements = new Map<string, StatementSync>();
  /** Settles when the last transaction that was requested has ended. */
  #lastTurn: Promise<void> = Promise.resolve();
  /** Transactions that run or wait. */
  #transactions = 0;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  async query(sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> {
    // A statement between those of a transaction would be part of it.
    while (this.#transactions > 0) await this.#lastTurn;
    return this.#run(sql, values);
  }

  async transaction<Result>(run: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    const turn = Promise.withResolvers<void>();
    const previous = this.#lastTurn;
    this.#lastTurn = turn.promise;
    this.#transactions += 1;
    await previous;
    try {
      return await this.#transact(run);
    } finally {
      this.#transactions -= 1;
      turn.resolve();
    }
  }

  /** Closes the file, after the transactions that were requested. */
  async close(): Promise<void> {
    await this.#lastTurn;
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  async #transact<Result>(run: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    // Takes the lock for writing first, so that no other process writes between the reads and the writes.
    this.#run("BEGIN IMMEDIATE", []);
    try {
      const result = await run({ query: async (sql, values) => this.#run(sql, values) });
      this.#run("COMMIT", []);
      return result;
    } catch (error) {
      // After some errors SQLite has rolled back itself.
      if (this.#database.isTransaction) this.#run("ROLLBACK", []);
      throw error;
    }
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
