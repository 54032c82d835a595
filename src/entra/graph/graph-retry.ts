/** When a request to Microsoft Graph is sent again, and how long the client waits before. */
import type { RetryOptions } from "../../client/transport/retry.ts";
import { parseRetryAfter } from "../../client/transport/retry-after.ts";
import { NOT_EXECUTED } from "../../internal/write-statuses.ts";
import type { AttemptFailure, GraphResponse } from "./graph-attempt.ts";

/** Statuses that may pass by themselves. A 500 does so for reads; for writes it is often an answer to wrong values. */
const TRANSIENT: readonly number[] = [408, 429, 502, NOT_EXECUTED, 504];
const TRANSIENT_FOR_READS: readonly number[] = [...TRANSIENT, 500];

/** Limits of retries, checked. */
export type GraphRetry = Required<{ readonly [Name in keyof RetryOptions]: NonNullable<RetryOptions[Name]> }>;

/**
 * The limits with their defaults.
 *
 * @throws RangeError for a negative one.
 */
export function graphRetry(options: RetryOptions = {}): GraphRetry {
  const limits = {
    limit: options.limit ?? 6,
    delay: options.delay ?? 500,
    maxDelay: options.maxDelay ?? 30_000,
    maxRetryAfter: options.maxRetryAfter ?? 300_000,
  };
  for (const [name, value] of Object.entries(limits)) {
    if (!(value >= 0)) throw new RangeError(`retry.${name}: expected a number from zero on`);
  }
  return { ...limits, random: options.random ?? Math.random };
}

/** Milliseconds that a response asks the client to wait, up to the limit; undefined when it asks for nothing. */
export function waitOf({ headers }: GraphResponse, { maxRetryAfter }: GraphRetry, now: number): number | undefined {
  const wait = parseRetryAfter(headers.get("retry-after"), now);
  return wait === undefined ? undefined : Math.min(wait, maxRetryAfter);
}

/** Milliseconds before a retry: random between half and all of a time that doubles with each one. */
export function backOff(attempt: number, { delay, maxDelay, random }: GraphRetry): number {
  return Math.min(delay * 2 ** (attempt - 1), maxDelay) * (0.5 + random() / 2);
}

/** Whether Graph may have carried out a request that has no successful response. */
export function isInDoubt(outcome: GraphResponse | AttemptFailure): boolean {
  if ("reason" in outcome) return outcome.reason !== "permanent";
  return (outcome.status >= 500 || outcome.status === 408) && !isRefusedUntilLater(outcome);
}

/**
 * Whether the same request may succeed.
 *
 * @param request - `isRepeatable`: whether a second execution does no harm
 */
export function isWorthRetrying(
  outcome: GraphResponse | AttemptFailure,
  { method, isRepeatable }: { readonly method: string; readonly isRepeatable: boolean },
): boolean {
  const statuses = method === "GET" ? TRANSIENT_FOR_READS : TRANSIENT;
  const isTransient =
    "reason" in outcome
      ? outcome.reason !== "permanent" && outcome.reason !== "tooLarge"
      : statuses.includes(outcome.status);
  return isTransient && (isRepeatable || !isInDoubt(outcome));
}

/** A 503 with a wait comes from Graph itself, before it did anything; without one it may come from a gateway. */
function isRefusedUntilLater({ status, headers }: GraphResponse): boolean {
  return status === NOT_EXECUTED && headers.has("retry-after");
}
