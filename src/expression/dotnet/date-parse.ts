/**
 * Dates in layouts that nobody named beforehand: `DateTime.Parse` in the invariant culture, as far as the reference names them.
 */

import { addSeconds, type DateTime, fromFields } from "./date-time.ts";

const MAX_LENGTH = 64;

/** `2020-03-16` or `3/16/2020`. */
const DAY = String.raw`(?:(\d{4})[-/](\d\d?)[-/](\d\d?)|(\d\d?)[-/](\d\d?)[-/](\d{4}))`;
/** Hours, minutes, seconds, fraction, half of the day. */
const TIME = String.raw`(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,7})\d*)?)?(?: ?([AP]M))?`;
const ZONE = String.raw` ?(Z|GMT|UTC|[+-]\d\d?(?::?\d\d)?)?`;
const DATE = new RegExp(`^${DAY}(?:[T ] ?${TIME})?${ZONE}$`, "i");

/** What only ISO 8601 begins with, and what it never has. */
const ISO_START = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:|[Z+-]|$)/i;
const NOT_ISO = /[MU]/i;

/** Reads ISO 8601; undefined for anything else. Without a zone, the time is UTC. */
export function parseIsoDate(text: string): DateTime | undefined {
  const trimmed = text.trim();
  return ISO_START.test(trimmed) && !NOT_ISO.test(trimmed) ? parseDate(trimmed) : undefined;
}

/** Reads a date in one of the layouts that provisioning sources write, and that the functions return; undefined for any other. Without a zone, the time is UTC. */
export function parseDate(text: string): DateTime | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const found = DATE.exec(text.trim());
  if (found === null) return undefined;
  const [hour = "0", minute = "0", second = "0", fraction = "0", mark, zone] = found.slice(7);
  const ticks = Number(fraction.padEnd(7, "0"));
  const time = { hour: markedHour(Number(hour), mark), minute: Number(minute), second: Number(second), ticks };
  const date = fromFields({ ...dayOf(found), ...time }, "utc");
  const offset = zoneSeconds(zone);
  return date === undefined || offset === undefined ? undefined : addSeconds(date, -offset);
}

/** The date in whichever of the two orders was found. */
function dayOf([, year, month, day, month2, day2, year2]: readonly (string | undefined)[]) {
  return { year: Number(year ?? year2), month: Number(month ?? month2), day: Number(day ?? day2) };
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
