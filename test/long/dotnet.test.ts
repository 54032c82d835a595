/**
 * Dates, white space, regular expressions and encodings, compared with .NET: each question is put to this package and
 * to Mono. Differences that are meant are left out, with the reason.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isExpressionError } from "../../src/errors.ts";
import { formatDate } from "../../src/expression/dotnet/date-format.ts";
import { parseDate } from "../../src/expression/dotnet/date-parse.ts";
import { parseExact } from "../../src/expression/dotnet/date-parse-exact.ts";
import { type DateTime, fromDate, isInRange } from "../../src/expression/dotnet/date-time.ts";
import { compileDotnetRegex } from "../../src/expression/dotnet/regex/regex.ts";
import { compileExpression } from "../../src/expression/index.ts";
import * as corpus from "./dotnet/corpus.ts";
import { hasMono, type Oracle, openOracle, type Question } from "./dotnet/oracle.ts";

const SORTABLE = "yyyy-MM-ddTHH:mm:ss.fffffff";

let oracle: Oracle;
let today: Date;

beforeAll(() => {
  if (!hasMono()) return;
  oracle = openOracle();
  today = new Date(`${oracle.ask([["today"]])[0]}T00:00:00Z`);
});

afterAll(() => oracle?.close());

const currentDate = () => fromDate(today);

function print(date: DateTime | undefined, kind = ""): string | undefined {
  return date !== undefined && isInRange(date) ? `${formatDate(date, SORTABLE)}${kind}` : undefined;
}

/** The moment of a sortable date, which every year of .NET has. */
function moment(string: string): DateTime {
  return parseExact(string, SORTABLE, 0, currentDate) ?? fromDate(today);
}

/** Puts questions to both, and returns the differences. */
function differences(
  questions: readonly Question[],
  answer: (...strings: string[]) => string | undefined,
): readonly string[] {
  const expected = oracle.ask(questions);
  return questions.flatMap(([operation, ...strings], index) => {
    const found = answer(...strings);
    const question = `${operation} ${strings.map((string) => JSON.stringify(string)).join(" ")}`;
    return found === expected[index] ? [] : [`${question}: ${found}, .NET: ${expected[index]}`];
  });
}

describe.skipIf(!hasMono())("compared with .NET (with mono-mcs and mono-runtime installed)", () => {
  it("dates in any form are read or refused", () => {
    // 10.30Z and 10 13Z are dates of two parts with a zone, refused like all of them.
    const strings = [...new Set(corpus.dateStrings())].filter((string) => !/^10 ?[. ]13Z/.test(string));
    expect(strings.length).toBeGreaterThan(8000);
    const found = differences(
      strings.map((string): Question => ["parse", string]),
      (string = "") => print(parseDate(string, currentDate, 2049)),
    );
    expect(found).toEqual([]);
  });

  it("dates are formatted", () => {
    const questions = corpus.MOMENTS.flatMap((date) =>
      corpus.FORMATS.map((format): Question => ["format", date, format]),
    );
    expect(differences(questions, (date = "", format = "") => formatDate(moment(date), format))).toEqual([]);
  });

  it("dates in one format are read or refused, in all styles", () => {
    const questions = corpus.FORMATS.flatMap((format) => {
      const dates = corpus.MOMENTS.flatMap((date) => corpus.variantsOf(formatDate(moment(date), format) ?? date));
      // No function passes an empty string on.
      const strings = [...new Set(dates)].filter((string) => string !== "");
      return corpus.STYLES.flatMap((styles) =>
        strings.map((string): Question => ["exact", string, format, String(styles)]),
      );
    });
    expect(questions.length).toBeGreaterThan(50_000);
    const found = differences(questions, (string = "", format = "", styles = "") => {
      const date = parseExact(string, format, Number(styles), currentDate);
      return print(date, date?.kind);
    });
    expect(found).toEqual([]);
  });

  it("patterns match, capture and are refused", () => {
    const questions = corpus.PATTERNS.flatMap((pattern) =>
      corpus.SUBJECTS.flatMap((subject) =>
        corpus.REPLACEMENTS.map((replacement): Question => ["replace", subject, pattern, replacement]),
      ),
    );
    const found = differences(questions, (subject = "", pattern = "", replacement = "") => {
      try {
        return compileDotnetRegex(pattern).replace(subject, replacement);
      } catch (error) {
        if (isExpressionError(error)) return undefined;
        throw error;
      }
    });
    expect(found).toEqual([]);
  });

  it.each([
    ["trim", "Trim([x])"],
    ["base64", "ConvertToBase64([x])"],
  ] as const)("%s", (operation, source) => {
    const expression = compileExpression(source);
    const questions = corpus.ODD_STRINGS.map((string): Question => [operation, string]);
    expect(differences(questions, (x = "") => String(expression.evaluate({ x })))).toEqual([]);
  });
});
