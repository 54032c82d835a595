/**
 * Names that every object of JavaScript inherits behave as any other unknown name: an error in paths and filters,
 * ignored in keys and projections. Nothing global changes, and a schema may have an attribute of such a name.
 */
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { compileFilter, parseFilter } from "../../src/filter/index.ts";
import { defineResourceType, defineSchema, normalizeResource, optional, UserType } from "../../src/models/index.ts";
import { applyPatch, diffResources, readPath } from "../../src/patch/index.ts";
import { fullProfile } from "../../src/profile/index.ts";
import { createScimHandler, MemoryStore } from "../../src/server/index.ts";
import { ENTERPRISE_USER_SCHEMA as ENTERPRISE, USER_SCHEMA } from "../../src/urns.ts";

const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
const ada = Object.freeze({ schemas: [USER_SCHEMA], userName: "ada", name: Object.freeze({ givenName: "Ada" }) });
const globals = snapshot();

/** The own names of what such an attack would write to. */
function snapshot(): readonly string[] {
  return [Object.prototype, Array.prototype, Object, Function.prototype].flatMap((object) =>
    Reflect.ownKeys(object).map(String),
  );
}

/** An object with an own member of any name, as `JSON.parse` makes it. */
function own(name: string, value: unknown): Record<string, unknown> {
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
}

afterEach(() => {
  expect(snapshot()).toEqual(globals);
});

describe.each([...NAMES, "unheardOf"])("%s", (name) => {
  it.each([
    `${name} pr`,
    `${name}.x eq 1`,
    `name.${name} pr`,
    `emails[${name} eq "x"]`,
    `emails.${name} co "x"`,
    `${name}[type eq "x"]`,
    `${USER_SCHEMA}:${name} pr`,
    `${ENTERPRISE}:${name} pr`,
    `${ENTERPRISE}:manager.${name} pr`,
    `not (${name} eq null)`,
  ])("in the filter %s is unknown", (text) => {
    const filter = parseFilter(text);
    expect(() => compileFilter(filter, UserType)).toThrow(
      expect.objectContaining({ status: 400, scimType: "invalidFilter" }),
    );
    const lenient = compileFilter(filter, UserType, { unknown: "no-match" });
    expect(lenient(ada)).toBe(false);
  });

  it.each([
    name,
    `${name}.x`,
    `${name}.prototype.x`,
    `name.${name}`,
    `emails.${name}`,
    `emails[type eq "work"].${name}`,
    `${name}[type eq "x"]`,
    `${USER_SCHEMA}:${name}`,
    `${ENTERPRISE}:${name}.x`,
    `urn:${name}:x`,
  ])("in the path %s is invalid, and nothing changes", (path) => {
    for (const op of ["add", "replace", "remove"]) {
      expect(() => applyPatch(ada, [{ op, path, value: "x" }], UserType)).toThrow(
        expect.objectContaining({ status: 400, scimType: "invalidPath" }),
      );
    }
    expect(() => readPath(ada, path, UserType)).toThrow(expect.objectContaining({ scimType: "invalidPath" }));
  });

  it.each<[string, Record<string, unknown>]>([
    ["of a resource", own(name, { x: 1 })],
    ["with a dot", own(`${name}.x`, 1)],
    ["with dots", own(`${name}.prototype.x`, 1)],
    ["of a complex value", { name: own(name, "x") }],
    ["of an element", { emails: [own(name, { x: 1 })] }],
    ["of an extension", { [ENTERPRISE]: own(name, "x") }],
    ["behind a URN", own(`${ENTERPRISE}:${name}`, "x")],
    ["under the core URN", { [USER_SCHEMA]: own(name, "x") }],
  ])("as a key %s is ignored", (_place, value) => {
    expect(normalizeResource({ ...value, schemas: [USER_SCHEMA], userName: "ada" }, UserType)).toEqual({
      schemas: [USER_SCHEMA],
      userName: "ada",
    });
    for (const op of ["add", "replace"]) {
      const after = applyPatch(ada, [{ op, value }], UserType);
      expect(Object.keys(after).sort()).toEqual(Object.keys(ada).sort());
    }
    expect(
      diffResources(ada, { ...ada, ...value, name: ada.name, emails: undefined }, UserType).filter(({ path }) =>
        path?.includes(name),
      ),
    ).toEqual([]);
  });

  it("in a projection is ignored", async () => {
    const handler = createScimHandler({
      basePath: "",
      profile: { ...fullProfile(), resourceTypes: [UserType] },
      store: new MemoryStore(),
      authenticate: () => ({ tenant: "one" }),
    });
    const headers = { "content-type": "application/scim+json" };
    await handler(new Request("https://x.test/Users", { method: "POST", body: JSON.stringify(ada), headers }));
    const some = await handler(new Request(`https://x.test/Users?attributes=userName,${name},name.${name}`));
    expect(await some.json()).toMatchObject({ totalResults: 1, Resources: [{ userName: "ada" }] });
    const others = await handler(new Request(`https://x.test/Users?excludedAttributes=${name},name.${name}`));
    expect(await others.json()).toMatchObject({ Resources: [{ userName: "ada", name: { givenName: "Ada" } }] });
  });
});

it("a schema may have an attribute of such a name", () => {
  const type = defineResourceType({
    name: "Odd",
    endpoint: "/Odd",
    schema: defineSchema(
      { urn: "urn:example:odd", name: "Odd", description: "" },
      { constructor: optional(z.string(), {}), toString: optional(z.object({ valueOf: z.string() }), {}) },
    ),
  });
  const compile = (text: string) => compileFilter(parseFilter(text), type);
  expect(compile("constructor pr")({})).toBe(false);
  expect(compile('constructor eq "Ford"')({ constructor: "ford" })).toBe(true);
  const built = applyPatch({}, [{ op: "add", path: "toString.valueOf", value: "x" }], type);
  expect(Object.hasOwn(built, "toString")).toBe(true);
  expect(compile('toString.valueOf eq "X"')(built)).toBe(true);
  expect(applyPatch(built, [{ op: "remove", path: "toString" }], type)).toEqual({});
});

it.each(["constructor", "toString", "valueOf", "hasOwnProperty"])(
  "an extension may have the attribute %s, absent or not",
  async (name) => {
    const urn = "urn:example:odd:extension";
    const type = defineResourceType({
      name: "Odd",
      endpoint: "/Odd",
      schema: defineSchema(
        { urn: "urn:example:odd", name: "Odd", description: "" },
        { label: optional(z.string(), {}) },
      ),
      extensions: { [urn]: z.object({ [name]: optional(z.string(), {}), other: optional(z.string(), {}) }) },
    });
    const handler = createScimHandler({
      basePath: "",
      profile: { ...fullProfile(), resourceTypes: [type] },
      store: new MemoryStore(),
      authenticate: () => ({ tenant: "one" }),
    });
    const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const headers = { "content-type": "application/scim+json" };
      const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
      return (await handler(new Request(`https://x.test${path}`, init))).json();
    };
    const made = await call("POST", "/Odd", { label: "a", [urn]: { other: "x" } });
    expect(made).toMatchObject({ [urn]: { other: "x" } });
    expect(Object.keys(Reflect.get(Object(made), urn))).toEqual(["other"]);
    const path = `/Odd/${Reflect.get(Object(made), "id")}`;
    expect(
      await call("PATCH", path, { Operations: [{ op: "add", path: `${urn}:${name}`, value: "v" }] }),
    ).toMatchObject({
      [urn]: { other: "x", [name]: "v" },
    });
    const filter = encodeURIComponent(`${urn}:${name} eq "v"`);
    expect(await call("GET", `/Odd?filter=${filter}&attributes=${urn}:${name}&sortBy=${urn}:${name}`)).toMatchObject({
      totalResults: 1,
      Resources: [{ [urn]: { [name]: "v" } }],
    });
    expect(await call("PUT", path, { label: "b", [urn]: { [name]: "w" } })).toMatchObject({ [urn]: { [name]: "w" } });
  },
);
