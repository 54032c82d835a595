/** The mirror of a delta source, in a table of the state file. */
import { WorkBreaks } from "../internal/work-breaks.ts";
import type { MirrorChange, SourceMirror } from "../provisioning/state/index.ts";
import type { Row, StateDatabase, Statement } from "./database.ts";
import type { SharedRead } from "./shared-read.ts";

/** Number of rows that are read at a time. */
const PAGE_SIZE = 500;

/** The table of the mirror. */
export class SqliteMirror implements SourceMirror {
  readonly #sharedRead: SharedRead;
  readonly #write: (apply: () => void) => Promise<void>;
  readonly #get: Statement;
  readonly #set: Statement;
  readonly #delete: Statement;
  readonly #deleteAll: Statement;
  readonly #page: Statement;

  /** @param write - Runs statements in the next transaction of the state. */
  constructor(database: StateDatabase, sharedRead: SharedRead, write: (apply: () => void) => Promise<void>) {
    this.#sharedRead = sharedRead;
    this.#write = write;
    this.#get = database.prepare("SELECT value FROM mirror WHERE collection = ? AND key = ?");
    this.#set = database.prepare(
      `INSERT INTO mirror (collection, key, value) VALUES (?, ?, ?)
      ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value`,
    );
    this.#delete = database.prepare("DELETE FROM mirror WHERE collection = ? AND key = ?");
    this.#deleteAll = database.prepare("DELETE FROM mirror");
    this.#page = database.prepare(
      "SELECT key, value FROM mirror WHERE collection = ? AND key > ? ORDER BY key LIMIT ?",
    );
  }

  async get(collection: string, key: string): Promise<string | undefined> {
    this.#sharedRead.begin();
    return this.#get.get(collection, key)?.string("value");
  }

  async getMany(collection: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    this.#sharedRead.begin();
    for (const key of keys) {
      const row = this.#get.get(collection, key);
      if (row !== undefined) found.set(key, row.string("value"));
    }
    return found;
  }

  write(changes: readonly MirrorChange[]): Promise<void> {
    return this.#write(() => {
      for (const { collection, key, value } of changes) {
        if (value === undefined) this.#delete.run(collection, key);
        else this.#set.run(collection, key, value);
      }
    });
  }

  async *entries(collection: string): AsyncIterable<readonly [key: string, value: string]> {
    const breaks = new WorkBreaks();
    for (let last = ""; ; ) {
      this.#sharedRead.begin();
      const page: readonly Row[] = this.#page.all(collection, last, PAGE_SIZE);
      for (const row of page) yield [row.string("key"), row.string("value")];
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.string("key");
      await breaks.takeBreak();
    }
  }

  clear(): Promise<void> {
    return this.#write(() => this.deleteAll());
  }

  /** Deletes all records, inside a transaction of the state. */
  deleteAll(): void {
    this.#deleteAll.run();
  }
}
