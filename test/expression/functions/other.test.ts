import { describe, expect, it, vi } from "vitest";
import { compileExpression } from "../../../src/expression/compile/compile.ts";
import type { AttributeValue } from "../../../src/expression/evaluation/values.ts";
import { errorCode, evaluate, evaluationError } from "../evaluate.ts";

type Row = [expression: string, x: AttributeValue, result: unknown];

const replace: Row[] = [
  ['Replace([x], "a", , , "b", , )', "banana", "bbnbnb"],
  ['Replace([x], "a", , , "", , )', "banana", "bnn"],
  ['Replace([x], "A", , , "b", , )', "banana", "banana"],
  ['Replace([x], "a", , , "$&", , )', "a", "$&"],
  ['Replace([x], "a", , , "b")', "a", "b"],
  ['Replace([x], "a", , , "b", , )', null, null],
  ['Replace([x], "a", , , [none], , )', "banana", "bnn"],
  ['Replace([x], "a", "", "", "b", "", "")', "banana", "bbnbnb"],
  ['Replace([x], "<u>", , , , , "<u>@<u>.com")', "a$&", "a$&@a$&.com"],
  ['Replace([x], "<u>", , , , , "<u>@c.d")', null, null],
  ['Replace([x], , "b+", , "<$0>", , )', "abbc", "a<bb>c"],
  ['Replace([x], , "b+", , "x", , )', "aaa", "aaa"],
  ['Replace([x], , "b+", , "x", , )', null, null],
  ['Replace([x], , "B", , "x", , )', "abc", "abc"],
  ['Replace([x], , "(?i)B", , "x", , )', "abc", "axc"],
  ['Replace([x], , "(?<n>b)c", "n", "X", , )', "abcb", "aXcb"],
  ['Replace([x], , "(?<n>b)?c", "n", "X", , )', "abcc", "aXcc"],
  ['Replace([x], , "(b)c", "1", "X", , )', "abc", "aXc"],
  ['Replace([x], , "(?<n>b)", "n", "$0", , )', "abc", "a$0c"],
  ['Replace([x], , "(?<n>\\d+)", "n", , [other], )', "given", "given"],
  ['Replace([x], , "(?<n>\\d+)", "n", , [other], )', "", "42"],
  ['Replace([x], , "(?<n>\\d+)", "n", , [other], )', null, "42"],
  ['Replace([x], , "(?<n>z+)", "n", , [other], )', null, null],
  ['Replace([x], , "(?<n>\\d+)", "n", , [none], )', null, null],
  ["Replace([x], , [pattern], , [none], , )", "abc", "ac"],
];

const multiValue: Row[] = [
  ['Split([x], ",")', "a,b", ["a", "b"]],
  ['Split([x], ",")', "a,,b", ["a", "", "b"]],
  ['Split([x], ",")', "", [""]],
  ['Split([x], ",")', null, null],
  ['Split([x], ";")', "a,b", ["a,b"]],
  ['Split([x], "--")', "a--b", ["a", "b"]],
  ["Split([x])", "a,b", ["a", "b"]],
  ["Item([x], 2)", ["a", "b"], "b"],
  ['Item([x], "1")', ["a", "b"], "a"],
  ["Item([x], 1)", "single", "single"],
  ["Item([x], 1)", [true], true],
  ["Count([x])", null, 0],
  ["Count([x])", "a", 1],
  ["Count([x])", ["a", "b"], 2],
  ["RemoveDuplicates([x])", ["a", "A", "a"], ["a", "A"]],
  ["RemoveDuplicates([x])", null, null],
  ["RemoveDuplicates([x])", "a", ["a"]],
  ['Contains([x], "b")', ["a", "abc"], 2],
  ['Contains([x], "B")', ["a", "abc"], 0],
  ['Contains([x], "B", vbTextCompare)', ["a", "abc"], 2],
  ['Contains([x], "b")', null, 0],
];

const encoding: Row[] = [
  ["ConvertToBase64([x])", "é😀", "6QA92ADe"],
  ["ConvertToBase64([x])", "", ""],
  ["ConvertToBase64([x])", null, null],
  ["ConvertToUTF8Hex([x])", "é", "C3A9"],
  ["ConvertToUTF8Hex([x])", null, null],
  ["ConvertFromBase64([x], Unicode)", "6QA92ADe", "é😀"],
  ["ConvertFromBase64([x], ASCII)", "YelicQ==", "a?bq"],
  ["ConvertFromBase64([x])", null, null],
  ["BitAnd([x], 6)", "3", 2],
  ["BitAnd([x], &HFF)", -1, 255],
  ["BitAnd([x], &HFFFFFFFFFFFFFFFF)", "9223372036854775807", "9223372036854775807"],
  ["StringFromSid([x])", "AQUAAAAAAAUVAAAAoGXPfnhLm1/nfIdwUAQAAA==", "S-1-5-21-2127521184-1604012920-1887927527-1104"],
  ["StringFromSid([x])", null, null],
  ["DNComponent([x], 2)", 'CN=Doe\\, Joe,OU="A, B",DC=x', "A, B"],
  ["DNComponent([x], 1)", "CN=Doe\\, Joe,DC=x", "Doe, Joe"],
  ["DNComponent([x], 1)", "CN=J\\C3\\B6rg,DC=x", "Jörg"],
  ["DNComponent([x], 9)", "CN=a", null],
  ["DNComponent([x], 1)", null, null],
  ["CRef([x])", "cn=a", "cn=a"],
];

const role = { id: "r1", value: "admin", displayName: "Administrator" };
const sent = {
  primary: false,
  type: "WindowsAzureActiveDirectoryRole",
  value: "admin",
  display: "Administrator",
};

const roles: Row[] = [
  ["SingleAppRoleAssignment([x])", [role], "admin"],
  ["SingleAppRoleAssignment([x])", ["admin", "admin"], "admin"],
  ["SingleAppRoleAssignment([x])", "admin", "admin"],
  ["SingleAppRoleAssignment([x])", [], null],
  ["SingleAppRoleAssignment([x])", null, null],
  ["SingleAppRoleAssignment([x])", [{ id: "r1", displayName: "Administrator" }], "Administrator"],
  ["SingleAppRoleAssignment([x])", [{ id: "r1" }], "r1"],
  ["AppRoleAssignments([x])", [role, "other"], ["admin", "other"]],
  ["AppRoleAssignmentsComplex([x])", [role], [sent]],
  ["AppRoleAssignmentsComplex([x])", null, null],
  ["AssertiveAppRoleAssignmentsComplex([x])", [role, role], [sent, sent]],
];

describe.each([
  ["Replace", replace],
  ["functions on lists", multiValue],
  ["functions that encode", encoding],
  ["functions on roles", roles],
])("%s", (_name, rows) => {
  it.each(rows)("%s with %j gives %j", (expression, x, result) => {
    expect(evaluate(expression, { x, other: "+42 1", pattern: "b" })).toEqual(result);
  });
});

describe("wrong arguments", () => {
  it.each([
    ['Replace([x], "a")', "unsupported_replace"],
    ['Replace([x], , "a")', "unsupported_replace"],
    ['Replace([x], "a", "b", , "c")', "unsupported_replace"],
    ['Replace([x], , "(?<n>a)", "n")', "unsupported_replace"],
    ['Replace([x], , "(?<n>a)", "m", "b")', "invalid_regex"],
    ['Replace([x], , "(", , "b")', "invalid_regex"],
    ['Replace([x], [none], , , "b")', "wrong_argument_type"],
    ['Replace([x], , "(a+)+\\1$", , "b")', "regex_timeout"],
    ['Split([x], "")', "wrong_argument_type"],
    ["Item([x], 0)", "index_out_of_range"],
    ["Item([x], 2)", "index_out_of_range"],
    ["Item([none], 1)", "index_out_of_range"],
    ['Item([x], "first")', "wrong_argument_type"],
    ['BitAnd("a", 1)', "wrong_argument_type"],
    ['ConvertFromBase64("*")', "wrong_argument_type"],
    ['ConvertFromBase64("YQ==", "EBCDIC")', "wrong_argument_type"],
    ['StringFromSid("AQ==")', "wrong_argument_type"],
    ["DNComponent([x], 0)", "index_out_of_range"],
    ["DefaultDomain()", "no_default_domain"],
    ["RandomString(257, 1, 1, 1, 1)", "invalid_length"],
    ["RandomString(3, 1, 1, 1, 1)", "invalid_length"],
    ["RandomString(0, 0, 0, 0, 0)", "invalid_length"],
    ["RandomString(4, -1, 1, 1, 1)", "invalid_length"],
    ['RandomString(4, 4, 0, 0, 0, "0123456789")', "invalid_length"],
    ['RandomString("x", 4, 0, 0, 0)', "wrong_argument_type"],
  ])("%s fails with %s", (expression, code) => {
    expect(evaluationError(expression, { x: `${"a".repeat(40)}b` })).toBe(code);
  });
});

describe("what comes from outside", () => {
  it("Guid and RandomString have safe defaults", () => {
    expect(compileExpression("Guid()").evaluate({})).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(compileExpression("RandomString(6,3,0,0,3)").evaluate({})).toMatch(/^[a-z\d]{6}$/);
  });

  it.each([0, 0.37, 0.999_999])("RandomString keeps its minimums and avoids characters, with random = %d", (number) => {
    const text = String(evaluate('RandomString(12, 2, 2, 2, 1, "?,0a")', {}, { random: () => number }));
    expect(text).toHaveLength(12);
    for (const [pattern, minimum] of [
      [/\d/g, 2],
      [/[^\dA-Za-z]/g, 2],
      [/[A-Z]/g, 2],
      [/[a-z]/g, 1],
    ] as const) {
      expect(text.match(pattern)?.length).toBeGreaterThanOrEqual(minimum);
    }
    expect(text).not.toMatch(/[?,0a]/);
  });

  it("a tenant without default domain is an error, as an empty one", () => {
    expect(evaluate("DefaultDomain()", {}, { defaultDomain: "contoso.com" })).toBe("contoso.com");
    expect(errorCode(() => evaluate("DefaultDomain()", {}, { defaultDomain: "" }))).toBe("no_default_domain");
  });
});

describe("SelectUniqueValue", () => {
  const text = 'SelectUniqueValue([a], [b], Append([b], "1"))';

  it("asks candidate by candidate and stops at the first that is free", async () => {
    const isTaken = vi.fn(async (value: string) => value === "x");
    await expect(compileExpression(text).evaluateAsync({ a: "x", b: "y" }, { isTaken })).resolves.toBe("y");
    expect(isTaken.mock.calls).toEqual([["x"], ["y"]]);
  });

  it("the synchronous form gives the same", () => {
    expect(evaluate(text, { a: "x", b: "y" }, { isTaken: (value) => value !== "y1" })).toBe("y1");
    expect(evaluate(text, { a: "x", b: "y" })).toBe("x");
  });

  it("passes over candidates without value; without any, there is no value", () => {
    expect(evaluate(text, { b: "y" })).toBe("y");
    expect(evaluate("SelectUniqueValue([a], [b])", { a: "" })).toBeNull();
  });

  it("fails when all candidates are taken", async () => {
    const options = { isTaken: () => true };
    expect(errorCode(() => evaluate(text, { a: "x", b: "y" }, options))).toBe("all_candidates_taken");
    await expect(compileExpression(text).evaluateAsync({ a: "x" }, options)).rejects.toMatchObject({
      code: "all_candidates_taken",
    });
  });

  it("stands at the top, and not on a matching attribute", () => {
    expect(evaluationError(`ToLower(${text})`)).toBe("not_top_level");
    expect(evaluationError('IIF([a]="", "x", SelectUniqueValue([a], [b]))')).toBe("not_top_level");
    expect(evaluationError(text, {}, { matching: true })).toBe("matching_attribute_not_allowed");
  });

  it("other expressions evaluate in the asynchronous form as well", async () => {
    await expect(compileExpression("ToLower([a])").evaluateAsync({ a: "X" })).resolves.toBe("x");
  });
});

it("two roles where one is expected are an error that names both", () => {
  const x = ["Administrator", { id: "r2", value: "Visitor" }];
  expect(() => evaluate("SingleAppRoleAssignment([x])", { x })).toThrow(
    expect.objectContaining({
      code: "several_roles",
      message: "SingleAppRoleAssignment: expected one role, found 2: Administrator, Visitor",
    }),
  );
});
