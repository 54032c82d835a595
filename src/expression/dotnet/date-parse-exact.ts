/**
 * `DateTime.ParseExact` in the invariant culture: every piece of the format reads its piece of the text.
 */
import { type Field, type Fields, resolveFields, type Today, yearOf, zoneSeconds } from "./date-fields.ts";
import { DAY_NAMES, MONTH_NAMES, type PatternToken, readPattern, type Specifier } from "./date-pattern.ts";
import type { DateStyles } from "./date-styles.ts";
import type { DateKind, DateTime } from "./date-time.ts";

/** Fields that were read; a field that occurs twice must have the same value twice. */
interface Reading {
  readonly text: string;
  offset: number;
  readonly fields: Map<Field, number>;
}

/**
 * Reads a text in a format.
 *
 * @param today is asked for parts of the date that the format does not have.
 * @returns undefined when the text does not follow the format; a moment that may lie outside years 1 to 9999 after its zone is applied.
 */
export function parseExact(text: string, format: string, styles: DateStyles, today: Today): DateTime | undefined {
  const tokens = readPattern(trimmed(format, styles));
  if (tokens === undefined) return undefined;
  const reading: Reading = { text: trimmed(text, styles), offset: 0, fields: new Map() };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (styles.has("allowinnerwhite")) skipSpaces(reading);
    if (isMissingFraction(reading, token, tokens[index + 1])) index++;
    else if (!readToken(reading, token, styles)) return undefined;
  }
  if (styles.has("allowinnerwhite")) skipSpaces(reading);
  if (reading.offset < reading.text.length) return undefined;
  const { fields } = reading;
  return resolveFields(fields, kindOf(fields, styles), today, styles.has("nocurrentdatedefault"));
}

/** White space at the ends is dropped from the format where it is dropped from the text. */
function trimmed(text: string, styles: DateStyles): string {
  const start = styles.has("allowleadingwhite") ? text.trimStart() : text;
  return styles.has("allowtrailingwhite") ? start.trimEnd() : start;
}

function skipSpaces(reading: Reading): void {
  while (/^\s$/.test(reading.text.charAt(reading.offset))) reading.offset++;
}

function set(reading: Reading, field: Field, value: number | undefined): boolean {
  if (value === undefined) return false;
  const before = reading.fields.get(field);
  reading.fields.set(field, value);
  return before === undefined || before === value;
}

function readToken(reading: Reading, token: PatternToken, styles: DateStyles): boolean {
  if (token.kind === "literal") return readLiteral(reading, token.text, styles);
  return READERS[token.letter](reading, token.length);
}

/** A point before `F` may be missing together with the fraction. */
function isMissingFraction(reading: Reading, token: PatternToken, next: PatternToken | undefined): boolean {
  if (token.kind !== "literal" || token.text !== "." || next?.kind !== "specifier" || next.letter !== "F") return false;
  return reading.text[reading.offset] !== ".";
}

/** `Z` in a format reads `Z` or `GMT`, and makes the value UTC. */
function readLiteral(reading: Reading, text: string, styles: DateStyles): boolean {
  if (text === "Z") return readUtc(reading);
  if (text.trim() === "" && styles.has("allowinnerwhite")) return true;
  if (!reading.text.startsWith(text, reading.offset)) return false;
  reading.offset += text.length;
  return true;
}

function readUtc(reading: Reading): boolean {
  const found = /^(?:Z|GMT)/i.exec(reading.text.slice(reading.offset, reading.offset + 3));
  if (found === null) return false;
  reading.offset += found[0].length;
  return set(reading, "zone", 0) && set(reading, "isUtc", 1);
}

type Reader = (reading: Reading, length: number) => boolean;

const READERS: Readonly<Record<Specifier, Reader>> = {
  d: (reading, length) =>
    length <= 2 ? readNumber("day")(reading, length) : readName(reading, "dayName", DAY_NAMES, length, 0),
  f: (reading, length) => readFraction(reading, length, length),
  F: (reading, length) => readFraction(reading, 0, length),
  g: (reading) => readText(reading, "A.D."),
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

/** A single letter reads one or two digits, a doubled one exactly two; `hh` does not read `7`. */
function takeNumber(reading: Reading, minimum: number, maximum: number): number | undefined {
  let end = reading.offset;
  while (end < reading.offset + maximum && /^\d$/.test(reading.text.charAt(end))) end++;
  if (end - reading.offset < minimum) return undefined;
  const value = Number(reading.text.slice(reading.offset, end));
  reading.offset = end;
  return value;
}

function readNumber(field: Field): Reader {
  return (reading, length) => set(reading, field, takeNumber(reading, Math.min(length, 2), 2));
}

function readYear(reading: Reading, length: number): boolean {
  const year = takeNumber(reading, length, Math.max(length, 2));
  return set(reading, "year", year && yearOf(year, length));
}

function readFraction(reading: Reading, minimum: number, maximum: number): boolean {
  const start = reading.offset;
  const value = maximum <= 7 ? takeNumber(reading, minimum, maximum) : undefined;
  return set(reading, "ticks", value && value * 10 ** (7 - (reading.offset - start)));
}

function readText(reading: Reading, text: string): boolean {
  const found = reading.text.slice(reading.offset, reading.offset + text.length);
  if (found.toLowerCase() !== text.toLowerCase()) return false;
  reading.offset += text.length;
  return true;
}

function readName(reading: Reading, field: Field, names: readonly string[], length: number, first: number): boolean {
  const index = names.findIndex((name) => readText(reading, length === 3 ? name.slice(0, 3) : name));
  return index >= 0 && set(reading, field, index + first);
}

function readMark(reading: Reading, length: number): boolean {
  const marks = ["AM", "PM"].map((mark) => mark.slice(0, length));
  const index = marks.findIndex((mark) => readText(reading, mark));
  return index >= 0 && set(reading, "mark", index);
}

/** `zzz` reads hours and minutes, the colon may be missing; `zz` and `z` read hours. */
function readZone(reading: Reading, length: number): boolean {
  const sign = reading.text.charAt(reading.offset);
  if (sign !== "+" && sign !== "-") return false;
  reading.offset++;
  const hours = takeNumber(reading, length === 1 ? 1 : 2, 2);
  if (hours === undefined) return false;
  if (length >= 3) readText(reading, ":");
  const minutes = length >= 3 ? takeNumber(reading, 2, 2) : 0;
  return minutes !== undefined && set(reading, "zone", zoneSeconds(sign, hours, minutes));
}

/** `K` reads `Z`, an offset, or nothing. */
function readKind(reading: Reading): boolean {
  const character = reading.text.charAt(reading.offset);
  if (character === "+" || character === "-") return readZone(reading, 3);
  return character.toUpperCase() === "Z" ? readUtc(reading) : true;
}

function kindOf(fields: Fields, styles: DateStyles): DateKind {
  if (!fields.has("zone")) {
    if (styles.has("assumeuniversal")) return styles.has("adjusttouniversal") ? "utc" : "local";
    return styles.has("assumelocal") ? "local" : "unspecified";
  }
  const staysUtc = styles.has("adjusttouniversal") || (styles.has("roundtripkind") && fields.has("isUtc"));
  return staysUtc ? "utc" : "local";
}
