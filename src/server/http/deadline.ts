/**
 * The life of a request: until when it may work, and whether it may have written something.
 *
 * A request ends when its time is over or its client disconnects. From then on nothing new is started for it.
 */
import { isScimError, ScimError } from "../../errors.ts";
import { NOT_EXECUTED, NOT_EXECUTED_STATUSES, OUTCOME_UNKNOWN } from "../../internal/write-statuses.ts";

/** The longest delay of a timer, in milliseconds; a timer with a longer delay fires at once. */
export const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** The time limit that work runs under, and what the work has written. */
export interface Deadline {
  /**
   * Aborts when the time is over or the client disconnects; created on first use, because most stores never read it.
   */
  readonly signal: AbortSignal;
  /**
   * Milliseconds left of the first half of the time: what may be spent on work that the response does not depend on.
   */
  readonly spareTime: number;
  /** Writes that took effect or may still do so. */
  readonly effects: number;
  /** @throws ScimError when the request has ended. */
  throwIfEnded(): void;
  /**
   * Notes that a write begins, which counts as an effect until {@link cancelEffect} says otherwise.
   *
   * @throws ScimError when the request has ended.
   */
  beginWrite(): void;
  /** Notes that a write has ended without an effect. */
  cancelEffect(): void;
}

/** The connection of a request. */
interface Connection {
  readonly signal: AbortSignal;
  /** Whether the client has disconnected. */
  readonly isDisconnected: boolean;
}

/**
 * Runs work under a time limit.
 *
 * @param timeout - milliseconds; a timeout of more than 24 days, such as `Infinity`, never ends the work.
 * @throws ScimError when the time is over: 503 while nothing was written, 504 otherwise. The signal of the work aborts
 * then.
 */
export function withDeadline<T>(
  timeout: number,
  connection: Connection,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = new LazyDeadline(connection, timeout);
  return new Promise((resolve, reject) => {
    const expire = (): void => reject(deadline.expire());
    const timer = timeout > MAX_TIMER_DELAY ? undefined : setTimeout(expire, timeout);
    work(deadline).then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(withEffects(error, deadline.effects > 0));
      },
    );
  });
}

/** An error that says "not executed", for work that may have written something, becomes one that leaves it open. */
export function withEffects(error: unknown, hasEffects: boolean): unknown {
  if (!hasEffects || !isScimError(error) || !NOT_EXECUTED_STATUSES.includes(error.status)) return error;
  return new ScimError(`${error.detail} ${WRITTEN}`, { status: OUTCOME_UNKNOWN, cause: error });
}

const NOT_WRITTEN = "Nothing was written; repeat the request.";
const WRITTEN = "A part of it may have been written: read the resource before you repeat the request.";

class LazyDeadline implements Deadline {
  readonly #connection: Connection;
  readonly #timeout: number;
  readonly #halftime: number;
  #controller: AbortController | undefined;
  #timeoutError: ScimError | undefined;
  #effects = 0;

  constructor(connection: Connection, timeout: number) {
    this.#connection = connection;
    this.#timeout = timeout;
    this.#halftime = performance.now() + timeout / 2;
  }

  get spareTime(): number {
    return Math.max(0, this.#halftime - performance.now());
  }

  get signal(): AbortSignal {
    this.#controller ??= controllerFollowing(this.#connection.signal);
    if (this.#timeoutError !== undefined) this.#controller.abort(this.#timeoutError);
    return this.#controller.signal;
  }

  get effects(): number {
    return this.#effects;
  }

  throwIfEnded(): void {
    if (this.#timeoutError !== undefined) throw this.#timeoutError;
    if (this.#connection.isDisconnected) throw this.#end("The client has disconnected.");
  }

  beginWrite(): void {
    this.throwIfEnded();
    this.#effects += 1;
  }

  cancelEffect(): void {
    this.#effects -= 1;
  }

  expire(): ScimError {
    const error = this.#end(`The request took longer than ${this.#timeout} milliseconds.`);
    this.#timeoutError = error;
    this.#controller?.abort(error);
    return error;
  }

  #end(reason: string): ScimError {
    return this.#effects > 0
      ? new ScimError(`${reason} ${WRITTEN}`, { status: OUTCOME_UNKNOWN })
      : new ScimError(`${reason} ${NOT_WRITTEN}`, { status: NOT_EXECUTED });
  }
}

function controllerFollowing(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return controller;
}
