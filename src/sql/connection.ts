/** What the SQL core needs of a database: queries and transactions, whatever the driver. */
import type { Dialect, SqlValue } from "./dialect.ts";

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs statements, on any connection or on that of a transaction. */
export interface SqlConnection {
  /**
   * Runs one statement and returns its rows. A write that must know its effect has a `RETURNING`.
   *
   * @param sql - placeholders in the form of the dialect.
   * @param signal - cancels the statement where the driver can.
   */
  query(sql: string, values: readonly SqlValue[], signal?: AbortSignal): Promise<readonly Row[]>;
}

/** A database. */
export interface SqlDatabase extends SqlConnection {
  readonly dialect: Dialect;
  /**
   * Runs statements in a transaction, which is committed when the function resolves and rolled back when it rejects.
   * The function may run again after a conflict with another transaction, so it has no other effects.
   */
  transaction<Result>(run: (connection: SqlConnection) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
}

/** The string in a column. */
export function stringIn(row: Row, column: string): string {
  return String(row[column]);
}

/** The number in a column; drivers return an integer of 64 bits as a string or as a bigint. */
export function numberIn(row: Row, column: string): number {
  return Number(row[column]);
}
