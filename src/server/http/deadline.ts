/** The time limit of a request. */
import { ScimError } from "../../errors.ts";

/** The longest delay of a timer, in milliseconds; a timer with a longer delay fires at once. */
export const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** The time limit that work runs under. */
export interface Deadline {
  /**
   * Aborts when the time is over or the client disconnects; created on first use, because most stores never read it.
   */
  readonly signal: AbortSignal;
  /**
   * Milliseconds left of the first half of the time: what may be spent on work that the response does not depend on.
   */
  readonly spareTime: number;
}

/**
 * Runs work under a time limit.
 *
 * @param timeout - milliseconds; a timeout of more than 24 days, such as `Infinity`, never ends the work.
 * @param disconnectSignal - returns the signal that aborts when the client disconnects; called only when the work reads
 * its own signal.
 * @throws ScimError 503 when the time is over; the signal of the work aborts then.
 */
export function withDeadline<T>(
  timeout: number,
  disconnectSignal: () => AbortSignal,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = new LazyDeadline(disconnectSignal, timeout);
  if (timeout > MAX_TIMER_DELAY) return work(deadline);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new ScimError(`The request took longer than ${timeout} milliseconds.`, { status: 503 });
      deadline.expire(error);
      reject(error);
    }, timeout);
    work(deadline).then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

class LazyDeadline implements Deadline {
  readonly #disconnectSignal: () => AbortSignal;
  readonly #halftime: number;
  #controller: AbortController | undefined;
  #timeoutError: ScimError | undefined;

  constructor(disconnectSignal: () => AbortSignal, timeout: number) {
    this.#disconnectSignal = disconnectSignal;
    this.#halftime = performance.now() + timeout / 2;
  }

  get spareTime(): number {
    return Math.max(0, this.#halftime - performance.now());
  }

  get signal(): AbortSignal {
    this.#controller ??= controllerFollowing(this.#disconnectSignal());
    if (this.#timeoutError !== undefined) this.#controller.abort(this.#timeoutError);
    return this.#controller.signal;
  }

  expire(error: ScimError): void {
    this.#timeoutError = error;
    this.#controller?.abort(error);
  }
}

function controllerFollowing(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return controller;
}
