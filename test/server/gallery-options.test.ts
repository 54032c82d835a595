/** The options for apps in the Microsoft Entra gallery: off by default, and each does what its name says. */
import { describe, expect, it } from "vitest";
import {
  DEFAULT_TENANT,
  entraGalleryProfile,
  fullProfile,
  GroupType,
  MemoryStore,
  type Store,
} from "../../src/server/index.ts";
import { GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { type Answer, createService, resources, type TestService } from "./service.ts";

const GROUP = { schemas: [GROUP_SCHEMA] };

async function externalIdIn(service: TestService, schema: string): Promise<unknown> {
  const { body } = await service.get(`/Schemas/${schema}`);
  return [body["attributes"]].flat().find((attribute) => Object(attribute).name === "externalId");
}

describe("publishExternalId", () => {
  it("lists externalId in the core schemas, with its characteristics", async () => {
    const service = createService({ profile: fullProfile({ publishExternalId: true }) });
    const described = { name: "externalId", type: "string", caseExact: true, mutability: "readWrite" };
    expect(await externalIdIn(service, USER_SCHEMA)).toMatchObject(described);
    expect(await externalIdIn(service, GROUP_SCHEMA)).toMatchObject(described);
    const [, enterprise] = resources(await service.get("/Schemas"));
    expect(JSON.stringify(enterprise)).not.toContain("externalId");
  });

  it("is off by default (RFC 7643 §3.1)", async () => {
    expect(await externalIdIn(createService(), USER_SCHEMA)).toBeUndefined();
  });

  it("lists it only where the service keeps it", async () => {
    const profile = { ...fullProfile({ publishExternalId: true }), attributes: { User: ["userName"] } };
    const service = createService({ profile });
    expect(await externalIdIn(service, USER_SCHEMA)).toBeUndefined();
    expect(await externalIdIn(service, GROUP_SCHEMA)).toBeDefined();
  });
});

/** A store that does nothing until the next turn, so that requests overlap. */
function slowly(store: MemoryStore): Store {
  const later = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    get: async (...call) => later().then(() => store.get(...call)),
    query: async (...call) => later().then(() => store.query(...call)),
    insert: async (...[tenant, type, resource]) => later().then(() => store.insert(tenant, type, resource)),
    replace: async (...[tenant, type, resource, version]) =>
      later().then(() => store.replace(tenant, type, resource, version)),
    delete: async (...[tenant, type, id, version]) => later().then(() => store.delete(tenant, type, id, version)),
  };
}

describe("uniqueGroupNames", () => {
  const unique = () => createService({ profile: fullProfile({ uniqueGroupNames: true }) });
  const conflict = { status: 409, body: { scimType: "uniqueness" } };

  it("rejects a second group of the same name in any case, in a create, a PUT and a PATCH", async () => {
    const service = unique();
    expect((await service.post("/Groups", { ...GROUP, displayName: "Everyone" })).status).toBe(201);
    expect(await service.post("/Groups", { ...GROUP, displayName: "EVERYONE" })).toMatchObject(conflict);
    const { body } = await service.post("/Groups", { ...GROUP, displayName: "Guests" });
    const path = `/Groups/${body["id"]}`;
    const rename = { op: "replace", path: "displayName", value: "everyone" };
    expect(await service.patch(path, [rename])).toMatchObject(conflict);
    expect(await service.put(path, { ...GROUP, displayName: "everyOne" })).toMatchObject(conflict);
    expect((await service.get(path)).body).toMatchObject({ displayName: "Guests" });
  });

  it("lets a group keep its name, change its case, and reuse the name of a deleted one", async () => {
    const service = unique();
    const { body } = await service.post("/Groups", { ...GROUP, displayName: "Everyone" });
    const path = `/Groups/${body["id"]}`;
    expect((await service.put(path, { ...GROUP, displayName: "Everyone", externalId: "1" })).status).toBe(200);
    expect((await service.patch(path, [{ op: "replace", path: "displayName", value: "EVERYONE" }])).status).toBe(200);
    expect((await service.call("DELETE", path)).status).toBe(204);
    expect((await service.post("/Groups", { ...GROUP, displayName: "everyone" })).status).toBe(201);
  });

  it("lets one of two simultaneous requests have the name", async () => {
    const profile = fullProfile({ uniqueGroupNames: true });
    const service = createService({ profile, store: slowly(new MemoryStore()) });
    const both = (requests: readonly Promise<Answer>[]) =>
      Promise.all(requests).then((all) => all.map(statusOf).sort());
    const create = (displayName: string) => service.post("/Groups", { ...GROUP, displayName });
    expect(await both([create("Everyone"), create("everyone")])).toEqual([201, 409]);
    const ids = (await Promise.all([create("A"), create("B")])).map(({ body }) => String(body["id"]));
    const renamed = ids.map((id) =>
      service.patch(`/Groups/${id}`, [{ op: "replace", path: "displayName", value: "C" }]),
    );
    expect(await both(renamed)).toEqual([200, 409]);
  });

  it("is published in /Schemas, and leaves users and the type GroupType unchanged", async () => {
    const attribute = async (service: TestService) =>
      [(await service.get(`/Schemas/${GROUP_SCHEMA}`)).body["attributes"]]
        .flat()
        .find((each) => Object(each).name === "displayName");
    expect(await attribute(unique())).toMatchObject({ uniqueness: "server" });
    expect(await attribute(createService())).toMatchObject({ uniqueness: "none" });
    const service = unique();
    await service.user({ displayName: "Ada" });
    await service.user({ displayName: "Ada" });
  });

  it("holds in a store that was filled under another description of groups, and only for its own profile", async () => {
    const store = new MemoryStore({ indexes: [] });
    const meta = { resourceType: "Group", version: 'W/"1"' };
    store.insert(DEFAULT_TENANT, GroupType, { ...GROUP, id: "seeded", displayName: "Everyone", meta });
    const profile = fullProfile({ uniqueGroupNames: true });
    const [strict, other] = [createService({ profile, store }), createService({ store, guid: () => "second" })];
    expect(await strict.post("/Groups", { ...GROUP, displayName: "EVERYONE" })).toMatchObject(conflict);
    expect((await other.post("/Groups", { ...GROUP, displayName: "everyone" })).status).toBe(201);
    expect(await strict.post("/Groups", { ...GROUP, displayName: "everyone" })).toMatchObject(conflict);
  });

  it("is off by default", async () => {
    const service = createService();
    await service.post("/Groups", { ...GROUP, displayName: "Everyone" });
    expect((await service.post("/Groups", { ...GROUP, displayName: "Everyone" })).status).toBe(201);
  });
});

function statusOf({ status }: Answer): number {
  return status;
}

describe("patchLeniency", () => {
  const FORMS: readonly (readonly [string, readonly unknown[]])[] = [
    ["an operation in another case", [{ op: "Replace", path: "title", value: "T" }]],
    ["a string for a boolean", [{ op: "replace", path: "active", value: "False" }]],
    ["an empty list of operations", []],
    ["an add that needs a new element", [{ op: "add", path: 'emails[type eq "other"].value', value: "a@example.com" }]],
    ["an unknown attribute", [{ op: "replace", value: { favoriteColor: "blue" } }]],
    ["keys that are paths", [{ op: "replace", value: { "name.givenName": "Ada" } }]],
  ];

  it.each(FORMS)("none rejects %s, the default accepts it", async (_, operations) => {
    for (const [patchLeniency, status] of [
      ["none", 400],
      ["identityProviders", 200],
      [undefined, 200],
    ] as const) {
      const service = createService({ profile: fullProfile(patchLeniency === undefined ? {} : { patchLeniency }) });
      expect((await service.patch(`/Users/${await service.user()}`, operations)).status).toBe(status);
    }
  });

  it("none takes a remove of members as RFC 7644 means it, and changes by key stay", async () => {
    const service = createService({ profile: fullProfile({ patchLeniency: "none" }) });
    const [a, b] = [await service.user(), await service.user()];
    const { body } = await service.post("/Groups", { ...GROUP, displayName: "G", members: [{ value: a }] });
    const path = `/Groups/${body["id"]}`;
    expect((await service.patch(path, [{ op: "add", path: "members", value: [{ value: b }] }])).status).toBe(204);
    expect((await service.patch(path, [{ op: "Add", path: "members", value: [{ value: b }] }])).status).toBe(400);
    const missing = { op: "remove", path: 'members[value eq "none"]' };
    expect(await service.patch(path, [missing])).toMatchObject({ status: 400, body: { scimType: "noTarget" } });
    expect((await service.patch(path, [{ op: "remove", path: "members", value: [{ value: a }] }])).status).toBe(204);
    expect((await service.get(path)).body["members"]).toBeUndefined();
  });
});

describe("danglingMembers", () => {
  const accepting = (store: Store = new MemoryStore()) =>
    createService({ profile: fullProfile({ danglingMembers: "accept" }), store });
  const unknown = { value: "not-here", type: "User", display: "Nobody" };

  it("accept stores a member whose id is unknown, in a create, a PUT and a PATCH", async () => {
    for (const service of [accepting(), accepting(slowly(new MemoryStore()))]) {
      const known = await service.user();
      const members = [{ value: known }, unknown];
      const { status, body } = await service.post("/Groups", { ...GROUP, displayName: "G", members });
      expect(status).toBe(201);
      expect(body["members"]).toMatchObject([{ value: known, type: "User" }, unknown]);
      const path = `/Groups/${body["id"]}`;
      await service.patch(path, [{ op: "add", path: "members", value: [{ value: "nor-here" }] }]);
      expect((await service.get(path)).body["members"]).toMatchObject([
        { value: known },
        unknown,
        { value: "nor-here" },
      ]);
      await service.patch(path, [{ op: "remove", path: 'members[value eq "nor-here"]' }]);
      await service.put(path, { ...GROUP, displayName: "G", members: [{ value: "third" }, unknown] });
      expect((await service.get(path)).body["members"]).toMatchObject([{ value: "third" }, unknown]);
    }
  });

  it("accept still removes a deleted member, and needs a value", async () => {
    const service = accepting();
    const known = await service.user();
    const members = [{ value: known }, unknown];
    const { body } = await service.post("/Groups", { ...GROUP, displayName: "G", members });
    await service.call("DELETE", `/Users/${known}`);
    expect((await service.get(`/Groups/${body["id"]}`)).body["members"]).toMatchObject([unknown]);
    const nameless = { ...GROUP, displayName: "H", members: [{ display: "Nobody" }] };
    expect((await service.post("/Groups", nameless)).status).toBe(400);
  });

  it("are refused by default", async () => {
    for (const profile of [fullProfile(), fullProfile({ danglingMembers: "refuse" }), entraGalleryProfile()]) {
      const answer = await createService({ profile }).post("/Groups", {
        ...GROUP,
        displayName: "G",
        members: [unknown],
      });
      expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
    }
  });
});

describe("discoveryWithoutToken", () => {
  const DOCUMENTS = [
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/ResourceTypes/User",
    "/Schemas",
    `/Schemas/${USER_SCHEMA}`,
  ];
  const anonymous = (url: string, method = "GET") => new Request(`https://scim.example${url}`, { method });

  it.each(DOCUMENTS)("serves %s without credentials", async (path) => {
    const { handler, get } = createService({ discoveryWithoutToken: true });
    const response = await handler(anonymous(`/scim/v2${path}`));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual((await get(path)).body);
    expect((await handler(anonymous(`/scim/v2${path}`, "HEAD"))).status).toBe(200);
  });

  it.each(DOCUMENTS)("is off by default: %s needs credentials", async (path) => {
    const response = await createService().handler(anonymous(`/scim/v2${path}`));
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });

  it.each([
    ["GET", "/scim/v2/Users"],
    ["GET", "/scim/v2"],
    ["GET", "/scim/v2/Schemas/a/b"],
    ["GET", "/scim/v2/%53chemas"],
    ["GET", "/scim/v2/Users/../Schemas%2f"],
    ["GET", "/scim/v2/Me"],
    ["POST", "/scim/v2/Schemas"],
    ["POST", "/scim/v2/.search"],
    ["OPTIONS", "/scim/v2/Schemas"],
    ["GET", "/Schemas"],
  ])("needs credentials for everything else: %s %s", async (method, url) => {
    const { handler } = createService({ discoveryWithoutToken: true });
    expect((await handler(anonymous(url, method))).status).toBe(401);
  });

  it("still rejects a wrong token", async () => {
    const service = createService({ discoveryWithoutToken: true });
    expect((await service.get("/Schemas", { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await service.get("/Schemas", { authorization: "" })).status).toBe(401);
  });

  it("shows the documents of the addressed tenant, and none without one where locations name it", async () => {
    const baseUrl = "https://api.example/{tenant}/scim";
    const inPath = createService({ discoveryWithoutToken: true, basePath: "/{tenant}/scim", baseUrl });
    const response = await inPath.handler(anonymous("/contoso/scim/ServiceProviderConfig"));
    expect((await response.json()).meta.location).toBe("https://api.example/contoso/scim/ServiceProviderConfig");
    const byToken = createService({ discoveryWithoutToken: true, baseUrl });
    expect((await byToken.handler(anonymous("/scim/v2/Schemas"))).status).toBe(401);
    const contradicting = createService({
      discoveryWithoutToken: true,
      basePath: "/{tenant}/scim",
      tenant: () => "other",
    });
    expect((await contradicting.handler(anonymous("/contoso/scim/Schemas"))).status).toBe(401);
  });

  it("does not count against the rate limit of a tenant", async () => {
    const { handler } = createService({ discoveryWithoutToken: true, rateLimit: () => 1 });
    expect((await handler(anonymous("/scim/v2/Schemas"))).status).toBe(200);
  });
});

describe("a misspelled value in a profile", () => {
  it.each([
    ["patchLeniency", { patchLeniency: "None" }],
    ["danglingMembers", { danglingMembers: "reject" }],
  ])("of %s is an error when the handler is created", (name, wrong) => {
    // As a program in JavaScript would pass it.
    const profile = Object.assign(fullProfile(), wrong);
    expect(() => createService({ profile })).toThrow(new RegExp(`^profile\\.${name}: expected \\w+ or \\w+$`));
  });
});

describe("entraGalleryProfile", () => {
  it("publishes externalId, has unique group names, and announces no pagination", async () => {
    const service = createService({ profile: entraGalleryProfile() });
    expect(await externalIdIn(service, USER_SCHEMA)).toBeDefined();
    await service.post("/Groups", { ...GROUP, displayName: "Everyone" });
    expect((await service.post("/Groups", { ...GROUP, displayName: "everyone" })).status).toBe(409);
    expect((await service.get("/ServiceProviderConfig")).body).not.toHaveProperty("pagination");
  });
});
