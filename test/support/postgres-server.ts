/** The PostgreSQL server of long tests: that of `POSTGRES_URL`, or one on this machine that trusts local users. */
import { randomUUID } from "node:crypto";
import { Pool, type PoolConfig } from "pg";

export const POSTGRES_URL = process.env["POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";

/** Whether a server listens; tests without one are skipped. */
export async function hasPostgres(): Promise<boolean> {
  const pool = openPool();
  try {
    await pool.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await pool.end();
  }
}

/** Opens a pool of connections. */
export function openPool(config: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: POSTGRES_URL, connectionTimeoutMillis: 10_000, ...config });
  pool.on("error", () => undefined);
  return pool;
}

/** A name for a schema that nobody else uses. */
export function schemaName(): string {
  return `test_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
}

/** Removes a schema with its tables. */
export async function dropSchema(pool: Pool, schema: string): Promise<void> {
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
}
