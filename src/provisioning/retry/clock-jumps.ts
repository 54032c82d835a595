/**
 * Guards against system-clock jumps between cycles: a stored time may come from a clock that has been adjusted since.
 */
import { DAY } from "../../internal/duration.ts";

/** Beyond this age of a stored time, an adjusted clock is more likely than a job that did not run. */
const MAX_PLAUSIBLE_AGE = 180 * DAY;

/** Whether a stored time is so old that the clock was probably wrong then, or is wrong now. */
export function isImplausiblyOld(time: string | undefined, now: Date): boolean {
  return time !== undefined && now.getTime() - Date.parse(time) > MAX_PLAUSIBLE_AGE;
}

/** Returns a stored time; one in the future comes from a clock that was set back since, and counts as now. */
export function clampToNow(time: string, now: Date): Date {
  return new Date(Math.min(Date.parse(time), now.getTime()));
}
