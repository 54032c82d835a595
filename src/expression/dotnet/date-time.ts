/**
 * Moments as .NET's DateTime has them: years 1 to 9999, steps of 100 nanoseconds, and a kind. The host's zone is UTC,
 * as in the service.
 */

/** Whether a moment is known to be UTC, is in the host's zone, or has no zone. It shows in the specifier `K` only. */
export type DateKind = "utc" | "local" | "unspecified";

/** A moment. */
export interface DateTime {
  /** Whole seconds since 1970-01-01T00:00:00, negative before. */
  readonly seconds: number;
  /** Steps of 100 nanoseconds within the second, 0 to 9,999,999. */
  readonly ticks: number;
  readonly kind: DateKind;
}

/** A date and a time of day by their numbers. */
export interface CalendarFields {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Steps of 100 nanoseconds within the second. */
  readonly ticks: number;
}

/** Steps of 100 nanoseconds in a second. */
export const TICKS_PER_SECOND = 10_000_000;

/** Seconds in a day. */
export const SECONDS_PER_DAY = 86_400;

const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

/** Seconds from 1601-01-01, where FILETIME begins, to 1970-01-01. */
const FILETIME_OFFSET = 11_644_473_600;

/** Whether a moment is within years 1 to 9999. */
export function isInRange({ seconds }: DateTime): boolean {
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}

/** Days of a month. (JavaScript takes the years 1 to 99 for 1901 to 1999, which have the same leap years.) */
function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The moment of a date and time; undefined when there is no such date or time. */
export function fromFields(fields: CalendarFields, kind: DateKind): DateTime | undefined {
  const { year, month, day, hour, minute, second, ticks } = fields;
  const isDay = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day) / 1000;
  return { seconds: midnight + hour * 3600 + minute * 60 + second, ticks, kind };
}

/** The date and time of a moment. */
export function toFields({ seconds, ticks }: DateTime): CalendarFields {
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ticks,
  };
}

/** The day of the week, Sunday being 0. */
export function dayOfWeek({ seconds }: DateTime): number {
  return new Date(seconds * 1000).getUTCDay();
}

/** A moment some seconds later. */
export function addSeconds(date: DateTime, seconds: number): DateTime {
  return { ...date, seconds: date.seconds + seconds };
}

/**
 * A moment some months later, on the last day of the month where that month is shorter; undefined beyond the years 1 to
 * 9999.
 */
export function addMonths(date: DateTime, months: number): DateTime | undefined {
  const fields = toFields(date);
  const index = fields.year * 12 + fields.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return fromFields({ ...fields, year, month, day: Math.min(fields.day, daysInMonth(year, month)) }, date.kind);
}

/** The moment of a JavaScript date. */
export function fromDate(date: Date): DateTime {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, ticks: (milliseconds - seconds * 1000) * 10_000, kind: "utc" };
}

/** The moment of a FILETIME: steps of 100 nanoseconds since 1601-01-01 UTC. */
export function fromFileTime(fileTime: bigint): DateTime {
  const perSecond = BigInt(TICKS_PER_SECOND);
  return { seconds: Number(fileTime / perSecond) - FILETIME_OFFSET, ticks: Number(fileTime % perSecond), kind: "utc" };
}

/** The FILETIME of a moment; negative before 1601. */
export function toFileTime({ seconds, ticks }: DateTime): bigint {
  return BigInt(seconds + FILETIME_OFFSET) * BigInt(TICKS_PER_SECOND) + BigInt(ticks);
}
