/** The forms in which identity providers send resources: POST and PUT read the same ones as PATCH. */
import { describe, expect, it } from "vitest";
import { fullProfile } from "../../../src/server/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../../src/urns.ts";
import { createService, type TestService } from "../service.ts";

const ENTERPRISE = ENTERPRISE_USER_SCHEMA;
const MANAGER = `${ENTERPRISE}:manager`;

/** Sends attributes by each method that writes and returns the user as GET shows it. */
const WRITES: Readonly<Record<string, (service: TestService, attributes: object) => Promise<string>>> = {
  POST: async (service, attributes) =>
    String((await service.post("/Users", { userName: "ada", ...attributes })).body["id"]),
  PUT: async (service, attributes) => {
    const id = await service.user({ userName: "ada" });
    await service.put(`/Users/${id}`, { userName: "ada", ...attributes });
    return id;
  },
  PATCH: async (service, attributes) => {
    const id = await service.user({ userName: "ada" });
    await service.patch(`/Users/${id}`, [{ op: "replace", value: attributes }]);
    return id;
  },
};

const role = JSON.stringify({ id: "1", value: "Admin", displayName: "Administrator" });

describe.each(Object.keys(WRITES))("%s", (method) => {
  const write = async (attributes: object) => {
    const service = createService();
    const id = await WRITES[method]?.(service, attributes);
    return (await service.get(`/Users/${id}`)).body;
  };

  it.each([
    [{ roles: "Admin" }, { roles: [{ value: "Admin" }] }],
    [{ roles: ["Admin", "Guest"] }, { roles: [{ value: "Admin" }, { value: "Guest" }] }],
    [{ roles: [{ value: role }] }, { roles: [{ value: "Admin", display: "Administrator" }] }],
    [{ roles: role }, { roles: [{ value: "Admin", display: "Administrator" }] }],
    [{ roles: [role] }, { roles: [{ value: "Admin", display: "Administrator" }] }],
    [{ roles: { value: "Admin", primary: "True" } }, { roles: [{ value: "Admin", primary: true }] }],
    [{ emails: "ada@contoso.com" }, { emails: [{ value: "ada@contoso.com" }] }],
    [
      { emails: ["a@contoso.com", "b@contoso.com"] },
      { emails: [{ value: "a@contoso.com" }, { value: "b@contoso.com" }] },
    ],
    [{ EMAILS: { Value: "ada@contoso.com", Type: "work" } }, { emails: [{ value: "ada@contoso.com", type: "work" }] }],
    [{ name: [{ familyName: "Lovelace" }] }, { name: { familyName: "Lovelace" } }],
    [{ name: '{"givenName":"Ada"}' }, { name: { givenName: "Ada" } }],
    [{ "name.givenName": "Ada" }, { name: { givenName: "Ada" } }],
    [{ 'emails[type eq "work"].value': "ada@contoso.com" }, { emails: [{ type: "work", value: "ada@contoso.com" }] }],
    [{ active: "False" }, { active: false }],
    [{ department: "Analysis" }, { [ENTERPRISE]: { department: "Analysis" } }],
    [{ manager: "26118915" }, { [ENTERPRISE]: { manager: { value: "26118915" } } }],
    [{ [MANAGER]: "26118915" }, { [ENTERPRISE]: { manager: { value: "26118915" } } }],
    [{ [ENTERPRISE]: { manager: "26118915" } }, { [ENTERPRISE]: { manager: { value: "26118915" } } }],
    [{ [ENTERPRISE]: { manager: '{"value":"26118915"}' } }, { [ENTERPRISE]: { manager: { value: "26118915" } } }],
    [{ [ENTERPRISE]: { manager: [{ value: "26118915" }] } }, { [ENTERPRISE]: { manager: { value: "26118915" } } }],
  ])("reads %j", async (attributes, expected) => {
    expect(await write(attributes)).toMatchObject(expected);
  });

  it.each([{ name: "Ada Lovelace" }, { title: ["a", "b"] }, { name: [{ givenName: "A" }, { givenName: "B" }] }])(
    "reads nothing from %j, which has no one meaning",
    async (attributes) => {
      expect(Object.keys(await write(attributes))).not.toEqual(expect.arrayContaining(Object.keys(attributes)));
    },
  );
});

describe("a manager is removed by", () => {
  const nothing = [
    "",
    null,
    {},
    [],
    [{}],
    [""],
    [null],
    { value: "" },
    { value: null },
    [{ value: "" }],
    '{"value":""}',
  ];
  const blank = [...nothing, { value: "", $ref: "" }, { $ref: null, value: "", displayName: "Bob" }];

  it.each(blank)("%j in PUT and PATCH, and is not created by it in POST", async (manager) => {
    const service = createService();
    const id = await service.user({
      userName: "ada",
      [ENTERPRISE]: { department: "Analysis", manager: { value: "1" } },
    });
    const current = async () => (await service.get(`/Users/${id}`)).body[ENTERPRISE];
    for (const operation of [
      { op: "replace", path: MANAGER, value: manager },
      { op: "Replace", path: "manager", value: manager },
      { op: "replace", value: { [MANAGER]: manager } },
      { op: "replace", value: { [ENTERPRISE]: { manager } } },
    ]) {
      await service.patch(`/Users/${id}`, [{ op: "add", path: MANAGER, value: "1" }]);
      expect((await service.patch(`/Users/${id}`, [operation])).status).toBe(200);
      expect(await current()).toEqual({ department: "Analysis" });
    }
    await service.patch(`/Users/${id}`, [{ op: "add", path: MANAGER, value: "1" }]);
    const added = await service.patch(`/Users/${id}`, [{ op: "Add", path: MANAGER, value: manager }]);
    const says = manager !== null && Object.keys(Object(manager)).length > 0;
    expect(added.body[ENTERPRISE]).toEqual({
      department: "Analysis",
      ...(!says && manager !== "" && { manager: { value: "1" } }),
    });
    const whole = { userName: "ada", [ENTERPRISE]: { department: "Analysis", manager } };
    expect((await service.put(`/Users/${id}`, whole)).status).toBe(200);
    expect(await current()).toEqual({ department: "Analysis" });
    const created = await service.post("/Users", { ...whole, userName: "bob" });
    expect(created.body[ENTERPRISE]).toEqual({ department: "Analysis" });
  });

  it("an empty id in its value", async () => {
    const service = createService();
    const manager = { value: "1", $ref: "../Users/1" };
    const id = await service.user({ userName: "ada", [ENTERPRISE]: { manager } });
    const { body } = await service.patch(`/Users/${id}`, [{ op: "replace", path: `${MANAGER}.value`, value: "" }]);
    expect(body).not.toHaveProperty([ENTERPRISE]);
  });
});

describe("a response that is sent back", () => {
  async function served() {
    const service = createService({ profile: fullProfile() });
    const id = await service.user({ userName: "ada", emails: ["ada@contoso.com"], [ENTERPRISE]: { manager: "1" } });
    await service.post("/Groups", { displayName: "A", members: [{ value: id }] });
    const group = String((await service.post("/Groups", { displayName: "B", members: [{ value: id }] })).body["id"]);
    service.tick(60);
    return { service, user: `/Users/${id}`, group: `/Groups/${group}` };
  }

  it.each(["add", "replace"])("by a PATCH %s changes nothing", async (op) => {
    const { service, user, group } = await served();
    for (const path of [user, group]) {
      const { body } = await service.get(path);
      const reversed = Object.fromEntries(
        Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.toReversed() : value]),
      );
      for (const value of [body, { [USER_SCHEMA]: body }, name(reversed, ["groups", "schemas"])]) {
        if (value !== body && path === group) continue;
        expect((await service.patch(path, [{ op, value }])).status).toBe(200);
        expect((await service.get(path)).body).toEqual(body);
      }
      expect((await service.put(path, body)).body).toEqual(body);
    }
  });

  function name(body: Readonly<Record<string, unknown>>, names: readonly string[]) {
    return Object.fromEntries(names.map((key) => [key, body[key]]));
  }

  it.each(["id", "meta", "groups", "meta.location"])("by a PATCH of %s alone changes nothing", async (path) => {
    const { service, user } = await served();
    const { body } = await service.get(user);
    const value = path === "meta.location" ? Object(body["meta"]).location : body[path];
    expect(await service.patch(user, [{ op: "replace", path, value }])).toMatchObject({ status: 200, body });
  });

  it.each([
    [{ id: "other" }],
    [{ meta: { location: "https://elsewhere.example/Users/1" } }],
    [{ groups: [] }],
    [{ groups: [{ value: "none" }] }],
  ])("with %j instead is refused", async (value) => {
    const { service, user } = await served();
    expect(await service.patch(user, [{ op: "replace", value }])).toMatchObject({
      status: 400,
      body: { scimType: "mutability" },
    });
  });
});

it("a profile without leniency takes the forms of the standard only", async () => {
  const service = createService({ profile: fullProfile({ patchLeniency: "none" }) });
  expect((await service.post("/Users", { userName: "ada", emails: ["ada@contoso.com"] })).status).toBe(400);
});
