/** The time that a request may take. */
import { ScimError } from "../errors.ts";

/** What work within a time is told. */
export interface Deadline {
  /** Ends when the time is over or nobody waits any more; made when it is first asked for, since most stores have no use for it. */
  readonly signal: AbortSignal;
}

/**
 * Runs work that may take a time.
 *
 * @param milliseconds - the time.
 * @param departure - the signal that the client has gone; read only when the work asks for its own.
 * @throws ScimError 503 when the time is over; the work's signal ends then.
 */
export function withinTime<T>(
  milliseconds: number,
  departure: () => AbortSignal,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  let controller: AbortController | undefined;
  let late: ScimError | undefined;
  const deadline: Deadline = {
    get signal() {
      controller ??= controllerFollowing(departure());
      if (late !== undefined) controller.abort(late);
      return controller.signal;
    },
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      late = new ScimError(`The request took longer than ${milliseconds} milliseconds.`, { status: 503 });
      controller?.abort(late);
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

function controllerFollowing(departure: AbortSignal): AbortController {
  const controller = new AbortController();
  const leave = (): void => controller.abort(departure.reason);
  if (departure.aborted) leave();
  else departure.addEventListener("abort", leave, { once: true });
  return controller;
}
