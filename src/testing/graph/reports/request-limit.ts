/** Limits on the number of requests in a time ("Microsoft Graph service-specific throttling limits"). */
import { ServiceError } from "../service/service-error.ts";

/** A limit on the number of requests in a sliding time. */
export class RequestLimit {
  readonly #requests: number;
  readonly #milliseconds: number;
  readonly #times: number[] = [];

  /**
   * @param requests - requests that are accepted
   * @param seconds - the time in which they are
   */
  constructor(requests: number, seconds: number) {
    this.#requests = requests;
    this.#milliseconds = seconds * 1_000;
  }

  /**
   * Counts a request.
   *
   * @throws ServiceError 429 when there were too many, with the seconds after which one is accepted.
   */
  admit(time: Date): void {
    const now = time.getTime();
    while (this.#times[0] !== undefined && this.#times[0] <= now - this.#milliseconds) this.#times.shift();
    const [oldest] = this.#times;
    if (this.#times.length >= this.#requests && oldest !== undefined) {
      const seconds = Math.max(1, Math.ceil((oldest + this.#milliseconds - now) / 1_000));
      throw new ServiceError(429, "TooManyRequests", "Too many requests.", {
        headers: { "retry-after": String(seconds) },
        innerCode: "429",
      });
    }
    this.#times.push(now);
  }
}
