/** A statement that an abort signal cancels on the server. */
import type { Row } from "../sql/connection.ts";
import type { SqlValue } from "../sql/dialect.ts";
import { statementFailure } from "./database-failure.ts";
import { type PostgresQueries, rowsOf } from "./pool.ts";
import { withUsedParameters } from "./used-parameters.ts";

/**
 * Runs a statement; when the signal aborts, PostgreSQL is told to cancel it, through another connection of the pool.
 *
 * The statement is found by a comment that no other has, because the process id that a pooler reports is its own.
 *
 * @throws the signal's reason, after the statement has ended.
 */
export async function runStatement(
  connection: PostgresQueries,
  { pool, signal }: { readonly pool: PostgresQueries; readonly signal: AbortSignal | undefined },
  sql: string,
  values: readonly SqlValue[],
): Promise<readonly Row[]> {
  if (signal === undefined) return await run(connection, sql, values);
  signal.throwIfAborted();
  const mark = `/* ${crypto.randomUUID()} */`;
  const cancel = (): void => {
    pool.query(CANCEL, [mark]).catch(ignore);
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await run(connection, `${mark} ${sql}`, values);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

const CANCEL = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND starts_with(query, $1::text)`;

async function run(
  connection: PostgresQueries,
  statement: string,
  parameters: readonly SqlValue[],
): Promise<readonly Row[]> {
  const { sql, values } = withUsedParameters(statement, parameters);
  try {
    return rowsOf(await connection.query(sql, [...values]));
  } catch (error) {
    throw statementFailure(error);
  }
}

/** A statement that cannot be cancelled ends by itself. */
function ignore(): void {}
