/**
 * When a request is repeated, and how long to wait before.
 */
import type { RetryOptions as KyRetryOptions } from "ky";

/** Bounds of repetition. */
export interface RetryOptions {
  /** Repetitions after the first attempt; 4 by default, 0 for none. */
  readonly limit?: number;
  /** Milliseconds before the first repetition, doubled for each further one; 300 by default. The actual wait is random between 0 and this. */
  readonly delay?: number;
  /** Longest such wait in milliseconds; 30,000 by default. */
  readonly maxDelay?: number;
  /** Longest wait in milliseconds that a service may ask for by `Retry-After` or the RateLimit header fields; 60,000 by default. */
  readonly maxRetryAfter?: number;
  /** Random number in [0, 1) that spreads the waits; `Math.random` by default. */
  readonly random?: () => number;
}

/** Answers that say "later": the request was not executed. */
const BUSY = [429, 503];
/** Answers of something on the way, which does not know whether the service executed the request. */
const UNCERTAIN = [408, 502, 504];

/** Whether a status leaves open if the request took effect. */
export function isUncertain(status: number): boolean {
  return UNCERTAIN.includes(status);
}

/** Longest wait in milliseconds that a service may ask for. */
export function maxRetryAfter(options: RetryOptions = {}): number {
  return atLeastZero("maxRetryAfter", options.maxRetryAfter ?? 60_000);
}

/** Longest time that a timer can wait. */
const MAX_TIMEOUT = 2_147_483_647;

/**
 * A time-out in milliseconds.
 *
 * @throws RangeError for one that no timer can wait.
 */
export function timeoutOf(name: string, value: number | false | undefined, byDefault: number): number | false {
  const timeout = value ?? byDefault;
  if (timeout === false || (timeout > 0 && timeout <= MAX_TIMEOUT)) return timeout;
  throw new RangeError(`${name}: expected milliseconds above zero, ${MAX_TIMEOUT} at most, or false for no bound`);
}

function atLeastZero(name: string, value: number): number {
  if (value >= 0) return value;
  throw new RangeError(`retry.${name}: expected a number from zero on`);
}

/** The bounds in the words of ky. POST is listed because a busy service may be asked again; uncertain ones are decided by the transport. */
export function kyRetryOptions(options: RetryOptions = {}): KyRetryOptions {
  const delay = atLeastZero("delay", options.delay ?? 300);
  const maxDelay = atLeastZero("maxDelay", options.maxDelay ?? 30_000);
  const limit = atLeastZero("limit", options.limit ?? 4);
  if (!Number.isInteger(limit)) throw new RangeError("retry.limit: expected a whole number");
  const random = options.random ?? Math.random;
  return {
    limit,
    methods: ["get", "put", "patch", "delete", "post"],
    statusCodes: [...BUSY, ...UNCERTAIN],
    afterStatusCodes: BUSY,
    maxRetryAfter: maxRetryAfter(options),
    backoffLimit: maxDelay,
    delay: (attempt) => Math.min(delay * 2 ** (attempt - 1), maxDelay),
    jitter: (wait) => wait * random(),
    retryOnTimeout: true,
  };
}
