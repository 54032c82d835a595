/** Waits for a while, until a signal aborts. */

/**
 * Resolves after a while.
 *
 * @param duration - milliseconds
 * @throws the reason of the signal when it aborts first.
 */
export function abortableSleep(duration: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, Math.ceil(duration));
    signal?.addEventListener("abort", abort, { once: true });
  });
}
