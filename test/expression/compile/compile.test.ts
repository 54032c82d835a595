import { describe, expect, it } from "vitest";
import { compileExpression } from "../../../src/expression/compile/compile.ts";
import {
  type AttributeValue,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
} from "../../../src/expression/evaluation/values.ts";
import { evaluationError } from "../evaluate.ts";

describe("a compiled expression", () => {
  it("names its attributes and functions, each once, in order", () => {
    const expression = compileExpression('join(" ", [B], ToLower([a]), [B], tolower([c]))');
    expect(expression.attributes).toEqual(["B", "a", "c"]);
    expect(expression.functions).toEqual(["Join", "ToLower"]);
    expect(expression.source).toBe('join(" ", [B], ToLower([a]), [B], tolower([c]))');
    expect(expression.ast.kind).toBe("call");
  });

  it("tells whether its value must stay out of logs", () => {
    expect(compileExpression("Redact([a])").redacted).toBe(true);
    expect(compileExpression('Append(redact([a]), "x")').redacted).toBe(true);
    expect(compileExpression("[a]").redacted).toBe(false);
  });

  it("reads attributes by exact name, and only own properties", () => {
    expect(compileExpression("[Mail]").evaluate({ mail: "a" })).toBeNull();
    for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) {
      expect(compileExpression(`[${name}]`).evaluate({})).toBeNull();
    }
  });

  it("reads attributes through a function as well", () => {
    expect(compileExpression("[a] & [b]").evaluate((name) => (name === "a" ? "x" : undefined))).toBe("x");
  });

  it("takes what is no value of the language as absent", () => {
    const stray: AttributeValue = JSON.parse('{"id":"1"}');
    expect(compileExpression('Join("-", [x], IsNull([x]))').evaluate({ x: stray })).toBe("True");
    const mixed: AttributeValue = JSON.parse('["a", null, [1], {"value": null}, {"value": {"a": 1}}, "b"]');
    expect(compileExpression('Join("-", [x], Count([x]))').evaluate({ x: mixed })).toBe("a-b-4");
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(compileExpression("IsNull([x])").evaluate({ x: number })).toBe(true);
    }
  });

  it("keeps the digits of a number that no double holds", () => {
    expect(compileExpression("9223372036854775807").evaluate({})).toBe("9223372036854775807");
    expect(compileExpression(`CStr(${"9".repeat(500)})`).evaluate({})).toBe("9".repeat(500));
    expect(evaluationError("BitAnd(&HFFFFFFFFFFFFFFFFF, 1)")).toBe("wrong_argument_type");
  });

  it("gives values as they are", () => {
    for (const value of ["a", "", 1, 0, true, false, null, ["a", 1], []]) {
      expect(compileExpression("[x]").evaluate({ x: value })).toEqual(value);
    }
    expect(compileExpression("[x]").evaluate({ x: undefined })).toBeNull();
    expect(compileExpression("129699324000000000").evaluate({})).toBe("129699324000000000");
    expect(compileExpression("&HFF").evaluate({})).toBe(255);
    expect(compileExpression('"text"').evaluate({})).toBe("text");
  });

  it("holds no state", () => {
    const expression = compileExpression('Replace([x], , "(?<n>a+)", , "<$0>", , )');
    expect([1, 2].map(() => expression.evaluate({ x: "aab" }))).toEqual(["<aa>b", "<aa>b"]);
  });

  it("its flow symbols are the same in two copies of the package", () => {
    expect(Symbol.keyFor(IGNORE_ATTRIBUTE_FLOW)).toBe("proxyclick-scim.expression.ignore-attribute-flow");
    expect(Symbol.keyFor(IGNORE_OBJECT_FLOW)).toBe("proxyclick-scim.expression.ignore-object-flow");
  });

  it("errors point to the call that failed", () => {
    const text = 'Join(" ", [a], CDate([b]))';
    expect(() => compileExpression(text).evaluate({ b: "never" })).toThrowError(
      expect.objectContaining({ code: "date_parse_error", offset: 15, caret: `${text}\n${" ".repeat(15)}^` }),
    );
    expect(() => compileExpression('Join(" ", Foo([a]))')).toThrowError(
      expect.objectContaining({ code: "unknown_function", offset: 10 }),
    );
  });

  it.each([
    ['Append("x", Replace([a], , "[z-a]", , "c", , ))', 32],
    [String.raw`Replace([a], , "a\\d\"(b", , "c", , )`, 22],
    [String.raw`Replace([a], , "a\d(", , "c", , )`, 19],
    ['Replace([a], , "(?<n>a)", "m", "c", , )', 16],
    ['Replace([a], , [b], , "c", , )', 15],
    ['Replace([a], , ToLower([b]), , "c", , )', 15],
  ])("an error in a pattern points to its place in %s", (text, offset) => {
    expect(() => compileExpression(text).evaluate({ a: "x", b: "(" })).toThrowError(
      expect.objectContaining({ code: "invalid_regex", offset }),
    );
  });

  it("an error does not repeat the value that caused it", () => {
    expect(() => compileExpression("CDate([b])").evaluate({ b: "secret-value" })).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining("secret-value") }),
    );
  });
});

describe("strict mode refuses what the documentation forbids", () => {
  it.each([
    ['IIF([c]="", "Other", [c])', "unsupported_condition"],
    ['IIF("" <> [c], "Other", [c])', "unsupported_condition"],
    ['IIF(IsNullOrEmpty([c]), "Other", [c])', "unsupported_condition"],
    ['IIF(IsPresent([c]), [c], "Other")', "unsupported_condition"],
    ['IIF(IsNull([c]), "Other", [c])', "unsupported_condition"],
    ['Switch(IsPresent([c]), "a", "True", "b")', "unsupported_condition"],
    ['switch([c], "a", "b", "c")', "unknown_function"],
    ['IIF([c]="x", "Other", [c])', "none"],
    ['Switch([c], [c], "", "Other")', "none"],
  ])("%s: %s", (text, code) => {
    expect(evaluationError(text, { c: "x" }, { strict: true })).toBe(code);
    expect(evaluationError(text, { c: "x" })).toBe("none");
  });
});
