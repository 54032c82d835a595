/**
 * Retry schedule of a user whose change failed: in the next cycle, then 6, 12 and 24 hours after the first failure,
 * then every 24 hours, for 28 days.
 *
 * Transient failures, such as a timeout, are retried in every cycle. A change of the user makes a retry due at once.
 */
import { DAY, HOUR } from "../../internal/duration.ts";
import type { Escrow } from "../ports/state.ts";
import { clampToNow, isImplausiblyOld } from "./clock-jumps.ts";

/** Times of the retries after that of the next cycle, from the first failure. */
const RETRY_SCHEDULE: readonly number[] = [6 * HOUR, 12 * HOUR, 24 * HOUR];
/** How long a failing change is retried. */
const GIVE_UP_AFTER = 28 * DAY;
/** Error codes of transient failures. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "InternalServerError",
  "InternalError",
  "Timeout",
  "TooManyRequests",
  "WebExceptionProtocolError",
]);

/**
 * Returns the escrow after another failure.
 *
 * @param before - The escrow so far; undefined at the first failure.
 * @param fingerprint - Digest of the input of the failed attempt; a different digest starts a new escrow.
 * @returns undefined when the change has failed for 28 days: it is retried only when the user changes.
 */
export function nextEscrow(
  before: Escrow | undefined,
  fingerprint: string,
  errorCode: string,
  now: Date,
): Escrow | undefined {
  // An attempt that is overdue by half a year indicates a wrong clock: no user is given up for that.
  const same = before?.fingerprint === fingerprint && !isImplausiblyOld(before.nextAttempt, now) ? before : undefined;
  const since = (same === undefined ? now : clampToNow(same.since, now)).getTime();
  const attempts = (same?.attempts ?? 0) + 1;
  if (now.getTime() - since >= GIVE_UP_AFTER) return undefined;
  const due = TRANSIENT_CODES.has(errorCode) || attempts === 1 ? now.getTime() : dueAt(since, attempts, now.getTime());
  return { since: new Date(since).toISOString(), attempts, nextAttempt: new Date(due).toISOString(), fingerprint };
}

/**
 * Returns the escrow after another failure of a disable or delete. After 28 days the schedule starts again: an account
 * must not stay open because the retries ended.
 */
export function nextRemovalEscrow(
  before: Escrow | undefined,
  fingerprint: string,
  errorCode: string,
  now: Date,
): Escrow | undefined {
  return nextEscrow(before, fingerprint, errorCode, now) ?? nextEscrow(undefined, fingerprint, errorCode, now);
}

function dueAt(since: number, attempts: number, now: number): number {
  const delay = RETRY_SCHEDULE[attempts - 2];
  return delay === undefined ? now + DAY : Math.max(now, since + delay);
}

/**
 * Whether the next attempt of a user is not due yet. One that is more than a day ahead was planned before the clock was
 * set back, and is due.
 */
export function isWaiting(escrow: Escrow | undefined, fingerprint: string, now: Date): boolean {
  if (escrow === undefined || escrow.fingerprint !== fingerprint) return false;
  const left = Date.parse(escrow.nextAttempt) - now.getTime();
  return left > 0 && left <= DAY;
}
