/** The prepared SQL statements of a state file. */
import type { StateDatabase } from "./database.ts";

/** The statements of one database. */
export type Statements = ReturnType<typeof prepareStatements>;

/** Prepares the statements for a database. */
export function prepareStatements(database: StateDatabase) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    readJob: prepare("SELECT body FROM job"),
    writeJob: prepare(
      "INSERT INTO job (only, body) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET body = excluded.body",
    ),
    get: prepare(
      "SELECT ordinal, source_id, name, fingerprint, link, escrow, skipped FROM objects WHERE source_id = ?",
    ),
    countSkipped: prepare("SELECT skipped, count(*) AS users FROM objects WHERE skipped IS NOT NULL GROUP BY skipped"),
    ownerOf: prepare("SELECT source_id FROM objects WHERE target_id = ?"),
    size: prepare(
      `SELECT (SELECT count(*) FROM objects WHERE target_id IS NOT NULL) AS linked,
      (SELECT max(ordinal) FROM objects) AS last`,
    ),
    records: prepare(
      `SELECT ordinal, source_id, name, fingerprint, link, escrow, skipped FROM objects
      WHERE ordinal > ? AND ordinal <= ? ORDER BY ordinal LIMIT ?`,
    ),
    due: prepare(
      `SELECT ordinal, source_id, name, fingerprint, link, escrow, skipped, retry_at FROM objects
      WHERE (retry_at, ordinal) > (?, ?) AND retry_at <= ? ORDER BY retry_at, ordinal LIMIT ?`,
    ),
    write: prepare(
      `INSERT INTO objects (source_id, name, fingerprint, target_id, link, escrow, retry_at, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (source_id) DO UPDATE SET name = excluded.name, fingerprint = excluded.fingerprint,
      target_id = excluded.target_id, link = excluded.link, escrow = excluded.escrow, retry_at = excluded.retry_at,
      skipped = excluded.skipped`,
    ),
    forget: prepare("DELETE FROM objects WHERE source_id = ?"),
    forgetAll: prepare("DELETE FROM objects"),
    forgetIntents: prepare("DELETE FROM intents"),
    intents: prepare("SELECT body FROM intents ORDER BY ordinal"),
    begin: prepare("INSERT INTO intents (change_id, body) VALUES (?, ?)"),
    endIntent: prepare("DELETE FROM intents WHERE change_id = ?"),
    deliver: prepare(
      "INSERT INTO delivered (sink, entry) VALUES (?, ?) ON CONFLICT (sink) DO UPDATE SET entry = excluded.entry",
    ),
    delivered: prepare("SELECT entry FROM delivered WHERE sink = ?"),
  };
}
