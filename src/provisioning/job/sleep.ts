/** Waits that end early when a signal is aborted. */

/** Waits for a number of milliseconds, or until the signal is aborted. */
export function sleepByTimer(duration: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, duration);
    signal.addEventListener("abort", done);
  });
}
