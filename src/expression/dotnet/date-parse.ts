/**
 * Parses dates in any common format, like .NET's `DateTime.Parse` in the invariant culture.
 *
 * .NET reads one part after the other, each with the separator that follows it, and the parts so far decide what a
 * number means. So does this parser, so that unusual strings have the same results: `13 Oct` is October 2013.
 */
import { type CurrentDate, type Field, resolveFields, yearOf, zoneSeconds } from "./date-fields.ts";
import { DAY_NAMES, MONTH_NAMES } from "./date-pattern.ts";
import { type DateTime, daysInMonth, TICKS_PER_SECOND } from "./date-time.ts";
import { trim, WHITE } from "./white-space.ts";

const MAX_LENGTH = 64;

/** Matches names in full or by their first three letters. */
const namePattern = (names: readonly string[]) =>
  `((?:${names.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|")})(?![a-z]))`;

/** Sign, hours, minutes. */
const OFFSET = String.raw`([+-])(\d\d?)(?::(\d\d?)|(\d\d))?(?!\d)`;

/**
 * One part: a number with the fraction of its seconds, or a month, and the separator that follows; the name of a day;
 * an offset; a zone. A full stop and a comma separate like a space.
 */
const PART = String.raw`(?:(?:(\d{1,8})(?:(?<=:.*:\D*\d+)\.(\d+))?|${namePattern(MONTH_NAMES)}) ?([-/:T]|[AP]M(?![a-z]))?|${namePattern(DAY_NAMES)}|${OFFSET}|(Z|GMT)(?![a-z]))[ .,]*`;

/** What follows the `T` of ISO 8601, up to the end. */
const ISO_TIME = new RegExp(String.raw`^(\d\d) ?: ?(\d\d) ?(?:: ?(\d\d)(?:\.(\d+))? ?)?(?:Z|${OFFSET})?$`, "i");

const SPACES = new RegExp(`${WHITE}+`, "g");

/** Starts like ISO 8601, and has no letters but T and Z. */
const ISO = /^\d{4}-\d\d-\d\d[^A-SU-Y]*$/i;

/** Parses a date like {@link parseDate}, in ISO 8601 only. */
export function parseIsoDate(string: string, currentDate: CurrentDate, lastYear?: number): DateTime | undefined {
  return ISO.test(trim(string)) ? parseDate(string, currentDate, lastYear) : undefined;
}

interface ParseState {
  readonly string: string;
  readonly lastYear: number | undefined;
  readonly fields: Map<Field, number>;
  offset: number;
  /** The parts of an unfinished date: `n` is a number, `y` a year of more than two digits, `m` the name of a month. */
  parts: string;
  /** The numbers of an unfinished date or time, without long years. */
  numbers: number[];
  year: number | undefined;
  month: number | undefined;
  /** Whether a slash or hyphen was last, so that another part must follow. */
  isOpen: boolean;
  /** Colons of an unfinished time. */
  colons: number;
}

/**
 * Parses a date such as `2020-05-01`, `5/1/2020 1:00 PM`, `01-May-2020` or `Fri, 1 May 2020 13:00:00 GMT`. Without a
 * zone it is in UTC.
 *
 * @param currentDate Called if the year is missing.
 * @param lastYear The last year that two digits can mean.
 * @returns undefined for a string that is no date.
 */
export function parseDate(string: string, currentDate: CurrentDate, lastYear?: number): DateTime | undefined {
  if (string.length > MAX_LENGTH) return undefined;
  const fields = new Map<Field, number>();
  const state: ParseState = {
    string: trim(string)
      .replace(SPACES, " ")
      .replace(/^[ .,]+/, ""),
    lastYear,
    fields,
    offset: 0,
    parts: "",
    numbers: [],
    year: undefined,
    month: undefined,
    isOpen: false,
    colons: 0,
  };
  const pattern = new RegExp(PART, "iy");
  while (state.offset < state.string.length) if (!readPart(state, pattern)) return undefined;
  if (state.isOpen || state.colons > 0 || state.parts.length === 1) return undefined;
  if (state.parts !== "" && !finishDate(state)) return undefined;
  if (!fields.has("month") && !fields.has("minute")) return undefined;
  const amPm = fields.get("amPm");
  const hour = fields.get("hour") ?? 0;
  // Only PM may stand after an hour of the 24-hour clock.
  if (amPm !== undefined && (hour <= 12 || amPm === 1)) fields.set("hour", hour > 12 ? hour : (hour % 12) + 12 * amPm);
  return resolveFields(fields, "utc", currentDate);
}

/** Sets a field that is not set yet. */
function add({ fields }: ParseState, field: Field, value: number | undefined): boolean {
  if (value === undefined || fields.has(field)) return false;
  fields.set(field, value);
  return true;
}

function readPart(state: ParseState, pattern: RegExp): boolean {
  pattern.lastIndex = state.offset;
  const found = pattern.exec(state.string);
  if (found === null) return false;
  state.offset = pattern.lastIndex;
  const [, digits, fraction, month, separator = "", day, sign, hours, minutes, shortMinutes = 0, zone] = found;
  if (day !== undefined) return add(state, "dayName", indexOfName(DAY_NAMES, day));
  if (zone !== undefined) return state.parts === "" && add(state, "zone", 0);
  if (sign !== undefined) return add(state, "zone", zoneSeconds(sign, Number(hours), Number(minutes ?? shortMinutes)));
  if (/[AP]/i.test(separator) && !add(state, "amPm", /P/i.test(separator) ? 1 : 0)) return false;
  if (digits === undefined) state.month = indexOfName(MONTH_NAMES, month ?? "") + 1;
  else if (digits.length > 2) state.year = Number(digits);
  else state.numbers.push(Number(digits));
  const kind = digits === undefined ? "m" : digits.length > 2 ? "y" : "n";
  if (state.colons === 0 && separator !== ":") return readDate(state, kind, separator);
  return kind === "n" && readTime(state, separator, fraction);
}

/** A hyphen that cannot separate two parts of a date begins an offset; a slash is wrong there. */
function returnHyphen(state: ParseState, separator: string): boolean {
  if (separator === "-") state.offset = state.string.lastIndexOf("-", state.offset - 1);
  return separator !== "/";
}

/** Reads a number before or after a colon; an unfinished date is no date before a time. */
function readTime(state: ParseState, separator: string, fraction: string | undefined): boolean {
  if (state.parts !== "") return false;
  if (separator === ":") return ++state.colons < 3;
  return returnHyphen(state, separator) && finishTime(state, state.colons, fraction);
}

function finishTime(state: ParseState, colons: number, fraction = ""): boolean {
  const [hour, minute = 0, second = 0] = state.numbers;
  Object.assign(state, { parts: "", numbers: [], month: undefined, colons: 0 });
  const ticks = Math.round(Number(`0.${fraction}0`) * TICKS_PER_SECOND);
  return (
    add(state, "hour", hour) &&
    add(state, "minute", colons > 0 ? minute : 0) &&
    add(state, "second", colons > 1 ? second : 0) &&
    add(state, "ticks", ticks)
  );
}

/** Adds a part to the date; the third one finishes it. */
function readDate(state: ParseState, kind: "n" | "y" | "m", separator: string): boolean {
  const parts = state.parts + kind;
  const isFull = parts.length > 2;
  if (/[AP]/i.test(separator)) {
    // An hour, as in `10 AM`; after two numbers, it is not clear what it belongs to.
    if (!isFull || parts === "nnn") return parts === "n" && finishTime(state, 0);
    if (kind === "m") return false;
  }
  if ((state.parts.includes(kind) && kind !== "n") || (isFull && !returnHyphen(state, separator))) return false;
  state.parts = parts;
  state.isOpen = /[-/]/.test(separator);
  if (/T/i.test(separator)) return parts === "ynn" && finishDate(state) && readIsoTime(state);
  return !isFull || finishDate(state);
}

function readIsoTime(state: ParseState): boolean {
  const found = ISO_TIME.exec(state.string.slice(state.offset));
  if (found === null) return false;
  const [string, hour, minute, second, fraction, sign = "+", hours = 0, minutes, shortMinutes = 0] = found;
  state.offset += string.length;
  state.numbers = [Number(hour), Number(minute), Number(second ?? 0)];
  return (
    finishTime(state, 2, fraction) &&
    add(state, "zone", zoneSeconds(sign, Number(hours), Number(minutes ?? shortMinutes)))
  );
}

/** Combines the parts: the month comes before the day, and the year is last unless it is long. */
function finishDate(state: ParseState): boolean {
  const { parts, numbers, lastYear, month: named } = state;
  let { year } = state;
  const shortYear = (number: number | undefined) => (number === undefined ? undefined : yearOf(number, 2, lastYear));
  if (parts === "nm") year = shortYear(numbers.shift());
  const month = named ?? numbers.shift() ?? 1;
  let day = numbers.shift() ?? 1;
  const last = numbers.shift();
  if (last !== undefined && named !== undefined && day > daysInMonth(yearOf(last, 2, lastYear), named)) {
    year = shortYear(day);
    day = last;
  } else year ??= shortYear(last);
  Object.assign(state, { parts: "", numbers: [], year: undefined, month: undefined, isOpen: false });
  if (year !== undefined && !add(state, "year", year)) return false;
  return add(state, "month", month) && add(state, "day", day);
}

function indexOfName(names: readonly string[], name: string): number {
  return names.findIndex((candidate) => candidate.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase());
}
