/**
 * A list in insertion order that finds its n-th entry, appends and removes at a bounded cost: entries are in chunks of
 * bounded size, and an operation touches a single chunk.
 */
import { bisect } from "./sorted-list.ts";

const CHUNK_SIZE = 512;

interface Chunk<T> {
  readonly slots: Slot<T>[];
}

/** An entry and its position. */
export interface Slot<T> {
  /** The entry; may be replaced at any time. */
  value: T;
  /** Grows with every append, so it compares the order of two slots. */
  readonly sequence: number;
  /** The chunk that holds the slot. */
  readonly chunk: Chunk<T>;
}

/** A list of slots. */
export class ChunkedList<T> {
  /** In order; no chunk is empty. */
  readonly #chunks: Chunk<T>[] = [];
  #length = 0;
  /** Never reused, so that the order of two slots never changes. */
  #nextSequence = 0;

  /** Number of entries. */
  get length(): number {
    return this.#length;
  }

  /** Adds an entry at the end. */
  append(value: T): Slot<T> {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.slots.length >= CHUNK_SIZE) {
      chunk = { slots: [] };
      this.#chunks.push(chunk);
    }
    const slot: Slot<T> = { value, sequence: this.#nextSequence, chunk };
    this.#nextSequence += 1;
    chunk.slots.push(slot);
    this.#length += 1;
    return slot;
  }

  /** Removes an entry. */
  remove(slot: Slot<T>): void {
    const { slots } = slot.chunk;
    const index = slots.indexOf(slot);
    if (index < 0) return;
    slots.splice(index, 1);
    this.#length -= 1;
    if (slots.length === 0) this.#chunks.splice(this.#chunks.indexOf(slot.chunk), 1);
  }

  /** Up to `count` slots from an offset, counted from 0. */
  slice(offset: number, count: number): Slot<T>[] {
    const found: Slot<T>[] = [];
    let skip = offset;
    for (const { slots } of this.#chunks) {
      if (found.length >= count) break;
      if (skip < slots.length) {
        for (const slot of slots.slice(skip, skip + count - found.length)) found.push(slot);
      }
      skip = Math.max(0, skip - slots.length);
    }
    return found;
  }

  /** How many entries are at a sequence number or before it. */
  rank(sequence: number): number {
    const at = bisect(this.#chunks.length, (index) => lastSequence(this.#chunks[index]) <= sequence);
    let before = 0;
    for (const { slots } of this.#chunks.slice(0, at)) before += slots.length;
    const slots = this.#chunks[at]?.slots ?? [];
    return before + bisect(slots.length, (index) => (slots[index]?.sequence ?? 0) <= sequence);
  }

  /** All slots in order. */
  *[Symbol.iterator](): IterableIterator<Slot<T>> {
    for (const { slots } of this.#chunks) yield* slots;
  }
}

function lastSequence<T>(chunk: Chunk<T> | undefined): number {
  return chunk?.slots.at(-1)?.sequence ?? 0;
}
