/**
 * Functions on dates. Dates travel as text in UTC, `M/d/yyyy h:mm:ss tt`.
 */
import { currentTime, type Run } from "../context.ts";
import { formatDate, generalDateText } from "../dotnet/date-format.ts";
import { dateDifference, type Interval, isInterval } from "../dotnet/date-interval.ts";
import { parseDate, parseIsoDate } from "../dotnet/date-parse.ts";
import { parseExact } from "../dotnet/date-parse-exact.ts";
import { readPattern } from "../dotnet/date-pattern.ts";
import { readStyles } from "../dotnet/date-styles.ts";
import {
  addMonths,
  addSeconds,
  type DateTime,
  fromDate,
  fromFileTime,
  isInRange,
  toFileTime,
} from "../dotnet/date-time.ts";
import { type ExpressionResult, toInteger, type Value } from "../values.ts";
import { type Call, describe, eager, type FunctionTable, fail, integerOf, textOf, unary } from "./definition.ts";

export const dateFunctions = {
  Now: eager(0, 0, (_values, _call, run) => generalDateText(fromDate(currentTime(run)))),
  CDate: unary((value, call) => {
    const date = dateOf(value, call);
    return date === null ? null : generalDateText(date);
  }),
  DateAdd: eager(3, 3, dateAdd),
  DateDiff: eager(3, 3, dateDiff),
  DateFromNum: unary(dateFromNum),
  NumFromDate: unary(numFromDate),
  FormatDateTime: eager(3, 4, formatDateTime),
} satisfies FunctionTable;

/** A value as a date; null without a value. */
function dateOf(value: Value, call: Call, parse: (text: string) => DateTime | undefined = parseDate): DateTime | null {
  const text = textOf(value, call);
  if (text === null || text.trim() === "") return null;
  const date = parse(text);
  if (date === undefined) {
    const expected =
      parse === parseIsoDate
        ? "a date in ISO 8601, such as 2020-12-31T23:59:59-08:00"
        : "a date, such as 2020-03-16-07:00";
    fail(call, "date_parse_error", `expected ${expected}`);
  }
  return inRange(date, call);
}

function inRange(date: DateTime | undefined, call: Call): DateTime {
  return date !== undefined && isInRange(date)
    ? date
    : fail(call, "date_out_of_range", "the date lies outside the years 1 to 9999");
}

function intervalOf(value: Value, call: Call): Interval {
  const interval = String(textOf(value, call)).toLowerCase();
  if (!isInterval(interval)) fail(call, "invalid_interval", "the interval is one of yyyy, m, d, ww, h, n and s");
  return interval;
}

const SECONDS: Readonly<Record<Exclude<Interval, "yyyy" | "m">, number>> = {
  ww: 604_800,
  d: 86_400,
  h: 3600,
  n: 60,
  s: 1,
};

function dateAdd([interval = null, amount = null, dateValue = null]: readonly Value[], call: Call): ExpressionResult {
  const unit = intervalOf(interval, call);
  const count = integerOf(amount, call, "the value");
  const date = dateOf(dateValue, call);
  if (date === null) return null;
  const isCalendar = unit === "yyyy" || unit === "m";
  const result = isCalendar
    ? addMonths(date, unit === "m" ? count : count * 12)
    : addSeconds(date, count * SECONDS[unit]);
  return generalDateText(inRange(result, call));
}

function dateDiff([interval = null, from = null, to = null]: readonly Value[], call: Call): ExpressionResult {
  const unit = intervalOf(interval, call);
  const first = dateOf(from, call);
  const second = dateOf(to, call);
  return first === null || second === null ? null : dateDifference(unit, first, second);
}

/** FILETIME to date. */
function dateFromNum(value: Value, call: Call): ExpressionResult {
  if (value === null || value === "") return null;
  const fileTime = toInteger(typeof value === "object" ? textOf(value, call) : value);
  if (fileTime === undefined) fail(call, "wrong_argument_type", `expected a number, found ${describe(value)}`);
  if (fileTime < 0n) fail(call, "date_out_of_range", "a FILETIME counts from 1601 and is not negative");
  return generalDateText(inRange(fromFileTime(fileTime), call));
}

/** Date to FILETIME, as text: it has more digits than a double. */
function numFromDate(value: Value, call: Call): ExpressionResult {
  const date = dateOf(value, call, parseIsoDate);
  if (date === null) return null;
  const fileTime = toFileTime(date);
  return fileTime < 0n ? fail(call, "date_out_of_range", "a FILETIME begins in 1601") : String(fileTime);
}

/** Three arguments are the older signature, without styles. */
function formatDateTime(values: readonly Value[], call: Call, run: Run): ExpressionResult {
  const [source = null, styles = null, input = null, output = null] =
    values.length === 3 ? [values[0], null, values[1], values[2]] : values;
  const text = textOf(source, call);
  if (text === null || text === "") return null;
  const dateStyles = readStyles(textOf(styles, call) ?? "");
  if (dateStyles === undefined)
    fail(call, "invalid_format", "the second argument names DateTimeStyles that exist and go together");
  const inputFormat = textOf(input, call) ?? "";
  if (readPattern(inputFormat) === undefined)
    fail(call, "invalid_format", "the input format is not one of .NET's date formats");
  const date = parseExact(text, inputFormat, dateStyles, fromDate(currentTime(run)));
  if (date === undefined) fail(call, "date_parse_error", `expected a date in the format ${inputFormat.slice(0, 60)}`);
  return (
    formatDate(inRange(date, call), textOf(output, call) ?? "") ??
    fail(call, "invalid_format", "the output format is not one of .NET's date formats")
  );
}
