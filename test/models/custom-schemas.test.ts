/** Custom extensions and resource types, in every module that reads their description. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileFilter, filter, parseFilter } from "../../src/filter/index.ts";
import {
  dateTime,
  defineResourceType,
  defineSchema,
  describeResourceType,
  describeSchemas,
  normalizeResource,
  optional,
  reference,
  required,
  toJsonSchema,
  User as userSchema,
} from "../../src/models/index.ts";
import { applyPatch, diffResources, readPath } from "../../src/patch/index.ts";
import { fullProfile } from "../../src/profile/index.ts";
import { createScimHandler, MemoryStore } from "../../src/server/index.ts";
import { USER_SCHEMA } from "../../src/urns.ts";

const badgeSchema = z.object({
  number: required(z.string().regex(/^B-\d+$/), { description: "Number printed on the badge.", caseExact: true }),
  level: optional(z.int(), { description: "Doors the badge opens." }),
  issued: optional(dateTime(), { description: "When the badge was issued." }),
  pin: optional(z.string(), { description: "Code of the badge.", mutability: "writeOnly", returned: "never" }),
  doors: optional(z.array(z.object({ value: z.string(), floor: z.number().optional() })), { description: "Doors." }),
});

const BadgeUserType = defineResourceType({
  name: "User",
  endpoint: "/Users",
  schema: userSchema,
  extensions: { "urn:example:params:scim:schemas:extension:badge:2.0:User": badgeSchema },
});
const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";

const DeviceType = defineResourceType({
  name: "Device",
  endpoint: "/Devices",
  schema: defineSchema(
    { urn: "https://schemas.example.com/scim/2.0/Device", name: "Device", description: "A tablet at a front desk." },
    {
      serial: required(z.string(), { description: "Serial number.", uniqueness: "global", mutability: "immutable" }),
      owner: optional(z.object({ value: z.string(), $ref: optional(reference("User"), {}) }), {
        description: "Who has it.",
      }),
    },
  ),
});

const ada = {
  schemas: [USER_SCHEMA, BADGE],
  userName: "ada",
  [BADGE]: { number: "B-7", level: 3, issued: "2026-02-01T09:00:00+01:00", doors: [{ value: "Lab", floor: 2 }] },
};

describe("an extension whose URN does not start with urn:ietf", () => {
  it("is typed and validated", () => {
    const user = BadgeUserType.validate(ada);
    const number: string | undefined = user[BADGE]?.number;
    expect(number).toBe("B-7");
    expect(() => BadgeUserType.validate({ ...ada, [BADGE]: { number: "7" } })).toThrow(`${BADGE}:number`);
    expect(() => BadgeUserType.validate({ ...ada, [BADGE]: { level: 1 } })).toThrow("is required");
  });

  it.each([
    [`${BADGE}:number eq "B-7"`, true],
    [`${BADGE}:number eq "b-7"`, false],
    [`${BADGE.toUpperCase()}:LEVEL gt 2`, true],
    [`${BADGE}:issued eq "2026-02-01T08:00:00.000Z"`, true],
    [`${BADGE}:doors[value eq "lab" and floor lt 3]`, true],
    [`${BADGE}:doors[value eq "lab" and floor lt 2]`, false],
    [`${BADGE}:doors eq "Lab"`, true],
    [`${BADGE} pr and not (${BADGE}:level eq 4)`, true],
  ])("is filtered: %s", (text, expected) => {
    expect(compileFilter(parseFilter(text), BadgeUserType)(ada)).toBe(expected);
  });

  it.each([`${BADGE}:pin pr`, `${BADGE}:number gt 3`, `${BADGE}:size pr`, `${BADGE}:doors.__proto__ pr`])(
    "refuses what its schema does not allow: %s",
    (text) => {
      expect(() => compileFilter(parseFilter(text), BadgeUserType)).toThrow(
        expect.objectContaining({ scimType: "invalidFilter" }),
      );
    },
  );

  it("is filtered by the typed builder", () => {
    const built = filter(BadgeUserType).where(`${BADGE}:level`, "ge", 3).and(`${BADGE}:number`, "sw", 'B"');
    expect(built.toString()).toBe(`${BADGE}:level ge 3 and ${BADGE}:number sw "B\\""`);
  });

  it.each<[string, object[], unknown]>([
    ["a value", [{ op: "replace", path: `${BADGE}:level`, value: 4 }], { ...ada[BADGE], level: 4 }],
    ["a key without a path", [{ op: "Add", value: { [`${BADGE}:level`]: 5 } }], { ...ada[BADGE], level: 5 }],
    [
      "through a value path",
      [{ op: "replace", path: `${BADGE}:doors[value eq "Lab"].floor`, value: 1 }],
      { ...ada[BADGE], doors: [{ value: "Lab", floor: 1 }] },
    ],
    ["a removal", [{ op: "remove", path: `${BADGE}:doors` }], { number: "B-7", level: 3, issued: ada[BADGE].issued }],
  ])("is patched: %s", (_name, operations, expected) => {
    const body = operations.map((operation) => ({ op: "", ...operation }));
    expect(applyPatch(ada, body, BadgeUserType)[BADGE]).toEqual(expected);
  });

  it("refuses values of another type in a patch", () => {
    const operation = { op: "replace", path: `${BADGE}:level`, value: "high" };
    expect(() => applyPatch(ada, [operation], BadgeUserType)).toThrow(`${BADGE}:level: expected an integer, found `);
  });

  it("is compared and read by path", () => {
    const after = { ...ada, [BADGE]: { ...ada[BADGE], level: 9 } };
    expect(diffResources(ada, after, BadgeUserType)).toEqual([{ op: "replace", path: `${BADGE}:level`, value: 9 }]);
    expect(readPath(ada, `${BADGE}:doors[floor eq 2].value`, BadgeUserType)).toBe("Lab");
  });

  it("is described in its own document and in JSON Schema", () => {
    const document = describeSchemas(BadgeUserType).find(({ id }) => id === BADGE);
    expect(document?.attributes.map(({ name, type }) => [name, type])).toEqual([
      ["number", "string"],
      ["level", "integer"],
      ["issued", "dateTime"],
      ["pin", "string"],
      ["doors", "complex"],
    ]);
    expect(describeResourceType(BadgeUserType).schemaExtensions).toContainEqual({ schema: BADGE, required: false });
    expect(toJsonSchema(BadgeUserType)).toMatchObject({
      properties: { [BADGE]: { properties: { pin: { writeOnly: true }, issued: { format: "date-time" } } } },
    });
  });

  it("is projected: never what is never returned, else what is asked for", async () => {
    const handler = createScimHandler({
      profile: { ...fullProfile(), resourceTypes: [BadgeUserType] },
      store: new MemoryStore(),
      basePath: "",
      authenticate: () => ({ tenant: "one" }),
    });
    const body = JSON.stringify({ ...ada, [BADGE]: { ...ada[BADGE], pin: "0000" } });
    const headers = { "content-type": "application/scim+json" };
    const created = await handler(new Request("https://x.test/Users", { method: "POST", body, headers }));
    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({ [BADGE]: ada[BADGE] });
    const attributes = encodeURIComponent(`${BADGE}:level,${BADGE}:pin`);
    const listed = await handler(new Request(`https://x.test/Users?attributes=${attributes}`));
    expect(await listed.json()).toMatchObject({ Resources: [{ [BADGE]: { level: 3 } }] });
    expect(JSON.stringify(await (await handler(new Request("https://x.test/Users"))).json())).not.toContain("0000");
  });
});

describe("a resource type whose schema is a URL", () => {
  const tablet = { schemas: [DeviceType.schema], serial: "T-1", owner: { value: "u1" } };

  it("is read, checked, filtered, patched and described as any other", () => {
    expect(normalizeResource({ SERIAL: "T-1", Owner: { VALUE: "u1" }, colour: "red" }, DeviceType)).toEqual(tablet);
    expect(DeviceType.validate(tablet).serial).toBe("T-1");
    expect(compileFilter(parseFilter(`${DeviceType.schema}:serial sw "t-"`), DeviceType)(tablet)).toBe(true);
    expect(
      applyPatch(tablet, [{ op: "replace", path: `${DeviceType.schema}:owner`, value: { value: "u2" } }], DeviceType),
    ).toEqual({ ...tablet, owner: { value: "u2" } });
    expect(() => applyPatch(tablet, [{ op: "replace", path: "serial", value: "T-2" }], DeviceType)).toThrow(
      "immutable",
    );
    expect(describeSchemas(DeviceType).map(({ id }) => id)).toEqual([DeviceType.schema]);
  });
});

it("an extension is found by its URN even where the URN ends like a name with a sub-attribute", () => {
  const urn = "urn:example:badge:v2.User";
  const type = defineResourceType({
    name: "User",
    endpoint: "/Users",
    schema: userSchema,
    extensions: { [urn]: badgeSchema },
  });
  expect(compileFilter(parseFilter(`${urn} pr`), type)({ [urn]: { number: "B-1" } })).toBe(true);
  expect(compileFilter(parseFilter(`${urn}:level eq 1`), type)({ [urn]: { level: 1 } })).toBe(true);
});
