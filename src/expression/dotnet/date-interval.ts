/** Subtracts dates like Visual Basic's `DateAndTime.DateDiff`; no other rule reproduces every documented result. */
import { type DateTime, dayOfWeek, SECONDS_PER_DAY, TICKS_PER_SECOND, toFields } from "./date-time.ts";

/** Length in seconds of the intervals with a fixed length. */
export const INTERVAL_SECONDS = { ww: 7 * SECONDS_PER_DAY, d: SECONDS_PER_DAY, h: 3600, n: 60, s: 1 } as const;

/** Years, months, weeks, days, hours, minutes and seconds, in this order. */
export type Interval = "yyyy" | "m" | keyof typeof INTERVAL_SECONDS;

/** Whether a string is the name of an interval. */
export function isInterval(name: string): name is Interval {
  return name === "yyyy" || name === "m" || Object.hasOwn(INTERVAL_SECONDS, name);
}

/**
 * The second date minus the first. Years and months compare the calendar; the others count elapsed time, rounded
 * towards zero.
 */
export function dateDifference(interval: Interval, first: DateTime, second: DateTime): number {
  const years = toFields(second).year - toFields(first).year;
  switch (interval) {
    case "yyyy":
      return years;
    case "m":
      return years * 12 + toFields(second).month - toFields(first).month;
    case "ww":
      return towardsZero(elapsed("d", weekStart(first), weekStart(second)) / 7);
    default:
      return elapsed(interval, first, second);
  }
}

function elapsed(interval: "d" | "h" | "n" | "s", first: DateTime, second: DateTime): number {
  const seconds = second.seconds - first.seconds + (second.ticks - first.ticks) / TICKS_PER_SECOND;
  return towardsZero(seconds / INTERVAL_SECONDS[interval]);
}

/** Moves a date back to the start of its week, by the number of its weekday. */
function weekStart(date: DateTime): DateTime {
  return { ...date, seconds: date.seconds - (dayOfWeek(date) + 1) * SECONDS_PER_DAY };
}

function towardsZero(value: number): number {
  return Math.trunc(value) + 0;
}
