/**
 * A list in insertion order that finds its n-th entry, removes an entry and appends without moving the others: entries stand in chunks of bounded size,
 * and only the chunk concerned is touched.
 */

const CHUNK_SIZE = 512;

interface Chunk<T> {
  readonly places: Place<T>[];
}

/** An entry and where it stands. */
export interface Place<T> {
  /** The entry; may be exchanged at any time. */
  value: T;
  /** Grows with every append; compares the order of two places. */
  readonly sequence: number;
  /** The chunk the place is in. */
  readonly chunk: Chunk<T>;
}

/** A list of places. */
export class ChunkedList<T> {
  /** In order; no chunk is empty. */
  readonly #chunks: Chunk<T>[] = [];
  #length = 0;
  /** Never reused, so that the order of two places never changes. */
  #nextSequence = 0;

  /** Number of entries. */
  get length(): number {
    return this.#length;
  }

  /** Adds an entry at the end. */
  append(value: T): Place<T> {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.places.length >= CHUNK_SIZE) {
      chunk = { places: [] };
      this.#chunks.push(chunk);
    }
    const place: Place<T> = { value, sequence: this.#nextSequence, chunk };
    this.#nextSequence += 1;
    chunk.places.push(place);
    this.#length += 1;
    return place;
  }

  /** Removes an entry. */
  remove(place: Place<T>): void {
    const { places } = place.chunk;
    const index = places.indexOf(place);
    if (index < 0) return;
    places.splice(index, 1);
    this.#length -= 1;
    if (places.length === 0) this.#chunks.splice(this.#chunks.indexOf(place.chunk), 1);
  }

  /** Up to `count` entries from an offset, counted from 0. */
  slice(offset: number, count: number): T[] {
    const found: T[] = [];
    let skip = offset;
    for (const { places } of this.#chunks) {
      if (found.length >= count) break;
      if (skip >= places.length) {
        skip -= places.length;
        continue;
      }
      const wanted = count - found.length;
      for (const place of places.slice(skip, skip + wanted)) found.push(place.value);
      skip = 0;
    }
    return found;
  }

  /** All entries in order. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (const { places } of this.#chunks) {
      for (const place of places) yield place.value;
    }
  }
}
