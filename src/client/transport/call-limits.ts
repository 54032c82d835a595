/** The time limits and retries of a call: those of its options, and those of the client where it has none. */
import type { RetryOptions as KyRetryOptions } from "ky";
import { checkedTimeout, maxRetryAfter, type RetryOptions, toKyRetryOptions } from "./retry.ts";
import type { CallOptions, TransportOptions } from "./transport-options.ts";

/** Time limits and retries, checked, as ky takes them. */
export interface CallLimits {
  readonly timeout: number | false;
  readonly totalTimeout: number | false;
  readonly retry: KyRetryOptions;
  /** Longest pause in milliseconds that the service may ask for. */
  readonly maxPause: number;
}

/** Whether a call has limits of its own. */
export function hasLimits({ timeout, totalTimeout, retry }: CallOptions): boolean {
  return timeout !== undefined || totalTimeout !== undefined || retry !== undefined;
}

/**
 * The limits of a call.
 *
 * @throws RangeError for a limit out of range.
 */
export function callLimits(client: TransportOptions, call: CallOptions = {}): CallLimits {
  const retry = mergeRetry(client.retry, call.retry);
  return {
    timeout: checkedTimeout("timeout", call.timeout ?? client.timeout ?? 30_000),
    totalTimeout: checkedTimeout("totalTimeout", call.totalTimeout ?? client.totalTimeout ?? 180_000),
    retry: toKyRetryOptions(retry),
    maxPause: maxRetryAfter(retry),
  };
}

function mergeRetry(client: RetryOptions = {}, call: RetryOptions = {}): RetryOptions {
  return {
    limit: call.limit ?? client.limit,
    delay: call.delay ?? client.delay,
    maxDelay: call.maxDelay ?? client.maxDelay,
    maxRetryAfter: call.maxRetryAfter ?? client.maxRetryAfter,
    random: call.random ?? client.random,
  };
}
