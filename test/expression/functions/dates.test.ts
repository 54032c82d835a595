import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../../../src/expression/evaluation/values.ts";
import { errorCode, evaluate, evaluationError } from "../evaluate.ts";

type Row = [expression: string, x: AttributeValue, result: unknown];

const rows: Row[] = [
  ["CDate([x])", "2020-03-16", "3/16/2020 12:00:00 AM"],
  ["CDate([x])", "2020-03-16T13:04:05Z", "3/16/2020 1:04:05 PM"],
  ["CDate([x])", "2020-03-16 13:04", "3/16/2020 1:04:00 PM"],
  ["CDate([x])", "2020-03-16T13:04:05.1234567+02:30", "3/16/2020 10:34:05 AM"],
  ["CDate([x])", "3/16/2020 1:04:05 PM", "3/16/2020 1:04:05 PM"],
  ["CDate([x])", "3/16/2020 13:04:05 GMT", "3/16/2020 1:04:05 PM"],
  ["CDate([x])", "2020/3/16", "3/16/2020 12:00:00 AM"],
  ["CDate([x])", "3/16/2020", "3/16/2020 12:00:00 AM"],
  ["CDate([x])", "2024-02-29", "2/29/2024 12:00:00 AM"],
  // the invariant culture's names, in full or by three letters, in any case
  ["CDate([x])", "16 Mar 2020", "3/16/2020 12:00:00 AM"],
  ["CDate([x])", "01-May-2020", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "01-MAY-20", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "May 1, 2020", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "december 31 2020 11:59 pm", "12/31/2020 11:59:00 PM"],
  ["CDate([x])", "2020-May-01 10:30:00+02:00", "5/1/2020 8:30:00 AM"],
  ["CDate([x])", "Fri, 01 May 2020 10:00:00 GMT", "5/1/2020 10:00:00 AM"],
  ["CDate([x])", "Friday, 1 May 2020", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "Sep. 1, 2020", "9/1/2020 12:00:00 AM"],
  // what is missing: the first of the month, the current year
  ["CDate([x])", "May 2020", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "2020-05", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "5/2020", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "1 May", "5/1/2001 12:00:00 AM"],
  ["CDate([x])", "13 Oct", "10/1/2013 12:00:00 AM"],
  ["CDate([x])", "13OCT2020", "10/13/2020 12:00:00 AM"],
  ["CDate([x])", "10/13/2020 13:00 PM", "10/13/2020 1:00:00 PM"],
  ["CDate([x])", "10:30 AM 10/13/2020", "10/13/2020 10:30:00 AM"],
  ["CDate([x])", "10:30", "7/30/2025 10:30:00 AM"],
  ["CDate([x])", "10/13/2020 9:5:3", "10/13/2020 9:05:03 AM"],
  ["CDate([x])", "10/13/2020.", "10/13/2020 12:00:00 AM"],
  ["CDate([x])", "Oct 13 2020,", "10/13/2020 12:00:00 AM"],
  ["CDate([x])", "10\u00a0Oct\u00a02020", "10/10/2020 12:00:00 AM"],
  ["CDate([x])", "May 2020 1", "5/1/2020 12:00:00 AM"],
  ["CDate([x])", "10/13/2020 10:30:15.99999999", "10/13/2020 10:30:16 AM"],
  ["CDate([x])", "32 Oct 13", "10/13/2032 12:00:00 AM"],
  ["CDate([x])", "May 1 7 PM", "5/1/2007 12:00:00 PM"],
  // the month before the day; a year of two digits is one from 1950 to 2049
  ["CDate([x])", "1.5.2020", "1/5/2020 12:00:00 AM"],
  ["CDate([x])", "1/5/49", "1/5/2049 12:00:00 AM"],
  ["CDate([x])", "1/5/50", "1/5/1950 12:00:00 AM"],
  ["CDate([x])", "3/16/2020 1PM", "3/16/2020 1:00:00 PM"],
  ["CDate([x])", "0001-01-01", "1/1/0001 12:00:00 AM"],
  ["CDate([x])", "9999-12-31T23:59:59Z", "12/31/9999 11:59:59 PM"],
  ["CDate([x])", null, null],
  ["CDate([x])", "", null],
  // DateAdd: months and years end on the last day of a shorter month
  ['DateAdd("m", 1, [x])', "2023-01-31", "2/28/2023 12:00:00 AM"],
  ['DateAdd("m", -1, [x])', "2024-03-31", "2/29/2024 12:00:00 AM"],
  ['DateAdd("m", -13, [x])', "2024-01-15", "12/15/2022 12:00:00 AM"],
  ['DateAdd("yyyy", 1, [x])', "2024-02-29", "2/28/2025 12:00:00 AM"],
  ['DateAdd("d", "10", [x])', "2024-02-25", "3/6/2024 12:00:00 AM"],
  ['DateAdd("h", -1, [x])', "2024-01-01", "12/31/2023 11:00:00 PM"],
  ['DateAdd("n", 90, [x])', "2024-01-01", "1/1/2024 1:30:00 AM"],
  ['DateAdd("s", 86399, [x])', "2024-01-01", "1/1/2024 11:59:59 PM"],
  ['DateAdd("WW", 1, [x])', "2024-01-01", "1/8/2024 12:00:00 AM"],
  ['DateAdd("d", 1, [x])', null, null],
  // DateDiff: calendar fields, or elapsed time towards zero
  ['DateDiff("yyyy", [x], "2024-01-01")', "2023-12-31", 1],
  ['DateDiff("m", [x], "2024-01-01")', "2023-12-31", 1],
  ['DateDiff("d", [x], "2024-01-01")', "2023-12-31T00:00:01Z", 0],
  ['DateDiff("d", "2024-01-01", [x])', "2023-12-30T12:00:00Z", -1],
  ['DateDiff("h", "2024-01-01", [x])', "2023-12-31T22:30:00Z", -1],
  ['DateDiff("n", "2024-01-01", [x])', "2024-01-01T00:01:59Z", 1],
  ['DateDiff("s", "2024-01-01", [x])', "2024-01-01T00:01:59Z", 119],
  ['DateDiff("ww", "2024-01-06", [x])', "2024-01-07", 1],
  ['DateDiff("ww", "2024-01-07", [x])', "2024-01-13", 0],
  ['DateDiff("d", [x], Now())', null, null],
  // FILETIME
  ["DateFromNum([x])", "0", "1/1/1601 12:00:00 AM"],
  ["DateFromNum([x])", 0, "1/1/1601 12:00:00 AM"],
  ["DateFromNum([x])", "2650467743999999999", "12/31/9999 11:59:59 PM"],
  ["DateFromNum([x])", null, null],
  ["NumFromDate([x])", "1601-01-01", "0"],
  ["NumFromDate([x])", "2025-12-31 23:59:59-05:00", "134117171990000000"],
  ["NumFromDate([x])", "2025-12-31T23:59:59.1234567Z", "134116991991234567"],
  ["NumFromDate([x])", "2020-12-31-08:00", "132538752000000000"],
  ["NumFromDate([x])", "", null],
  ["NumFromDate([x])", null, null],
  ["DateFromNum(NumFromDate([x]))", "2025-12-31T23:59:59Z", "12/31/2025 11:59:59 PM"],
  // FormatDateTime
  ['FormatDateTime([x], , "yyyy-MM-dd", "dd.MM.yy")', "2025-07-30", "30.07.25"],
  ['FormatDateTime([x], "yyyy-MM-dd", "dd.MM.yy")', "2025-07-30", "30.07.25"],
  ['FormatDateTime([x], , "yyyy-MM-dd", "D")', " 2025-07-30 ", "Wednesday, 30 July 2025"],
  ['FormatDateTime([x], , "M/d/yyyy h:mm:ss tt", "s")', "7/5/2025 1:02:03 PM", "2025-07-05T13:02:03"],
  ['FormatDateTime([x], , "yyyy-MM-ddzzz", "yyyy-MM-dd")', "2021-06-30+08:00", "2021-06-29"],
  ['FormatDateTime([x], "AssumeUniversal", "yyyy-MM-dd", "yyyy-MM-ddK")', "2021-06-30", "2021-06-30+00:00"],
  [
    'FormatDateTime([x], "AssumeUniversal, AdjustToUniversal", "yyyy-MM-dd", "yyyy-MM-ddK")',
    "2021-06-30",
    "2021-06-30Z",
  ],
  [
    'FormatDateTime([x], "DateTimeStyles.AllowWhiteSpaces", "yyyy-MM-dd HH:mm", "HH:mm")',
    " 2021-06-30   01:02 ",
    "01:02",
  ],
  ['FormatDateTime([x], , "yyyy-MM-dd", "")', "2021-06-30", "06/30/2021 00:00:00"],
  ['FormatDateTime([x], , "yyyy", "yyyy")', null, null],
  ['FormatDateTime([x], , "yyyy", "yyyy")', "", null],
  ["FormatDateTime(Now(), , \"M/d/yyyy h:mm:ss tt\", \"yyyyMMdd'T'HHmmss'Z'\")", null, "20250730T120000Z"],
];

describe("functions on dates", () => {
  it("only a date that lacks a part asks the clock", () => {
    const context = { now: () => expect.unreachable() };
    expect(evaluate('CDate("2020-03-16")', {}, context)).toBe("3/16/2020 12:00:00 AM");
    expect(evaluate('FormatDateTime("2020", , "yyyy", "yyyyMMdd")', {}, context)).toBe("20200101");
  });

  it("a clock without a time is out of range", () => {
    expect(errorCode(() => evaluate("Now()", {}, { now: () => new Date(Number.NaN) }))).toBe("date_out_of_range");
  });

  it.each(rows)("%s with %j gives %j", (expression, x, result) => {
    expect(evaluate(expression, { x })).toEqual(result);
  });

  it.each([
    ["CDate([x])", "yesterday", "date_parse_error"],
    ["CDate([x])", "20200316", "date_parse_error"],
    ["CDate([x])", "2023-02-29", "date_parse_error"],
    ["CDate([x])", "2023-13-01", "date_parse_error"],
    ["CDate([x])", "13/13/2023", "date_parse_error"],
    ["CDate([x])", "2023-01-01T24:00:00", "date_parse_error"],
    ["CDate([x])", "2023-01-01T10:00:00+15:00", "date_parse_error"],
    ["CDate([x])", "Thursday, 1 May 2020", "date_parse_error"],
    ["CDate([x])", "32 May 2020", "date_parse_error"],
    ["CDate([x])", "May May 2020", "date_parse_error"],
    ["CDate([x])", "Sept 1 2020", "date_parse_error"],
    ["CDate([x])", "1st May 2020", "date_parse_error"],
    ["CDate([x])", "Mai 1 2020", "date_parse_error"],
    ["CDate([x])", "5/1/2020 13:00 AM", "date_parse_error"],
    ["CDate([x])", "2020-10-13 UTC", "date_parse_error"],
    ["CDate([x])", "10/13/2020T10:00:00", "date_parse_error"],
    ["CDate([x])", "2020-10-13T9:30", "date_parse_error"],
    ["CDate([x])", "2020-10-13 10:30:15,5", "date_parse_error"],
    ["CDate([x])", "10/13 Z", "date_parse_error"],
    ["CDate([x])", "Oct 13 10:30", "date_parse_error"],
    ["CDate([x])", "\ufeff2020-10-13", "date_parse_error"],
    ["CDate([x])", "2020-05-07:00", "date_parse_error"],
    ["CDate([x])", "1/1/2020 +14:30", "date_parse_error"],
    ["NumFromDate([x])", "2020-May-01", "date_parse_error"],
    ["CDate([x])", "9999-12-31T23:59:59-05:00", "date_out_of_range"],
    ["CDate([x])", "0001-01-01+05:00", "date_out_of_range"],
    ["NumFromDate([x])", "9999-12-31T23:59:59-04:00", "date_out_of_range"],
    ["NumFromDate([x])", "1600-12-31", "date_out_of_range"],
    ["NumFromDate([x])", "12/31/2025 11:59:59 PM", "date_parse_error"],
    ["DateFromNum([x])", "9223372036854775807", "date_out_of_range"],
    ["DateFromNum([x])", "-1", "date_out_of_range"],
    ["DateFromNum([x])", "never", "wrong_argument_type"],
    ['DateAdd("q", 1, [x])', "2024-01-01", "invalid_interval"],
    ['DateAdd("", 1, [x])', "2024-01-01", "invalid_interval"],
    ['DateAdd("d", "x", [x])', "2024-01-01", "wrong_argument_type"],
    ['DateAdd("yyyy", 9000, [x])', "2024-01-01", "date_out_of_range"],
    ['DateAdd("d", -999999999, [x])', "2024-01-01", "date_out_of_range"],
    ['DateDiff("day", [x], [x])', "2024-01-01", "invalid_interval"],
    ['FormatDateTime([x], , "yyyy-MM-dd", "yyyy")', "2024-1-1", "date_parse_error"],
    ['FormatDateTime([x], , "M/d/yyyy hh:mm:ss tt", "yyyy")', "1/1/2024 7:00:00 AM", "date_parse_error"],
    ['FormatDateTime([x], , "", "yyyy")', "2024", "invalid_format"],
    ['FormatDateTime([x], , "yyyy", "q")', "2024", "invalid_format"],
    ['FormatDateTime([x], "Sometimes", "yyyy", "yyyy")', "2024", "invalid_format"],
    ['FormatDateTime([x], "AssumeLocal, AssumeUniversal", "yyyy", "yyyy")', "2024", "invalid_format"],
    ['FormatDateTime([x], "None", "yyyy", "yyyy")', " 2024", "date_parse_error"],
  ])("%s with %j fails with %s", (expression, x, code) => {
    expect(evaluationError(expression, { x })).toBe(code);
  });
});
