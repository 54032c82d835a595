/** Shapes that OneLogin and like-minded clients send. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch } from "../../src/patch/index.ts";
import { bjensen, ENTERPRISE, frozen, group } from "../patch/fixtures.ts";

describe("OneLogin", () => {
  it("replaces attributes one by one", () => {
    const operations = [
      { op: "replace", path: "name.givenName", value: "Babs" },
      { op: "replace", path: "active", value: false },
      { op: "replace", path: `${ENTERPRISE}:department`, value: "Tours" },
    ];
    expect(applyPatch(frozen(bjensen()), operations, UserType)).toMatchObject({
      name: { givenName: "Babs", familyName: "Jensen" },
      active: false,
      [ENTERPRISE]: { department: "Tours" },
    });
  });

  it("replaces all members by a list of ids", () => {
    const operation = { op: "replace", path: "members", value: [{ value: "u7" }] };
    expect(applyPatch(frozen(group(3)), [operation], GroupType).members).toEqual([{ value: "u7" }]);
  });

  it("sends a null path and null members in values", () => {
    const operation = {
      op: "replace",
      path: undefined,
      value: { title: null, nickName: "B", name: { middleName: null } },
    };
    const user = applyPatch(frozen({ ...bjensen(), title: "Guide" }), [operation], UserType);
    expect(user).not.toHaveProperty("title");
    expect(user).toMatchObject({ nickName: "B" });
    expect(user.name).not.toHaveProperty("middleName");
  });

  it("puts the core attributes under the URN of their schema", () => {
    const value = { "urn:ietf:params:scim:schemas:core:2.0:User": { title: "Guide" } };
    expect(applyPatch(frozen(bjensen()), [{ op: "add", value }], UserType).title).toBe("Guide");
  });
});
