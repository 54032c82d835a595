/** The tables in PostgreSQL. */
import type { SqlDatabase } from "../sql/connection.ts";
import { numberIn } from "../sql/connection.ts";
import { createVersions, migrateDatabase, pendingMigrations, readVersion, statementsOf } from "../sql/migrate.ts";
import type { PostgresPool } from "./pool.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { postgresDialect } from "./postgres-dialect.ts";

/** The schema of the tables. */
export interface PostgresSchema {
  /** Schema of the database: lower-case letters, digits and underscores. Default: `scim`. */
  readonly schema?: string | undefined;
}

/** The default schema. */
export const DEFAULT_SCHEMA = "scim";

/**
 * Creates the schema and the tables of a store, or upgrades tables of an older version. Run it before the service
 * starts. Any number of processes may call it at once: each migration is a transaction, and a call with nothing to do
 * only reads.
 *
 * Permissions: the role needs the right to create the schema, or tables in it. The role of the service needs only
 * `USAGE` on the schema, and `SELECT`, `INSERT`, `UPDATE` and `DELETE` on its tables.
 *
 * @param pool - a `pg.Pool`, a PGlite instance or another driver
 * @param options - `schema`: schema of the tables. Default: `scim`.
 * @throws ProvisioningError `invalid_state` if a newer version of this package has migrated the tables, or if the role
 *   lacks a right.
 * @throws TypeError for an invalid schema name.
 * @example
 * ```ts
 * import { PGlite } from "@electric-sql/pglite";
 * import { migrate, postgresStore } from "proxyclick-scim/postgres";
 *
 * const pool = new PGlite(); // or, with the package "pg": new Pool({ connectionString })
 * await migrate(pool, { schema: "scim" });
 * const store = postgresStore({ pool, schema: "scim" });
 * ```
 */
export async function migrate(pool: PostgresPool, { schema = DEFAULT_SCHEMA }: PostgresSchema = {}): Promise<void> {
  // An index on many rows takes long.
  const database = new PostgresDatabase(pool, schema, { statement: 0 });
  const version = await installedVersion(database);
  if (version !== undefined && pendingMigrations(version).length === 0) return;
  await migrateDatabase(database);
}

/**
 * Returns the SQL that {@link migrate} runs, for a database administrator.
 *
 * @param options - `schema`: schema of the tables. Default: `scim`. `from`: version of the existing tables. Default: 0,
 *   for no tables.
 * @throws TypeError for an invalid schema name.
 */
export function migrationSql({
  schema = DEFAULT_SCHEMA,
  from = 0,
}: PostgresSchema & {
  /** Version of the existing tables: the highest `version` in the table `migration`. Default: 0, for no tables. */
  readonly from?: number | undefined;
} = {}): string {
  const dialect = postgresDialect(schema);
  const transactions = pendingMigrations(from).map((migration) => [
    `-- Version ${migration.version}: ${migration.name}`,
    ...["BEGIN", ...dialect.migrationLock, createVersions(dialect), ...statementsOf(migration, dialect), "COMMIT"].map(
      (statement) => `${statement};`,
    ),
    "",
  ]);
  return transactions.flat().join("\n");
}

/** The version of the tables; undefined where there are none. */
export async function installedVersion(database: SqlDatabase): Promise<number | undefined> {
  const { dialect } = database;
  const table = dialect.placeholder(1, "text");
  const [found = {}] = await database.query(`SELECT to_regclass(${table}) IS NULL AS missing`, [
    dialect.table("migration"),
  ]);
  if (found["missing"] === true) return undefined;
  const [row = {}] = await database.query(readVersion(dialect), []);
  return numberIn(row, "version");
}
