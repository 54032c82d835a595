/** What the guide says of the functions on dates. */
import type { dateFunctions } from "../functions/dates.ts";
import { type GuideEntry, optional, required } from "./function-guide.ts";

const interval = () =>
  required("interval", "`yyyy`, `m`, `d`, `ww`, `h`, `n` or `s`: years, months, days, weeks, hours, minutes, seconds.");
const context = { now: () => new Date("2025-07-30T12:00:00Z") };

export const dateGuide = () =>
  ({
    Now: {
      summary: "The current time in UTC, as `M/d/yyyy h:mm:ss tt`.",
      parameters: [],
      example: { expression: "Now()", context, result: "7/30/2025 12:00:00 PM" },
    },
    CDate: {
      summary: "A date in UTC, as `M/d/yyyy h:mm:ss tt`.",
      parameters: [
        required(
          "expression",
          "A date as .NET's invariant culture reads it: ISO 8601, `5/1/2020 1:00 PM` (the month first), `1 May 2020`, `01-May-2020`. Without an offset, it is UTC.",
        ),
      ],
      example: {
        expression: "CDate([hireDate])",
        attributes: { hireDate: "2020-03-16-07:00" },
        result: "3/16/2020 7:00:00 AM",
      },
    },
    DateAdd: {
      summary: "A date some time later, or earlier. Months and years end on the last day of a shorter month.",
      parameters: [interval(), required("value", "How many; negative for earlier."), required("dateTime", "The date.")],
      example: { expression: 'DateAdd("m", 1, "2024-01-31")', result: "2/29/2024 12:00:00 AM" },
    },
    DateDiff: {
      summary: "The second date minus the first. Years and months compare the calendar, the others count elapsed time.",
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
      summary: "The date of a number as Active Directory stores it: steps of 100 nanoseconds since 1601.",
      parameters: [required("value", "The number.")],
      example: { expression: "DateFromNum(129699324000000000)", result: "1/1/2012 11:00:00 PM" },
    },
    NumFromDate: {
      summary: "The number of a date as Active Directory stores it.",
      parameters: [required("value", "A date in ISO 8601.")],
      example: { expression: 'NumFromDate("2025-12-31 23:59:59-05:00")', result: "134117171990000000" },
    },
    FormatDateTime: {
      summary: "A date in another format. Formats are those of .NET.",
      parameters: [
        required("source", "The date."),
        optional("dateTimeStyles", "Names of .NET's DateTimeStyles; may be left out together with its comma."),
        required("inputFormat", "The format that the source follows exactly."),
        required("outputFormat", "The format of the result."),
      ],
      example: {
        expression: 'FormatDateTime([hireDate], , "yyyyMMdd", "yyyy-MM-dd")',
        attributes: { hireDate: "20150123" },
        result: "2015-01-23",
      },
    },
  }) satisfies Record<keyof typeof dateFunctions, GuideEntry>;
