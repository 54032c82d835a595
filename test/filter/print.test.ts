import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Filter, parseFilter, parsePath, printFilter, printPatchPath } from "../../src/filter/index.ts";
import { anyFilter, attributePath, elementFilter } from "./filters.ts";

const isMisuse = (error: unknown): boolean => error instanceof TypeError || error instanceof RangeError;

const limits = { maxLength: 1e6, maxDepth: 1000, maxNodes: 1e6 };

describe("printFilter", () => {
  it("is read back as the same data", () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(parseFilter(printFilter(filter), limits)).toStrictEqual(filter);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["(a pr) AND ((b pr))", "a pr and b pr"],
    ["(a pr or b pr) and (c pr and d pr)", "(a pr or b pr) and (c pr and d pr)"],
    ["(a pr and b pr) or (c pr or d pr)", "a pr and b pr or (c pr or d pr)"],
    ["not(a pr or b pr)", "not (a pr or b pr)"],
    ['a EQ "\\u0041\\/\\""', 'a eq "A/\\""'],
  ])("puts parentheses only where they are needed: %s", (text, printed) => {
    expect(printFilter(parseFilter(text))).toBe(printed);
  });

  it.each<[string, Filter]>([
    ["a name with syntax in it", { kind: "present", path: { name: 'a eq "x" or b' } }],
    ["a name with a dot", { kind: "present", path: { name: "a.b" } }],
    ["an empty name", { kind: "present", path: { name: "" } }],
    ["a name with a colon", { kind: "present", path: { name: "urn:x" } }],
    ["a sub-attribute with syntax in it", { kind: "present", path: { name: "a", subAttribute: "b pr or c" } }],
    ["a URN with syntax in it", { kind: "present", path: { schema: "urn:x pr or y", name: "b" } }],
    ["an or of nothing", { kind: "or", operands: [] }],
    ["infinity", { kind: "compare", path: { name: "a" }, operator: "eq", value: Number.POSITIVE_INFINITY }],
    ["no number", { kind: "compare", path: { name: "a" }, operator: "eq", value: Number.NaN }],
  ])("refuses %s", (_, filter) => {
    expect(() => printFilter(filter)).toThrow(expect.toSatisfy(isMisuse));
  });
});

describe("printPatchPath", () => {
  it("is read back as the same data", () => {
    const path = fc.oneof(
      attributePath.map((path) => ({ path })),
      fc.tuple(attributePath, elementFilter).map(([path, filter]) => ({ path, filter })),
    );
    fc.assert(
      fc.property(path, (path) => {
        expect(parsePath(printPatchPath(path), limits)).toStrictEqual(path);
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses names with syntax in them", () => {
    expect(() => printPatchPath({ path: { name: "a[b pr]" } })).toThrow(TypeError);
  });
});
