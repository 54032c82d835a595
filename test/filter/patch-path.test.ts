import { describe, expect, it } from "vitest";
import { FilterSyntaxError } from "../../src/errors.ts";
import { type PatchPath, parsePath } from "../../src/filter/index.ts";

const work = { kind: "compare", path: { name: "type" }, operator: "eq", value: "work" } as const;

describe("paths of PATCH operations (RFC 7644 §3.5.2)", () => {
  it.each<[string, PatchPath]>([
    ["members", { path: { name: "members" } }],
    ["name.familyName", { path: { name: "name", subAttribute: "familyName" } }],
    ['addresses[type eq "work"]', { path: { name: "addresses" }, filter: work }],
    [
      'addresses[type eq "work"].streetAddress',
      { path: { name: "addresses", subAttribute: "streetAddress" }, filter: work },
    ],
    ['emails[type eq "work"].$ref', { path: { name: "emails", subAttribute: "$ref" }, filter: work }],
    [
      'members[value eq "2819c223-7f76-453a-919d-413861904646"].displayName',
      {
        path: { name: "members", subAttribute: "displayName" },
        filter: { ...work, path: { name: "value" }, value: "2819c223-7f76-453a-919d-413861904646" },
      },
    ],
    [
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName",
      {
        path: {
          schema: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
          name: "manager",
          subAttribute: "displayName",
        },
      },
    ],
    [
      'urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"].value',
      {
        path: { schema: "urn:ietf:params:scim:schemas:core:2.0:User", name: "emails", subAttribute: "value" },
        filter: work,
      },
    ],
    [
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
      { path: { schema: "urn:ietf:params:scim:schemas:extension:enterprise:2.0", name: "User" } },
    ],
    [
      "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
      { path: { schema: "http", name: "//schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group" } },
    ],
    ["__proto__", { path: { name: "__proto__" } }],
    [" title ", { path: { name: "title" } }],
  ])("%s", (text, path) => {
    expect(parsePath(text)).toStrictEqual(path);
  });

  it.each([
    ["", 0],
    [" ", 1],
    ["a b", 2],
    ["a.b.c", 3],
    ["a.b[c pr]", 3],
    ["a[b pr", 6],
    ["a[b pr]c", 7],
    ["a[b pr].", 8],
    ["a[b pr].c.d", 8],
    ["a[b pr][c pr]", 7],
    ["a[b pr] .c", 8],
    ["a[b[c pr]]", 3],
    ["a[]", 2],
    ["a eq 1", 2],
    ["(a)", 0],
    ['"a"', 0],
    ["1", 0],
  ])("%j fails at offset %i", (text, offset) => {
    expect(() => parsePath(text)).toThrow(FilterSyntaxError);
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ offset, status: 400, scimType: "invalidPath" }));
  });

  it("has the limits of filters", () => {
    expect(() => parsePath("a".repeat(8193))).toThrow(/at most 8192/);
    expect(() => parsePath("a[b pr and c pr]", { maxNodes: 2 })).toThrow(/at most 2/);
  });
});
