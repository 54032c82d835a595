/**
 * The tables of a state file, format by format.
 *
 * A new file goes through all steps, an older one through those it lacks: both end with the same tables. A step is never changed once it was released;
 * what is new becomes a step at the end.
 */
import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { ProvisioningError } from "../errors.ts";

/** Marks a file as ours: "PCSC". */
const APPLICATION_ID = 0x50435343;

/** Brings the tables from one format to the next, inside a transaction. */
export type FormatStep = (database: DatabaseSync) => void;

/** The first step makes format 1 of an empty file, the next one format 2 of format 1. */
const STEPS: readonly FormatStep[] = [makeTables, addWaitingAndDelivered, addRetries];

function makeTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE job (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL);
    CREATE TABLE objects (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      source_id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      target_id TEXT,
      link TEXT,
      escrow TEXT
    );
    CREATE INDEX objects_by_target ON objects (target_id) WHERE target_id IS NOT NULL;
    CREATE TABLE intents (ordinal INTEGER PRIMARY KEY AUTOINCREMENT, change_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
    CREATE TABLE log (ordinal INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
  `);
}

/** Who waits for whose account, filled from the links, and how far each sink of the log is. Some files of format 1 have these tables already. */
function addWaitingAndDelivered(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS awaited (source_id TEXT NOT NULL, awaits TEXT NOT NULL, PRIMARY KEY (source_id, awaits)) WITHOUT ROWID;
    DELETE FROM awaited;
    INSERT OR IGNORE INTO awaited SELECT source_id, json_each.value FROM objects, json_each(link, '$.awaiting') WHERE link IS NOT NULL;
    CREATE TABLE IF NOT EXISTS delivered (sink TEXT PRIMARY KEY, entry TEXT NOT NULL) WITHOUT ROWID;
  `);
}

/** When a user in escrow is tried again from what the state itself remembers; null for all others. No escrow of format 2 remembers that. */
function addRetries(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE objects ADD COLUMN retry_at TEXT;
    CREATE INDEX objects_by_retry ON objects (retry_at) WHERE retry_at IS NOT NULL;
  `);
}

/**
 * Looks at a file before anything is changed in it.
 *
 * @returns its format; 0 when it is empty.
 * @throws ProvisioningError `invalid_state` for what is not ours, and for a format that only a newer version of this package knows.
 */
export function readFormat(database: DatabaseSync, path: string, newest = STEPS.length): number {
  const id = readNumber(database, "PRAGMA application_id");
  const format = readNumber(database, "PRAGMA user_version");
  if (id === APPLICATION_ID && format >= 1 && format <= newest) return format;
  if (id === APPLICATION_ID) {
    const hint = format > newest ? "it was written by a newer version; use that one, or a state file of its own" : "";
    const problem = `${path} has format ${format}; this version of proxyclick-scim knows formats 1 to ${newest}`;
    throw new ProvisioningError("invalid_state", hint === "" ? problem : `${problem}: ${hint}`);
  }
  if (id !== 0 || readNumber(database, "SELECT count(*) FROM sqlite_schema") > 0) {
    throw new ProvisioningError("invalid_state", `${path} is the database of another program, not a state file`);
  }
  return 0;
}

/**
 * Brings a file to the newest format, in one transaction: a crash leaves the old one, whole. A copy of an older file is kept beside it, with its format
 * at the end of the name, for who goes back to an older version.
 *
 * @param format - What {@link readFormat} found. The file is locked by now.
 */
export function bringUpToDate(database: DatabaseSync, path: string, format: number, steps = STEPS): void {
  if (format === steps.length) return;
  if (format > 0) keepCopy(database, `${path}.format-${format}`);
  database.exec("BEGIN IMMEDIATE");
  for (const step of steps.slice(format)) step(database);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${steps.length}; COMMIT`);
}

/** The copy takes its name once it is whole, and is readable by its owner only. */
function keepCopy(database: DatabaseSync, copy: string): void {
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { force: true });
  closeSync(openSync(unfinished, "wx", 0o600));
  database.prepare("VACUUM INTO ?").run(unfinished);
  renameSync(unfinished, copy);
}

function readNumber(database: DatabaseSync, sql: string): number {
  const [value] = Object.values(database.prepare(sql).get() ?? {});
  return typeof value === "number" ? value : 0;
}
