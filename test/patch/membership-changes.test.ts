import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineSchema, optional, reference } from "../../src/models/characteristics.ts";
import { defineResourceType, GroupType, UserType } from "../../src/models/index.ts";
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
        { op: "Remove", path: "members", value: [{ value: "a" }] },
        { op: "add", value: { members: [{ value: "d" }] } },
      ),
    ).toEqual({ attribute: "members", add: [{ value: "b", display: "B" }, { value: "d" }], remove: ["c", "a"] });
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

/**
 * Groups whose members are named without regard to case, as a custom service may have them: the ids of this
 * package are case exact.
 */
const Folding = defineResourceType({
  name: "Team",
  endpoint: "/Teams",
  schema: defineSchema(
    { urn: "urn:example:Team", name: "Team", description: "A team" },
    {
      members: optional(
        z.array(
          z.object({
            value: optional(z.string(), { description: "Id of the member.", mutability: "immutable" }),
            $ref: optional(reference("User"), { description: "URI of the member.", mutability: "immutable" }),
            display: optional(z.string(), { description: "Name of the member.", mutability: "immutable" }),
          }),
        ),
        { description: "Members of the team." },
      ),
    },
  ),
});

describe("members by their value", () => {
  it("differ where their ids differ in case alone (RFC 7643 §3.1)", () => {
    const before = { members: [{ value: "b" }, { value: "B" }] };
    const after = applyPatch(before, [{ op: "remove", path: "members", value: [{ value: "b" }] }], GroupType);
    expect(after).toEqual({ members: [{ value: "B" }] });
  });

  const removals: readonly PatchOperation[] = [
    { op: "remove", path: "members", value: [{ value: "b" }] },
    { op: "remove", path: 'members[value eq "b"]' },
  ];

  it.each(removals)("%j takes every element of that value out, also of a list that holds one twice", (operation) => {
    const before = { members: [{ value: "b" }, { value: "a" }, { value: "B", display: "B" }, { value: "c" }] };
    expect(applyPatch(before, [operation], Folding)).toEqual({ members: [{ value: "a" }, { value: "c" }] });
  });

  // U+0130 becomes two characters in lower case.
  it.each([
    ["\u0130d", "i\u0307d"],
    ["i\u0307d", "\u0130D"],
    ["\u212a", "k"],
  ])("%j and %j are one, whatever their lengths", (value, other) => {
    const before = { members: [{ value: "a" }, { value }] };
    const add: PatchOperation = { op: "add", path: "members", value: { value: other } };
    expect(applyPatch(before, [add], Folding)).toBe(before);
    const removed = applyPatch(before, [{ op: "remove", path: "members", value: { value: other } }], Folding);
    expect(removed).toEqual({ members: [{ value: "a" }] });
    const emails = { emails: [{ value, type: "work" }] };
    expect(applyPatch(emails, [{ op: "add", path: "emails", value: { value: other, type: "work" } }], UserType)).toBe(
      emails,
    );
  });
});
