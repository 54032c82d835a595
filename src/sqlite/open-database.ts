/** Opens the database of a state file, and brings it to the newest format. */
import { closeSync, existsSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ProvisioningError } from "../errors.ts";
import { StateDatabase, toStateError } from "./database.ts";
import { isCurrent, migrate, readFormat } from "./migrations.ts";

/** Milliseconds that a statement waits for another process, whose transactions are short. */
const BUSY_TIMEOUT = 2_000;

/**
 * Opens a state file. Write-ahead logging lets other processes read while one writes, and makes every commit atomic,
 * even under `kill -9`.
 *
 * @param mustExist - Whether a missing file is an error instead of being created.
 * @throws ProvisioningError `state_in_use` when the file must be migrated while another process has it open;
 *   `invalid_state` when it cannot be opened, is no state file, or was written by a newer version.
 */
export function openDatabase(path: string, mustExist: boolean): StateDatabase {
  if (mustExist && !existsSync(path)) throw new ProvisioningError("invalid_state", `There is no state file ${path}`);
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, mustExist ? "r" : "a", 0o600));
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    if (!isCurrent(readFormat(database, path))) {
      database.close();
      migrateExclusively(path);
      database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    }
    database.exec("PRAGMA synchronous = NORMAL");
    return new StateDatabase(database, path);
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw toStateError(error, path);
  }
}

/** Nobody else has the file open meanwhile. */
function migrateExclusively(path: string): void {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL");
    // Takes the lock and keeps it. What another process did until now is visible only afterwards.
    database.exec("BEGIN IMMEDIATE; COMMIT");
    migrate(database, path, readFormat(database, path));
  } finally {
    database.close();
  }
}
