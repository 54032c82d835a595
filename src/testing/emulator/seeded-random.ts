/** A random number generator with a seed, so that a failure can be reproduced. */

/**
 * Creates a generator (mulberry32) that returns the same numbers for the same seed.
 *
 * @param seed - An integer.
 * @returns a function that returns numbers in [0, 1).
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
