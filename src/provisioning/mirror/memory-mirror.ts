/** A mirror that is kept in memory. */
import type { MirrorChange, SourceMirror } from "../ports/mirror.ts";

/** Records in memory: they are lost when the process ends. */
export class MemoryMirror implements SourceMirror {
  readonly #collections = new Map<string, Map<string, string>>();

  async get(collection: string, key: string): Promise<string | undefined> {
    return this.#collections.get(collection)?.get(key);
  }

  async getMany(collection: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const records = this.#collections.get(collection);
    const found = new Map<string, string>();
    for (const key of keys) {
      const value = records?.get(key);
      if (value !== undefined) found.set(key, value);
    }
    return found;
  }

  async write(changes: readonly MirrorChange[]): Promise<void> {
    for (const { collection, key, value } of changes) {
      if (value === undefined) this.#collections.get(collection)?.delete(key);
      else this.#recordsOf(collection).set(key, value);
    }
  }

  async *entries(collection: string): AsyncIterable<readonly [key: string, value: string]> {
    yield* this.#collections.get(collection) ?? [];
  }

  async clear(): Promise<void> {
    // The maps are emptied, not dropped: an iteration that runs ends.
    for (const records of this.#collections.values()) records.clear();
  }

  #recordsOf(collection: string): Map<string, string> {
    const known = this.#collections.get(collection);
    if (known !== undefined) return known;
    const records = new Map<string, string>();
    this.#collections.set(collection, records);
    return records;
  }
}
