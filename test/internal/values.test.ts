/** Points in time, equality and order of attribute values. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareInstants, parseInstant } from "../../src/internal/instant.ts";
import { compareValues, deepEqual, isUnassigned, readProperty, valuesEqual } from "../../src/internal/values.ts";
import { UserType } from "../../src/models/index.ts";

const text = { type: "string", caseExact: false } as const;
const exact = { type: "string", caseExact: true } as const;
const date = { type: "dateTime", caseExact: false } as const;
const number = { type: "decimal", caseExact: false } as const;

describe("parseInstant", () => {
  it.each([
    ["2011-05-13T04:42:34Z", 1305261754, ""],
    ["2011-05-13T04:42:34.500Z", 1305261754, "5"],
    ["2011-05-13t06:42:34.5+02:00", 1305261754, "5"],
    ["2011-05-12T23:12:34-05:30", 1305261754, ""],
    ["2011-05-13T04:42:34", 1305261754, ""],
    ["1970-01-01T00:00:00z", 0, ""],
    ["1969-12-31T23:59:59.9Z", -1, "9"],
    ["0001-01-01T00:00:00Z", -62135596800, ""],
    ["2024-02-29T24:00:00Z", 1709251200, ""],
    ["2016-12-31T23:59:60Z", 1483228800, ""],
  ])("reads %s", (source, seconds, fraction) => {
    expect(parseInstant(source)).toEqual({ seconds, fraction });
  });

  it.each([
    "",
    "2011-05-13",
    "2011-05-13 04:42:34Z",
    "2011-13-01T00:00:00Z",
    "2011-00-01T00:00:00Z",
    "2011-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2011-04-31T00:00:00Z",
    "2011-05-13T25:00:00Z",
    "2011-05-13T24:00:00.1Z",
    "2011-05-13T00:60:00Z",
    "2011-05-13T00:00:61Z",
    "2011-05-13T00:00:00.Z",
    "2011-05-13T00:00:00+24:00",
    "2011-05-13T00:00:00+0200",
    "Fri, 13 May 2011 04:42:34 GMT",
  ])("rejects %j", (source) => {
    expect(parseInstant(source)).toBeUndefined();
  });

  it("agrees with Date on every millisecond that Date can write", () => {
    const dates = fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, dates, (a, b) => {
        const [first, second] = [parseInstant(a.toISOString()), parseInstant(b.toISOString())];
        if (first === undefined || second === undefined) throw new Error("unread");
        expect(first.seconds).toBe(Math.floor(a.getTime() / 1000));
        expect(Math.sign(compareInstants(first, second))).toBe(Math.sign(a.getTime() - b.getTime()));
      }),
    );
  });
});

describe("valuesEqual", () => {
  it.each([
    ["text without caseExact in any case", "BOB", "bob", text, true],
    ["text with caseExact in another case", "EXT-1", "ext-1", exact, false],
    ["one instant at two offsets", "2011-05-13T06:42:34+02:00", "2011-05-13T04:42:34.000Z", date, true],
    ["instants that differ beyond milliseconds", "2011-05-13T04:42:34.0000001Z", "2011-05-13T04:42:34Z", date, false],
    ["texts that are no dates", "today", "TODAY", date, false],
    ["numbers", 1.5, 1.5, number, true],
    ["a number and its text", 1, "1", number, false],
    ["a boolean and its text", true, "true", { type: "boolean", caseExact: false } as const, false],
    ["null and absent", null, undefined, text, true],
    ["lists in order", ["a", "B"], ["A", "b"], text, true],
    ["lists in another order", ["a", "b"], ["b", "a"], text, false],
    ["without an attribute, text exactly", "a", "A", undefined, false],
  ])("compares %s", (_what, a, b, attribute, expected) => {
    expect(valuesEqual(a, b, attribute)).toBe(expected);
    expect(valuesEqual(b, a, attribute)).toBe(expected);
  });

  it.each([
    ["by each sub-attribute", { value: "A@B.C", primary: true }, { primary: true, value: "a@b.c" }, true],
    ["with absent and null sub-attributes as one", { value: "a", type: null }, { value: "a" }, true],
    ["with a sub-attribute more", { value: "a", type: "work" }, { value: "a" }, false],
  ])("compares complex values %s", (_how, a, b, expected) => {
    const emails = UserType.tree.attributes.get("emails");
    expect(valuesEqual(a, b, emails)).toBe(expected);
    expect(valuesEqual(b, a, emails)).toBe(expected);
  });
});

describe("compareValues", () => {
  it.each([
    ["text without case", "a", "B", text, -1],
    ["text with case", "a", "B", exact, 1],
    ["equal text in another case", "Bob", "bOB", text, 0],
    ["instants, not their text", "2011-05-13T23:00:00-05:00", "2011-05-14T03:00:00Z", date, 1],
    ["fractions of a second", "2011-05-13T00:00:00.5Z", "2011-05-13T00:00:00.49Z", date, 1],
    ["numbers by size", 10, 9, number, 1],
    ["false before true", false, true, undefined, -1],
    ["a number and a text", 1, "1", number, undefined],
    ["what is no number", Number.NaN, 1, number, undefined],
    ["a text that is no date", "soon", "2011-05-13T00:00:00Z", date, undefined],
  ])("orders %s", (_what, a, b, attribute, expected) => {
    const order = compareValues(a, b, attribute);
    expect(order === undefined ? undefined : Math.sign(order)).toBe(expected);
  });
});

describe("plain values", () => {
  it.each([
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: undefined }, {}, true],
    [{ a: null }, {}, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
  ])("deepEqual(%j, %j) is %j", (a, b, expected) => {
    expect(deepEqual(a, b)).toBe(expected);
    expect(deepEqual(b, a)).toBe(expected);
  });

  it.each([
    [undefined, true],
    [null, true],
    [[], true],
    [{}, true],
    ["", false],
    [0, false],
    [false, false],
    [[null], false],
  ])("isUnassigned(%j) is %j", (value, expected) => {
    expect(isUnassigned(value)).toBe(expected);
  });

  it("readProperty sees own properties only", () => {
    expect(["constructor", "__proto__", "toString"].map((name) => readProperty({}, name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(readProperty(JSON.parse('{"__proto__":1}'), "__proto__")).toBe(1);
  });
});
