import { describe, expect, it } from "vitest";
import { GroupType, toJsonSchema, toOpenApiComponents, UserType } from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA } from "../../src/urns.ts";

const user = JSON.parse(JSON.stringify(toJsonSchema(UserType)));

describe("JSON Schema of a resource type", () => {
  it("is a 2020-12 schema with name and description", () => {
    expect(user).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "User",
      description: "User Account",
      type: "object",
    });
    expect(user.required).toEqual(["schemas", "userName"]);
  });

  it.each([
    ["readOnly marks what the service decides", "id", { readOnly: true }],
    ["writeOnly marks what is never answered", "password", { writeOnly: true }],
    ["checks of zod are kept", "userName", { type: "string", minLength: 1 }],
    ["references are URI references", "profileUrl", { type: "string", format: "uri-reference" }],
    [
      "canonical values are examples, not a closed list",
      "emails",
      { items: { properties: { type: { type: "string", examples: ["work", "home", "other"] } } } },
    ],
    ["dates have a format", "meta", { properties: { created: { type: "string", format: "date-time" } } }],
    ["binaries are base64", "x509Certificates", { items: { properties: { value: { contentEncoding: "base64" } } } }],
    ["extensions stand under their URN", ENTERPRISE_USER_SCHEMA, { properties: { department: { type: "string" } } }],
  ])("%s", (_rule, name, expected) => {
    expect(user.properties[name]).toMatchObject(expected);
  });

  it("describes every attribute and allows further ones", () => {
    expect(Object.values<{ description?: string }>(user.properties).every(({ description }) => description)).toBe(true);
    expect(user).not.toHaveProperty("additionalProperties");
  });
});

describe("OpenAPI 3.1 components", () => {
  const { schemas } = toOpenApiComponents([UserType, GroupType]);

  it("hold resources, their lists, messages and discovery documents", () => {
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining([
        "User",
        "UserListResponse",
        "Group",
        "GroupListResponse",
        "PatchOp",
        "ErrorMessage",
        "ServiceProviderConfig",
        "ResourceType",
        "Schema",
      ]),
    );
  });

  it("refer only to each other", () => {
    const references = [...JSON.stringify(schemas).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
    expect(references).toContain("#/components/schemas/User");
    for (const target of references)
      expect(Object.keys(schemas)).toContain(target?.replace("#/components/schemas/", ""));
    expect(JSON.stringify(schemas)).not.toMatch(/"\$(defs|id|schema)":/);
  });

  it("are the same for the same types, however often they are made", () => {
    expect(toOpenApiComponents([UserType, GroupType]).schemas).toEqual(schemas);
  });
});
