/** Groups the writes of one turn of the event loop into one transaction. */
import type { StateDatabase, Statement } from "./database.ts";
import type { SharedRead } from "./shared-read.ts";

interface QueuedWrite {
  readonly apply: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes that are requested in the same turn of the event loop share one transaction: with sixteen users in flight it
 * costs as much as with one. Each write still succeeds or fails by itself, and resolves only when it is committed.
 */
export class GroupCommit {
  readonly #database: StateDatabase;
  readonly #sharedRead: SharedRead;
  readonly #check: () => void;
  readonly #onRollback: () => void;
  readonly #begin: Statement;
  readonly #end: Statement;
  #queue: QueuedWrite[] = [];

  /**
   * @param sharedRead - The read transaction of a turn; it ends before a write begins.
   * @param check - Called first in every transaction; throws when this process must not write.
   * @param onRollback - Called when a transaction was undone.
   */
  constructor(database: StateDatabase, sharedRead: SharedRead, check: () => void, onRollback: () => void) {
    this.#database = database;
    this.#sharedRead = sharedRead;
    this.#check = check;
    this.#onRollback = onRollback;
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#end = database.prepare("COMMIT");
  }

  /** Runs statements in the next transaction. */
  write(apply: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#queue.push({ apply, resolve, reject }) === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits the queued writes now. */
  flush(): void {
    const group = this.#queue;
    this.#queue = [];
    if (group.length === 0) return;
    const failure = this.#commit(group);
    if (failure === undefined) for (const { resolve } of group) resolve();
    else if (group.length === 1) group[0]?.reject(failure.error);
    else for (const write of group) this.#commitAlone(write);
  }

  /** After the failure of a group each write gets its own transaction, so that only the faulty one fails. */
  #commitAlone(write: QueuedWrite): void {
    const failure = this.#commit([write]);
    if (failure === undefined) write.resolve();
    else write.reject(failure.error);
  }

  #commit(group: readonly QueuedWrite[]): { readonly error: unknown } | undefined {
    try {
      this.#sharedRead.end();
      this.#begin.run();
      this.#check();
      for (const { apply } of group) apply();
      this.#end.run();
      return undefined;
    } catch (error) {
      this.#rollBack();
      return { error };
    }
  }

  /** After an error of the disk SQLite may have rolled back itself, or fail again: the first error says why. */
  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    } catch {}
    this.#onRollback();
  }
}
