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
 * @returns undefined for a string that is not a date and time, or whose day does not exist.
 */
export function parseInstant(value: string): Instant | undefined {
  if (!DATE_TIME.test(value)) return undefined;
  const day = twoDigits(value, 8);
  // `Date.UTC` would read the years 0 to 99 as 1900 to 1999; the calendar repeats every 400 years.
  const date = Date.UTC(twoDigits(value, 0) * 100 + twoDigits(value, 2) + 400, twoDigits(value, 5) - 1, day);
  // A day that the month does not have has become one of the next month.
  if (day > 28 && new Date(date).getUTCDate() !== day) return undefined;
  const clock = clockAt(value, 11) + twoDigits(value, 17);
  const zone = zoneStart(value);
  const fraction = trimZeros(value.slice(20, zone));
  // 24:00:00 is the end of a day; no later time may follow it.
  if (value.startsWith("24", 11) && (clock > 86_400 || fraction !== "")) return undefined;
  return { seconds: date / 1000 - SECONDS_OF_400_YEARS + clock - offsetAt(value, zone), fraction };
}

const SECONDS_OF_400_YEARS = 146_097 * 86_400;

function twoDigits(value: string, start: number): number {
  return value.charCodeAt(start) * 10 + value.charCodeAt(start + 1) - 528;
}

/** Seconds of `hh:mm`. */
function clockAt(value: string, start: number): number {
  return twoDigits(value, start) * 3600 + twoDigits(value, start + 3) * 60;
}

/** Where the offset from UTC begins; the end of the string when there is none. */
function zoneStart(value: string): number {
  if (value.endsWith("Z") || value.endsWith("z")) return value.length - 1;
  const sign = value.at(-6);
  return value.length - (sign === "+" || sign === "-" ? 6 : 0);
}

/** Seconds that the clock is ahead of UTC. */
function offsetAt(value: string, zone: number): number {
  if (value.length - zone < 6) return 0;
  const offset = clockAt(value, zone + 1);
  return value[zone] === "-" ? -offset : offset;
}

/** Negative, zero or positive as the first instant is before, at or after the second. */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  // Digits of a fraction without trailing zeros order like strings: .49 < .5
  return a.fraction < b.fraction ? -1 : a.fraction > b.fraction ? 1 : 0;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
