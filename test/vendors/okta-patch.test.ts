/** What Okta sends. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch } from "../../src/patch/index.ts";
import { bjensen, expectRefusal, frozen, group } from "../patch/fixtures.ts";

describe("Okta", () => {
  it("deactivates by a value without a path", () => {
    const user = applyPatch(frozen(bjensen()), [{ op: "replace", value: { active: false } }], UserType);
    expect(user).toEqual({ ...bjensen(), active: false });
  });

  it("sets a password by a value without a path", () => {
    expect(applyPatch(bjensen(), [{ op: "replace", value: { password: "t1meMa$heen" } }], UserType).password).toBe(
      "t1meMa$heen",
    );
  });

  it("repeats the id when it renames a group; another id is refused", () => {
    const rename = (id: string) => [{ op: "replace", value: { id, displayName: "Guides" } }];
    expect(applyPatch(frozen(group(1)), rename("g1"), GroupType)).toEqual({ ...group(1), displayName: "Guides" });
    expectRefusal(() => applyPatch(group(1), rename("g2"), GroupType), "mutability");
  });

  it("adds a member with its name", () => {
    const operation = { op: "add", path: "members", value: [{ value: "u9", display: "ada@example.com" }] };
    expect(applyPatch(frozen(group(1)), [operation], GroupType).members?.at(-1)).toEqual({
      value: "u9",
      display: "ada@example.com",
    });
  });

  it("removes and adds members in one request", () => {
    const operations = [
      { op: "remove", path: 'members[value eq "u0"]' },
      { op: "add", path: "members", value: [{ value: "u9", display: "ada@example.com" }] },
    ];
    expect(applyPatch(frozen(group(2)), operations, GroupType).members?.map(({ value }) => value)).toEqual([
      "u1",
      "u9",
    ]);
  });

  it("replaces all members", () => {
    const operation = { op: "replace", path: "members", value: [{ value: "u1", display: "a" }, { value: "u2" }] };
    expect(applyPatch(frozen(group(2)), [operation], GroupType).members).toEqual(operation.value);
  });
});
