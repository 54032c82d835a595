import { describe, expect, it } from "vitest";
import { normalizeResource, UserType } from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA as ENTERPRISE, USER_SCHEMA } from "../../src/urns.ts";

describe("keys in the notation of RFC 7644 §3.10", () => {
  it.each<[string, object, object]>([
    [
      "core attributes under the URN of their schema",
      { [USER_SCHEMA]: { userName: "ada", name: { familyName: "Lovelace" } } },
      { userName: "ada", name: { familyName: "Lovelace" } },
    ],
    [
      "core attributes there and beside it",
      { userName: "ada", [USER_SCHEMA.toUpperCase()]: { TITLE: "Countess", active: "True" } },
      { userName: "ada", title: "Countess", active: true },
    ],
    ["an attribute behind the core URN", { [`${USER_SCHEMA}:userName`]: "ada" }, { userName: "ada" }],
    ["a sub-attribute", { userName: "ada", "name.givenName": "Ada" }, { userName: "ada", name: { givenName: "Ada" } }],
    [
      "parts of one complex value under several keys",
      {
        userName: "ada",
        name: { familyName: "Lovelace" },
        "name.givenName": "Ada",
        [`${USER_SCHEMA}:name.middleName`]: "A.",
      },
      { userName: "ada", name: { familyName: "Lovelace", givenName: "Ada", middleName: "A." } },
    ],
    [
      "an attribute behind the URN of an extension",
      { userName: "ada", [`${ENTERPRISE}:department`]: "Engines", [`${ENTERPRISE.toLowerCase()}:MANAGER.value`]: "m1" },
      { userName: "ada", [ENTERPRISE]: { department: "Engines", manager: { value: "m1" } } },
    ],
    [
      "an extension as a whole and in part, in either order",
      { userName: "ada", [`${ENTERPRISE}:manager.value`]: "m1", [ENTERPRISE]: { department: "Engines" } },
      { userName: "ada", [ENTERPRISE]: { manager: { value: "m1" }, department: "Engines" } },
    ],
    [
      "of several elements none is meant: unknown",
      { userName: "ada", "emails.value": "a@b.c", 'emails[type eq "work"].value': "a@b.c" },
      { userName: "ada" },
    ],
    [
      "a schema in a schema: unknown",
      { userName: "ada", [USER_SCHEMA]: { [USER_SCHEMA]: { title: "x" } } },
      { userName: "ada" },
    ],
    [
      "an unknown schema: unknown",
      { userName: "ada", "urn:example:other": { a: 1 }, "urn:example:other:a": 1 },
      { userName: "ada" },
    ],
    ["nothing", { userName: "ada", "name.givenName": null, [`${ENTERPRISE}:department`]: null }, { userName: "ada" }],
  ])("%s", (_name, input, expected) => {
    const before = structuredClone(input);
    const { schemas, ...attributes } = normalizeResource(input, UserType);
    expect(attributes).toEqual(expected);
    expect(schemas).toEqual(ENTERPRISE in expected ? [USER_SCHEMA, ENTERPRISE] : [USER_SCHEMA]);
    expect(input).toEqual(before);
  });

  it.each<[string, object, string]>([
    ["an attribute", { userName: "ada", [USER_SCHEMA]: { userName: "eve" } }, "userName is given twice"],
    ["a sub-attribute", { name: { givenName: "Ada" }, "NAME.GIVENNAME": "Eve" }, "name.givenName is given twice"],
    [
      "an attribute of an extension",
      { [ENTERPRISE]: { department: "a" }, [`${ENTERPRISE}:department`]: "b" },
      `${ENTERPRISE}:department is given twice`,
    ],
    ["a list", { emails: [{ value: "a" }], [`${USER_SCHEMA}:emails`]: [{ value: "b" }] }, "emails is given twice"],
  ])("%s given twice is refused", (_name, input, message) => {
    expect(() => normalizeResource(input, UserType)).toThrow(message);
  });

  it("never changes parts of the input that it joins", () => {
    const name = Object.freeze({ familyName: "Lovelace" });
    const input = Object.freeze({ schemas: [USER_SCHEMA], userName: "ada", name, "name.givenName": "Ada" });
    expect(normalizeResource(input, UserType)["name"]).toEqual({ familyName: "Lovelace", givenName: "Ada" });
    expect(name).toEqual({ familyName: "Lovelace" });
  });
});
