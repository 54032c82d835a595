/** The JSON Schemas and OpenAPI components, seen by a validator of JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { GroupType, normalizeResource, toJsonSchema, toOpenApiComponents, UserType } from "../../src/models/index.ts";
import { enterpriseUser, fullUser, group, minimalUser } from "./rfc7643-examples.ts";

function validator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  return ajv;
}

describe("JSON Schema", () => {
  it.each([
    ["minimal user", UserType, minimalUser],
    ["full user", UserType, fullUser],
    ["enterprise user", UserType, enterpriseUser],
    ["group", GroupType, group],
  ])("accepts the %s of RFC 7643 §8", (_name, type, resource) => {
    const ajv = validator();
    const accepts = ajv.compile(toJsonSchema(type));
    expect(accepts(resource), ajv.errorsText(accepts.errors)).toBe(true);
  });

  it.each([
    ["no userName", { schemas: minimalUser.schemas }],
    ["text for a boolean", { ...minimalUser, active: "true" }],
    ["an object for a list", { ...minimalUser, emails: { value: "a@b.c" } }],
    ["a number for a text", { ...minimalUser, name: { givenName: 1 } }],
  ])("refuses %s, as `validate` does", (_name, resource) => {
    expect(validator().validate(toJsonSchema(UserType), resource)).toBe(false);
    expect(() => UserType.validate(resource)).toThrow();
  });

  it("accepts what normalising makes of a dialect", () => {
    const body = { USERNAME: "ada", Active: "True", nickName: null, emails: [{ VALUE: "a@b.c", Primary: "true" }] };
    expect(validator().validate(toJsonSchema(UserType), normalizeResource(body, UserType))).toBe(true);
  });
});

describe("OpenAPI 3.1 components", () => {
  const { schemas } = toOpenApiComponents([UserType, GroupType]);
  const document = { $id: "https://example.com/openapi", components: { schemas } };

  it.each(Object.keys(schemas))("%s is a valid schema, references included", (name) => {
    const ajv = validator().addKeyword("components").addSchema(document);
    expect(() => ajv.compile({ $ref: `https://example.com/openapi#/components/schemas/${name}` })).not.toThrow();
    expect(name).toMatch(/^[\w.-]+$/);
  });
});
