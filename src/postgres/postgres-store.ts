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
 * A store of users and groups in PostgreSQL 12 or later, whose tables {@link migrate} has created. Any number of
 * processes may use the same tables.
 *
 * - Conflicts with other transactions, and lost connections, are repeated where nothing was committed. The handler
 *   responds with 503 and `Retry-After` when the database cannot be reached or no connection is free for 5 seconds, and
 *   with 504 when a connection was lost during a commit.
 * - The statement of a request that has ended is cancelled, through another connection of the pool.
 * - Statements are unnamed and no setting outlives a transaction, so that a pooler such as PgBouncer may lend
 *   connections by transaction.
 *
 * @param options - `pool`: the connections. `schema`: where the tables are; default `scim`. `searchable`: paths of
 *   attributes that are searchable besides the default ones, as in `openSqliteStore`. `logger`: gets warnings about
 *   refused queries.
 * @throws TypeError for an invalid schema name, and for a pool without `connect` and `transaction`.
 */
export function postgresStore({ pool, schema = DEFAULT_SCHEMA, ...options }: PostgresStoreOptions): Store {
  const database = new PostgresDatabase(pool, schema);
  return new SqlStore(new CheckedDatabase(database, schema), options);
}
