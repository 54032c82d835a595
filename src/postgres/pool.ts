/** The part of a PostgreSQL driver that the store needs, so that no driver is a dependency. */
import type { Row } from "../sql/connection.ts";

/** Runs statements. */
export interface PostgresQueries {
  /**
   * Runs an unnamed statement with the placeholders `$1`, `$2` and so on.
   *
   * @param sql - one statement; without values also several, separated by semicolons
   * @param values - strings, numbers, null, and lists of these.
   */
  query(
    sql: string,
    values: unknown[],
  ): Promise<{
    /** The rows, as objects of their columns. */
    readonly rows: readonly unknown[];
  }>;
}

/** A connection that the pool has handed to one caller. */
export interface PostgresClient extends PostgresQueries {
  /** Returns the connection to the pool; `true` closes it. */
  release(error?: boolean): void;
  /** Reports that the connection was lost. */
  on?(event: "error", listener: (error: Error) => void): unknown;
  /** Removes a listener. */
  off?(event: "error", listener: (error: Error) => void): unknown;
}

/** A pool that hands out its connections, such as `pg.Pool`. */
export interface PostgresClientPool extends PostgresQueries {
  /** Waits for a connection. */
  connect(): Promise<PostgresClient>;
  /** Reports the loss of an idle connection. Without a listener, `pg` ends the process. */
  on?(event: "error", listener: (error: Error) => void): unknown;
  /** Reports a new connection. */
  on?(event: "connect", listener: (client: PostgresClient) => void): unknown;
  /** The listeners of an event. */
  listeners?(event: "error" | "connect"): readonly unknown[];
}

/** A driver that runs transactions itself, such as PGlite. */
export interface PostgresTransactions extends PostgresQueries {
  /** Commits when the function resolves, and rolls back when it rejects. */
  transaction<Result>(run: (connection: PostgresQueries) => Promise<Result>): Promise<Result>;
}

/**
 * A driver for PostgreSQL: a `pg.Pool`, a PGlite instance, or an object with `query` and `transaction` over another
 * driver, as below. A single `pg.Client` does not work: the transactions of several requests would mix.
 *
 * @example
 * ```ts
 * import type { PostgresPool, PostgresQueries } from "proxyclick-scim/postgres";
 *
 * // What the package "postgres" exports, as far as it matters here.
 * interface Sql {
 *   unsafe(statement: string, values: unknown[]): Promise<readonly unknown[]>;
 *   begin<Result>(run: (sql: Sql) => Promise<Result>): Promise<Result>;
 * }
 *
 * const queries = (sql: Sql): PostgresQueries => ({
 *   query: async (statement, values) => ({ rows: await sql.unsafe(statement, values) }),
 * });
 *
 * function toPool(sql: Sql): PostgresPool {
 *   return { ...queries(sql), transaction: (run) => sql.begin((inner) => run(queries(inner))) };
 * }
 * ```
 */
export type PostgresPool = PostgresClientPool | PostgresTransactions;

/** The rows of a result. */
export function rowsOf({ rows }: { readonly rows: readonly unknown[] }): readonly Row[] {
  return rows.filter(isRow);
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null;
}
