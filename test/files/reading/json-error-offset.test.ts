/** The position of the first syntax error in JSON. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonErrorOffset } from "../../../src/files/reading/json-error-offset.ts";

describe("the place where a text stops being JSON", () => {
  it.each([
    ["", 0],
    ["  ", 2],
    ['{"a": 1,}', 8],
    ["[1 2]", 3],
    ["[,]", 1],
    ["[1,]", 3],
    ["{1: 2}", 1],
    ['{"a" 1}', 5],
    ['{"a": tru}', 6],
    ["{'a': 1}", 1],
    ['["a\nb"]', 3],
    ['["a\\x"]', 3],
    ["[01]", 2],
    ["[1.]", 2],
    ["{} {}", 3],
    ["[}", 1],
    ['"a" // note', 4],
    ["\u00a0[]", 0],
  ])("of %j is %i", (text, offset) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonErrorOffset(text)).toBe(offset);
  });

  it("is the end for every JSON text that is cut off", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        const cut = json.slice(0, at % (json.length + 1));
        // A cut number such as `1.` or `1e` can still go on; the scanner stops at its dot, which is one place early.
        fc.pre(!/(?:[.eE]|[eE][+-])$/.test(cut));
        expect(jsonErrorOffset(cut)).toBe(cut.length);
      }),
    );
  });

  it("is inside every text that is no JSON, and never beyond", () => {
    const text = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ 1-.eatru\n') });
    fc.assert(
      fc.property(text, (json) => {
        expect(jsonErrorOffset(json)).toBeGreaterThanOrEqual(0);
        expect(jsonErrorOffset(json)).toBeLessThanOrEqual(json.length);
      }),
    );
  });

  it("is found in a deep and long text in linear time", () => {
    const deep = "[".repeat(1_000_000);
    expect(jsonErrorOffset(`${deep}x`)).toBe(1_000_000);
    expect(jsonErrorOffset(`["${"a".repeat(5_000_000)}" x`)).toBe(5_000_004);
  });
});
