/**
 * Dates like .NET's DateTime: years 1 to 9999, ticks of 100 nanoseconds, and a kind.
 *
 * The local zone is UTC, as in the service.
 */

/** Whether a date is in UTC, in the local zone, or has no zone. Only the specifier `K` shows it. */
export type DateKind = "utc" | "local" | "unspecified";

/** A date with a time. */
export interface DateTime {
  /** Whole seconds since 1970-01-01T00:00:00, negative before. */
  readonly seconds: number;
  /** Ticks of 100 nanoseconds within the second, 0 to 9,999,999. */
  readonly ticks: number;
  readonly kind: DateKind;
}

/** The calendar fields of a date. */
export interface CalendarFields {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Ticks of 100 nanoseconds within the second. */
  readonly ticks: number;
}

/** Ticks of 100 nanoseconds in a second. */
export const TICKS_PER_SECOND = 10_000_000;

/** Seconds in a day. */
export const SECONDS_PER_DAY = 86_400;

const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

/** Seconds from 1601-01-01, the start of FILETIME, to 1970-01-01. */
const FILETIME_OFFSET = 11_644_473_600;

/** Whether a date is within the years 1 to 9999. */
export function isInRange({ seconds }: DateTime): boolean {
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}

/** Number of days of a month. (JavaScript reads the years 1 to 99 as 1901 to 1999, which have the same leap years.) */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The date of calendar fields; undefined if there is no such date or time. */
export function fromFields(fields: CalendarFields, kind: DateKind): DateTime | undefined {
  const { year, month, day, hour, minute, second, ticks } = fields;
  const isDay = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day) / 1000;
  // A fraction of nines is rounded to the next second.
  const seconds = midnight + hour * 3600 + minute * 60 + second + Math.floor(ticks / TICKS_PER_SECOND);
  return { seconds, ticks: ticks % TICKS_PER_SECOND, kind };
}

/** The calendar fields of a date. */
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

/** The day of the week; 0 is Sunday. */
export function dayOfWeek({ seconds }: DateTime): number {
  return new Date(seconds * 1000).getUTCDay();
}

/** Adds seconds. */
export function addSeconds(date: DateTime, seconds: number): DateTime {
  return { ...date, seconds: date.seconds + seconds };
}

/** Adds months, ending on the last day of a shorter month; undefined beyond the years 1 to 9999. */
export function addMonths(date: DateTime, months: number): DateTime | undefined {
  const fields = toFields(date);
  const index = fields.year * 12 + fields.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return fromFields({ ...fields, year, month, day: Math.min(fields.day, daysInMonth(year, month)) }, date.kind);
}

/** Converts a JavaScript date. */
export function fromDate(date: Date): DateTime {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, ticks: (milliseconds - seconds * 1000) * 10_000, kind: "utc" };
}

/** Converts a FILETIME: ticks of 100 nanoseconds since 1601-01-01 UTC. */
export function fromFileTime(fileTime: bigint): DateTime {
  const perSecond = BigInt(TICKS_PER_SECOND);
  return { seconds: Number(fileTime / perSecond) - FILETIME_OFFSET, ticks: Number(fileTime % perSecond), kind: "utc" };
}

/** Converts a date to a FILETIME; negative before 1601. */
export function toFileTime({ seconds, ticks }: DateTime): bigint {
  return BigInt(seconds + FILETIME_OFFSET) * BigInt(TICKS_PER_SECOND) + BigInt(ticks);
}
