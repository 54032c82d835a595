/**
 * Retry schedule of a user whose change failed: in the next cycle, then 6, 12 and 24 hours after the first failure,
 * then every 24 hours, for 28 days.
 *
 * After that the user counts as abandoned and is retried every 28 days.
 *
 * Transient failures, such as a timeout, are retried in every cycle. A change of the user makes a retry due at once.
 */
import { DAY, HOUR } from "../../internal/duration.ts";
import type { Escrow } from "../ports/state.ts";
import { clampToNow, isImplausiblyOld } from "./clock-jumps.ts";

/** Times of the retries after that of the next cycle, from the first failure. */
const RETRY_SCHEDULE: readonly number[] = [6 * HOUR, 12 * HOUR, 24 * HOUR];
/** How long a failing change is retried on this schedule. */
const ABANDON_AFTER = 28 * DAY;
/** Time between retries of an abandoned user. */
const ABANDONED_INTERVAL = 28 * DAY;
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
 * @returns an abandoned one when the change has failed for 28 days: it is retried every 28 days from then on. Entra
 * drops such a user until it changes.
 */
export function nextEscrow(before: Escrow | undefined, fingerprint: string, errorCode: string, now: Date): Escrow {
  // An attempt that is overdue by half a year indicates a wrong clock: no user is given up for that.
  const same = before?.fingerprint === fingerprint && !isImplausiblyOld(before.nextAttempt, now) ? before : undefined;
  const since = (same === undefined ? now : clampToNow(same.since, now)).getTime();
  const attempts = (same?.attempts ?? 0) + 1;
  const escrow = { since: new Date(since).toISOString(), attempts, fingerprint, errorCode };
  const abandoned = now.getTime() - since >= ABANDON_AFTER;
  const due = abandoned ? now.getTime() + ABANDONED_INTERVAL : dueAt(escrow, since, now.getTime());
  const nextAttempt = new Date(due).toISOString();
  return abandoned ? { ...escrow, nextAttempt, abandoned } : { ...escrow, nextAttempt };
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
): Escrow {
  const next = nextEscrow(before, fingerprint, errorCode, now);
  return next.abandoned === true ? nextEscrow(undefined, fingerprint, errorCode, now) : next;
}

function dueAt({ attempts, errorCode }: { attempts: number; errorCode: string }, since: number, now: number): number {
  if (TRANSIENT_CODES.has(errorCode) || attempts === 1) return now;
  const delay = RETRY_SCHEDULE[attempts - 2];
  return delay === undefined ? now + DAY : Math.max(now, since + delay);
}

/**
 * Whether the next attempt of a user is not due yet. One that is further ahead than the schedule ever plans was planned
 * before the clock was set back, and is due. Nothing waits for a first attempt: it may be planned, such as the delete
 * of somebody who is missing, and what the source says meanwhile counts at once.
 */
export function isWaiting(escrow: Escrow | undefined, fingerprint: string, now: Date): boolean {
  if (escrow === undefined || escrow.fingerprint !== fingerprint || escrow.attempts === 0) return false;
  const left = Date.parse(escrow.nextAttempt) - now.getTime();
  return left > 0 && left <= (escrow.abandoned === true ? ABANDONED_INTERVAL : DAY);
}
