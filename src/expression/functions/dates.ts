/**
 * Functions on dates. Dates travel as text in UTC, `M/d/yyyy h:mm:ss tt`.
 */

import { formatDate, generalDateText } from "../dotnet/date-format.ts";
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
import { readStyles } from "../dotnet/date-time-styles.ts";
import { currentTime, type Run } from "../evaluation/context.ts";
import { type ExpressionResult, toInteger } from "../evaluation/values.ts";
import { type Call, eager, type FunctionTable, fail, integerOf, ofText, ofTexts, type Texts } from "./definition.ts";

export const dateFunctions = {
  Now: eager(0, 0, (_values, call, run) => generalDateText(inRange(clockOf(run)(), call))),
  CDate: ofText((text, call, run) => {
    const date = dateOf(text, call, run);
    return date === null ? null : generalDateText(date);
  }),
  DateAdd: ofTexts(3, 3, dateAdd),
  DateDiff: ofTexts(3, 3, dateDiff),
  DateFromNum: ofText(dateFromNum),
  NumFromDate: ofText(numFromDate),
  FormatDateTime: ofTexts(3, 4, formatDateTime),
} satisfies FunctionTable;

function clockOf(run: Run): () => DateTime {
  return () => fromDate(currentTime(run));
}

/** A text as a date; null without a value. */
function dateOf(text: string | null, call: Call, run: Run, parse = parseDate): DateTime | null {
  if (text === null || text.trim() === "") return null;
  const date = parse(text, clockOf(run)) ?? fail(call, "date_parse_error", "expected a date such as 2020-12-31");
  return inRange(date, call);
}

function inRange(date: DateTime | undefined, call: Call): DateTime {
  return date !== undefined && isInRange(date)
    ? date
    : fail(call, "date_out_of_range", "expected a date in the years 1 to 9999");
}

function intervalOf(text: string | null, call: Call): Interval {
  const interval = (text ?? "").toLowerCase();
  if (!isInterval(interval)) fail(call, "invalid_interval", "expected yyyy, m, d, ww, h, n or s");
  return interval;
}

function dateAdd([interval = null, amount = null, dateValue = null]: Texts, call: Call, run: Run): ExpressionResult {
  const unit = intervalOf(interval, call);
  const count = integerOf(amount, call, "value");
  const date = dateOf(dateValue, call, run);
  if (date === null) return null;
  const isCalendar = unit === "yyyy" || unit === "m";
  const result = isCalendar
    ? addMonths(date, unit === "m" ? count : count * 12)
    : addSeconds(date, count * INTERVAL_SECONDS[unit]);
  return generalDateText(inRange(result, call));
}

function dateDiff([interval = null, from = null, to = null]: Texts, call: Call, run: Run): ExpressionResult {
  const unit = intervalOf(interval, call);
  const first = dateOf(from, call, run);
  const second = dateOf(to, call, run);
  return first === null || second === null ? null : dateDifference(unit, first, second);
}

/** FILETIME to date. */
function dateFromNum(text: string, call: Call): ExpressionResult {
  if (text === "") return null;
  const fileTime = toInteger(text) ?? fail(call, "wrong_argument_type", "expected a number");
  return generalDateText(inRange(fromFileTime(positive(fileTime, call)), call));
}

/** Date to FILETIME, as text: it has more digits than a double. */
function numFromDate(text: string, call: Call, run: Run): ExpressionResult {
  const date = dateOf(text, call, run, parseIsoDate);
  return date === null ? null : String(positive(toFileTime(date), call));
}

/** A FILETIME cannot say what was before 1601. */
function positive(fileTime: bigint, call: Call): bigint {
  return fileTime < 0n ? fail(call, "date_out_of_range", "expected a date from 1601") : fileTime;
}

/** Three arguments are the older signature, without styles. */
function formatDateTime(texts: Texts, call: Call, run: Run): ExpressionResult {
  const [source, styles, input, output] = texts.length === 3 ? [texts[0], null, texts[1], texts[2]] : texts;
  const text = source ?? "";
  if (text === "") return null;
  const dateStyles = readStyles(styles ?? "") ?? fail(call, "invalid_format", "expected DateTimeStyles");
  const format = input ?? "";
  const date = parseExact(text, format, dateStyles, clockOf(run));
  if (date === undefined) {
    const code = readPattern(format) === undefined ? "invalid_format" : "date_parse_error";
    fail(call, code, `expected a date in the format ${format.slice(0, 60)}`);
  }
  return formatDate(inRange(date, call), output ?? "") ?? fail(call, "invalid_format", "expected a format of .NET");
}
