/**
 * No expression runs longer than its bound, whatever it is and whatever the attributes hold. No clock is read here:
 * what has no bound does not end, and is told by the runner.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExpressionError } from "../../src/errors.ts";
import { compileExpression } from "../../src/expression/compile/compile.ts";
import { compileDotnetRegex } from "../../src/expression/dotnet/regex/regex.ts";
import { functionGuides } from "../../src/expression/guide/catalog.ts";
import { printString } from "../../src/expression/syntax/print.ts";
import { errorCode, evaluationError } from "./evaluate.ts";

const leaf = fc.oneof(
  fc.constantFrom("[a]", "[list]", "[none]", "[long]", "[date]", "", "1", "-1", "&HFF", "UTF8", "IgnoreAttributeFlow"),
  fc.constantFrom("(a+)+$", "(a|aa)*b", "(?<n>a*)*\\1c", "yyyy-MM-dd", "a", ",", "n", "").map(printString),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc
      .constantFrom(...functionGuides())
      .chain(({ name, minimum, maximum }) =>
        fc
          .array(tie("expression"), { minLength: minimum, maxLength: Math.min(maximum, minimum + 4) })
          .map((nodes) => `${name}(${nodes.join(", ")})`),
      ),
  ),
}));

describe("a text that grows without end is refused", () => {
  const long = "a,".repeat(20_000);
  it.each([
    ["Join", "Join([x], Split([x]))", "value_too_long"],
    ["Replace of a text", 'Replace([x], "a", , , [x], , )', "value_too_long"],
    ["Replace in a template", 'Replace([x], "a", , , , , [x])', "value_too_long"],
    ["Replace of a pattern", 'Replace([x], , "a", , [x], , )', "regex_timeout"],
    ["Replace with the whole input", 'Replace([x], , "a", , "$_$_", , )', "regex_timeout"],
    ["Replace of a group", 'Replace([x], , "(?<n>a)", "n", [x], , )', "regex_timeout"],
    ["hexadecimal of hexadecimal", `${"ConvertToUTF8Hex(".repeat(100)}[x]${")".repeat(100)}`, "value_too_long"],
    ["base64 of base64", `${"ConvertToBase64(".repeat(100)}[x]${")".repeat(100)}`, "value_too_long"],
    ["many operands", new Array(2000).fill("[x]").join("&"), "value_too_long"],
    ["many sources", `Join("", ${new Array(2000).fill("[x]").join()})`, "value_too_long"],
  ])("%s", (_name, text, code) => {
    expect(evaluationError(text, { x: long })).toBe(code);
  });
});

describe("a generated corpus of expressions", () => {
  const attributes = { a: "aaaa!", list: ["a", "b", 1], long: `${"a".repeat(2000)}!`, date: "2020-03-16-07:00" };

  it("ends with a value or an ExpressionError", () => {
    fc.assert(
      fc.property(expression, (text) => {
        try {
          compileExpression(text).evaluate(attributes);
        } catch (error) {
          if (!isExpressionError(error)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Patterns with everything that runs away in some engine. */
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", ".", "[^b]", "\\w", "\\1", "\\k<n>", "$", "^", "\\b", "\\G", ""),
    fc.tuple(tie("pattern"), tie("pattern")).map((pieces) => pieces.join("")),
    fc.tuple(tie("pattern"), tie("pattern")).map((pieces) => `(?:${pieces.join("|")})`),
    fc
      .tuple(
        fc.constantFrom("", "?:", "?>", "?=", "?!", "?<=", "?<!", "?<n>", "?<n-n>", "?i:", "?(1)", "?(?=a)"),
        tie("pattern"),
        fc.constantFrom("", "*", "+", "?", "*?", "+?", "{3}", "{0,1000}", "{1000}", "{2147483647}", "{9999999999}?"),
      )
      .map(([kind, inner, quantifier]) => `(${kind}${inner})${quantifier}`),
  ),
}));

describe("a generated pattern", () => {
  it("matches or ends with an ExpressionError", () => {
    const text = `${"a".repeat(3000)}ba!`;
    fc.assert(
      fc.property(pattern, (source) => {
        try {
          compileDotnetRegex(`(x)?(?<n>a)?${source}$`).replace(text, "$1");
        } catch (error) {
          if (!isExpressionError(error)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(["(a{1000}){1000}", "((a{0,50}){0,50}){0,50}", "(?:){2147483647}", "(?=(a{1,1000}){1,1000})\\1b"])(
    "%s ends",
    (source) => {
      expect(["none", "invalid_regex", "regex_timeout"]).toContain(
        errorCode(() => compileDotnetRegex(source).isMatch("a".repeat(100_000))),
      );
    },
  );
});
