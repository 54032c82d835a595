/** Opens the database of a store file, with its tables. */
import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ProvisioningError } from "../../errors.ts";
import { createVersions, pendingMigrations, readVersion, statementsOf } from "../../sql/migrate.ts";
import { SQLITE } from "./sqlite-dialect.ts";
import { toStoreError } from "./store-error.ts";

/** Identifies a file as a store: "PCSU". */
const APPLICATION_ID = 0x50_43_53_55;

/** Milliseconds that a statement waits for another process, whose transactions are short. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens a file, which is created where there is none, for its owner alone. Write-ahead logging lets other processes
 * read while one writes, and makes every commit atomic, even under `kill -9`.
 *
 * @throws ProvisioningError `invalid_state`
 */
export function openStoreDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (path !== ":memory:") closeSync(openSync(path, "a", 0o600));
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    assertOwnFile(database, path);
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32000",
    );
    migrate(database);
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw toStoreError(error, path);
  }
}

function migrate(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE");
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  database.exec(createVersions(SQLITE));
  const version = Number(database.prepare(readVersion(SQLITE)).get()?.["version"]);
  for (const migration of pendingMigrations(version)) {
    for (const statement of statementsOf(migration, SQLITE)) database.exec(statement);
  }
  database.exec("COMMIT");
}

/** @throws ProvisioningError for the file of another program, and for the state of a job. */
function assertOwnFile(database: DatabaseSync, path: string): void {
  const id = Number(database.prepare("PRAGMA application_id").get()?.["application_id"]);
  if (id === APPLICATION_ID) return;
  const tables = Number(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"]);
  if (id === 0 && tables === 0) return;
  throw new ProvisioningError("invalid_state", `${path} is the database of another program, not a store of users`);
}
