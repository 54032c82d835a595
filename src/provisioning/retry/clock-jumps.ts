/**
 * Times that were noted in an earlier cycle, by a clock that may have been set since.
 */

/** Milliseconds of a day. */
export const DAY = 86_400_000;
/** A job that seems not to have run for longer than this looks rather like a clock that was set wrong. */
const LONGEST_ABSENCE = 180 * DAY;

/** Whether a time lies so far back that the clock is more likely to have moved than time to have passed. */
export function isDoubtful(time: string | undefined, now: Date): boolean {
  return time !== undefined && now.getTime() - Date.parse(time) > LONGEST_ABSENCE;
}

/** A time that was noted; one of the future was noted by a clock that has been set back since, and counts from now. */
export function notedBefore(time: string, now: Date): Date {
  return new Date(Math.min(Date.parse(time), now.getTime()));
}
