/**
 * Differences between dates as Visual Basic's `DateAndTime.DateDiff` has them; no other rule reproduces every documented result.
 */
import { type DateTime, dayOfWeek, SECONDS_PER_DAY, TICKS_PER_SECOND, toFields } from "./date-time.ts";

const INTERVALS = ["yyyy", "m", "d", "ww", "h", "n", "s"] as const;

/** Years, months, days, weeks, hours, minutes, seconds. */
export type Interval = (typeof INTERVALS)[number];

/** Whether a text names an interval. */
export function isInterval(text: string): text is Interval {
  return INTERVALS.some((interval) => interval === text);
}

/** The second date minus the first. Years and months compare the calendar, the others count elapsed time, towards zero. */
export function dateDifference(interval: Interval, first: DateTime, second: DateTime): number {
  switch (interval) {
    case "yyyy":
      return toFields(second).year - toFields(first).year;
    case "m":
      return (toFields(second).year - toFields(first).year) * 12 + toFields(second).month - toFields(first).month;
    case "ww":
      return towardsZero(daysBetween(weekStart(first), weekStart(second)) / 7);
    case "d":
      return daysBetween(first, second);
    case "h":
      return towardsZero(secondsBetween(first, second) / 3600);
    case "n":
      return towardsZero(secondsBetween(first, second) / 60);
    case "s":
      return towardsZero(secondsBetween(first, second));
  }
}

function secondsBetween(first: DateTime, second: DateTime): number {
  return second.seconds - first.seconds + (second.ticks - first.ticks) / TICKS_PER_SECOND;
}

function daysBetween(first: DateTime, second: DateTime): number {
  return towardsZero(secondsBetween(first, second) / SECONDS_PER_DAY);
}

/** Both dates move back to the start of their weeks, by the number of their weekday. */
function weekStart(date: DateTime): DateTime {
  return { ...date, seconds: date.seconds - (dayOfWeek(date) + 1) * SECONDS_PER_DAY };
}

function towardsZero(value: number): number {
  return Math.trunc(value) + 0;
}
