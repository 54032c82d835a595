import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { ScimError } from "../../src/errors.ts";
import { resolvePath } from "../../src/models/attribute-tree.ts";
import {
  CoreUser,
  commonAttributes,
  dateTime,
  defineResourceType,
  defineSchema,
  describeSchemas,
  type Email,
  optional,
  type Resource,
  type ResourceType,
  reference,
  required,
  User,
  UserType,
} from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";
const badgeSchema = z.object({
  /** Number printed on the badge. */
  number: required(z.string(), { description: "Number printed on the badge.", uniqueness: "server", caseExact: true }),
  color: optional(z.enum(["red", "green"]), { description: "Color of the badge." }),
  issued: optional(dateTime(), { description: "When the badge was issued." }),
});
const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: User,
  extensions: { [BADGE]: badgeSchema },
});

function detailOf(type: ResourceType, resource: object): string {
  try {
    type.validate(resource);
  } catch (error) {
    if (error instanceof ScimError && error.status === 400 && error.scimType === "invalidValue") return error.detail;
    throw error;
  }
  return "valid";
}

describe("validate", () => {
  const ada = { schemas: [USER_SCHEMA], userName: "ada" };
  it.each([
    ["nothing wrong", ada, "valid"],
    ["a type that is not among the suggested ones", { ...ada, emails: [{ value: "a@b.c", type: "desk" }] }, "valid"],
    ["a reference that is relative", { ...ada, profileUrl: "../ada" }, "valid"],
    ["a missing required attribute", { schemas: [USER_SCHEMA] }, "userName: is required"],
    ["an empty userName (RFC 7643 §4.1.1)", { ...ada, userName: "" }, "userName: must not be empty"],
    ["a number as userName", { ...ada, userName: 5 }, "userName: expected a string, found a number"],
    ["a number for a string", { ...ada, title: 1 }, "title: expected a string, found a number"],
    ["a string for a boolean", { ...ada, active: "yes" }, "active: expected a boolean, found a string"],
    [
      "a fault in an element",
      { ...ada, emails: [{ value: "a@b.c" }, { value: 1 }] },
      "emails[1].value: expected a string, found a number",
    ],
    ["one value for a list", { ...ada, emails: { value: "a@b.c" } }, "emails: expected a list, found an object"],
    ["a date that does not exist", { ...ada, meta: { created: "2026-02-30T00:00:00Z" } }, "meta.created: "],
    ["a binary that is not base64", { ...ada, x509Certificates: [{ value: "?" }] }, "x509Certificates[0].value: "],
    [
      "a fault in an extension",
      { ...ada, [ENTERPRISE_USER_SCHEMA]: { manager: { value: 1 } } },
      `${ENTERPRISE_USER_SCHEMA}:manager.value: `,
    ],
  ])("of a user with %s", (_what, resource, detail) => {
    expect(detailOf(UserType, resource)).toContain(detail);
  });

  it("never shows the value at fault", () => {
    expect(detailOf(UserType, { schemas: [USER_SCHEMA], userName: "ada", active: "s3cret" })).not.toContain("s3cret");
  });
});

describe("a custom extension", () => {
  it("is typed on the resource, under its URN", () => {
    type BadgeUser = ReturnType<typeof BadgeUserType.validate>;
    expectTypeOf<NonNullable<BadgeUser[typeof BADGE]>["number"]>().toEqualTypeOf<string>();
    expectTypeOf<BadgeUser["userName"]>().toEqualTypeOf<string>();
    expectTypeOf<NonNullable<BadgeUser["emails"]>[number]>().toEqualTypeOf<Email>();
  });

  it("is validated", () => {
    const ada = { schemas: [USER_SCHEMA, BADGE], userName: "ada" };
    expect(BadgeUserType.validate({ ...ada, [BADGE]: { number: "7" } })[BADGE]).toEqual({ number: "7" });
    expect(detailOf(BadgeUserType, { ...ada, [BADGE]: {} })).toBe(`${BADGE}:number: is required`);
    expect(detailOf(BadgeUserType, { ...ada, [BADGE]: { number: "7", color: "blue" } })).toContain(`${BADGE}:color`);
  });

  it("is in the tree with its characteristics, beside the extensions of the schema", () => {
    expect(BadgeUserType.extensions).toEqual([
      { urn: ENTERPRISE_USER_SCHEMA, required: false },
      { urn: BADGE, required: false },
    ]);
    const path = resolvePath(BadgeUserType.tree, { schema: BADGE.toUpperCase(), name: "NUMBER" });
    expect(path?.attribute).toMatchObject({
      name: "number",
      path: `${BADGE}:number`,
      schema: BADGE,
      type: "string",
      required: true,
      caseExact: true,
      uniqueness: "server",
      mutability: "readWrite",
    });
    expect(resolvePath(BadgeUserType.tree, { schema: BADGE, name: "color" })?.attribute?.canonicalValues).toEqual([
      "red",
      "green",
    ]);
    expect(resolvePath(BadgeUserType.tree, { schema: BADGE, name: "issued" })?.attribute?.type).toBe("dateTime");
  });

  it("is described under its URN", () => {
    expect(describeSchemas(BadgeUserType).map(({ id, name }) => [id, name])).toEqual([
      [USER_SCHEMA, "User"],
      [ENTERPRISE_USER_SCHEMA, "EnterpriseUser"],
      [BADGE, "User"],
    ]);
  });

  it("has the name and description that zod's meta gives", () => {
    const Badge = badgeSchema.meta({ title: "Badge", description: "Badges of users" });
    const type = defineResourceType({
      name: "User",
      endpoint: "/Users",
      schema: CoreUser,
      extensions: { [BADGE]: Badge },
    });
    expect(type.schemas[1]).toEqual({ urn: BADGE, name: "Badge", description: "Badges of users" });
  });

  it("can be required", () => {
    const type = defineResourceType({
      name: "User",
      endpoint: "/Users",
      schema: CoreUser,
      extensions: { [BADGE]: { schema: badgeSchema, required: true } },
    });
    expectTypeOf<ReturnType<typeof type.validate>[typeof BADGE]["number"]>().toEqualTypeOf<string>();
    expect(type.extensions).toEqual([{ urn: BADGE, required: true }]);
    expect(detailOf(type, { schemas: [USER_SCHEMA], userName: "ada" })).toBe(`${BADGE}: is required`);
  });
});

describe("a custom resource type", () => {
  const Device = defineSchema(
    { urn: "urn:example:schemas:Device", name: "Device", description: "Something that is lent out" },
    {
      serial: required(z.string(), { description: "Serial number.", uniqueness: "global", mutability: "immutable" }),
      weight: z.number().optional().describe("Weight in kilograms."),
      slots: z.int().nullable().optional(),
      page: z.url().optional(),
      tags: z.array(z.string()).optional(),
      parts: z.array(z.object({ value: z.string(), primary: z.boolean().optional() })).optional(),
      owner: reference("User").optional(),
      lent: z.iso.datetime({ offset: true }).readonly().optional(),
    },
  );
  const DeviceType = defineResourceType({ name: "Device", endpoint: "/Devices", schema: Device });
  const node = (name: string) => DeviceType.tree.attributes.get(name);

  it("has the common attributes, in its type and in its tree", () => {
    expectTypeOf<ReturnType<typeof DeviceType.validate>>().toExtend<Resource>();
    expect(Object.keys(commonAttributes).every((name) => node(name.toLowerCase())?.schema === "")).toBe(true);
    expect(DeviceType).toMatchObject({
      schema: "urn:example:schemas:Device",
      description: "Something that is lent out",
    });
  });

  it.each([
    ["serial", { type: "string", required: true, multiValued: false, uniqueness: "global", mutability: "immutable" }],
    ["weight", { type: "decimal", required: false, description: "Weight in kilograms." }],
    ["slots", { type: "integer", required: false }],
    ["page", { type: "reference", caseExact: true, referenceTypes: ["external"] }],
    ["tags", { type: "string", multiValued: true }],
    ["parts", { type: "complex", multiValued: true }],
    ["owner", { type: "reference", referenceTypes: ["User"] }],
    ["lent", { type: "dateTime", required: false }],
  ])("reads the type of %s from plain zod, and keeps characteristics inside wrappers", (name, expected) => {
    expect(node(name)).toMatchObject(expected);
  });

  it("knows which sub-attributes an element must have", () => {
    const parts = node("parts")?.subAttributes;
    expect([parts?.get("value")?.required, parts?.get("primary")?.required]).toEqual([true, false]);
    expect(parts?.get("value")?.path).toBe("parts.value");
  });

  it("checks the common attributes too", () => {
    expect(
      detailOf(DeviceType, { schemas: ["urn:example:schemas:Device"], serial: "1", meta: { created: "soon" } }),
    ).toContain("meta.created");
  });
});

describe("defineResourceType refuses", () => {
  const endless: z.ZodType = z.object({ part: z.lazy(() => z.optional(endless)) });
  const identity = { urn: "urn:example:Thing", name: "Thing", description: "" };
  const define = (shape: Record<string, z.ZodType>, endpoint = "/Things") =>
    defineResourceType({ name: "Thing", endpoint, schema: defineSchema(identity, shape) });

  it.each([
    [
      "a schema without a URN",
      () => defineResourceType({ name: "Thing", endpoint: "/Things", schema: z.object({}) }),
      "defineSchema",
    ],
    ["an endpoint that is no path", () => define({}, "Things"), "endpoint"],
    ["a name that is no attribute name", () => define({ "1st": z.string() }), "1st"],
    ["two names that differ in case", () => define({ a: z.string(), A: z.string() }), "declared twice"],
    ["the name of a common attribute in another case", () => define({ ID: z.string() }), "common attribute"],
    ["a type that SCIM does not have", () => define({ a: z.date() }), "zod type date"],
    ["a schema that contains itself", () => define({ a: endless }), "contains itself"],
    ["an extension that is no object", () => define({ "urn:x:y": z.string() }), "zod object"],
    ["an extension with the URN of the schema", () => define({ "URN:example:thing": z.object({}) }), "declared twice"],
  ])("%s", (_what, run, message) => {
    expect(run).toThrow(TypeError);
    expect(run).toThrow(message);
  });
});

describe("types", () => {
  it("accept a user's own objects with optional members", () => {
    const mine: { userName: string; schemas: string[]; title?: string; emails?: { value: string; type?: string }[] } = {
      userName: "ada",
      schemas: [],
    };
    expectTypeOf(mine).toExtend<User>();
    expectTypeOf(UserType).toEqualTypeOf<ResourceType<User>>();
    expectTypeOf(UserType).toExtend<ResourceType>();
  });

  it("suggest canonical values and accept any other", () => {
    expectTypeOf<"work">().toExtend<NonNullable<Email["type"]>>();
    expectTypeOf<string>().toExtend<NonNullable<Email["type"]>>();
  });
});

describe("schemas that change values", () => {
  it.each([
    ["default", z.string().default("x")],
    ["default", z.string().prefault("x")],
    ["default", z.boolean().default(false).optional()],
    ["catch", z.string().catch("x")],
    ["transform", z.string().transform((value) => value.trim())],
    ["transform", z.preprocess(String, z.string())],
    ["transform", z.string().trim()],
    ["transform", z.stringbool()],
    ["default", z.array(z.object({ value: z.string().default("x") }))],
    ["transform", z.array(z.string().toLowerCase())],
  ])("are refused: %s", (name, value) => {
    const schema = defineSchema({ urn: "urn:example:Thing", name: "Thing", description: "" }, { part: value });
    const define = () => defineResourceType({ name: "Thing", endpoint: "/Things", schema });
    expect(define).toThrow(TypeError);
    expect(define).toThrow(`zod's ${name}`);
  });

  it("are accepted where they only check", () => {
    const part = z.string().min(1).max(5).pipe(z.string().regex(/a/)).optional();
    const schema = defineSchema(
      { urn: "urn:example:Thing", name: "Thing", description: "" },
      { part, mail: z.email(), at: z.iso.datetime() },
    );
    expect(() => defineResourceType({ name: "Thing", endpoint: "/Things", schema })).not.toThrow();
  });
});
