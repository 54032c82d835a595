import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDate } from "../../../src/expression/dotnet/date-format.ts";
import { parseDate, parseIsoDate } from "../../../src/expression/dotnet/date-parse.ts";
import { parseExact } from "../../../src/expression/dotnet/date-parse-exact.ts";
import { type DateTime, fromDate, fromFileTime, toFileTime } from "../../../src/expression/dotnet/date-time.ts";
import { parseDateTimeStyles } from "../../../src/expression/dotnet/date-time-styles.ts";

const moment: DateTime = { ...fromDate(new Date("2009-06-05T13:04:07Z")), ticks: 1_230_000 };
const currentDate = () => fromDate(new Date("2025-07-30T12:00:00Z"));

function parsed(text: string, format: string, styles = ""): string | undefined {
  const flags = parseDateTimeStyles(styles);
  const date = flags === undefined ? undefined : parseExact(text, format, flags, currentDate);
  return date === undefined ? undefined : formatDate(date, "yyyy-MM-ddTHH:mm:ss.FFFFFFF");
}

describe("custom and standard date formats of .NET", () => {
  it.each([
    ["d", "06/05/2009"],
    ["%d", "5"],
    ["dd", "05"],
    ["ddd", "Fri"],
    ["dddd", "Friday"],
    ["%f", "1"],
    ["fff", "123"],
    ["fffffff", "1230000"],
    ["%F", "1"],
    ["ss.FFFFFFF", "07.123"],
    ["%g", "A.D."],
    ["%h", "1"],
    ["hh", "01"],
    ["%H", "13"],
    ["HH", "13"],
    ["%K", "Z"],
    ["%m", "4"],
    ["mm", "04"],
    ["%M", "6"],
    ["MM", "06"],
    ["MMM", "Jun"],
    ["MMMM", "June"],
    ["%s", "7"],
    ["%t", "P"],
    ["tt", "PM"],
    ["%y", "9"],
    ["%dd", "55"],
    ["%-d", "-5"],
    ["\\'d\\'", "'5'"],
    ["'it\\'s'", "it's"],
    ["hhhh", "01"],
    ["zzzz", "+00:00"],
    ["ttt", "PM"],
    ["ggg", "A.D."],
    ["yy", "09"],
    ["yyy", "2009"],
    ["yyyy", "2009"],
    ["yyyyy", "02009"],
    ["%z", "+0"],
    ["zz", "+00"],
    ["zzz", "+00:00"],
    ["yyyy'-'MM", "2009-06"],
    ['h "o\'clock"', "1 o'clock"],
    ["\\d\\a\\y d", "day 5"],
    ["yyyyTHHZ", "2009T13Z"],
    ["D", "Friday, 05 June 2009"],
    ["f", "Friday, 05 June 2009 13:04"],
    ["F", "Friday, 05 June 2009 13:04:07"],
    ["g", "06/05/2009 13:04"],
    ["G", "06/05/2009 13:04:07"],
    ["m", "June 05"],
    ["o", "2009-06-05T13:04:07.1230000Z"],
    ["R", "Fri, 05 Jun 2009 13:04:07 GMT"],
    ["s", "2009-06-05T13:04:07"],
    ["t", "13:04"],
    ["T", "13:04:07"],
    ["u", "2009-06-05 13:04:07Z"],
    ["Y", "2009 June"],
  ])("%s writes %s", (format, text) => {
    expect(formatDate(moment, format)).toBe(text);
  });

  it.each(["q", "%", "yyyy%", "'open", '"open', "yyyy\\", "ffffffff", "%%"])("%s is refused", (format) => {
    expect(formatDate(moment, format)).toBeUndefined();
  });
});

describe("exact parsing of .NET", () => {
  it.each([
    ["2020-12-31-08:00", "yyyy-MM-ddzzz", "2020-12-31T08:00:00"],
    ["2020-12-31-0800", "yyyy-MM-ddzzz", "2020-12-31T08:00:00"],
    ["2020-12-31+8", "yyyy-MM-ddz", "2020-12-30T16:00:00"],
    ["2020-12-31Z", "yyyy-MM-ddK", "2020-12-31T00:00:00"],
    ["2020-12-31", "yyyy-MM-ddK", "2020-12-31T00:00:00"],
    ["1/2/2020", "M/d/yyyy", "2020-01-02T00:00:00"],
    ["01/02/2020", "M/d/yyyy", "2020-01-02T00:00:00"],
    ["49-1-1", "yy-M-d", "2049-01-01T00:00:00"],
    ["50-1-1", "yy-M-d", "1950-01-01T00:00:00"],
    ["12:30 AM 2020", "hh:mm tt yyyy", "2020-01-01T00:30:00"],
    ["12:30 pm 2020", "hh:mm tt yyyy", "2020-01-01T12:30:00"],
    ["5 P 2020", "h t yyyy", "2020-01-01T17:00:00"],
    ["20150123105347.1Z", "yyyyMMddHHmmss.fZ", "2015-01-23T10:53:47.1"],
    ["10:00:01.5 2020", "HH:mm:ss.FFF yyyy", "2020-01-01T10:00:01.5"],
    ["10:00:01 2020", "HH:mm:ss.FFF yyyy", "2020-01-01T10:00:01"],
    ["Mar 5 2020", "MMM d yyyy", "2020-03-05T00:00:00"],
    ["march 5 2020", "MMMM d yyyy", "2020-03-05T00:00:00"],
    ["Thu 5 Mar 2020", "ddd d MMM yyyy", "2020-03-05T00:00:00"],
    ["Fri, 05 Jun 2009 13:04:07 GMT", "r", "2009-06-05T13:04:07"],
    ["2009-06-05T13:04:07.1230000Z", "o", "2009-06-05T13:04:07.123"],
    ["2020-12-31+8:00", "yyyy-MM-ddzzz", "2020-12-30T16:00:00"],
    ["2020-12-31 GMT", "yyyy-MM-dd Z", "2020-12-31T00:00:00"],
    ["2020-12-31", "yyyy-MM-dd K", "2020-12-31T00:00:00"],
    ["2020-12-3110:30", "yyyy-MM-dd HH:mm", "2020-12-31T10:30:00"],
    ["123-01-01", "yyy-MM-dd", "0123-01-01T00:00:00"],
    ["it's 5", '"it\'s" %d', "2025-01-05T00:00:00"],
    ["5", "%d", "2025-01-05T00:00:00"],
    ["10:30", "HH:mm", "2025-07-30T10:30:00"],
    ["5.3.", "d.M.", "2025-03-05T00:00:00"],
    ["at 10", "'at' HH", "2025-07-30T10:00:00"],
  ])("%s is read by %s", (text, format, result) => {
    expect(parsed(text, format)).toBe(result);
  });

  it.each([
    ["7:00", "hh:mm"],
    ["1/2/2020", "MM/dd/yyyy"],
    ["2020-12-31x", "yyyy-MM-dd"],
    ["2020-12", "yyyy-MM-dd"],
    ["Fri 5 Mar 2020", "ddd d MMM yyyy"],
    ["13:00 PM", "hh:mm tt"],
    ["13:00 AM", "HH:mm tt"],
    ["2020 2021", "yyyy yyyy"],
    ["2020-02-30", "yyyy-MM-dd"],
    ["2020-12-31 08:00", "yyyy-MM-ddzzz"],
    ["24:00", "HH:mm"],
    ["2020-12-31z", "yyyy-MM-ddK"],
    ["2020-12-31+8", "yyyy-MM-ddzz"],
    ["2020-12-31+15:00", "yyyy-MM-ddzzz"],
    ["2020-12-31 ", "yyyy-MM-dd HH"],
    ["120-01-01", "yy-MM-dd"],
    ["1.12", "s.f"],
  ])("%s is not read by %s", (text, format) => {
    expect(parsed(text, format)).toBeUndefined();
  });

  it("white space is forgiven where the styles say so", () => {
    expect(parsed(" 2020 ", "yyyy")).toBe("2020-01-01T00:00:00");
    expect(parsed(" 2020", "yyyy", "AllowTrailingWhite")).toBeUndefined();
    expect(parsed("2020  01", "yyyy MM", "AllowInnerWhite")).toBe("2020-01-01T00:00:00");
    expect(parsed("2020  01", "yyyy MM", "None")).toBeUndefined();
    expect(parsed("10:30", "HH:mm", "NoCurrentDateDefault")).toBe("0001-01-01T10:30:00");
  });

  it("what a format writes, it reads", () => {
    const formats = [
      "o",
      "s",
      "yyyy-MM-dd HH:mm:ss.fffffff",
      "M/d/yyyy h:mm:ss.FFFFFFF tt",
      "dddd, dd MMMM yyyy HH.mm.ss.fffffff zzz",
    ];
    const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
    fc.assert(
      fc.property(
        seconds,
        fc.integer({ min: 0, max: 9_999_999 }),
        fc.constantFrom(...formats),
        (whole, ticks, format) => {
          const date: DateTime = { seconds: whole, ticks: format === "s" ? 0 : ticks, kind: "unspecified" };
          const text = formatDate(date, format) ?? "";
          expect(parsed(text, format)).toBe(formatDate(date, "yyyy-MM-ddTHH:mm:ss.FFFFFFF"));
        },
      ),
    );
  });
});

describe("dates without a format", () => {
  it("no text makes them throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d/: TZ+.,-]{0,30}$/)), (text) => {
        parseDate(text, currentDate);
        parseIsoDate(text, currentDate);
      }),
    );
  });

  it("a FILETIME and its date are the same moment", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2_650_467_743_999_999_999n }), (fileTime) => {
        expect(toFileTime(fromFileTime(fileTime))).toBe(fileTime);
      }),
    );
  });
});
