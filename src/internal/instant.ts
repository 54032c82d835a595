/**
 * Points in time as SCIM writes them (RFC 7643 §2.3.5: xsd:dateTime, RFC 3339), exact to the last digit of the
 * fraction.
 */

/** A point in time. */
export interface Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z, rounded down. */
  readonly seconds: number;
  /** Decimal digits after the point, without trailing zeros; empty for a whole second. */
  readonly fraction: string;
}

/**
 * Every part has a fixed width but the fraction, so matching is linear. Groups would cost more than reading the digits
 * from their places.
 */
const DATE_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-4]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;

/**
 * Reads a date and time. An absent offset, which XML Schema allows, counts as UTC; second 60 is the first of the next
 * minute.
 *
 * @returns undefined for a text that is no date and time, or names a day that does not exist.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!DATE_TIME.test(text)) return undefined;
  const day = twoDigits(text, 8);
  // `Date.UTC` would read the years 0 to 99 as 1900 to 1999; the calendar repeats itself every 400 years.
  const date = Date.UTC(twoDigits(text, 0) * 100 + twoDigits(text, 2) + 400, twoDigits(text, 5) - 1, day);
  // A day that the month does not have has become one of the next month.
  if (day > 28 && new Date(date).getUTCDate() !== day) return undefined;
  const clock = clockAt(text, 11) + twoDigits(text, 17);
  const zone = zoneStart(text);
  const fraction = trimZeros(text.slice(20, zone));
  // 24:00:00 is the end of a day; nothing comes behind it.
  if (text.startsWith("24", 11) && (clock > 86_400 || fraction !== "")) return undefined;
  return { seconds: date / 1000 - SECONDS_OF_400_YEARS + clock - offsetAt(text, zone), fraction };
}

const SECONDS_OF_400_YEARS = 146_097 * 86_400;

function twoDigits(text: string, start: number): number {
  return text.charCodeAt(start) * 10 + text.charCodeAt(start + 1) - 528;
}

/** Seconds of `hh:mm`. */
function clockAt(text: string, start: number): number {
  return twoDigits(text, start) * 3600 + twoDigits(text, start + 3) * 60;
}

/** Where the offset from UTC begins; the end of the text when there is none. */
function zoneStart(text: string): number {
  if (text.endsWith("Z") || text.endsWith("z")) return text.length - 1;
  const sign = text.at(-6);
  return text.length - (sign === "+" || sign === "-" ? 6 : 0);
}

/** Seconds that the clock is ahead of UTC. */
function offsetAt(text: string, zone: number): number {
  if (text.length - zone < 6) return 0;
  const offset = clockAt(text, zone + 1);
  return text[zone] === "-" ? -offset : offset;
}

/** Negative, zero or positive as the first instant is before, at or after the second. */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  // Digits of a fraction without trailing zeros order like text: .49 < .5
  return a.fraction < b.fraction ? -1 : a.fraction > b.fraction ? 1 : 0;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
