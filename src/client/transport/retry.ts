/** When a request is sent again, and how long the client waits before. */
import type { RetryOptions as KyRetryOptions } from "ky";
import { isObject } from "../../internal/values.ts";
import { NOT_EXECUTED, NOT_EXECUTED_STATUSES, OUTCOME_UNKNOWN_STATUSES } from "../../internal/write-statuses.ts";
import type { ScimResponse } from "./response.ts";

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

/** Whether a status leaves open if the request took effect. */
export function isAmbiguousStatus(status: number): boolean {
  return OUTCOME_UNKNOWN_STATUSES.includes(status);
}

/**
 * Whether a 503 shows no sign that the service itself has decided not to execute the request: it then may come from a
 * gateway.
 *
 * @param wait - milliseconds that the response asks the client to wait, if it does.
 */
export function isUnexplainedRefusal({ status, body }: ScimResponse, wait: number | undefined): boolean {
  if (status !== NOT_EXECUTED || wait !== undefined) return false;
  return !isObject(body) || !["schemas", "detail", "scimType"].some((name) => Object.hasOwn(body, name));
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
    statusCodes: [...NOT_EXECUTED_STATUSES, ...OUTCOME_UNKNOWN_STATUSES],
    afterStatusCodes: [...NOT_EXECUTED_STATUSES],
    maxRetryAfter: maxRetryAfter(options),
    backoffLimit: maxDelay,
    delay: (attempt) => Math.min(delay * 2 ** (attempt - 1), maxDelay),
    jitter: (wait) => wait * random(),
    retryOnTimeout: true,
  };
}
