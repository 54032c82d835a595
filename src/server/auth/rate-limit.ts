/** How many requests a tenant may make. */

import type { Awaitable } from "../../internal/awaitable.ts";
import type { Caller } from "./bearer-token.ts";

/**
 * Decides about every request of a recognised caller: undefined lets it pass, a number is the seconds after which the caller may try again, answered as
 * 429 with `Retry-After` (RFC 6585 §4). One that throws lets the request fail with 500.
 */
export type RateLimiter = (caller: Caller) => Awaitable<number | undefined>;

/** Options of {@link memoryRateLimit}. */
export interface MemoryRateLimitOptions {
  /** Requests a second that a tenant may make for ever. */
  readonly perSecond: number;
  /** Requests that a tenant may make at once after a rest. Default: those of ten seconds, at least 1. */
  readonly burst?: number;
  /** Milliseconds of a clock that never goes back. Default: `performance.now`. */
  readonly clock?: () => number;
}

interface Bucket {
  /** Requests that are left, as of `at`. */
  tokens: number;
  at: number;
}

/** Tenants that are remembered before those are forgotten who have rested long enough to begin anew. */
const SWEEP_AT = 10_000;

/**
 * A limit for each tenant in the memory of this process: a token bucket. Several processes count each for itself; write a {@link RateLimiter} over a
 * shared store where that is too coarse. Entra's gallery asks for at least 25 requests a second per tenant.
 *
 * @param options - rate and burst.
 * @throws RangeError for a rate or burst that lets nothing pass.
 * @example
 * ```ts
 * import { memoryRateLimit } from "proxyclick-scim/server";
 *
 * const rateLimit = memoryRateLimit({ perSecond: 50 }); // an option of createScimHandler
 * ```
 */
export function memoryRateLimit(options: MemoryRateLimitOptions): RateLimiter {
  const { perSecond, burst = Math.max(1, perSecond * 10), clock = () => performance.now() } = options;
  if (!(perSecond > 0) || !(burst >= 1)) {
    throw new RangeError("A rate limit needs a perSecond above 0 and a burst of at least 1.");
  }
  const buckets = new Map<string, Bucket>();
  const tokensAt = ({ tokens, at }: Bucket, now: number): number =>
    Math.min(burst, tokens + ((now - at) / 1_000) * perSecond);
  let sweepAt = SWEEP_AT;
  const sweep = (now: number): void => {
    for (const [tenant, bucket] of buckets) if (tokensAt(bucket, now) >= burst) buckets.delete(tenant);
    // Twice what is left, so that tenants who never rest do not make every request a sweep.
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
