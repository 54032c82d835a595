/**
 * The statements of a state file.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** The statements, prepared. */
export type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

const SQL = {
  readJob: "SELECT body FROM job",
  writeJob: "INSERT INTO job (only, body) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET body = excluded.body",
  get: "SELECT ordinal, source_id, name, fingerprint, link, escrow FROM objects WHERE source_id = ?",
  ownerOf: "SELECT source_id FROM objects WHERE target_id = ?",
  size: "SELECT (SELECT count(*) FROM objects WHERE target_id IS NOT NULL) AS linked, (SELECT max(ordinal) FROM objects) AS last",
  records:
    "SELECT ordinal, source_id, name, fingerprint, link, escrow FROM objects WHERE ordinal > ? AND ordinal <= ? ORDER BY ordinal LIMIT ?",
  due: `SELECT ordinal, source_id, name, fingerprint, link, escrow, retry_at FROM objects
    WHERE (retry_at, ordinal) > (?, ?) AND retry_at <= ? ORDER BY retry_at, ordinal LIMIT ?`,
  write: `INSERT INTO objects (source_id, name, fingerprint, target_id, link, escrow, retry_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id)
    DO UPDATE SET name = excluded.name, fingerprint = excluded.fingerprint, target_id = excluded.target_id, link = excluded.link,
    escrow = excluded.escrow, retry_at = excluded.retry_at`,
  forget: "DELETE FROM objects WHERE source_id = ?",
  forgetAll: "DELETE FROM objects",
  forgetIntents: "DELETE FROM intents",
  intents: "SELECT body FROM intents ORDER BY ordinal",
  begin: "INSERT INTO intents (change_id, body) VALUES (?, ?)",
  endIntent: "DELETE FROM intents WHERE change_id = ?",
  append: "INSERT INTO log (id, body) VALUES (?, ?)",
  findEntry: "SELECT ordinal FROM log WHERE id = ?",
  entries: "SELECT ordinal, body FROM log WHERE ordinal > ? ORDER BY ordinal LIMIT ?",
  deliver: "INSERT INTO delivered (sink, entry) VALUES (?, ?) ON CONFLICT (sink) DO UPDATE SET entry = excluded.entry",
  delivered: "SELECT entry FROM delivered WHERE sink = ?",
} as const;

/** Prepares the statements once for a database. */
export function prepareStatements(database: DatabaseSync): Statements {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    readJob: prepare(SQL.readJob),
    writeJob: prepare(SQL.writeJob),
    get: prepare(SQL.get),
    ownerOf: prepare(SQL.ownerOf),
    size: prepare(SQL.size),
    records: prepare(SQL.records),
    due: prepare(SQL.due),
    write: prepare(SQL.write),
    forget: prepare(SQL.forget),
    forgetAll: prepare(SQL.forgetAll),
    forgetIntents: prepare(SQL.forgetIntents),
    intents: prepare(SQL.intents),
    begin: prepare(SQL.begin),
    endIntent: prepare(SQL.endIntent),
    append: prepare(SQL.append),
    findEntry: prepare(SQL.findEntry),
    entries: prepare(SQL.entries),
    deliver: prepare(SQL.deliver),
    delivered: prepare(SQL.delivered),
  };
}
