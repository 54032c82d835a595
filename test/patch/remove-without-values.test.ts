/** A remove that may mean all values or none removes nothing. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch, membershipChanges, STRICT_PATCH } from "../../src/patch/index.ts";

const group = { schemas: [GroupType.schema], displayName: "g", members: [{ value: "u1" }, { value: "u2" }] };
const user = { schemas: [UserType.schema], userName: "ada", emails: [{ value: "a@b.example" }], title: "x" };

describe.each([[null], [""]])("a remove of a whole list with the value %j", (value) => {
  it("is refused: RFC 7644 §3.5.2.2 gives a remove no value, and whether all are meant is a guess", () => {
    const refusal = expect.objectContaining({ status: 400, scimType: "invalidValue" });
    expect(() => applyPatch(group, [{ op: "Remove", path: "members", value }], GroupType)).toThrow(refusal);
    expect(() => membershipChanges([{ op: "remove", path: "members", value }], GroupType)).toThrow(refusal);
    expect(() => applyPatch(user, [{ op: "remove", path: "emails", value }], UserType)).toThrow(refusal);
  });

  it("removes one value, and the list where values are ignored", () => {
    expect(applyPatch(user, [{ op: "remove", path: "title", value }], UserType)).not.toHaveProperty("title");
    const strict = applyPatch(group, [{ op: "remove", path: "members", value }], GroupType, STRICT_PATCH);
    expect(strict).not.toHaveProperty("members");
  });
});

it.each([[[]], [{}], [[null]], [[{}]], [{ value: "" }], [[{ value: null }]]])(
  "%j names no member, and removes none",
  (value) => {
    expect(applyPatch(group, [{ op: "remove", path: "members", value }], GroupType)).toBe(group);
  },
);

it("without a value everything is removed (RFC 7644 §3.5.2.2)", () => {
  expect(applyPatch(group, [{ op: "remove", path: "members" }], GroupType)).not.toHaveProperty("members");
});
