/** Keeps calls within a number of requests in a time (Microsoft Graph: service-specific throttling limits). */

/** How time passes. */
export interface Timing {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** At most 5 requests in any 10 seconds: the limit of reports, and of provisioning on demand, of an app in a tenant. */
export class RequestPace {
  /** Times of the last requests, oldest first; never more than the limit. */
  readonly #times: number[] = [];
  readonly #timing: Timing;
  readonly #requests = 5;
  readonly #milliseconds = 10_000;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** Resolves when the next request may be sent. */
  async wait(signal: AbortSignal | undefined): Promise<void> {
    const { now, sleep } = this.#timing;
    for (;;) {
      signal?.throwIfAborted();
      const time = now().getTime();
      const [oldest] = this.#times;
      const wait = oldest === undefined ? 0 : oldest + this.#milliseconds - time;
      // A clock that was set back does not stop the reader for long.
      if (this.#times.length < this.#requests || wait <= 0 || wait > this.#milliseconds) break;
      await sleep(wait, signal);
    }
    this.#times.push(now().getTime());
    if (this.#times.length > this.#requests) this.#times.shift();
  }
}
