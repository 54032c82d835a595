/**
 * When a user whose change failed is tried again: in the next cycle, then 6, 12 and 24 hours after the first failure, then every 24 hours, for 28
 * days. Failures of the moment, such as a time-out, are tried again in every cycle. A change of the user makes it due at once.
 */

import type { Escrow } from "../ports/state.ts";
import { clampToNow, DAY, isImplausiblyOld } from "./clock-jumps.ts";

const HOUR = 3_600_000;
/** Hours after the first failure, after the retry of the next cycle. */
const RETRY_SCHEDULE: readonly number[] = [6 * HOUR, 12 * HOUR, 24 * HOUR];
/** How long a failing change is tried. */
const GIVE_UP_AFTER = 28 * DAY;
/** Codes of failures of the moment. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "InternalServerError",
  "InternalError",
  "Timeout",
  "TooManyRequests",
  "WebExceptionProtocolError",
]);

/**
 * The escrow after another failure.
 *
 * @param before - The escrow so far; undefined at the first failure.
 * @param fingerprint - Digest of what the failed attempt was made of; another digest starts a new escrow.
 * @returns undefined when the change has failed for 28 days: it is tried again only when the user changes.
 */
export function nextEscrow(
  before: Escrow | undefined,
  fingerprint: string,
  errorCode: string,
  now: Date,
): Escrow | undefined {
  // An attempt that is overdue by half a year speaks of a clock that was set wrong: nobody is given up for that.
  const same = before?.fingerprint === fingerprint && !isImplausiblyOld(before.nextAttempt, now) ? before : undefined;
  const since = (same === undefined ? now : clampToNow(same.since, now)).getTime();
  const attempts = (same?.attempts ?? 0) + 1;
  if (now.getTime() - since >= GIVE_UP_AFTER) return undefined;
  const due = TRANSIENT_CODES.has(errorCode) || attempts === 1 ? now.getTime() : dueAt(since, attempts, now.getTime());
  return { since: new Date(since).toISOString(), attempts, nextAttempt: new Date(due).toISOString(), fingerprint };
}

/**
 * The escrow after another failure of a disable or delete. After 28 days the ladder begins anew: an account must not stay open because somebody has
 * stopped trying to close it.
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
  const step = RETRY_SCHEDULE[attempts - 2];
  return step === undefined ? now + DAY : Math.max(now, since + step);
}

/** Whether a user still waits for its next attempt. None is planned further ahead than a day, but by a clock that has been set back since. */
export function isWaiting(escrow: Escrow | undefined, fingerprint: string, now: Date): boolean {
  if (escrow === undefined || escrow.fingerprint !== fingerprint) return false;
  const left = Date.parse(escrow.nextAttempt) - now.getTime();
  return left > 0 && left <= DAY;
}
