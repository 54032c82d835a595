/**
 * Parses dates like .NET's `DateTime.ParseExact` in the invariant culture: every token of the format reads its part of
 * the string.
 */
import { type CurrentDate, type Field, type Fields, resolveFields, yearOf, zoneSeconds } from "./date-fields.ts";
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
import { trimEnd, trimStart, WHITE_START } from "./white-space.ts";

/** The state of parsing one string. A field that occurs twice must have the same value twice. */
interface ParseState {
  readonly string: string;
  offset: number;
  readonly fields: Map<Field, number>;
  readonly allows: Allows;
  readonly lastYear: number | undefined;
}

/** Whether all the given DateTimeStyles are set. */
type Allows = (styles: number) => boolean;

/**
 * Parses a date in a given format.
 *
 * @param styles DateTimeStyles, as bits.
 * @param currentDate Called for parts of the date that the format does not have.
 * @param lastYear The last year that two digits can mean.
 * @returns undefined if the string does not follow the format; a date that may be outside the years 1 to 9999 once its
 * zone is applied.
 */
export function parseExact(
  string: string,
  format: string,
  styles: number,
  currentDate: CurrentDate,
  lastYear?: number,
): DateTime | undefined {
  const allows: Allows = (style) => (styles & style) === style;
  const tokens = readPattern(trimmed(format, allows)) ?? [];
  const state: ParseState = { string: trimmed(string, allows), offset: 0, fields: new Map(), allows, lastYear };
  const isRead = tokens.every((token, index) => readToken(state, token, tokens[index + 1]));
  if (!isRead || tokens.length === 0 || state.offset < state.string.length) return undefined;
  const { fields } = state;
  return resolveFields(fields, kindOf(fields, allows), currentDate, allows(NO_CURRENT_DATE_DEFAULT));
}

/** White space at the ends is dropped from the format as from the string. */
function trimmed(string: string, allows: Allows): string {
  const start = allows(ALLOW_LEADING_WHITE) ? trimStart(string) : string;
  return allows(ALLOW_TRAILING_WHITE) ? trimEnd(start) : start;
}

/** Takes what a pattern finds in the next characters. */
function take(state: ParseState, pattern: RegExp, limit = state.string.length): string {
  const [found = ""] = pattern.exec(state.string.slice(state.offset, state.offset + limit)) ?? [];
  state.offset += found.length;
  return found;
}

function takeLiteral(state: ParseState, literal: string): boolean {
  const found = state.string.slice(state.offset, state.offset + literal.length);
  if (found.toLowerCase() !== literal.toLowerCase()) return false;
  state.offset += literal.length;
  return true;
}

/** A single letter reads one or two digits, a doubled one exactly two: `hh` does not read `7`. */
function takeNumber(state: ParseState, minimum: number, maximum = 2): number | undefined {
  const digits = take(state, /^\d+/, maximum);
  return digits.length < minimum ? undefined : Number(digits);
}

function set(state: ParseState, field: Field, value: number | undefined): boolean {
  if (value === undefined) return false;
  const before = state.fields.get(field) ?? value;
  state.fields.set(field, value);
  return before === value;
}

function readToken(state: ParseState, token: PatternToken, next: PatternToken | undefined): boolean {
  const { letter, source, isQuoted } = token;
  skipInnerWhite(state);
  if (letter !== undefined) return READERS[letter](state, source.length);
  if (source === "Z" && !isQuoted) return readUtc(state);
  return source.split("").every((character) => {
    if (character === " " && state.allows(ALLOW_INNER_WHITE)) return skipInnerWhite(state);
    if (character !== state.string.charAt(state.offset)) return !isQuoted && mayBeMissing(state, source, next);
    state.offset++;
    return true;
  });
}

function skipInnerWhite(state: ParseState): boolean {
  if (state.allows(ALLOW_INNER_WHITE)) take(state, WHITE_START);
  return true;
}

/**
 * A point before `F` may be missing together with the fraction; so may a blank where one at the end would be forgiven.
 */
function mayBeMissing(state: ParseState, literal: string, next: PatternToken | undefined): boolean {
  if (literal === " ") return next !== undefined && state.allows(ALLOW_TRAILING_WHITE);
  return literal === "." && next?.letter === "F";
}

type Reader = (state: ParseState, length: number) => boolean;

const READERS: Readonly<Record<Specifier, Reader>> = {
  d: (state, length) =>
    length <= 2 ? readNumber("day")(state, length) : readName(state, "dayName", DAY_NAMES, length, 0),
  f: (state, length) => readFraction(state, length, length),
  F: (state, length) => readFraction(state, 0, length),
  g: (state) => takeLiteral(state, "A.D."),
  h: readNumber("hour12"),
  H: readNumber("hour"),
  K: readKind,
  m: readNumber("minute"),
  M: (state, length) =>
    length <= 2 ? readNumber("month")(state, length) : readName(state, "month", MONTH_NAMES, length, 1),
  s: readNumber("second"),
  t: readAmPm,
  y: readYear,
  z: readZone,
};

function readNumber(field: Field): Reader {
  return (state, length) => set(state, field, takeNumber(state, Math.min(length, 2)));
}

function readYear(state: ParseState, length: number): boolean {
  const year = takeNumber(state, length, Math.max(length, 2));
  return year !== undefined && set(state, "year", yearOf(year, length, state.lastYear));
}

function readFraction(state: ParseState, minimum: number, maximum: number): boolean {
  if (maximum > 7) return false;
  const digits = take(state, /^\d+/, maximum);
  return digits.length >= minimum && set(state, "ticks", Number(digits.padEnd(7, "0")));
}

function readName(state: ParseState, field: Field, names: readonly string[], length: number, first: number): boolean {
  const index = names.findIndex((name) => takeLiteral(state, length === 3 ? name.slice(0, 3) : name));
  return index >= 0 && set(state, field, index + first);
}

function readAmPm(state: ParseState, length: number): boolean {
  const index = ["AM", "PM"].findIndex((amPm) => takeLiteral(state, amPm.slice(0, length)));
  return index >= 0 && set(state, "amPm", index);
}

/** `zzz` reads hours and minutes, with or without colon; `zz` and `z` read hours. Only `zz` needs two digits. */
function readZone(state: ParseState, length: number): boolean {
  const sign = take(state, /^[+-]/);
  const hours = takeNumber(state, length === 2 ? 2 : 1);
  if (length >= 3) take(state, /^:/);
  const minutes = length >= 3 ? takeNumber(state, 2) : 0;
  if (sign === "" || hours === undefined || minutes === undefined) return false;
  return set(state, "zone", zoneSeconds(sign, hours, minutes));
}

/** `Z` in a format reads `Z` or `GMT`, and makes the value UTC. */
function readUtc(state: ParseState): boolean {
  return take(state, /^(?:Z|GMT)/i) !== "" && set(state, "zone", 0) && set(state, "isUtc", 1);
}

/** `K` reads `Z`, an offset, or nothing. */
function readKind(state: ParseState): boolean {
  const character = state.string.charAt(state.offset);
  if (character === "Z") return readUtc(state);
  return character !== "+" && character !== "-" ? true : readZone(state, 3);
}

function kindOf(fields: Fields, allows: Allows): DateKind {
  const isAdjusted = allows(ADJUST_TO_UNIVERSAL);
  if (fields.has("zone")) return isAdjusted || (allows(ROUNDTRIP_KIND) && fields.has("isUtc")) ? "utc" : "local";
  if (!allows(ASSUME_UNIVERSAL) && !allows(ASSUME_LOCAL)) return "unspecified";
  return isAdjusted ? "utc" : "local";
}
