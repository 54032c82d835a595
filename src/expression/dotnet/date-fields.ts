/**
 * What was read of a date, and the moment that it makes: .NET's rules for missing, doubled and contradicting parts.
 */
import { addSeconds, type DateKind, type DateTime, dayOfWeek, fromFields, toFields } from "./date-time.ts";

/** A part of a date: numbers as they were read, names and AM/PM as an index, the zone in seconds. */
export type Field =
  | "year"
  | "month"
  | "day"
  | "dayName"
  | "hour"
  | "hour12"
  | "minute"
  | "second"
  | "ticks"
  | "mark"
  | "zone"
  | "isUtc";

/** The parts that were read. */
export type Fields = ReadonlyMap<Field, number>;

/** Asks the clock, for parts of a date that were not read. */
export type CurrentDate = () => DateTime;

/** A year of one or two digits is one from 1950 to 2049. */
export function yearOf(year: number, digits: number): number {
  if (digits > 2) return year;
  return year + (year < 50 ? 2000 : 1900);
}

/** An offset in seconds; undefined beyond the 14 hours that .NET allows. */
export function zoneSeconds(sign: string, hours: number, minutes: number): number | undefined {
  const offset = hours * 60 + minutes;
  return minutes > 59 || offset > 14 * 60 ? undefined : offset * (sign === "-" ? -60 : 60);
}

/**
 * The moment that was read.
 *
 * @param today is asked only where a part of the date is missing.
 * @param noCurrentDate where no part of the date was read, it is 0001-01-01, not today.
 * @returns undefined when the parts are no date, or contradict one another; a moment that may lie outside years 1 to
 * 9999 after its zone is applied.
 */
export function resolveFields(
  fields: Fields,
  kind: DateKind,
  currentDate: CurrentDate,
  noCurrentDate = false,
): DateTime | undefined {
  const hour = hourOf(fields);
  if (hour === undefined) return undefined;
  const time = {
    hour,
    minute: fields.get("minute") ?? 0,
    second: fields.get("second") ?? 0,
    ticks: fields.get("ticks") ?? 0,
  };
  const date = fromFields({ ...dateOf(fields, currentDate, noCurrentDate), ...time }, kind);
  if (date === undefined) return undefined;
  const dayName = fields.get("dayName");
  if (dayName !== undefined && dayName !== dayOfWeek(date)) return undefined;
  return addSeconds(date, -(fields.get("zone") ?? 0));
}

/**
 * What is missing of a date: all of it is today, a part of it is the first of the year or month, the year is the
 * current one.
 */
function dateOf(fields: Fields, currentDate: CurrentDate, noCurrentDate: boolean) {
  const year = fields.get("year");
  const month = fields.get("month");
  const day = fields.get("day");
  if (year !== undefined || month !== undefined || day !== undefined) {
    return { year: year ?? toFields(currentDate()).year, month: month ?? 1, day: day ?? 1 };
  }
  return noCurrentDate ? { year: 1, month: 1, day: 1 } : toFields(currentDate());
}

/** Hours of 12 without a mark are in the morning; hours of 24 must agree with a mark. */
function hourOf(fields: Fields): number | undefined {
  const amPm = fields.get("mark");
  const hour12 = fields.get("hour12");
  const hour = fields.get("hour") ?? 0;
  if (hour12 === undefined) {
    if (amPm === undefined || !fields.has("hour")) return hour;
    return hour >= 12 === (amPm === 1) ? hour : undefined;
  }
  if (hour12 > 12) return undefined;
  return (hour12 % 12) + (amPm === 1 ? 12 : 0);
}
