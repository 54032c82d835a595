/** The guide to the functions on dates. */
import type { dateFunctions } from "../functions/dates.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

const interval = () =>
  required("interval", "`yyyy`, `m`, `d`, `ww`, `h`, `n` or `s`: years, months, days, weeks, hours, minutes, seconds.");
const context = { now: () => new Date("2025-07-30T12:00:00Z") };

export const dateGuide = () =>
  ({
    Now: {
      summary: "Returns the current time in UTC, as `M/d/yyyy h:mm:ss tt`.",
      parameters: [],
      example: { expression: "Now()", context, result: "7/30/2025 12:00:00 PM" },
    },
    CDate: {
      summary: "Converts a date to UTC, as `M/d/yyyy h:mm:ss tt`.",
      parameters: [
        required(
          "expression",
          "A date in a format that .NET's invariant culture accepts: ISO 8601, `5/1/2020 1:00 PM` (the month first), `1 May 2020`, `01-May-2020`. Without an offset it is in UTC.",
        ),
      ],
      example: {
        expression: "CDate([hireDate])",
        attributes: { hireDate: "2020-03-16-07:00" },
        result: "3/16/2020 7:00:00 AM",
      },
    },
    DateAdd: {
      summary: "Adds an interval to a date. Adding months or years ends on the last day of a shorter month.",
      parameters: [
        interval(),
        required("value", "Number of intervals; negative to subtract."),
        required("dateTime", "The date."),
      ],
      example: { expression: 'DateAdd("m", 1, "2024-01-31")', result: "2/29/2024 12:00:00 AM" },
    },
    DateDiff: {
      summary:
        "Subtracts the first date from the second. Years and months compare the calendar; the other intervals count elapsed time.",
      parameters: [
        interval(),
        required("date1", "The date to subtract."),
        required("date2", "The date to subtract it from."),
      ],
      example: {
        expression: 'DateDiff("d", Now(), CDate([hireDate]))',
        attributes: { hireDate: "2025-08-15" },
        context,
        result: 15,
      },
    },
    DateFromNum: {
      summary: "Converts a number of Active Directory to a date: units of 100 nanoseconds since 1601.",
      parameters: [required("value", "The number.")],
      example: { expression: "DateFromNum(129699324000000000)", result: "1/1/2012 11:00:00 PM" },
    },
    NumFromDate: {
      summary: "Converts a date to a number of Active Directory.",
      parameters: [required("value", "A date in ISO 8601.")],
      example: { expression: 'NumFromDate("2025-12-31 23:59:59-05:00")', result: "134117171990000000" },
    },
    FormatDateTime: {
      summary: "Converts a date to another format. Formats are those of .NET.",
      parameters: [
        required("source", "The date."),
        optional("dateTimeStyles", "Names of .NET's DateTimeStyles; may be omitted together with its comma."),
        required("inputFormat", "The exact format of the source."),
        required("outputFormat", "The format of the result."),
      ],
      example: {
        expression: 'FormatDateTime([hireDate], , "yyyyMMdd", "yyyy-MM-dd")',
        attributes: { hireDate: "20150123" },
        result: "2015-01-23",
      },
    },
  }) satisfies Record<keyof typeof dateFunctions, GuideEntry>;
