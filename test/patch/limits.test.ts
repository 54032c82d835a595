/** The work of a PATCH request is counted and bounded, not only its bytes. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch, membershipChanges, type PatchOperation } from "../../src/patch/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

const ADA = {
  schemas: [USER_SCHEMA],
  userName: "ada",
  emails: Array.from({ length: 10 }, (_, index) => ({ value: `${index}@b`, type: "work" })),
};

interface Limits {
  readonly steps: number;
  readonly comparisons: number;
}

const NONE = Number.POSITIVE_INFINITY;

function apply(operations: readonly PatchOperation[], limits: Partial<Limits>): unknown {
  return applyPatch(ADA, operations, UserType, { limits: { steps: NONE, comparisons: NONE, ...limits } });
}

/** Passes at exactly this limit, and fails with 413 at one less. */
function expectCost(operations: readonly PatchOperation[], name: keyof Limits, cost: number): void {
  expect(() => apply(operations, { [name]: cost })).not.toThrow();
  expect(() => apply(operations, { [name]: cost - 1 })).toThrow(expect.objectContaining({ status: 413 }));
}

describe("steps", () => {
  const cases: readonly (readonly [string, readonly PatchOperation[], number])[] = [
    ["an operation with a path is one", [{ op: "replace", path: "title", value: "x" }], 1],
    ["each key of a value without a path is one", [{ op: "add", value: { title: "x", nickName: "y" } }], 2],
    [
      "a key that is a path is one",
      [{ op: "add", value: { "name.givenName": "x", 'emails[type eq "x"].value': "y" } }],
      2,
    ],
    ["an unknown key is one, because it is looked up too", [{ op: "add", value: { "a.b": 1, 'c[d eq "e"]': 2 } }], 2],
    ["keys in other cases count each", [{ op: "add", value: { title: "x", TITLE: "x", Title: "x" } }], 3],
    [
      "an extension is one, and each attribute in it",
      [{ op: "add", value: { [ENTERPRISE_USER_SCHEMA]: { department: "x", division: "y" } } }],
      3,
    ],
  ];
  it.each(cases)("%s", (_, operations, cost) => expectCost(operations, "steps", cost));

  it("of membership changes are counted too", () => {
    const operations = [1, 2, 3].map((value) => ({ op: "add", path: "members", value: [{ value: `${value}` }] }));
    const limits = { steps: 2, comparisons: NONE };
    expect(() => membershipChanges(operations, GroupType, { limits })).toThrow(/more than 2 changes/);
  });
});

describe("comparisons", () => {
  const cases: readonly (readonly [string, readonly PatchOperation[], number])[] = [
    ["each element is visited once", [{ op: "remove", path: "emails" }], 10],
    ["and once more for each condition", [{ op: "remove", path: 'emails[type eq "x" or value sw "y"]' }], 30],
    [
      "by every operation",
      [
        { op: "remove", path: 'emails[type eq "x"]' },
        { op: "remove", path: 'emails[type eq "y"]' },
      ],
      40,
    ],
    ["elements of the request count too", [{ op: "add", path: "emails", value: [{ value: "x" }, { value: "y" }] }], 12],
    [
      "a string of 100 characters counts as a hundred",
      [{ op: "add", path: "emails", value: [{ value: "x".repeat(100) }] }],
      111,
    ],
  ];
  it.each(cases)("%s", (_, operations, cost) => expectCost(operations, "comparisons", cost));

  it("of members that are named one by one do not grow with the group: they are removed together", () => {
    const members = Array.from({ length: 1_000 }, (_, index) => ({ value: `m${index}` }));
    const group = { schemas: [GROUP_SCHEMA], displayName: "g", members };
    const operations = members.slice(1).map(({ value }) => ({ op: "remove", path: `members[value eq "${value}"]` }));
    const limits = { steps: 1_000, comparisons: 2_500 };
    expect(applyPatch(group, operations, GroupType, { limits }).members).toEqual([{ value: "m0" }]);
  });
});

it("without limits nothing is counted", () => {
  const value = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`unknown${index}`, index]));
  expect(applyPatch(ADA, [{ op: "add", value }], UserType)).toBe(ADA);
});
