/**
 * The users whom a read has listed so far: one bit for each record, and the ids of users whose record is not stored
 * yet.
 */
import type { StoredRecord } from "../ports/state.ts";

/** Remembers which users a read has listed. */
export class SeenUsers {
  readonly #ordinals = new OrdinalSet();
  /** Ids of users who had no record when they were read, until they have one. */
  readonly #withoutRecord = new Set<string>();
  readonly #lastOrdinal: number;

  /** @param lastOrdinal - Records with a higher ordinal were created during this read. */
  constructor(lastOrdinal: number) {
    this.#lastOrdinal = lastOrdinal;
  }

  /** Adds a user; false when it was added before. */
  add(id: string, stored: StoredRecord | undefined): boolean {
    if (this.#withoutRecord.has(id)) return false;
    if (stored !== undefined) return stored.ordinal <= this.#lastOrdinal && this.#ordinals.add(stored.ordinal);
    this.#withoutRecord.add(id);
    return true;
  }

  /** Whether a user was added. */
  has(id: string, stored: StoredRecord | undefined): boolean {
    if (stored === undefined || this.#withoutRecord.has(id)) return this.#withoutRecord.has(id);
    return stored.ordinal > this.#lastOrdinal || this.#ordinals.has(stored.ordinal);
  }

  /** The user has a record now, whose ordinal says that it was added. */
  recordStored(id: string): void {
    this.#withoutRecord.delete(id);
  }
}

/** A set of ordinals, one bit each. */
class OrdinalSet {
  #bits = new Uint8Array(1024);

  /** Adds an ordinal; false when it was added before. */
  add(ordinal: number): boolean {
    const byte = ordinal >>> 3;
    if (byte >= this.#bits.length) this.#grow(byte);
    const mask = 1 << (ordinal & 7);
    const before = this.#bits[byte] ?? 0;
    this.#bits[byte] = before | mask;
    return (before & mask) === 0;
  }

  /** Whether an ordinal was added. */
  has(ordinal: number): boolean {
    return ((this.#bits[ordinal >>> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;
  }

  #grow(byte: number): void {
    const bits = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2));
    bits.set(this.#bits);
    this.#bits = bits;
  }
}
