/**
 * Functions on dates.
 *
 * A date is a string in UTC, `M/d/yyyy h:mm:ss tt`.
 */

import { formatDate, formatGeneralDate } from "../dotnet/date-format.ts";
import { dateDifference, INTERVAL_SECONDS, type Interval, isInterval } from "../dotnet/date-interval.ts";
import { parseDate, parseIsoDate } from "../dotnet/date-parse.ts";
import { parseExact } from "../dotnet/date-parse-exact.ts";
import { readPattern } from "../dotnet/date-pattern.ts";
import {
  addMonths,
  addSeconds,
  type DateTime,
  fromDate,
  fromFileTime,
  isInRange,
  toFileTime,
} from "../dotnet/date-time.ts";
import { parseDateTimeStyles } from "../dotnet/date-time-styles.ts";
import { trim } from "../dotnet/white-space.ts";
import { currentTime, type Evaluation } from "../evaluation/context.ts";
import { type ExpressionResult, toInteger } from "../evaluation/values.ts";
import {
  eagerFunction,
  type FunctionCall,
  type FunctionTable,
  fail,
  integerOf,
  type StringArguments,
  stringFunction,
  unaryStringFunction,
} from "./definition.ts";

export const dateFunctions = {
  Now: eagerFunction(0, 0, (_values, call, evaluation) => formatGeneralDate(inRange(clockOf(evaluation)(), call))),
  CDate: unaryStringFunction((string, call, evaluation) => {
    const date = dateOf(string, call, evaluation);
    return date === null ? null : formatGeneralDate(date);
  }),
  DateAdd: stringFunction(3, 3, dateAdd),
  DateDiff: stringFunction(3, 3, dateDiff),
  DateFromNum: unaryStringFunction(dateFromNum),
  NumFromDate: unaryStringFunction(numFromDate),
  FormatDateTime: stringFunction(3, 4, formatDateTime),
} satisfies FunctionTable;

function clockOf(evaluation: Evaluation): () => DateTime {
  return () => fromDate(currentTime(evaluation));
}

/** Parses a string as a date; null for no value. */
function dateOf(string: string | null, call: FunctionCall, evaluation: Evaluation, parse = parseDate): DateTime | null {
  if (string === null || trim(string) === "") return null;
  const date =
    parse(string, clockOf(evaluation), call.assumptions.lastTwoDigitYear) ??
    fail(call, "date_parse_error", "expected a date such as 2020-12-31");
  return inRange(date, call);
}

function inRange(date: DateTime | undefined, call: FunctionCall): DateTime {
  return date !== undefined && isInRange(date)
    ? date
    : fail(call, "date_out_of_range", "expected a date in the years 1 to 9999");
}

function intervalOf(string: string | null, call: FunctionCall): Interval {
  const interval = (string ?? "").toLowerCase();
  if (!isInterval(interval)) fail(call, "invalid_interval", "expected yyyy, m, d, ww, h, n or s");
  return interval;
}

function dateAdd(
  [interval = null, amount = null, dateValue = null]: StringArguments,
  call: FunctionCall,
  evaluation: Evaluation,
): ExpressionResult {
  const unit = intervalOf(interval, call);
  const count = integerOf(amount, call, "value");
  const date = dateOf(dateValue, call, evaluation);
  if (date === null) return null;
  const isCalendar = unit === "yyyy" || unit === "m";
  const result = isCalendar
    ? addMonths(date, unit === "m" ? count : count * 12)
    : addSeconds(date, count * INTERVAL_SECONDS[unit]);
  return formatGeneralDate(inRange(result, call));
}

function dateDiff(
  [interval = null, from = null, to = null]: StringArguments,
  call: FunctionCall,
  evaluation: Evaluation,
): ExpressionResult {
  const unit = intervalOf(interval, call);
  const first = dateOf(from, call, evaluation);
  const second = dateOf(to, call, evaluation);
  return first === null || second === null ? null : dateDifference(unit, first, second);
}

/** Converts a FILETIME to a date. */
function dateFromNum(string: string, call: FunctionCall): ExpressionResult {
  if (string === "") return null;
  const fileTime = toInteger(string) ?? fail(call, "wrong_argument_type", "expected a number");
  return formatGeneralDate(inRange(fromFileTime(positive(fileTime, call)), call));
}

/** Converts a date to a FILETIME, as a string: it has more digits than a double. */
function numFromDate(string: string, call: FunctionCall, evaluation: Evaluation): ExpressionResult {
  const date = dateOf(string, call, evaluation, parseIsoDate);
  return date === null ? null : String(positive(toFileTime(date), call));
}

/** FILETIMEs begin in 1601. */
function positive(fileTime: bigint, call: FunctionCall): bigint {
  return fileTime < 0n ? fail(call, "date_out_of_range", "expected a date from 1601") : fileTime;
}

/** With three arguments it is the older signature, without styles. */
function formatDateTime(strings: StringArguments, call: FunctionCall, evaluation: Evaluation): ExpressionResult {
  const [source, styles, input, output] = strings.length === 3 ? [strings[0], null, strings[1], strings[2]] : strings;
  const string = source ?? "";
  if (string === "") return null;
  const dateStyles = parseDateTimeStyles(styles ?? "") ?? fail(call, "invalid_format", "expected DateTimeStyles");
  const format = input ?? "";
  const date = parseExact(string, format, dateStyles, clockOf(evaluation), call.assumptions.lastTwoDigitYear);
  if (date === undefined) {
    const code = readPattern(format) === undefined ? "invalid_format" : "date_parse_error";
    fail(call, code, `expected a date in the format ${format.slice(0, 60)}`);
  }
  return formatDate(inRange(date, call), output ?? "") ?? fail(call, "invalid_format", "expected a format of .NET");
}
