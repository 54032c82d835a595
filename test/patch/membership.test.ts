import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch, membershipChanges, type PatchOperation } from "../../src/patch/index.ts";
import { expectRefusal, group } from "./fixtures.ts";

const changes = (...operations: PatchOperation[]) => membershipChanges(operations, GroupType);

describe("membershipChanges", () => {
  it("tells additions and removals of members, the last word on each", () => {
    expect(
      changes(
        {
          op: "Add",
          path: "members",
          value: [
            { $ref: null, value: "a" },
            { value: "b", display: "B" },
          ],
        },
        { op: "remove", path: 'members[value eq "c"]' },
        { op: "Remove", path: "members", value: [{ value: "A" }] },
        { op: "add", value: { members: [{ value: "d" }] } },
      ),
    ).toEqual({ attribute: "members", add: [{ value: "b", display: "B" }, { value: "d" }], remove: ["c", "A"] });
  });

  it.each<[string, PatchOperation[]]>([
    ["nothing at all", []],
    ["another attribute", [{ op: "replace", path: "displayName", value: "X" }]],
    ["members and another attribute", [{ op: "add", value: { members: [{ value: "a" }], displayName: "X" } }]],
    ["a replacement of all", [{ op: "replace", path: "members", value: [{ value: "a" }] }]],
    ["a removal of all", [{ op: "remove", path: "members" }]],
    ["a change of a member", [{ op: "add", path: 'members[value eq "a"].display', value: "A" }]],
    ["a removal that needs the members", [{ op: "remove", path: 'members[display sw "a"]' }]],
    ["members without a value", [{ op: "add", path: "members", value: [{ display: "A" }] }]],
  ])("is undefined for %s", (_, operations) => {
    expect(changes(...operations)).toBeUndefined();
  });

  it("is undefined where a removal must be known to hit (ignoreMissing: false)", () => {
    const operations = [{ op: "remove", path: 'members[value eq "a"]' }];
    expect(membershipChanges(operations, GroupType, { ignoreMissing: false })).toBeUndefined();
  });

  it("refuses what applyPatch refuses", () => {
    expectRefusal(() => changes({ op: "add", path: "members", value: [5] }), "invalidValue");
    expect(membershipChanges([{ op: "add", path: "emails", value: { value: "a" } }], UserType)).toBeUndefined();
  });

  it("means the same as applyPatch", () => {
    const id = fc.constantFrom("u0", "u1", "u2", "x", "y", "z");
    const operation = fc.oneof(
      fc
        .array(id, { minLength: 1, maxLength: 3 })
        .map((ids) => ({ op: "add", path: "members", value: ids.map((value) => ({ value })) })),
      fc
        .array(id, { minLength: 1, maxLength: 3 })
        .map((ids) => ({ op: "remove", path: "members", value: ids.map((value) => ({ value })) })),
      id.map((value) => ({ op: "remove", path: `members[value eq "${value}"]` })),
    );
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 6 }), (operations) => {
        const result = membershipChanges(operations, GroupType);
        const keyed = new Set((group(3).members ?? []).map(({ value }) => value));
        for (const value of result?.remove ?? []) keyed.delete(value);
        for (const { value } of result?.add ?? []) keyed.add(String(value));
        const applied = applyPatch(group(3), operations, GroupType).members ?? [];
        expect(new Set(applied.map(({ value }) => value))).toEqual(keyed);
        expect(applied).toHaveLength(keyed.size);
      }),
    );
  });
});
