/**
 * Who waits for whose account: a table beside the records, so that finding the references that can be set needs no walk through all records.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { ObjectRecord } from "../provisioning/index.ts";

/** Rows of those who wait for somebody with an account, a page behind a source id. */
const RESOLVABLE = `SELECT DISTINCT o.ordinal, o.source_id, o.name, o.fingerprint, o.link, o.escrow
  FROM awaited JOIN objects AS other ON other.source_id = awaited.awaits JOIN objects AS o ON o.source_id = awaited.source_id
  WHERE other.target_id IS NOT NULL AND awaited.source_id > ? ORDER BY awaited.source_id LIMIT ?`;

/** The table of those who wait. Its methods stand inside the transactions of the state. */
export class AwaitedUsers {
  readonly #add: StatementSync;
  readonly #forget: StatementSync;
  readonly #forgetAll: StatementSync;
  readonly #resolvable: StatementSync;
  /** False as long as the table is known to be empty: most jobs map no references, and pay nothing for them. */
  #used: boolean;

  constructor(database: DatabaseSync) {
    this.#add = database.prepare("INSERT OR IGNORE INTO awaited (source_id, awaits) VALUES (?, ?)");
    this.#forget = database.prepare("DELETE FROM awaited WHERE source_id = ?");
    this.#forgetAll = database.prepare("DELETE FROM awaited");
    this.#resolvable = database.prepare(RESOLVABLE);
    this.#used = database.prepare("SELECT 1 FROM awaited LIMIT 1").get() !== undefined;
  }

  /** Keeps whom the user of a record waits for, instead of what was kept before. */
  write({ sourceId, link }: ObjectRecord): void {
    const awaited = Object.values(link?.awaiting ?? {});
    this.forget(sourceId);
    for (const awaits of awaited) {
      this.#used = true;
      this.#add.run(sourceId, awaits);
    }
  }

  /** A user waits for nobody any more. */
  forget(sourceId: string): void {
    if (this.#used) this.#forget.run(sourceId);
  }

  /** Nobody waits any more. */
  forgetAll(): void {
    this.#forgetAll.run();
  }

  /** A page of rows of users who wait for somebody with an account, in the order of their source ids. */
  resolvable(after: string, limit: number): readonly Readonly<Record<string, unknown>>[] {
    return this.#used ? this.#resolvable.all(after, limit) : [];
  }
}
