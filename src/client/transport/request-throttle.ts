/** Limits how fast a client sends: requests a second, requests at once, and the pauses that a service asks for. */
import type { TransportOptions } from "./transport-options.ts";

/** Releases the slot of a request; a second call does nothing. */
export type Release = () => void;

const NOTHING_TO_RELEASE: Release = () => {};

/** Hands out the slots in which requests are sent. */
export class RequestThrottle {
  /** Milliseconds between two requests; 0 for no limit. */
  readonly #interval: number;
  readonly #concurrency: number;
  /** When the next request may be sent, on the monotonic clock. */
  #nextRequestAt = 0;
  /** Until when the service wants no request. */
  #pausedUntil = 0;
  /** Slots that are taken. */
  #active = 0;
  /** Callers that wait for a slot, longest first. */
  readonly #waiting = new Set<() => void>();

  /** @throws RangeError for a limit that is not above zero. */
  constructor({ requestsPerSecond, concurrency }: NonNullable<TransportOptions["pace"]>) {
    this.#interval = requestsPerSecond === undefined ? 0 : 1_000 / positive("requestsPerSecond", requestsPerSecond);
    this.#concurrency = concurrency === undefined ? Number.POSITIVE_INFINITY : positive("concurrency", concurrency);
  }

  /**
   * Sends no request for a while.
   *
   * @param duration - milliseconds
   */
  pause(duration: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + duration);
  }

  /** Takes a slot when one is free right now; undefined when the caller must {@link acquire} it. */
  tryAcquire(): Release | undefined {
    if (this.#active >= this.#concurrency) return undefined;
    if (this.#interval > 0 || this.#pausedUntil > 0) {
      const now = performance.now();
      if (this.#nextRequestAt > now || this.#pausedUntil > now) return undefined;
      this.#nextRequestAt = now + this.#interval;
    }
    return this.#take();
  }

  /**
   * Waits for a slot and takes it.
   *
   * @throws the reason of the signal.
   */
  async acquire(signal: AbortSignal | undefined): Promise<Release> {
    while (this.#active >= this.#concurrency) await this.#nextRelease(signal);
    const release = this.#take();
    try {
      await sleepUntil(this.#reserveTime(), signal);
      while (this.#pausedUntil > performance.now()) await sleepUntil(this.#pausedUntil, signal);
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  #reserveTime(): number {
    const time = Math.max(performance.now(), this.#nextRequestAt);
    this.#nextRequestAt = time + this.#interval;
    return time;
  }

  #take(): Release {
    if (this.#concurrency === Number.POSITIVE_INFINITY) return NOTHING_TO_RELEASE;
    this.#active += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#active -= 1;
      const [first] = this.#waiting;
      if (first === undefined) return;
      this.#waiting.delete(first);
      first();
    };
  }

  #nextRelease(signal: AbortSignal | undefined): Promise<void> {
    return settleUnlessAborted(signal, (resolve) => {
      this.#waiting.add(resolve);
      return () => this.#waiting.delete(resolve);
    });
  }
}

function positive(name: string, value: number): number {
  if (value > 0) return value;
  throw new RangeError(`pace.${name}: expected a number above zero`);
}

async function sleepUntil(time: number, signal: AbortSignal | undefined): Promise<void> {
  const left = time - performance.now();
  if (left <= 0) return;
  await settleUnlessAborted(signal, (resolve) => {
    const timer = setTimeout(resolve, Math.ceil(left));
    return () => clearTimeout(timer);
  });
}

/**
 * Resolves when `resolve` is called, or rejects when the signal aborts first.
 *
 * @param start - starts to wait; returns a function that stops waiting
 */
function settleUnlessAborted(
  signal: AbortSignal | undefined,
  start: (resolve: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = start(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    const abort = (): void => {
      stop();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
  });
}
