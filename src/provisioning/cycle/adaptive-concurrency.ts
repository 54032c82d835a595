/**
 * How many users are processed at the same time: half as many after the target limits the rate, and slowly more again
 * after a series of successes.
 */

/** Successes in a row after which one more user is processed at the same time. */
const SUCCESSES_BEFORE_SPEEDUP = 50;

/** The number of users to process at the same time. */
export class AdaptiveConcurrency {
  readonly #max: number;
  #limit: number;
  /** Successes since the limit changed last. */
  #successes = 0;

  /** @param max - Most users at the same time. */
  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  /** Users to process at the same time now. */
  get limit(): number {
    return this.#limit;
  }

  /** Adapts the limit to the result of one user: undefined when it succeeded, else the error code of the log. */
  record(errorCode: string | undefined): void {
    if (errorCode === "TooManyRequests") this.#slowDown();
    else if (errorCode === undefined) this.#speedUp();
  }

  #slowDown(): void {
    this.#successes = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  #speedUp(): void {
    this.#successes += 1;
    if (this.#successes < SUCCESSES_BEFORE_SPEEDUP || this.#limit >= this.#max) return;
    this.#successes = 0;
    this.#limit += 1;
  }
}
