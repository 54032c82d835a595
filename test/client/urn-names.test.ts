/** Attribute names after the URN of their schema (RFC 7644 §3.10), wherever the client takes names. */
import { expect, it } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { fullProfile } from "../../src/profile/index.ts";
import { bearerToken, createScimHandler, MemoryStore } from "../../src/server/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { json, scripted, user } from "./scripted-fetch.ts";

const NUMBER = `${ENTERPRISE_USER_SCHEMA}:employeeNumber` as const;

async function setUp() {
  const handler = createScimHandler({
    basePath: "/scim",
    profile: fullProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken("t0ken"),
  });
  const fetch = async (request: Request) => handler(request);
  const users = new ScimClient({ baseUrl: "https://scim.example.com/scim", token: "t0ken", fetch }).resources(UserType);
  const ada = await users.create({
    userName: "ada@example.com",
    title: "Countess",
    [ENTERPRISE_USER_SCHEMA]: { employeeNumber: "7", manager: { value: "m" } },
  });
  await users.create({ userName: "bob@example.com", [ENTERPRISE_USER_SCHEMA]: { employeeNumber: "3" } });
  return { users, ada };
}

it.each([
  [{ [NUMBER]: "7" }],
  [{ [`${ENTERPRISE_USER_SCHEMA}:manager.value`]: "m" }],
  [{ [`${USER_SCHEMA}:title`]: "Countess" }],
  [{ [`${USER_SCHEMA}:userName`]: "ada@example.com", [NUMBER]: "7" }],
])("find %j", async (where) => {
  const { users, ada } = await setUp();
  // The types know the URNs of extensions only.
  expect((await users.find(Object.fromEntries(Object.entries(where))))?.id).toBe(ada.id);
});

it.each(["a b", "x eq 1 or userName", 'emails[type eq "work"].value', "a.b.c", ""])(
  "find by %j is rejected",
  async (name) => {
    const { users } = await setUp();
    await expect(users.find(Object.fromEntries([[name, "x"]]))).rejects.toThrow(TypeError);
  },
);

it("attributes, excludedAttributes and sortBy", async () => {
  const { users, ada } = await setUp();
  const part = await users.get(ada.id, { attributes: [NUMBER] });
  expect(part[ENTERPRISE_USER_SCHEMA]).toEqual({ employeeNumber: "7" });
  const rest = await users.get(ada.id, { excludedAttributes: [NUMBER] });
  expect(rest[ENTERPRISE_USER_SCHEMA]).not.toHaveProperty("employeeNumber");
  const { resources } = await users.page({ sortBy: NUMBER });
  expect(resources.map(({ userName }) => userName)).toEqual(["bob@example.com", "ada@example.com"]);
});

it.each([
  [NUMBER, "9", NUMBER],
  [`${USER_SCHEMA}:title`, "Analyst", "title"],
  [`${USER_SCHEMA}:name.givenName`, "Ada", "name.givenName"],
  [`${ENTERPRISE_USER_SCHEMA.toUpperCase()}:employeeNumber`, "9", NUMBER],
])("update of %s", async (name, value, path) => {
  const { fetch, sent } = scripted(json(user("1")));
  const users = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch }).resources(UserType);
  await users.update("1", Object.fromEntries([[name, value]]));
  expect(sent[0]?.body).toMatchObject({ Operations: [{ op: "replace", path, value }] });
});

it.each([`${ENTERPRISE_USER_SCHEMA}:nope`, "urn:other:title", "name.__proto__"])(
  "update of %s is rejected",
  async (name) => {
    const { users, ada } = await setUp();
    await expect(users.update(ada.id, Object.fromEntries([[name, "x"]]))).rejects.toMatchObject({ status: 400 });
  },
);
