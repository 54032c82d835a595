/** Groups the reads of one turn of the event loop into one transaction. */
import type { StateDatabase, Statement } from "./database.ts";

/**
 * Reads in the same turn of the event loop share one read transaction. Each would take and free locks of the file by
 * itself otherwise, which costs more than the read of a record.
 */
export class SharedRead {
  readonly #database: StateDatabase;
  readonly #begin: Statement;
  readonly #end: Statement;
  #isOpen = false;

  constructor(database: StateDatabase) {
    this.#database = database;
    this.#begin = database.prepare("BEGIN");
    this.#end = database.prepare("COMMIT");
  }

  /** Begins the transaction of this turn, unless it has begun. Reads until the end of the turn belong to it. */
  begin(): void {
    if (this.#isOpen) return;
    this.#begin.run();
    this.#isOpen = true;
    setImmediate(() => this.end());
  }

  /** Ends the transaction now; a write needs one of its own. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      // After an error of the disk SQLite may have ended it itself.
      if (this.#database.isTransaction) this.#end.run();
    } catch {
      // Every read has reported its own error.
      this.#rollBack();
    }
  }

  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    } catch {}
  }
}
