import type { StoredRecord } from "../ports/state.ts";

/** Whom a read has met: one bit for those who have a record, and the ids of those who get one. */
export class Met {
  readonly #seen = new Seen();
  /** Ids of users under work that had no record yet. */
  readonly #fresh = new Set<string>();
  readonly #lastOrdinal: number;

  /** @param lastOrdinal - Records with a higher ordinal came into being in this read. */
  constructor(lastOrdinal: number) {
    this.#lastOrdinal = lastOrdinal;
  }

  /** Marks a user; whether it is met for the first time. */
  add(id: string, stored: StoredRecord | undefined): boolean {
    if (this.#fresh.has(id)) return false;
    if (stored !== undefined) return stored.ordinal <= this.#lastOrdinal && this.#seen.add(stored.ordinal);
    this.#fresh.add(id);
    return true;
  }

  /** Whether a user was met. */
  has(id: string, stored: StoredRecord | undefined): boolean {
    if (stored === undefined || this.#fresh.has(id)) return this.#fresh.has(id);
    return stored.ordinal > this.#lastOrdinal || this.#seen.has(stored.ordinal);
  }

  /** The record tells from now on. */
  settle(id: string): void {
    this.#fresh.delete(id);
  }
}

/** One bit a record. */
class Seen {
  #bits = new Uint8Array(1024);

  /** Marks an ordinal; false when it was marked before. */
  add(ordinal: number): boolean {
    const byte = ordinal >>> 3;
    if (byte >= this.#bits.length) this.#grow(byte);
    const mask = 1 << (ordinal & 7);
    const before = this.#bits[byte] ?? 0;
    this.#bits[byte] = before | mask;
    return (before & mask) === 0;
  }

  /** Whether an ordinal was marked. */
  has(ordinal: number): boolean {
    return ((this.#bits[ordinal >>> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;
  }

  #grow(byte: number): void {
    const bits = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2));
    bits.set(this.#bits);
    this.#bits = bits;
  }
}
