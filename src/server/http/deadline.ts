/** The time that a request may take. */
import { ScimError } from "../../errors.ts";

/** The longest time of a timer, in milliseconds; a longer one would end at once. */
export const LONGEST_TIME = 2 ** 31 - 1;

/** What work within a time is told. */
export interface Deadline {
  /** Ends when the time is over or nobody waits any more; made when it is first asked for, since most stores have no use for it. */
  readonly signal: AbortSignal;
  /** Milliseconds until half of the time is over, so long as that may be spent on what the answer does not need. */
  readonly patience: number;
}

/**
 * Runs work that may take a time.
 *
 * @param milliseconds - the time; one of more than 24 days, such as `Infinity`, is never over.
 * @param departure - the signal that the client has gone; read only when the work asks for its own.
 * @throws ScimError 503 when the time is over; the work's signal ends then.
 */
export function withinTime<T>(
  milliseconds: number,
  departure: () => AbortSignal,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = new LazyDeadline(departure, milliseconds);
  if (milliseconds > LONGEST_TIME) return work(deadline);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const late = new ScimError(`The request took longer than ${milliseconds} milliseconds.`, { status: 503 });
      deadline.end(late);
      reject(late);
    }, milliseconds);
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
  readonly #departure: () => AbortSignal;
  readonly #half: number;
  #controller: AbortController | undefined;
  #late: ScimError | undefined;

  constructor(departure: () => AbortSignal, milliseconds: number) {
    this.#departure = departure;
    this.#half = performance.now() + milliseconds / 2;
  }

  get patience(): number {
    return Math.max(0, this.#half - performance.now());
  }

  get signal(): AbortSignal {
    this.#controller ??= controllerFollowing(this.#departure());
    if (this.#late !== undefined) this.#controller.abort(this.#late);
    return this.#controller.signal;
  }

  end(late: ScimError): void {
    this.#late = late;
    this.#controller?.abort(late);
  }
}

function controllerFollowing(departure: AbortSignal): AbortController {
  const controller = new AbortController();
  const leave = (): void => controller.abort(departure.reason);
  if (departure.aborted) leave();
  else departure.addEventListener("abort", leave, { once: true });
  return controller;
}
