/** When a request is sent again, and how long the client waits before. */
import type { RetryOptions as KyRetryOptions } from "ky";

/** Limits of retries. */
export interface RetryOptions {
  /** Retries after the first attempt; 4 by default, 0 for none. */
  readonly limit?: number | undefined;
  /**
   * Milliseconds before the first retry, doubled for each further one; 300 by default. The actual wait is random
   * between 0 and this.
   */
  readonly delay?: number | undefined;
  /** Longest such wait in milliseconds; 30,000 by default. */
  readonly maxDelay?: number | undefined;
  /**
   * Longest wait in milliseconds that a service may ask for by `Retry-After` or the RateLimit header fields; 60,000 by
   * default.
   */
  readonly maxRetryAfter?: number | undefined;
  /** Random number from 0 to 1, excluding 1, that spreads the waits; `Math.random` by default. */
  readonly random?: (() => number) | undefined;
}

/** Statuses that ask the client to come back later: the request was not executed. */
const RETRY_LATER_STATUSES = [429, 503];
/** Statuses from intermediaries, which do not know whether the service executed the request. */
const AMBIGUOUS_STATUSES = [408, 502, 504];

/** Whether a status leaves open if the request took effect. */
export function isAmbiguousStatus(status: number): boolean {
  return AMBIGUOUS_STATUSES.includes(status);
}

/** Longest wait in milliseconds that a service may ask for. */
export function maxRetryAfter(options: RetryOptions = {}): number {
  return atLeastZero("maxRetryAfter", options.maxRetryAfter ?? 60_000);
}

/** Longest time that a timer can wait. */
const MAX_TIMEOUT = 2_147_483_647;

/**
 * Checks a timeout in milliseconds.
 *
 * @param name - name of the option, for the message
 * @throws RangeError for one that no timer can wait.
 */
export function checkedTimeout(name: string, timeout: number | false): number | false {
  if (timeout === false || (timeout > 0 && timeout <= MAX_TIMEOUT)) return timeout;
  throw new RangeError(`${name}: expected milliseconds above zero, ${MAX_TIMEOUT} at most, or false for no limit`);
}

function atLeastZero(name: string, value: number): number {
  if (value >= 0) return value;
  throw new RangeError(`retry.${name}: expected a number from zero on`);
}

/**
 * The limits as ky takes them. POST is listed because a busy service may be asked again; the transport decides about
 * ambiguous statuses.
 */
export function toKyRetryOptions(options: RetryOptions = {}): KyRetryOptions {
  const delay = atLeastZero("delay", options.delay ?? 300);
  const maxDelay = atLeastZero("maxDelay", options.maxDelay ?? 30_000);
  const limit = atLeastZero("limit", options.limit ?? 4);
  if (!Number.isInteger(limit)) throw new RangeError("retry.limit: expected a whole number");
  const random = options.random ?? Math.random;
  return {
    limit,
    methods: ["get", "put", "patch", "delete", "post"],
    statusCodes: [...RETRY_LATER_STATUSES, ...AMBIGUOUS_STATUSES],
    afterStatusCodes: RETRY_LATER_STATUSES,
    maxRetryAfter: maxRetryAfter(options),
    backoffLimit: maxDelay,
    delay: (attempt) => Math.min(delay * 2 ** (attempt - 1), maxDelay),
    jitter: (wait) => wait * random(),
    retryOnTimeout: true,
  };
}
