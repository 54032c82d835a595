import { describe, expect, it } from "vitest";
import { printPath } from "../../src/models/attribute-tree.ts";
import { type AttributePath, resolvePath, UserType } from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

/** A URN as a parser cuts it: at its last colon. */
const wholeUrn = { schema: "urn:ietf:params:scim:schemas:extension:enterprise:2.0", name: "User" };

describe("resolvePath", () => {
  it.each<[string, AttributePath, string]>([
    ["a name", { name: "userName" }, "userName"],
    ["a name in another case (RFC 7643 §2.1)", { name: "USERNAME" }, "userName"],
    ["a sub-attribute", { name: "Name", subAttribute: "FamilyName" }, "name.familyName"],
    ["a common attribute", { name: "meta", subAttribute: "lastmodified" }, "meta.lastModified"],
    ["a name behind the core URN", { schema: USER_SCHEMA.toUpperCase(), name: "title" }, "title"],
    [
      "a name behind an extension's URN",
      { schema: ENTERPRISE_USER_SCHEMA, name: "manager", subAttribute: "value" },
      `${ENTERPRISE_USER_SCHEMA}:manager.value`,
    ],
  ])("finds %s", (_what, path, expected) => {
    const found = resolvePath(UserType.tree, path);
    expect((found?.subAttribute ?? found?.attribute)?.path).toBe(expected);
  });

  it("finds a whole extension by its URN", () => {
    const found = resolvePath(UserType.tree, wholeUrn);
    expect(found?.extension?.urn).toBe(ENTERPRISE_USER_SCHEMA);
    expect(found?.attribute).toBeUndefined();
    expect(resolvePath(UserType.tree, { ...wholeUrn, subAttribute: "manager" })).toBeUndefined();
  });

  it.each<[AttributePath]>([
    [{ name: "__proto__" }],
    [{ name: "constructor", subAttribute: "prototype" }],
    [{ name: "toString" }],
    [{ name: "name", subAttribute: "__proto__" }],
    [{ name: "userName", subAttribute: "length" }],
    [{ name: "manager" }],
    [{ schema: GROUP_SCHEMA, name: "members" }],
    [{ schema: ENTERPRISE_USER_SCHEMA, name: "userName" }],
  ])("finds nothing for %j", (path) => {
    expect(resolvePath(UserType.tree, path)).toBeUndefined();
  });

  it("is undone by printPath", () => {
    expect(printPath({ schema: USER_SCHEMA, name: "name", subAttribute: "familyName" })).toBe(
      `${USER_SCHEMA}:name.familyName`,
    );
    expect(printPath({ name: "userName" })).toBe("userName");
  });
});
