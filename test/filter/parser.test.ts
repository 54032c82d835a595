import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { FilterSyntaxError, isFilterSyntaxError } from "../../src/errors.ts";
import { type Filter, type FilterLimits, parseFilter, printFilter } from "../../src/filter/index.ts";

function present(name: string): Filter {
  return { kind: "present", path: { name } };
}

function syntaxError(text: string, limits?: FilterLimits): FilterSyntaxError {
  try {
    parseFilter(text, limits);
  } catch (error) {
    if (error instanceof FilterSyntaxError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

const [a, b, c, d] = [present("a"), present("b"), present("c"), present("d")];

describe("precedence and grouping", () => {
  it.each<[string, Filter]>([
    ["a pr or b pr and c pr", { kind: "or", operands: [a, { kind: "and", operands: [b, c] }] }],
    ["a pr and b pr or c pr", { kind: "or", operands: [{ kind: "and", operands: [a, b] }, c] }],
    ["(a pr or b pr) and c pr", { kind: "and", operands: [{ kind: "or", operands: [a, b] }, c] }],
    ["not (a pr) and b pr", { kind: "and", operands: [{ kind: "not", operand: a }, b] }],
    [
      "not (a pr and b pr) or c pr",
      { kind: "or", operands: [{ kind: "not", operand: { kind: "and", operands: [a, b] } }, c] },
    ],
    ["not (not (a pr))", { kind: "not", operand: { kind: "not", operand: a } }],
    ["((((a pr))))", a],
    ["a pr and b pr and c pr and d pr", { kind: "and", operands: [a, b, c, d] }],
    ["(a pr and b pr) and c pr", { kind: "and", operands: [{ kind: "and", operands: [a, b] }, c] }],
  ])("%s", (text, filter) => {
    expect(parseFilter(text)).toStrictEqual(filter);
  });
});

describe("keywords", () => {
  it.each(["NOT(a pr)", "Not\t\n( a   PR )", "  not (a pr)  "])(
    "not is read in any case and any white space: %j",
    (text) => {
      expect(parseFilter(text)).toStrictEqual({ kind: "not", operand: a });
    },
  );

  it.each(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const)(
    "the operator %s is read in any case",
    (operator) => {
      const compare = { kind: "compare", path: { name: "a" }, operator, value: "x" };
      for (const spelled of [operator, operator.toUpperCase(), `${operator[0]?.toUpperCase()}${operator[1]}`]) {
        expect(parseFilter(`a ${spelled} "x"`)).toStrictEqual(compare);
      }
    },
  );

  it.each([
    ["true", true],
    ["True", true],
    ["FALSE", false],
    ["null", null],
    ["Null", null],
  ])("the constant %s is read in any case", (text, value) => {
    expect(parseFilter(`a eq ${text}`)).toMatchObject({ value });
  });

  it("a keyword is a name where a name stands, since the grammar reserves none", () => {
    expect(parseFilter("not pr and and pr or or pr")).toStrictEqual({
      kind: "or",
      operands: [{ kind: "and", operands: [present("not"), present("and")] }, present("or")],
    });
  });
});

describe("attribute paths", () => {
  it.each([
    ["userName", { name: "userName" }],
    ["name.familyName", { name: "name", subAttribute: "familyName" }],
    ["manager.$ref", { name: "manager", subAttribute: "$ref" }],
    ["$ref", { name: "$ref" }],
    ["x-y_z9", { name: "x-y_z9" }],
    [
      "urn:ietf:params:scim:schemas:core:2.0:User:userName",
      { schema: "urn:ietf:params:scim:schemas:core:2.0:User", name: "userName" },
    ],
    [
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName",
      {
        schema: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        name: "manager",
        subAttribute: "displayName",
      },
    ],
    ["urn:example:badge:2.0:code", { schema: "urn:example:badge:2.0", name: "code" }],
    ["urn:example:badge:2.0", { schema: "urn:example:badge", name: "2.0" }],
    ["http://example.com/2.0/Badge:code", { schema: "http://example.com/2.0/Badge", name: "code" }],
  ])("%s", (text, path) => {
    expect(parseFilter(`${text} pr`)).toStrictEqual({ kind: "present", path });
  });
});

describe("literals", () => {
  it.each([
    ['"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00"', '"\\/\b\f\n\r\té😀'],
    ['"\\ud800"', "\ud800"],
    ['"\udc00"', "\udc00"],
    ['""', ""],
    ['") or (a pr"', ") or (a pr"],
    ["0", 0],
    ["-0", -0],
    ["-12.5e+2", -1250],
    ["1E-2", 0.01],
    ["1e0", 1],
  ])("%s is read as JSON", (text, value) => {
    expect(parseFilter(`a eq ${text}`)).toStrictEqual({ kind: "compare", path: { name: "a" }, operator: "eq", value });
  });

  it.each([
    "01",
    "+1",
    ".5",
    "1.",
    "1e",
    "-",
    "0x10",
    "1e999",
    "NaN",
    "Infinity",
    "'x'",
    '"a\nb"',
    '"a\tb"',
    '"\\x41"',
    '"\\u12"',
    '"\\u12G4"',
    "undefined",
    "{}",
    "[]",
  ])("%j is no literal", (text) => {
    expect(() => parseFilter(`a eq ${text}`)).toThrow(FilterSyntaxError);
  });
});

describe("value paths", () => {
  it("and, or, not and groups stand between the brackets", () => {
    expect(parseFilter('emails[not (type eq "work") and (a pr or b pr)]')).toMatchObject({
      kind: "valuePath",
      path: { name: "emails" },
      filter: { kind: "and", operands: [{ kind: "not" }, { kind: "or" }] },
    });
  });

  it.each([
    ['emails[type eq "work"].value eq "x"', 'emails[type eq "work" and value eq "x"]'],
    ["emails[a pr and b pr].c pr", "emails[a pr and b pr and c pr]"],
    ["emails[a pr or b pr].c pr", "emails[(a pr or b pr) and c pr]"],
    ["emails[not (a pr)].c pr or d pr", "emails[not (a pr) and c pr] or d pr"],
  ])("a condition behind the bracket speaks of the same element: %s", (text, canonical) => {
    expect(printFilter(parseFilter(text))).toBe(canonical);
  });
});

describe("syntax errors", () => {
  it.each([
    ["", 0, /attribute name/],
    ["  \t ", 4, /attribute name/],
    ["userName", 8, /operator/],
    ["userName eq", 11, /value/],
    ["a eq 1 and", 10, /attribute name/],
    ["a eq 1 or or", 12, /operator/],
    ["and a pr", 4, /operator/],
    ["not a pr", 4, /operator/],
    ["a eq 1 b eq 2", 7, /and/],
    ["(a pr", 5, /\)/],
    ["a pr)", 4, /end/],
    ["()", 1, /attribute name/],
    ["a like 1", 2, /operator/],
    ["a eq b", 5, /value/],
    ['a eq"x"', 4, /white space/],
    ['a eq "x"and b pr', 8, /white space/],
    ["a eq 1and b pr", 6, /white space/],
    ['a eq "x', 7, /closing quote/],
    ['a eq "x\\q"', 7, /escape/],
    ["a[b[c pr]]", 3, /value path/],
    ["a[]", 2, /attribute name/],
    ["a[b pr", 6, /\]/],
    ["a[b pr)", 6, /\]/],
    ["a[b pr].c", 9, /operator/],
    ["a[b pr].c[d pr]", 9, /value path/],
    ["a[b pr] .c pr", 8, /and/],
    ["a..b pr", 1, /name/],
    ["a.b.c pr", 3, /name/],
    ["a. pr", 1, /name/],
    [".a pr", 0, /name/],
    [":a pr", 0, /name/],
    ["urn:x: pr", 6, /name/],
    ["é pr", 0, /name/],
    ["user@name pr", 4, /name/],
    ["1a pr", 0, /attribute name/],
    ["a eq \u0000", 5, /visible/],
  ])("%j fails at offset %i", (text, offset, expected) => {
    const error = syntaxError(text);
    expect(error).toMatchObject({ offset, status: 400, scimType: "invalidFilter" });
    expect(error.expected).toMatch(expected);
    expect(isFilterSyntaxError(error)).toBe(true);
  });

  it("shows the place with a caret", () => {
    expect(syntaxError('title pr and userName foo "x"').caret).toBe(
      `title pr and userName foo "x"\n${" ".repeat(22)}^`,
    );
  });

  it("no text makes the parser throw anything else", () => {
    const pieces = fc.constantFrom(
      "a",
      "not",
      " ",
      "(",
      ")",
      "[",
      "]",
      ".",
      "and",
      "or",
      "eq",
      '"',
      "\\",
      "1",
      "-",
      "pr",
      ":",
      "urn:x",
      "\n",
      "true",
      "é",
      "\ud800",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(pieces, { maxLength: 30 }).map((list) => list.join("")),
        ),
        (text) => {
          try {
            expect(parseFilter(printFilter(parseFilter(text)))).toStrictEqual(parseFilter(text));
          } catch (error) {
            if (!(error instanceof FilterSyntaxError)) throw error;
            expect(error.offset).toBeGreaterThanOrEqual(0);
            expect(error.offset).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("limits", () => {
  const nested = (levels: number): string => `${"(".repeat(levels)}a pr${")".repeat(levels)}`;
  const chain = (operands: number): string => Array.from({ length: operands }, () => "a pr").join(" or ");

  it.each([
    ["length", `a eq "${"x".repeat(8192)}"`, {}],
    ["length, set", "a eq 1 ", { maxLength: 6 }],
    ["depth of parentheses", nested(65), {}],
    ["depth of negations", `${"not (".repeat(65)}a pr${")".repeat(65)}`, {}],
    ["depth of brackets", "(a[b pr])", { maxDepth: 1 }],
    ["depth, set out of reason", nested(100_000), { maxDepth: 1e9, maxLength: 1e9 }],
    ["nodes", chain(500), {}],
    ["nodes behind brackets", "a[b pr].c pr", { maxNodes: 3 }],
  ])("%s is bounded", (_, text, limits) => {
    expect(syntaxError(text, limits).expected).toMatch(/at most/);
  });

  it.each([
    ["length", `a eq "${"x".repeat(8185)}"`, {}],
    ["depth", nested(64), {}],
    ["depth, set", nested(1000), { maxDepth: 1000 }],
    ["nodes", chain(499), {}],
    ["nodes behind brackets", "a[b pr].c pr", { maxNodes: 4 }],
  ])("%s up to the bound passes", (_, text, limits) => {
    expect(() => parseFilter(text, limits)).not.toThrow();
  });

  it.each<[string, (length: number) => string]>([
    ["open parentheses", (length) => "(".repeat(length)],
    ["negations", (length) => "not (".repeat(length / 5)],
    ["brackets", (length) => "a[".repeat(length / 2)],
    ["one long name", (length) => "a".repeat(length)],
    ["one long URN", (length) => `${"a:".repeat(length / 2)}a pr`],
    ["dots", (length) => "a.".repeat(length / 2)],
    ["an open string", (length) => `a eq "${"x".repeat(length)}`],
    ["escapes", (length) => `a eq "${"\\n".repeat(length / 2)}`],
    ["backslashes", (length) => `a eq "${"\\\\".repeat(length / 2)}\\`],
    ["digits", (length) => `a eq ${"1".repeat(length)}e`],
    ["white space", (length) => `${" ".repeat(length)}a pr`],
    ["a chain", (length) => "a pr or ".repeat(length / 8)],
  ])("the steps grow with the length: %s", (_, make) => {
    const steps = [4000, 8000].map((length) => countSteps(make(length)));
    expect(steps[1]).toBeLessThanOrEqual(8000 * 8);
    expect((steps[1] ?? 0) / (steps[0] ?? 1)).toBeLessThan(2.5);
  });

  /** How many code units the parser looks at: one by one, in slices and in patterns. */
  function countSteps(text: string): number {
    const looks = vi.spyOn(String.prototype, "charCodeAt");
    const slices = vi.spyOn(String.prototype, "slice");
    const matches = vi.spyOn(RegExp.prototype, "exec");
    try {
      parseFilter(text, { maxLength: 1e6, maxDepth: 1e9, maxNodes: 1e9 });
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
    }
    const sliced = slices.mock.results.reduce((sum, { value }) => sum + String(value).length, 0);
    const matched = matches.mock.results.reduce((sum, { value }) => sum + String(value?.[0] ?? "").length, 0);
    const steps = looks.mock.calls.length + sliced + matched;
    vi.restoreAllMocks();
    return steps;
  }
});
