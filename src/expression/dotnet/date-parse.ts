/** Parses dates in any common format, like .NET's `DateTime.Parse` in the invariant culture. */
import { type CurrentDate, type Field, resolveFields, yearOf, zoneSeconds } from "./date-fields.ts";
import { DAY_NAMES, MONTH_NAMES } from "./date-pattern.ts";
import type { DateTime } from "./date-time.ts";

const MAX_LENGTH = 64;

/** Matches names in full or by their first three letters. */
const namePattern = (names: readonly string[]) =>
  names.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|");

const GAP = "(?: *[-/.,] *| +)";
const PART = String.raw`\d{1,4}|${namePattern(MONTH_NAMES)}`;
/** Name of the day, and two or three parts; after two parts, neither a third nor a zone may follow. */
const DAY = String.raw`(?:(${namePattern(DAY_NAMES)})${GAP})?(${PART})${GAP}(${PART})(?:${GAP}(\d{1,4})|(?![-+]))`;
/** Hours, minutes, seconds, fraction, AM or PM. */
const TIME = String.raw`(\d\d?)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,7})\d*)?)?|(?= ?[AP]M))(?: ?([AP])M)?`;
/** Sign, hours, minutes. */
const ZONE = String.raw` ?(?:Z|GMT|UTC|([+-])(\d\d?)(?::?(\d\d))?)?`;
const DATE = new RegExp(`^${DAY}(?:(?:[T,] ?| )${TIME})?${ZONE}$`, "i");

/** Starts like ISO 8601, and has no letters but T and Z. */
const ISO = /^\d{4}-\d\d-\d\d[^A-SU-Y]*$/i;

/** Parses a date like {@link parseDate}, in ISO 8601 only. */
export function parseIsoDate(string: string, currentDate: CurrentDate): DateTime | undefined {
  return ISO.test(string.trim()) ? parseDate(string, currentDate) : undefined;
}

/**
 * Parses a date such as `2020-05-01`, `5/1/2020 1:00 PM`, `01-May-2020` or `Fri, 1 May 2020 13:00:00 GMT`. Without a
 * zone it is in UTC.
 *
 * @param currentDate Called if the year is missing.
 * @returns undefined for a string that is no date.
 */
export function parseDate(string: string, currentDate: CurrentDate): DateTime | undefined {
  const found = string.length > MAX_LENGTH ? null : DATE.exec(string.trim());
  if (found === null) return undefined;
  const [, name, one = "", two = "", three, hour, minute = 0, second = 0, fraction = "", amPm, ...offset] = found;
  const [sign = "+", hours = 0, minutes = 0] = offset;
  const zone = zoneSeconds(sign, Number(hours), Number(minutes));
  if (zone === undefined) return undefined;
  const fields = new Map<Field, number>([
    ["minute", Number(minute)],
    ["second", Number(second)],
    ["ticks", Number(fraction.padEnd(7, "0"))],
    ["zone", zone],
  ]);
  for (const [index, field] of orderOf(one, two, three).entries()) {
    const part = [one, two, three][index];
    if (part !== undefined) fields.set(field, numberOf(part, field));
  }
  if (name !== undefined) fields.set("dayName", indexOfName(DAY_NAMES, name));
  if (hour !== undefined) fields.set(amPm === undefined ? "hour" : "hour12", Number(hour));
  if (amPm !== undefined) fields.set("amPm", amPm.toUpperCase() === "P" ? 1 : 0);
  return resolveFields(fields, "utc", currentDate);
}

type DayField = "year" | "month" | "day";

/** The position of a long year or of a month's name shows the order; otherwise the month comes first. */
function orderOf(one: string, two: string, three: string | undefined): readonly DayField[] {
  if (isYear(one)) return ["year", "month", "day"];
  if (isName(two)) return ["day", "month", "year"];
  return three === undefined && isYear(two) ? ["month", "year"] : ["month", "day", "year"];
}

function isName(part: string): boolean {
  return !/^\d/.test(part);
}

function isYear(part: string): boolean {
  return part.length > 2 && !isName(part);
}

/** The number of a part; NaN for a name that is not in the position of the month. */
function numberOf(part: string, field: DayField): number {
  if (field === "month" && isName(part)) return indexOfName(MONTH_NAMES, part) + 1;
  return field === "year" ? yearOf(Number(part), part.length) : Number(part);
}

function indexOfName(names: readonly string[], name: string): number {
  return names.findIndex((candidate) => candidate.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase());
}
