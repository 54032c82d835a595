import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ScimError } from "../../src/errors.ts";
import { defineResourceType, defineSchema, GroupType, normalizeResource, UserType } from "../../src/models/index.ts";
import { normalizeValue } from "../../src/models/normalize.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { enterpriseUser } from "./rfc7643-examples.ts";

const core = { schemas: [USER_SCHEMA], userName: "ada" };

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

function attribute(name: string) {
  const node = UserType.tree.attributes.get(name.toLowerCase());
  if (node === undefined) throw new Error(name);
  return node;
}

function failureOf(run: () => unknown): ScimError {
  try {
    run();
  } catch (error) {
    if (error instanceof ScimError) return error;
  }
  throw new Error("expected a ScimError");
}

describe("normalizeResource", () => {
  it.each([
    [
      "names in any case become canonical (RFC 7643 §2.1)",
      { USERNAME: "ada", Name: { FAMILYNAME: "Lovelace" } },
      { ...core, name: { familyName: "Lovelace" } },
    ],
    [
      "names behind the URN of the core schema are its attributes (RFC 7644 §3.10)",
      { [`${USER_SCHEMA.toUpperCase()}:username`]: "ada" },
      core,
    ],
    [
      "URNs of extensions in any case become canonical",
      { ...core, [ENTERPRISE_USER_SCHEMA.toUpperCase()]: { Department: "R&D" } },
      { ...core, schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], [ENTERPRISE_USER_SCHEMA]: { department: "R&D" } },
    ],
    ["null means unassigned (RFC 7643 §2.5)", { ...core, title: null }, core],
    ["an empty list means unassigned (RFC 7643 §2.5)", { ...core, emails: [] }, core],
    ["an empty object means unassigned", { ...core, name: {} }, core],
    [
      "what is empty after normalising is unassigned",
      { ...core, name: { givenName: null }, emails: [{ value: null }, null, {}] },
      core,
    ],
    [
      "an empty list and an empty object are unassigned wherever they stand: PHP writes an empty object as []",
      {
        ...core,
        title: [],
        active: {},
        name: [],
        emails: [[], { value: {} }],
        meta: [],
        [ENTERPRISE_USER_SCHEMA]: { manager: [], division: {} },
      },
      core,
    ],
    ["an empty list for an extension is unassigned", { ...core, [ENTERPRISE_USER_SCHEMA]: [] }, core],
    ["more schemas than a call has arguments", { ...core, schemas: Array(300_000).fill("urn:x") }, core],
    ["an empty extension is unassigned", { ...core, [ENTERPRISE_USER_SCHEMA]: { manager: {} } }, core],
    ["undefined is no value", { ...core, title: undefined }, core],
    ["an empty text is a value", { ...core, title: "" }, { ...core, title: "" }],
    ["False as text becomes a boolean, as Entra sends it", { ...core, active: "False" }, { ...core, active: false }],
    [
      "true as text becomes a boolean in a sub-attribute",
      { ...core, emails: [{ value: "a@b.c", primary: "TRUE" }] },
      { ...core, emails: [{ value: "a@b.c", primary: true }] },
    ],
    ["a text attribute keeps the text True", { ...core, title: "True" }, { ...core, title: "True" }],
    ["other text in a boolean is left for validation", { ...core, active: "yes" }, { ...core, active: "yes" }],
    ["a missing `schemas` is filled in", { userName: "ada" }, core],
    [
      "`schemas` names each extension in use",
      { ...core, [ENTERPRISE_USER_SCHEMA]: { division: "D" } },
      { ...core, schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], [ENTERPRISE_USER_SCHEMA]: { division: "D" } },
    ],
    [
      "`schemas` does not name an extension that is not in use",
      { ...core, schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA] },
      core,
    ],
    ["`schemas` in another case becomes canonical", { ...core, schemas: [USER_SCHEMA.toLowerCase()] }, core],
    ["unknown attributes are dropped", { ...core, badge: 7, name: { alias: "x" } }, core],
    [
      "names of prototypes are unknown names",
      JSON.parse('{"userName":"ada","__proto__":{"title":"x"},"constructor":{"prototype":{}},"toString":"x"}'),
      core,
    ],
  ])("%s", (_rule, input, expected) => {
    expect(normalizeResource(freeze(input), UserType)).toEqual(expected);
    expect(Object.getPrototypeOf(normalizeResource(input, UserType))).toBe(Object.prototype);
  });

  it.each([
    ["text", "ada", "invalidSyntax", "must be an object"],
    ["a list", [core], "invalidSyntax", "must be an object"],
    ["an attribute given twice", { userName: "ada", USERNAME: "eve" }, "invalidSyntax", "userName is given twice"],
    [
      "a sub-attribute given twice",
      { userName: "ada", name: { givenName: "A", givenname: "B" } },
      "invalidSyntax",
      "name.givenName is given twice",
    ],
    ["a list for a single value", { userName: ["ada"] }, "invalidValue", "userName"],
    ["an object for a text", { userName: { value: "ada" } }, "invalidValue", "userName"],
    ["a list in a list", { userName: "ada", emails: [[{ value: "a@b.c" }]] }, "invalidValue", "emails"],
    [
      "text for an extension",
      { userName: "ada", [ENTERPRISE_USER_SCHEMA]: "x" },
      "invalidValue",
      ENTERPRISE_USER_SCHEMA,
    ],
    ["text for `schemas`", { userName: "ada", schemas: USER_SCHEMA }, "invalidValue", "schemas"],
  ])("refuses %s", (_what, input, scimType, detail) => {
    const error = failureOf(() => normalizeResource(input, UserType));
    expect(error).toMatchObject({ status: 400, scimType });
    expect(error.detail).toContain(detail);
  });

  it.each([
    ["attribute", { ...core, badge: 7 }, "invalidSyntax", "badge"],
    ["sub-attribute", { ...core, name: { alias: "x" } }, "invalidSyntax", "name.alias"],
    [
      "attribute of an extension",
      { ...core, [ENTERPRISE_USER_SCHEMA]: { team: "x" } },
      "invalidSyntax",
      `${ENTERPRISE_USER_SCHEMA}:team`,
    ],
    ["schema", { ...core, schemas: [GROUP_SCHEMA] }, "invalidValue", GROUP_SCHEMA],
  ])("names an unknown %s when told to refuse them", (_what, input, scimType, name) => {
    const error = failureOf(() => normalizeResource(input, UserType, { unknownAttributes: "refuse" }));
    expect(error).toMatchObject({ status: 400, scimType });
    expect(error.detail).toContain(name);
  });

  it("cuts a long unknown name in its message", () => {
    const error = failureOf(() =>
      normalizeResource({ ["x".repeat(10_000)]: 1 }, UserType, { unknownAttributes: "refuse" }),
    );
    expect(error.detail.length).toBeLessThan(200);
  });

  it("accepts an alias of the core schema, such as the URN of SCIM 1.1", () => {
    const options = { unknownAttributes: "refuse", schemaAliases: [SCIM1_CORE_SCHEMA] } as const;
    expect(normalizeResource({ userName: "ada", schemas: [SCIM1_CORE_SCHEMA] }, UserType, options)).toEqual(core);
  });

  it("uses parts that are canonical already as they are", () => {
    const input = { ...enterpriseUser, TITLE: null };
    const output = normalizeResource(input, UserType);
    expect(output).toEqual(enterpriseUser);
    expect(output["emails"]).toBe(input.emails);
    expect(output["name"]).toBe(input.name);
  });

  it("reads extensions whose URN does not start with urn:ietf", () => {
    const urn = "urn:example:params:scim:schemas:extension:badge:2.0:User";
    const schema = defineSchema({ urn: "urn:example:Thing", name: "Thing", description: "" }, { label: z.string() });
    const type = defineResourceType({
      name: "Thing",
      endpoint: "/Things",
      schema,
      extensions: { [urn]: z.object({ color: z.string() }) },
    });
    expect(normalizeResource({ LABEL: "a", [urn.toUpperCase()]: { Color: "red" } }, type)).toEqual({
      schemas: ["urn:example:Thing", urn],
      label: "a",
      [urn]: { color: "red" },
    });
  });
});

describe("normalizeValue", () => {
  it.each([
    ["a list", "emails", [{ VALUE: "a@b.c", primary: "True" }], [{ value: "a@b.c", primary: true }]],
    ["one element of a list", "emails", { Value: "a@b.c" }, { value: "a@b.c" }],
    ["a boolean as text", "active", "False", false],
    ["nothing in null", "title", null, undefined],
    ["nothing in an empty list", "emails", [], undefined],
    ["nothing in an empty object", "name", {}, undefined],
    ["a text for a complex attribute, left for others to read", "name", "Ada", "Ada"],
  ])("reads %s", (_what, name, value, expected) => {
    expect(normalizeValue(freeze(value), attribute(name))).toEqual(expected);
  });

  it("keeps booleans as text when told to", () => {
    expect(normalizeValue("True", attribute("active"), { coerceBooleans: false })).toBe("True");
    expect(normalizeValue([{ Primary: "True" }], attribute("emails"), { coerceBooleans: false })).toEqual([
      { primary: "True" },
    ]);
  });
});

describe("normalising any JSON", () => {
  const names = [
    "userName",
    "USERNAME",
    "name",
    "NAME",
    "emails",
    "Active",
    "schemas",
    "familyName",
    "value",
    "primary",
    "members",
    "__proto__",
    "constructor",
    ENTERPRISE_USER_SCHEMA,
    "manager",
    "x",
  ];
  const scalar = fc.oneof(
    fc.string(),
    fc.constantFrom("True", "false", "", USER_SCHEMA),
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
  );
  const { json } = fc.letrec<{ json: unknown; object: object }>((tie) => ({
    json: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("json"), { maxLength: 3 }), tie("object")),
    object: fc.dictionary(fc.constantFrom(...names), tie("json"), { maxKeys: 6 }),
  }));
  const input = fc.oneof(json, fc.dictionary(fc.constantFrom(...names), json));

  it.each([
    ["users", UserType],
    ["groups", GroupType],
  ])("gives %s that normalising leaves as they are, and never changes its input", (_what, type) => {
    fc.assert(
      fc.property(input, (value) => {
        const before = JSON.stringify(value);
        let once: object;
        try {
          once = normalizeResource(freeze(value), type);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
          return;
        }
        expect(JSON.stringify(value)).toBe(before);
        expect(normalizeResource(once, type, { unknownAttributes: "refuse" })).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});
