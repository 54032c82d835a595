/** A clock in milliseconds, for measuring durations. */

/**
 * A clock that returns milliseconds from an arbitrary origin.
 *
 * @param now - the clock to read. Default: `performance.now`, which never runs backwards.
 */
export function millisecondClock(now: (() => Date) | undefined): () => number {
  return now === undefined ? () => performance.now() : () => now().getTime();
}
