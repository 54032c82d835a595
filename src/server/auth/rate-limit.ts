/** Limits how many requests a tenant may make. */
import type { Awaitable } from "../../internal/awaitable.ts";
import { millisecondClock } from "../../internal/millisecond-clock.ts";
import type { Caller } from "./bearer-token.ts";

/**
 * Decides about every request of a recognized caller: undefined admits it, a number rejects it with 429 and is the
 * `Retry-After` in seconds (RFC 6585 §4). A limiter that throws fails the request with 500.
 */
export type RateLimiter = (caller: Caller) => Awaitable<number | undefined>;

interface Bucket {
  /** Requests that are left, as of `at`. */
  tokens: number;
  /** Milliseconds of the limiter's clock. */
  at: number;
}

/** Number of tenants at which those with full buckets are forgotten. */
const SWEEP_AT = 10_000;

/**
 * A limit for each tenant in the memory of this process: a token bucket. Several processes count separately; write a
 * {@link RateLimiter} over a shared store where that is too coarse. Entra's gallery requires at least 25 requests a
 * second per tenant.
 *
 * @param options - `perSecond`: sustained rate of a tenant; `burst`: requests at once after a pause; `now`: the clock.
 * @throws RangeError for a rate or burst that admits nothing.
 * @example
 * ```ts
 * import { memoryRateLimit } from "proxyclick-scim/server";
 *
 * const rateLimit = memoryRateLimit({ perSecond: 50 }); // an option of createScimHandler
 * ```
 */
export function memoryRateLimit(options: {
  /** Requests a second that a tenant may sustain. */
  readonly perSecond: number;
  /** Requests that a tenant may make at once after a pause. Default: those of ten seconds, at least 1. */
  readonly burst?: number;
  /** The clock. Default: a clock that never runs backwards. */
  readonly now?: () => Date;
}): RateLimiter {
  const { perSecond, burst = Math.max(1, perSecond * 10) } = options;
  if (!(perSecond > 0) || !(burst >= 1)) {
    throw new RangeError("A rate limit needs a perSecond above 0 and a burst of at least 1.");
  }
  const clock = millisecondClock(options.now);
  const buckets = new Map<string, Bucket>();
  const tokensAt = ({ tokens, at }: Bucket, now: number): number =>
    Math.min(burst, tokens + (Math.max(0, now - at) / 1_000) * perSecond);
  let sweepAt = SWEEP_AT;
  const sweep = (now: number): void => {
    for (const [tenant, bucket] of buckets) if (tokensAt(bucket, now) >= burst) buckets.delete(tenant);
    // Twice what is left, so that tenants who never pause do not make every request a sweep.
    sweepAt = Math.max(SWEEP_AT, buckets.size * 2);
  };
  return ({ tenant }) => {
    const now = clock();
    if (buckets.size >= sweepAt) sweep(now);
    const bucket = buckets.get(tenant) ?? { tokens: burst, at: now };
    bucket.tokens = tokensAt(bucket, now);
    bucket.at = now;
    buckets.set(tenant, bucket);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / perSecond;
    bucket.tokens -= 1;
    return undefined;
  };
}
