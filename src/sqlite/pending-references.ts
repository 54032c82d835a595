/**
 * Users whose references point to users without an account, in a table of their own, so that resolvable references are
 * found without reading all records.
 */
import type { ObjectRecord } from "../provisioning/state/index.ts";
import type { Row, StateDatabase, Statement } from "./database.ts";

/** Records that reference a user who has an account by now; a page after a source id. */
const RESOLVABLE = `SELECT DISTINCT o.ordinal, o.source_id, o.name, o.fingerprint, o.link, o.escrow, o.skipped
  FROM awaited JOIN objects AS other ON other.source_id = awaited.awaits JOIN objects AS o ON o.source_id = awaited.source_id
  WHERE other.target_id IS NOT NULL AND awaited.source_id > ? ORDER BY awaited.source_id LIMIT ?`;

/** The table of pending references. Its methods run inside the transactions of the state. */
export class PendingReferences {
  readonly #insert: Statement;
  readonly #delete: Statement;
  readonly #deleteAll: Statement;
  readonly #resolvable: Statement;
  /** False while the table is known to be empty: most jobs map no references, and skip its statements. */
  #used: boolean;

  constructor(database: StateDatabase) {
    this.#insert = database.prepare("INSERT OR IGNORE INTO awaited (source_id, awaits) VALUES (?, ?)");
    this.#delete = database.prepare("DELETE FROM awaited WHERE source_id = ?");
    this.#deleteAll = database.prepare("DELETE FROM awaited");
    this.#resolvable = database.prepare(RESOLVABLE);
    this.#used = database.prepare("SELECT 1 FROM awaited LIMIT 1").get() !== undefined;
  }

  /** Replaces the pending references of a record's user. */
  write({ sourceId, link }: ObjectRecord): void {
    this.delete(sourceId);
    for (const awaits of Object.values(link?.awaiting ?? {})) {
      this.#used = true;
      this.#insert.run(sourceId, awaits);
    }
  }

  /** Deletes the pending references of a user. */
  delete(sourceId: string): void {
    if (this.#used) this.#delete.run(sourceId);
  }

  /** Deletes all pending references. */
  deleteAll(): void {
    this.#deleteAll.run();
  }

  /** A page of rows of users whose references can be resolved, in the order of their source ids. */
  resolvable(after: string, limit: number): readonly Row[] {
    return this.#used ? this.#resolvable.all(after, limit) : [];
  }
}
