import { describe, expect, it } from "vitest";
import type { AttributeNode, Json } from "../../../src/models/attribute-tree.ts";
import { UserType } from "../../../src/models/index.ts";
import { compilePath } from "../../../src/patch/index.ts";
import { coerceValue } from "../../../src/provisioning/mapping/coerce.ts";

function nodeOf(type: AttributeNode["type"], more: Partial<AttributeNode> = {}): AttributeNode {
  const title = compilePath("title", UserType).attribute;
  if (title === undefined) throw new Error("no title");
  return { ...title, path: "x", type, ...more };
}

type Value = Parameters<typeof coerceValue>[0];

describe("a value that fits its attribute", () => {
  it.each<readonly [type: AttributeNode["type"], value: Value, expected: Json]>([
    ["boolean", "True", true],
    ["boolean", " false ", false],
    ["boolean", "1", true],
    ["boolean", 0, false],
    ["string", true, "True"],
    ["string", 42, "42"],
    ["string", "0042", "0042"],
    ["integer", "42", 42],
    ["integer", " -7 ", -7],
    ["integer", "4.0", 4],
    ["integer", "9007199254740991", 9_007_199_254_740_991],
    ["decimal", "1.50", 1.5],
    ["decimal", "1e3", 1000],
    ["dateTime", "2026-09-08T17:43:57.8423817Z", "2026-09-08T17:43:57.8423817Z"],
    ["dateTime", "2026-09-08T17:43:57+02:00", "2026-09-08T17:43:57+02:00"],
    ["dateTime", "2026-09-08", "2026-09-08T00:00:00Z"],
    ["binary", "QUJD", "QUJD"],
    ["binary", "-_8=", "-_8="],
    ["reference", "https://example.com/a.png", "https://example.com/a.png"],
    ["string", ["only"], "only"],
    ["integer", ["3"], 3],
  ])("%s: %j is %j", (type, value, expected) => {
    expect(coerceValue(value, nodeOf(type))).toEqual({ value: expected });
  });

  it("is put into a list where the attribute has many values", () => {
    expect(coerceValue("1", nodeOf("integer", { multiValued: true }))).toEqual({ value: [1] });
    expect(coerceValue(["1", 2], nodeOf("integer", { multiValued: true }))).toEqual({ value: [1, 2] });
  });
});

describe("a value that does not fit", () => {
  it.each<readonly [type: AttributeNode["type"], value: Value]>([
    ["boolean", "yes"],
    ["boolean", 2],
    ["integer", "4.5"],
    ["integer", "0x10"],
    ["integer", "9007199254740993"],
    ["integer", true],
    ["integer", "1,000"],
    ["decimal", "1,5"],
    ["decimal", "Infinity"],
    ["decimal", "1e999"],
    ["decimal", "."],
    ["dateTime", "08/09/2026"],
    ["dateTime", "2026-02-30"],
    ["dateTime", "2026-02-30T00:00:00Z"],
    ["binary", "not base64!"],
    ["complex", "Ada"],
  ])("%s: %j is rejected, with the name of the attribute", (type, value) => {
    expect(coerceValue(value, nodeOf(type))).toEqual({ problem: expect.stringContaining("x ") });
  });

  it("may be a list for an attribute with a single value", () => {
    expect(coerceValue(["a", "b"], nodeOf("string"))).toMatchObject({ tooManyValues: true });
  });
});
