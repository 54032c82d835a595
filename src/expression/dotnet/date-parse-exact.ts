/**
 * `DateTime.ParseExact` in the invariant culture: every piece of the format reads its piece of the text.
 */
import { type Field, type Fields, resolveFields, type Today, yearOf, zoneSeconds } from "./date-fields.ts";
import { DAY_NAMES, MONTH_NAMES, type PatternToken, readPattern, type Specifier } from "./date-pattern.ts";
import type { DateKind, DateTime } from "./date-time.ts";
import {
  ADJUST_TO_UNIVERSAL,
  ALLOW_INNER_WHITE,
  ALLOW_LEADING_WHITE,
  ALLOW_TRAILING_WHITE,
  ASSUME_LOCAL,
  ASSUME_UNIVERSAL,
  NO_CURRENT_DATE_DEFAULT,
  ROUNDTRIP_KIND,
} from "./date-time-styles.ts";

/** Fields that were read; a field that occurs twice must have the same value twice. */
interface Reading {
  readonly text: string;
  offset: number;
  readonly fields: Map<Field, number>;
  readonly allows: Allows;
}

/** Whether all of some DateTimeStyles are set. */
type Allows = (styles: number) => boolean;

/**
 * Reads a text in a format.
 *
 * @param styles DateTimeStyles, as bits.
 * @param today is asked for parts of the date that the format does not have.
 * @returns undefined when the text does not follow the format; a moment that may lie outside years 1 to 9999 after its zone is applied.
 */
export function parseExact(text: string, format: string, styles: number, today: Today): DateTime | undefined {
  const allows: Allows = (style) => (styles & style) === style;
  const tokens = readPattern(trimmed(format, allows)) ?? [];
  const reading: Reading = { text: trimmed(text, allows), offset: 0, fields: new Map(), allows };
  const isRead = tokens.every((token, index) => readToken(reading, token, tokens[index + 1]));
  if (allows(ALLOW_INNER_WHITE)) take(reading, /^\s+/);
  if (!isRead || tokens.length === 0 || reading.offset < reading.text.length) return undefined;
  const { fields } = reading;
  return resolveFields(fields, kindOf(fields, allows), today, allows(NO_CURRENT_DATE_DEFAULT));
}

/** White space at the ends is dropped from the format where it is dropped from the text. */
function trimmed(text: string, allows: Allows): string {
  const start = allows(ALLOW_LEADING_WHITE) ? text.trimStart() : text;
  return allows(ALLOW_TRAILING_WHITE) ? start.trimEnd() : start;
}

/** Moves over what a pattern finds in the next characters. */
function take(reading: Reading, pattern: RegExp, limit = reading.text.length): string {
  const [found = ""] = pattern.exec(reading.text.slice(reading.offset, reading.offset + limit)) ?? [];
  reading.offset += found.length;
  return found;
}

function takeText(reading: Reading, text: string): boolean {
  const found = reading.text.slice(reading.offset, reading.offset + text.length);
  if (found.toLowerCase() !== text.toLowerCase()) return false;
  reading.offset += text.length;
  return true;
}

/** A single letter reads one or two digits, a doubled one exactly two; `hh` does not read `7`. */
function takeNumber(reading: Reading, minimum: number, maximum = 2): number | undefined {
  const digits = take(reading, /^\d+/, maximum);
  return digits.length < minimum ? undefined : Number(digits);
}

function set(reading: Reading, field: Field, value: number | undefined): boolean {
  if (value === undefined) return false;
  const before = reading.fields.get(field) ?? value;
  reading.fields.set(field, value);
  return before === value;
}

function readToken(reading: Reading, token: PatternToken, next: PatternToken | undefined): boolean {
  if (reading.allows(ALLOW_INNER_WHITE)) take(reading, /^\s+/);
  const { letter, text } = token;
  if (letter !== undefined) return READERS[letter](reading, text.length);
  if (text === "Z") return readUtc(reading);
  if (text.trim() === "" && reading.allows(ALLOW_INNER_WHITE)) return true;
  if (!reading.text.startsWith(text, reading.offset)) return mayBeMissing(reading, text, next);
  reading.offset += text.length;
  return true;
}

/** A point before `F` may be missing together with the fraction; so may a blank where one at the end would be forgiven. */
function mayBeMissing(reading: Reading, text: string, next: PatternToken | undefined): boolean {
  if (text === " ") return next !== undefined && reading.allows(ALLOW_TRAILING_WHITE);
  return text === "." && next?.letter === "F";
}

type Reader = (reading: Reading, length: number) => boolean;

const READERS: Readonly<Record<Specifier, Reader>> = {
  d: (reading, length) =>
    length <= 2 ? readNumber("day")(reading, length) : readName(reading, "dayName", DAY_NAMES, length, 0),
  f: (reading, length) => readFraction(reading, length, length),
  F: (reading, length) => readFraction(reading, 0, length),
  g: (reading) => takeText(reading, "A.D."),
  h: readNumber("hour12"),
  H: readNumber("hour"),
  K: readKind,
  m: readNumber("minute"),
  M: (reading, length) =>
    length <= 2 ? readNumber("month")(reading, length) : readName(reading, "month", MONTH_NAMES, length, 1),
  s: readNumber("second"),
  t: readMark,
  y: readYear,
  z: readZone,
};

function readNumber(field: Field): Reader {
  return (reading, length) => set(reading, field, takeNumber(reading, Math.min(length, 2)));
}

function readYear(reading: Reading, length: number): boolean {
  const year = takeNumber(reading, length, Math.max(length, 2));
  return set(reading, "year", year && yearOf(year, length));
}

function readFraction(reading: Reading, minimum: number, maximum: number): boolean {
  if (maximum > 7) return false;
  const digits = take(reading, /^\d+/, maximum);
  return digits.length >= minimum && set(reading, "ticks", Number(digits.padEnd(7, "0")));
}

function readName(reading: Reading, field: Field, names: readonly string[], length: number, first: number): boolean {
  const index = names.findIndex((name) => takeText(reading, length === 3 ? name.slice(0, 3) : name));
  return index >= 0 && set(reading, field, index + first);
}

function readMark(reading: Reading, length: number): boolean {
  const index = ["AM", "PM"].findIndex((mark) => takeText(reading, mark.slice(0, length)));
  return index >= 0 && set(reading, "mark", index);
}

/** `zzz` reads hours and minutes, the colon may be missing; `zz` and `z` read hours. Only `zz` wants two digits of hours. */
function readZone(reading: Reading, length: number): boolean {
  const sign = take(reading, /^[+-]/);
  const hours = takeNumber(reading, length === 2 ? 2 : 1);
  if (length >= 3) take(reading, /^:/);
  const minutes = length >= 3 ? takeNumber(reading, 2) : 0;
  if (sign === "" || hours === undefined || minutes === undefined) return false;
  return set(reading, "zone", zoneSeconds(sign, hours, minutes));
}

/** `Z` in a format reads `Z` or `GMT`, and makes the value UTC. */
function readUtc(reading: Reading): boolean {
  return take(reading, /^(?:Z|GMT)/i) !== "" && set(reading, "zone", 0) && set(reading, "isUtc", 1);
}

/** `K` reads `Z`, an offset, or nothing. */
function readKind(reading: Reading): boolean {
  const character = reading.text.charAt(reading.offset);
  if (character === "Z") return readUtc(reading);
  return character !== "+" && character !== "-" ? true : readZone(reading, 3);
}

function kindOf(fields: Fields, allows: Allows): DateKind {
  const isAdjusted = allows(ADJUST_TO_UNIVERSAL);
  if (fields.has("zone")) return isAdjusted || (allows(ROUNDTRIP_KIND) && fields.has("isUtc")) ? "utc" : "local";
  if (allows(ASSUME_UNIVERSAL) && isAdjusted) return "utc";
  return allows(ASSUME_UNIVERSAL) || allows(ASSUME_LOCAL) ? "local" : "unspecified";
}
