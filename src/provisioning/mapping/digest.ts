/**
 * Digests, which detect that an input changed.
 */

/**
 * Returns the digest of a string: 128 bits in four lanes, so that accidental collisions are out of the question. It
 * does not resist deliberate ones.
 */
export function fingerprint(input: string): string {
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  let c = 0x13198a2e;
  let d = 0x03707344;
  for (let index = 0; index < input.length; index += 1) {
    const unit = input.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (a >>> 15);
    c = Math.imul(c ^ unit, 0xc2b2ae35) ^ (b >>> 13);
    d = Math.imul(d ^ unit, 0x27d4eb2f) ^ (c >>> 16);
  }
  return [a ^ (d >>> 11), b ^ (a >>> 17), c ^ (b >>> 7), d ^ (c >>> 5)]
    .map((lane) => (lane >>> 0).toString(36))
    .join(".");
}
