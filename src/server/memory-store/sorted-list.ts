/**
 * A sorted list whose entries are in chunks of bounded size, found by bisection, so that a change touches a single
 * chunk.
 */

const CHUNK_SIZE = 512;

/** A sorted list. No two entries compare as equal unless they are the same one. */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  /** In order; no chunk is empty. */
  readonly #chunks: T[][] = [];
  #length = 0;

  /**
   * @param compare - a total order.
   * @param entries - initial entries, in any order.
   */
  constructor(compare: (a: T, b: T) => number, entries: Iterable<T> = []) {
    this.#compare = compare;
    const sorted = [...entries].sort(compare);
    for (let start = 0; start < sorted.length; start += CHUNK_SIZE) {
      this.#chunks.push(sorted.slice(start, start + CHUNK_SIZE));
    }
    this.#length = sorted.length;
  }

  /** Number of entries. */
  get length(): number {
    return this.#length;
  }

  /** Adds an entry. */
  insert(entry: T): void {
    const at = Math.min(this.#chunkOf(entry), this.#chunks.length - 1);
    const chunk = this.#chunks[at];
    this.#length += 1;
    if (chunk === undefined) {
      this.#chunks.push([entry]);
      return;
    }
    chunk.splice(this.#countBelow(chunk, entry), 0, entry);
    if (chunk.length > 2 * CHUNK_SIZE) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK_SIZE));
  }

  /** Removes the entry that compares as equal. */
  remove(entry: T): void {
    const at = this.#chunkOf(entry);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    const index = this.#countBelow(chunk, entry);
    const found = chunk[index];
    if (found === undefined || this.#compare(found, entry) !== 0) return;
    chunk.splice(index, 1);
    this.#length -= 1;
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** How many entries come before an entry, which need not be in the list. */
  rank(entry: T): number {
    const at = this.#chunkOf(entry);
    let before = 0;
    for (const chunk of this.#chunks.slice(0, at)) before += chunk.length;
    const chunk = this.#chunks[at];
    return chunk === undefined ? before : before + this.#countBelow(chunk, entry);
  }

  /** Up to `count` entries from an offset, counted from 0. */
  slice(offset: number, count: number): T[] {
    const found: T[] = [];
    let skip = offset;
    for (const chunk of this.#chunks) {
      if (found.length >= count) break;
      if (skip < chunk.length) {
        for (const entry of chunk.slice(skip, skip + count - found.length)) found.push(entry);
      }
      skip = Math.max(0, skip - chunk.length);
    }
    return found;
  }

  /** The first chunk whose last entry is not before this one; the number of chunks when there is none. */
  #chunkOf(entry: T): number {
    return bisect(this.#chunks.length, (index) => {
      const last = this.#chunks[index]?.at(-1);
      return last !== undefined && this.#compare(last, entry) < 0;
    });
  }

  #countBelow(chunk: readonly T[], entry: T): number {
    return bisect(chunk.length, (index) => {
      const other = chunk[index];
      return other !== undefined && this.#compare(other, entry) < 0;
    });
  }
}

/** The number of integers from 0 for which `isBelow` holds; it holds for these and for no later one. */
export function bisect(length: number, isBelow: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
