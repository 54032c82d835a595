/**
 * Times that were noted in an earlier cycle, by a clock that may have been set since.
 */

/** Milliseconds of a day. */
export const DAY = 86_400_000;
/** A job that seems not to have run for longer than this looks rather like a clock that was set wrong. */
const MAX_PLAUSIBLE_AGE = 180 * DAY;

/** Whether a time lies so far back that the clock is more likely to have moved than time to have passed. */
export function isImplausiblyOld(time: string | undefined, now: Date): boolean {
  return time !== undefined && now.getTime() - Date.parse(time) > MAX_PLAUSIBLE_AGE;
}

/** A time that was noted; one of the future was noted by a clock that has been set back since, and counts from now. */
export function clampToNow(time: string, now: Date): Date {
  return new Date(Math.min(Date.parse(time), now.getTime()));
}
