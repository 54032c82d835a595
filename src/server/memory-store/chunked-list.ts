/**
 * A list in insertion order that finds its n-th entry, removes an entry and appends without moving the others: entries stand in chunks of bounded size,
 * and only the chunk concerned is touched.
 */
import { bisect } from "./sorted-list.ts";

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

  /** Up to `count` places from an offset, counted from 0. */
  slice(offset: number, count: number): Place<T>[] {
    const found: Place<T>[] = [];
    let skip = offset;
    for (const { places } of this.#chunks) {
      if (found.length >= count) break;
      if (skip < places.length) {
        for (const place of places.slice(skip, skip + count - found.length)) found.push(place);
      }
      skip = Math.max(0, skip - places.length);
    }
    return found;
  }

  /** How many entries stand at a sequence number or before it. */
  rank(sequence: number): number {
    const at = bisect(this.#chunks.length, (index) => lastSequence(this.#chunks[index]) <= sequence);
    let before = 0;
    for (const { places } of this.#chunks.slice(0, at)) before += places.length;
    const places = this.#chunks[at]?.places ?? [];
    return before + bisect(places.length, (index) => (places[index]?.sequence ?? 0) <= sequence);
  }

  /** All places in order. */
  *[Symbol.iterator](): IterableIterator<Place<T>> {
    for (const { places } of this.#chunks) yield* places;
  }
}

function lastSequence<T>(chunk: Chunk<T> | undefined): number {
  return chunk?.places.at(-1)?.sequence ?? 0;
}
