/** A store in PostgreSQL. */
import type { Store } from "../server/store/store.ts";
import { SqlStore, type SqlStoreOptions } from "../sql/sql-store.ts";
import { CheckedDatabase } from "./checked-database.ts";
import { DEFAULT_SCHEMA, type PostgresSchema } from "./migrate.ts";
import type { PostgresPool } from "./pool.ts";
import { PostgresDatabase } from "./postgres-database.ts";

/** Options of {@link postgresStore}. */
export interface PostgresStoreOptions extends PostgresSchema, SqlStoreOptions {
  /** A `pg.Pool`, a PGlite instance or another driver. The caller closes it. */
  readonly pool: PostgresPool;
}

/**
 * A store of users and groups in PostgreSQL 12 or later. Create the tables with {@link migrate} first. Any number of
 * processes may use the same tables.
 *
 * - It retries after conflicts with other transactions and after lost connections, unless a commit may have succeeded.
 * - The handler responds with 503 and `Retry-After` when retries fail, a statement takes too long, the database is
 *   unreachable or no connection is free for 5 seconds, and with 504 when a connection was lost during a commit.
 * - When a request ends early, its statement is cancelled over another connection of the pool.
 * - Poolers such as PgBouncer may run in transaction mode: no statement is named, no setting outlives a transaction.
 *
 * Its methods reject with ProvisioningError `invalid_state` until the tables have the version of this package.
 *
 * @param options - `pool`: the connections. `schema`: schema of the tables; default `scim`. `searchable`: paths of more
 *   searchable attributes, as in `openSqliteStore`. `logger`: receives warnings about refused queries.
 * @throws TypeError for an invalid schema name, and for a pool without `connect` and `transaction`.
 */
export function postgresStore({ pool, schema = DEFAULT_SCHEMA, ...options }: PostgresStoreOptions): Store {
  const database = new PostgresDatabase(pool, schema);
  return new SqlStore(new CheckedDatabase(database, schema), options);
}
