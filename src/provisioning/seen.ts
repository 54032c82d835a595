/** Which records a read has met: one bit a record. */
export class Seen {
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
