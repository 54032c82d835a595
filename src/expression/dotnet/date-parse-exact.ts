/**
 * `DateTime.ParseExact` in the invariant culture: every piece of the format reads its piece of the text.
 */
import { DAY_NAMES, MONTH_NAMES, type PatternToken, readPattern, type Specifier } from "./date-pattern.ts";
import type { DateStyles } from "./date-styles.ts";
import { addSeconds, type DateKind, type DateTime, dayOfWeek, fromFields, toFields } from "./date-time.ts";

/** Fields that were read; a field that occurs twice must have the same value twice. */
interface Reading {
  readonly text: string;
  offset: number;
  readonly fields: Map<Field, number>;
}

type Field =
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

/**
 * Reads a text in a format.
 *
 * @param today where parts of the date come from that the format does not have.
 * @returns undefined when the text does not follow the format; a moment that may lie outside years 1 to 9999 after its zone is applied.
 */
export function parseExact(text: string, format: string, styles: DateStyles, today: DateTime): DateTime | undefined {
  const tokens = readPattern(trimmed(format, styles));
  if (tokens === undefined) return undefined;
  const reading: Reading = { text: trimmed(text, styles), offset: 0, fields: new Map() };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (styles.innerWhite) skipSpaces(reading);
    if (isMissingFraction(reading, token, tokens[index + 1])) index++;
    else if (!readToken(reading, token, styles)) return undefined;
  }
  if (styles.innerWhite) skipSpaces(reading);
  return reading.offset === reading.text.length ? resolve(reading.fields, styles, today) : undefined;
}

/** White space at the ends is dropped from the format where it is dropped from the text. */
function trimmed(text: string, styles: DateStyles): string {
  const start = styles.leadingWhite ? text.trimStart() : text;
  return styles.trailingWhite ? start.trimEnd() : start;
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
  if (text.trim() === "" && styles.innerWhite) return true;
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

/** Two digits are a year from 1950 to 2049. */
function readYear(reading: Reading, length: number): boolean {
  const year = takeNumber(reading, length, Math.max(length, 2));
  return set(reading, "year", year === undefined || length > 2 ? year : year + (year < 50 ? 2000 : 1900));
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
  if (minutes === undefined || minutes > 59 || hours > 14) return false;
  return set(reading, "zone", (hours * 60 + minutes) * (sign === "-" ? -60 : 60));
}

/** `K` reads `Z`, an offset, or nothing. */
function readKind(reading: Reading): boolean {
  const character = reading.text.charAt(reading.offset);
  if (character === "+" || character === "-") return readZone(reading, 3);
  return character.toUpperCase() === "Z" ? readUtc(reading) : true;
}

type Fields = ReadonlyMap<Field, number>;

function resolve(fields: Fields, styles: DateStyles, today: DateTime): DateTime | undefined {
  const hour = hourOf(fields);
  if (hour === undefined) return undefined;
  const time = {
    hour,
    minute: fields.get("minute") ?? 0,
    second: fields.get("second") ?? 0,
    ticks: fields.get("ticks") ?? 0,
  };
  const date = fromFields({ ...dateOf(fields, styles, today), ...time }, kindOf(fields, styles));
  if (date === undefined) return undefined;
  const dayName = fields.get("dayName");
  if (dayName !== undefined && dayName !== dayOfWeek(date)) return undefined;
  return addSeconds(date, -(fields.get("zone") ?? 0));
}

/** What is missing of a date: all of it is today, a part of it is the first of the year or month, the year is the current one. */
function dateOf(fields: Fields, styles: DateStyles, today: DateTime) {
  const current = toFields(today);
  const year = fields.get("year");
  const month = fields.get("month");
  const day = fields.get("day");
  if (year === undefined && month === undefined && day === undefined) {
    return styles.noCurrentDate
      ? { year: 1, month: 1, day: 1 }
      : { year: current.year, month: current.month, day: current.day };
  }
  return { year: year ?? current.year, month: month ?? 1, day: day ?? 1 };
}

/** Hours of 12 without a mark are in the morning; hours of 24 must agree with a mark. */
function hourOf(fields: Fields): number | undefined {
  const mark = fields.get("mark");
  const hour12 = fields.get("hour12");
  const hour = fields.get("hour") ?? 0;
  if (hour12 === undefined) {
    if (mark === undefined || !fields.has("hour")) return hour;
    return hour >= 12 === (mark === 1) ? hour : undefined;
  }
  if (hour12 > 12) return undefined;
  return (hour12 % 12) + (mark === 1 ? 12 : 0);
}

function kindOf(fields: Fields, styles: DateStyles): DateKind {
  if (!fields.has("zone")) {
    if (styles.assumeUniversal) return styles.adjustToUniversal ? "utc" : "local";
    return styles.assumeLocal ? "local" : "unspecified";
  }
  const staysUtc = styles.adjustToUniversal || (styles.roundtripKind && fields.has("isUtc"));
  return staysUtc ? "utc" : "local";
}
