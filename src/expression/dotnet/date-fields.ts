/** Combines the parsed parts of a date: .NET's rules for missing, repeated and contradictory parts. */
import { addSeconds, type DateKind, type DateTime, dayOfWeek, fromFields, toFields } from "./date-time.ts";

/** A part of a date: numbers as parsed, names and AM/PM as an index, the zone in seconds. */
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
  | "amPm"
  | "zone"
  | "isUtc";

/** The parsed parts. */
export type Fields = ReadonlyMap<Field, number>;

/** Returns the current date, for parts that are missing. */
export type CurrentDate = () => DateTime;

/** A year of one or two digits is in the hundred years up to the last one: by default, in those from 1950 to 2049. */
export function yearOf(year: number, digits: number, lastYear = 2049): number {
  return digits > 2 ? year : lastYear - ((((lastYear - year) % 100) + 100) % 100);
}

/** A zone offset in seconds; undefined beyond the 14 hours that .NET allows. */
export function zoneSeconds(sign: string, hours: number, minutes: number): number | undefined {
  const offset = hours * 60 + minutes;
  return minutes > 59 || offset > 14 * 60 ? undefined : offset * (sign === "-" ? -60 : 60);
}

/**
 * Combines the parsed parts to a date.
 *
 * @param currentDate Called only if a part of the date is missing.
 * @param noCurrentDate Whether a time without a date is on 0001-01-01 instead of today.
 * @returns undefined if the parts are no date or contradict each other; a date that may be outside the years 1 to 9999
 * once its zone is applied.
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
 * Completes a date: if all of it is missing it is today, a missing day or month is the first, a missing year is the
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

/**
 * Without AM or PM, hours of the 12-hour clock are in the morning; hours of the 24-hour clock must agree with AM and
 * PM.
 */
function hourOf(fields: Fields): number | undefined {
  const amPm = fields.get("amPm");
  const hour12 = fields.get("hour12");
  const hour = fields.get("hour");
  if (hour12 === undefined) {
    const agrees = amPm === undefined || (hour ?? 0) >= 12 === (amPm === 1);
    return agrees ? (hour ?? 0) : undefined;
  }
  if (hour12 > 12 || (hour !== undefined && hour !== hour12)) return undefined;
  return (hour12 % 12) + (amPm === 1 ? 12 : 0);
}
