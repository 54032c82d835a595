/** No expression runs longer than its bound, whatever it is and whatever the attributes hold. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExpressionError } from "../../src/errors.ts";
import { compileExpression } from "../../src/expression/compile.ts";
import { functionGuides } from "../../src/expression/guide/function-guides.ts";
import { printText } from "../../src/expression/print.ts";

/** Generous for a busy machine: the step limit of a pattern alone is some ten milliseconds. */
const MILLISECONDS = 3000;

const leaf = fc.oneof(
  fc.constantFrom("[a]", "[list]", "[none]", "[long]", "[date]", "", "1", "-1", "&HFF", "UTF8", "IgnoreAttributeFlow"),
  fc.constantFrom("(a+)+$", "(a|aa)*b", "(?<n>a*)*\\1c", "yyyy-MM-dd", "a", ",", "n", "").map(printText),
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

describe("a generated corpus of expressions", () => {
  const attributes = { a: "aaaa!", list: ["a", "b", 1], long: `${"a".repeat(2000)}!`, date: "2020-03-16-07:00" };

  it("ends with a value or an ExpressionError, in time", () => {
    fc.assert(
      fc.property(expression, (text) => {
        const started = performance.now();
        try {
          compileExpression(text).evaluate(attributes);
        } catch (error) {
          if (!isExpressionError(error)) throw error;
        }
        expect(performance.now() - started).toBeLessThan(MILLISECONDS);
      }),
      { numRuns: 2000 },
    );
  });
});
