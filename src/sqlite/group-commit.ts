import type { DatabaseSync } from "node:sqlite";

interface Waiting {
  readonly apply: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes that are asked for in the same turn of the event loop share one transaction: with sixteen users in flight a transaction costs as much as with
 * one. Each write still stands or falls by itself, and resolves only once it is committed.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  #waiting: Waiting[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Applies statements with the next transaction. */
  write(apply: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ apply, resolve, reject }) === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits what is waiting, now. */
  flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    const failed = this.#transaction(group);
    if (failed === undefined) for (const { resolve } of group) resolve();
    else if (group.length === 1) group[0]?.reject(failed.error);
    else for (const one of group) this.#alone(one);
  }

  /** One of a group could not be written: each gets a transaction of its own, so that only that one fails. */
  #alone(one: Waiting): void {
    const failed = this.#transaction([one]);
    if (failed === undefined) one.resolve();
    else one.reject(failed.error);
  }

  #transaction(group: readonly Waiting[]): { readonly error: unknown } | undefined {
    try {
      this.#database.exec("BEGIN");
      for (const { apply } of group) apply();
      this.#database.exec("COMMIT");
      return undefined;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      return { error };
    }
  }
}
