/** A mirror over another one, which it does not change. */
import type { MirrorChange, SourceMirror } from "../ports/mirror.ts";

/** Copy-on-write over another mirror, for reads that must leave no trace. Memory grows with the number of changes. */
export class OverlayMirror implements SourceMirror {
  readonly #base: SourceMirror;
  /** Changed records by collection and key; undefined for a deleted one. */
  readonly #changes = new Map<string, Map<string, string | undefined>>();
  /** Whether the records of the mirror below count as deleted. */
  #cleared = false;

  constructor(base: SourceMirror) {
    this.#base = base;
  }

  async get(collection: string, key: string): Promise<string | undefined> {
    const changes = this.#changes.get(collection);
    if (changes?.has(key) === true) return changes.get(key);
    return this.#cleared ? undefined : this.#base.get(collection, key);
  }

  async getMany(collection: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const changes = this.#changes.get(collection);
    const unchanged = this.#cleared ? [] : keys.filter((key) => changes?.has(key) !== true);
    const found = new Map(unchanged.length === 0 ? [] : await this.#base.getMany(collection, unchanged));
    for (const key of keys) {
      const value = changes?.get(key);
      if (value !== undefined) found.set(key, value);
    }
    return found;
  }

  async write(changes: readonly MirrorChange[]): Promise<void> {
    for (const { collection, key, value } of changes) {
      const records = this.#changes.get(collection) ?? new Map<string, string | undefined>();
      this.#changes.set(collection, records.set(key, value));
    }
  }

  async *entries(collection: string): AsyncIterable<readonly [key: string, value: string]> {
    for await (const [key, below] of this.#base.entries(collection)) {
      if (this.#cleared) break;
      const changes = this.#changes.get(collection);
      const value = changes?.has(key) === true ? changes.get(key) : below;
      if (value !== undefined) yield [key, value];
    }
    for (const [key, value] of this.#changes.get(collection) ?? [])
      if (value !== undefined && !(await this.#isBelow(collection, key))) yield [key, value];
  }

  async clear(): Promise<void> {
    this.#cleared = true;
    // The maps are emptied, not only dropped: an iteration that runs ends.
    for (const records of this.#changes.values()) records.clear();
  }

  async #isBelow(collection: string, key: string): Promise<boolean> {
    return !this.#cleared && (await this.#base.get(collection, key)) !== undefined;
  }
}
