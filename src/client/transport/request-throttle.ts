/**
 * How fast a client goes: so many requests a second, so many at once, and a pause when the service asks for one.
 */

/** Bounds on how fast requests are sent. */
export interface PaceOptions {
  /** Most requests a second, evenly spread, repetitions included; no bound by default. Entra demands of services that they stand 25. */
  readonly requestsPerSecond?: number | undefined;
  /** Most requests under way at the same time; no bound by default. */
  readonly concurrency?: number | undefined;
}

/** Gives a turn back; a second call does nothing. */
export type Release = () => void;

const NOTHING_HELD: Release = () => {};

/** Hands out turns to send a request. */
export class Pace {
  /** Milliseconds between two requests; 0 for no bound. */
  readonly #interval: number;
  readonly #concurrency: number;
  /** When the next request is due, on the monotonic clock. */
  #due = 0;
  /** Until when the service wants no request. */
  #pausedUntil = 0;
  /** Turns that were given and not given back. */
  #active = 0;
  /** Who waits for a turn, longest first. */
  readonly #waiting = new Set<() => void>();

  /** @throws RangeError for a bound that is not above zero. */
  constructor({ requestsPerSecond, concurrency }: PaceOptions) {
    this.#interval = requestsPerSecond === undefined ? 0 : 1_000 / positive("requestsPerSecond", requestsPerSecond);
    this.#concurrency = concurrency === undefined ? Number.POSITIVE_INFINITY : positive("concurrency", concurrency);
  }

  /** Lets nobody go for a while. */
  pause(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + milliseconds);
  }

  /** A turn at once; undefined when it must be {@link wait}ed for. */
  tryEnter(): Release | undefined {
    if (this.#active >= this.#concurrency) return undefined;
    if (this.#interval > 0 || this.#pausedUntil > 0) {
      const now = performance.now();
      if (this.#due > now || this.#pausedUntil > now) return undefined;
      this.#due = now + this.#interval;
    }
    return this.#take();
  }

  /**
   * Waits for a turn.
   *
   * @throws the reason of the signal.
   */
  async wait(signal: AbortSignal | undefined): Promise<Release> {
    while (this.#active >= this.#concurrency) await this.#turnGivenBack(signal);
    const release = this.#take();
    try {
      await sleepUntil(this.#reserve(), signal);
      while (this.#pausedUntil > performance.now()) await sleepUntil(this.#pausedUntil, signal);
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  #reserve(): number {
    const time = Math.max(performance.now(), this.#due);
    this.#due = time + this.#interval;
    return time;
  }

  #take(): Release {
    if (this.#concurrency === Number.POSITIVE_INFINITY) return NOTHING_HELD;
    this.#active += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#active -= 1;
      const [first] = this.#waiting;
      if (first === undefined) return;
      this.#waiting.delete(first);
      first();
    };
  }

  #turnGivenBack(signal: AbortSignal | undefined): Promise<void> {
    return settleUnlessAborted(signal, (resolve) => {
      this.#waiting.add(resolve);
      return () => this.#waiting.delete(resolve);
    });
  }
}

function positive(name: string, value: number): number {
  if (value > 0) return value;
  throw new RangeError(`${name}: expected a number above zero`);
}

async function sleepUntil(time: number, signal: AbortSignal | undefined): Promise<void> {
  const left = time - performance.now();
  if (left <= 0) return;
  await settleUnlessAborted(signal, (resolve) => {
    const timer = setTimeout(resolve, Math.ceil(left));
    return () => clearTimeout(timer);
  });
}

/** Resolves when told to, or rejects when the signal ends before. */
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
