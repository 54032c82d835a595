/** Runs code over fake timers, so that tests of time limits do not wait. */
import { vi } from "vitest";

/** Turns of the event loop after which the work counts as endless. */
const MAX_TURNS = 200_000;

/**
 * Runs work while timers are fake, and fires them one after the other until the work ends. In between it yields to the
 * event loop, so that sockets and promises make progress.
 */
export async function withFakeTimers<Result>(work: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  try {
    let hasEnded = false;
    const result = work();
    const end = (): void => {
      hasEnded = true;
    };
    result.then(end, end);
    for (let turns = 0; !hasEnded; turns += 1) {
      if (turns === MAX_TURNS) throw new Error("The work does not end, whatever time passes.");
      await new Promise((resolve) => setImmediate(resolve));
      if (!hasEnded) await vi.advanceTimersToNextTimerAsync();
    }
    return await result;
  } finally {
    vi.useRealTimers();
  }
}
