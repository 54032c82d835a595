/** Brings the tables of a database to the newest version. */
import { ProvisioningError } from "../errors.ts";
import { numberIn, type SqlConnection, type SqlDatabase } from "./connection.ts";
import type { Dialect } from "./dialect.ts";
import { MIGRATIONS, type Migration } from "./tables.ts";

/**
 * Runs the migrations that a database lacks, each in a transaction of its own. Two processes may do so at once.
 *
 * @throws ProvisioningError `invalid_state` for a database that a newer version of this package migrated.
 */
export async function migrateDatabase(database: SqlDatabase): Promise<void> {
  while (await database.transaction((connection) => migrateOnce(connection, database.dialect)));
}

/** Runs the first migration that the database lacks; whether there may be more. */
async function migrateOnce(connection: SqlConnection, dialect: Dialect): Promise<boolean> {
  for (const statement of [...dialect.migrationLock, createVersions(dialect)]) await connection.query(statement, []);
  const [row = {}] = await connection.query(readVersion(dialect), []);
  const [next, ...others] = pendingMigrations(numberIn(row, "version"));
  if (next === undefined) return false;
  for (const statement of statementsOf(next, dialect)) await connection.query(statement, []);
  return others.length > 0;
}

/** Creates the table of migrations that were run. */
export function createVersions(dialect: Dialect): string {
  const { integer, string } = dialect.ddl;
  return `CREATE TABLE IF NOT EXISTS ${dialect.table("migration")} (version ${integer} PRIMARY KEY, name ${string} NOT NULL)`;
}

/** Reads the `version` of the tables; 0 without any. */
export function readVersion(dialect: Dialect): string {
  return `SELECT coalesce(max(version), 0) AS version FROM ${dialect.table("migration")}`;
}

/**
 * The migrations after a version.
 *
 * @throws ProvisioningError `invalid_state` for a version that only a newer version of this package knows.
 */
export function pendingMigrations(version: number): readonly Migration[] {
  const newest = MIGRATIONS.at(-1)?.version ?? 0;
  if (version <= newest) return MIGRATIONS.filter((migration) => migration.version > version);
  throw new ProvisioningError(
    "invalid_state",
    `The database has tables of version ${version}, and this version of proxyclick-scim knows versions up to ${newest}; use a newer one`,
  );
}

/** The statements of a migration, and the one that records it. */
export function statementsOf(migration: Migration, dialect: Dialect): readonly string[] {
  const { version, name } = migration;
  const record = `INSERT INTO ${dialect.table("migration")} (version, name) VALUES (${version}, '${name}')`;
  return [...migration.statements(dialect), record];
}
