/**
 * Points in time as SCIM writes them (RFC 7643 §2.3.5: xsd:dateTime, RFC 3339), exact to the last digit of the fraction.
 */

/** A point in time. */
export interface Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z, rounded down. */
  readonly seconds: number;
  /** Decimal digits after the point, without trailing zeros; empty for a whole second. */
  readonly fraction: string;
}

/** Every part has a fixed width but the fraction, so matching is linear. */
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))?$/;

/**
 * Reads a date and time. An absent offset, which XML Schema allows, counts as UTC; second 60 is the first of the next minute.
 *
 * @returns undefined for a text that is no date and time, or names a day that does not exist.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [
    ,
    years,
    months,
    days,
    hours,
    minutes,
    seconds,
    fraction = "",
    ,
    sign,
    offsetHours = "0",
    offsetMinutes = "0",
  ] = match;
  const [year, month, day] = [Number(years), Number(months), Number(days)];
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const isMidnight = hour === 24 && minute === 0 && second === 0 && !/[1-9]/.test(fraction);
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 60) return undefined;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === "-" ? -60 : 60);
  const clock = hour * 3600 + minute * 60 + second;
  return { seconds: epochDay(year, month, day) * 86_400 + clock - offset, fraction: trimZeros(fraction) };
}

/** Negative, zero or positive as the first instant is before, at or after the second. */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  // Digits of a fraction without trailing zeros order like text: .49 < .5
  return a.fraction < b.fraction ? -1 : a.fraction > b.fraction ? 1 : 0;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01; `Date.UTC` alone would read the years 0 to 99 as 1900 to 1999. */
function epochDay(year: number, month: number, day: number): number {
  return Date.UTC(year + 400, month - 1, day) / 86_400_000 - 146_097;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
