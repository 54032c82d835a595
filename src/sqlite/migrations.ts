/**
 * The tables of a state file, as numbered migrations.
 *
 * A new file runs all migrations, an older one those that it lacks: both end with the same tables. A migration never
 * changes once it was released; new tables and columns become a migration at the end.
 */
import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { inflateRawSync } from "node:zlib";
import { ProvisioningError } from "../errors.ts";
import { canonicalizeIds } from "./canonical-ids.ts";

/** Identifies a file as a state: "PCSC". */
const APPLICATION_ID = 0x50435343;

/** Changes the tables from one format to the next, inside a transaction. */
type Migration = (database: DatabaseSync) => void;

/** The first migration leads from an empty file to format 1, the next one from format 1 to format 2. */
const MIGRATIONS: readonly Migration[] = [
  createTables,
  addPendingReferencesAndDelivery,
  addRetries,
  canonicalizeIds,
  addSkips,
  addLeaseAndCommands,
  addTimesAndTemplates,
  inflateEntries,
  addMirror,
];

function createTables(database: DatabaseSync): void {
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

/**
 * Pending references, filled from the links, and the last entry delivered to each sink. Some files of format 1 already
 * have these tables.
 */
function addPendingReferencesAndDelivery(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS awaited (source_id TEXT NOT NULL, awaits TEXT NOT NULL, PRIMARY KEY (source_id, awaits)) WITHOUT ROWID;
    DELETE FROM awaited;
    INSERT OR IGNORE INTO awaited SELECT source_id, json_each.value FROM objects, json_each(link, '$.awaiting') WHERE link IS NOT NULL;
    CREATE TABLE IF NOT EXISTS delivered (sink TEXT PRIMARY KEY, entry TEXT NOT NULL) WITHOUT ROWID;
  `);
}

/**
 * When a user in escrow is retried from its last known attributes; null for all others. No escrow of format 2 has these
 * attributes.
 */
function addRetries(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE objects ADD COLUMN retry_at TEXT;
    CREATE INDEX objects_by_retry ON objects (retry_at) WHERE retry_at IS NOT NULL;
  `);
}

/** Why a user is not provisioned; null for all others. */
function addSkips(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE objects ADD COLUMN skipped TEXT;
    CREATE INDEX objects_by_skip ON objects (skipped) WHERE skipped IS NOT NULL;
  `);
}

/** The process whose job writes the file, and what other processes ask of it. */
function addLeaseAndCommands(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE lease (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      holder TEXT NOT NULL,
      pid INTEGER NOT NULL,
      host TEXT NOT NULL,
      renewed INTEGER NOT NULL
    );
    CREATE TABLE commands (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      body TEXT NOT NULL,
      expires TEXT NOT NULL,
      taken INTEGER NOT NULL DEFAULT 0,
      result TEXT
    );
  `);
}

/** When an entry was logged, to drop old ones, and the templates of compressed entries. */
function addTimesAndTemplates(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE log_templates (ordinal INTEGER PRIMARY KEY, body TEXT NOT NULL);
    ALTER TABLE log ADD COLUMN at TEXT NOT NULL DEFAULT '';
    ALTER TABLE log ADD COLUMN template INTEGER;
    UPDATE log SET at = coalesce(json_extract(body, '$.activityDateTime'), '');
  `);
}

/** Formats up to 7 deflated the entries of skipped users; newer ones store a difference from the template as text. */
function inflateEntries(database: DatabaseSync): void {
  const rows = database.prepare(
    `SELECT log.ordinal, log.body, log_templates.body AS dictionary FROM log
    JOIN log_templates ON log_templates.ordinal = log.template WHERE log.ordinal > ? ORDER BY log.ordinal LIMIT 500`,
  );
  const update = database.prepare("UPDATE log SET body = ?, template = NULL WHERE ordinal = ?");
  for (let last = 0; ; ) {
    const page = rows.all(last);
    if (page.length === 0) return;
    for (const { ordinal, body, dictionary } of page) {
      last = Number(ordinal);
      if (!(body instanceof Uint8Array)) continue;
      const entry = inflateRawSync(body, { dictionary: Buffer.from(String(dictionary)) });
      update.run(entry.toString("utf8"), last);
    }
  }
}

/** What a delta source keeps between reads. */
function addMirror(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE mirror (
      collection TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (collection, key)
    ) WITHOUT ROWID;
  `);
}

/** Whether a file of this format has every table of this version. */
export function isCurrent(format: number): boolean {
  return format === MIGRATIONS.length;
}

/**
 * Reads the format of a file without changing it.
 *
 * @returns The format; 0 for an empty file.
 * @throws ProvisioningError `invalid_state` for a file of another program, and for a format that only a newer version
 *   of this package knows.
 */
export function readFormat(database: DatabaseSync, path: string, newest = MIGRATIONS.length): number {
  const id = readFirstNumber(database, "PRAGMA application_id");
  const format = readFirstNumber(database, "PRAGMA user_version");
  if (id === APPLICATION_ID && format >= 1 && format <= newest) return format;
  if (id === APPLICATION_ID) {
    const hint = format > newest ? "it was written by a newer version; use that version, or another state file" : "";
    const problem = `${path} has format ${format}; this version of proxyclick-scim knows formats 1 to ${newest}`;
    throw new ProvisioningError("invalid_state", hint === "" ? problem : `${problem}: ${hint}`);
  }
  if (id !== 0 || readFirstNumber(database, "SELECT count(*) FROM sqlite_schema") > 0) {
    throw new ProvisioningError("invalid_state", `${path} is the database of another program, not a state file`);
  }
  return 0;
}

/**
 * Migrates a file to the newest format, in one transaction: a crash leaves the old file intact. Keeps a copy of an
 * older file beside it, with its format at the end of the name, for a return to an older version.
 *
 * @param format - What {@link readFormat} returned. The file is locked by now.
 */
export function migrate(database: DatabaseSync, path: string, format: number, migrations = MIGRATIONS): void {
  if (format === migrations.length) return;
  if (format > 0) keepCopy(database, `${path}.format-${format}`);
  database.exec("BEGIN IMMEDIATE");
  for (const migration of migrations.slice(format)) migration(database);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}; COMMIT`);
}

/** The copy is readable by its owner only, and gets its name when it is complete. */
function keepCopy(database: DatabaseSync, copy: string): void {
  const incomplete = `${copy}.unfinished`;
  rmSync(incomplete, { force: true });
  closeSync(openSync(incomplete, "wx", 0o600));
  database.prepare("VACUUM INTO ?").run(incomplete);
  renameSync(incomplete, copy);
}

function readFirstNumber(database: DatabaseSync, sql: string): number {
  const [value] = Object.values(database.prepare(sql).get() ?? {});
  return typeof value === "number" ? value : 0;
}
