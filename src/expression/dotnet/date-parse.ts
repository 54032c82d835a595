/**
 * Dates in layouts that nobody named beforehand: `DateTime.Parse` in the invariant culture, as far as provisioning sources write them.
 */

import { windowedYear } from "./date-parse-exact.ts";
import { DAY_NAMES, MONTH_NAMES } from "./date-pattern.ts";
import { addSeconds, type DateTime, fromFields } from "./date-time.ts";

const MAX_LENGTH = 64;

/** Hours, minutes, seconds, fraction, half of the day. */
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,7})\d*)?)?(?: ?([AP]M))?`;
const ZONE = String.raw` ?(Z|GMT|UTC|[+-]\d{1,2}(?::?\d{2})?)?`;
const REST = `(?:[T ] ?${TIME})?${ZONE}$`;

/** `2020-03-16`, `2020/3/16`, with time and zone. */
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})${REST}`, "i");
/** `3/16/2020`. */
const MONTH_FIRST = new RegExp(String.raw`^(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})${REST}`, "i");
/** `16 Mar 2020`, `16-March-2020`. */
const DAY_MONTH_NAME = new RegExp(String.raw`^(\d{1,2})[- ]([A-Za-z]{3,9})[-, ]{1,2}(\d{4})${REST}`, "i");
/** `March 16, 2020`. */
const MONTH_NAME_DAY = new RegExp(String.raw`^([A-Za-z]{3,9}) (\d{1,2}),? (\d{4})${REST}`, "i");

/** ISO 8601 in its extended form, where `T` may be a space. */
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,7})\d*)?)?)?( ?)(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** Reads ISO 8601; undefined for anything else. Without a zone, the time is UTC. */
export function parseIsoDate(text: string): DateTime | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH || !ISO.test(trimmed)) return undefined;
  return parseDate(trimmed);
}

/** Reads a date in any of the known layouts; undefined when it has none of them. Without a zone, the time is UTC. */
export function parseDate(text: string): DateTime | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const trimmed = withoutDayName(text.trim());
  const [year, month, day, rest] = readDate(trimmed) ?? [];
  if (year === undefined || month === undefined || day === undefined || rest === undefined) return undefined;
  const [hour = "0", minute = "0", second = "0", fraction = "0", mark, zone] = rest;
  const hours = markedHour(Number(hour), mark);
  const ticks = Number(fraction.padEnd(7, "0"));
  const date = fromFields(
    { year, month, day, hour: hours, minute: Number(minute), second: Number(second), ticks },
    "utc",
  );
  const offset = zoneSeconds(zone);
  return date === undefined || offset === undefined ? undefined : addSeconds(date, -offset);
}

type DateParts = readonly [year: number, month: number, day: number, rest: readonly (string | undefined)[]];

function readDate(text: string): DateParts | undefined {
  let found = YEAR_FIRST.exec(text);
  if (found !== null) return [Number(found[1]), Number(found[2]), Number(found[3]), found.slice(4)];
  found = MONTH_FIRST.exec(text);
  if (found !== null) return [fullYear(found[3]), Number(found[1]), Number(found[2]), found.slice(4)];
  found = DAY_MONTH_NAME.exec(text);
  if (found !== null) return [Number(found[3]), monthNumber(found[2]), Number(found[1]), found.slice(4)];
  found = MONTH_NAME_DAY.exec(text);
  if (found !== null) return [Number(found[3]), monthNumber(found[1]), Number(found[2]), found.slice(4)];
  return undefined;
}

function withoutDayName(text: string): string {
  const lower = text.toLowerCase();
  const name = DAY_NAMES.find(
    (day) => lower.startsWith(`${day.toLowerCase()},`) || lower.startsWith(`${day.slice(0, 3).toLowerCase()},`),
  );
  return name === undefined ? text : text.slice(text.indexOf(",") + 1).trim();
}

function fullYear(year = ""): number {
  return year.length === 2 ? windowedYear(Number(year)) : Number(year);
}

/** 0, which no date has, for a word that names no month. */
function monthNumber(name = ""): number {
  const lower = name.toLowerCase();
  return (
    MONTH_NAMES.findIndex((month) => month.toLowerCase() === lower || month.slice(0, 3).toLowerCase() === lower) + 1
  );
}

/** 24, which no day has, for an hour that does not go with its mark. */
function markedHour(hour: number, mark: string | undefined): number {
  if (mark === undefined) return hour;
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (mark.toUpperCase() === "PM" ? 12 : 0);
}

/** An offset in seconds; undefined beyond the 14 hours that .NET allows. */
function zoneSeconds(zone: string | undefined): number | undefined {
  if (zone === undefined || /^[a-z]/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(":", "");
  const hours = Number(digits.length <= 2 ? digits : digits.slice(0, -2));
  const minutes = Number(digits.length <= 2 ? 0 : digits.slice(-2));
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (hours * 60 + minutes) * (zone.startsWith("-") ? -60 : 60);
}
