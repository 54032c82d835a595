/** Groups: members, memberships, and what writes of users mean for them. */
import { describe, expect, it } from "vitest";
import { GroupType } from "../../../src/models/index.ts";
import { MemoryStore, type Store } from "../../../src/server/index.ts";
import { createService, query, resources, type TestService } from "../service.ts";

const BASE = "https://scim.example/scim/v2";

/** The same store without the ways by key. */
function plainStore(memory = new MemoryStore()): Store {
  return {
    get: (tenant, type, id, context) => memory.get(tenant, type, id, context),
    query: (tenant, type, asked, context) => memory.query(tenant, type, asked, context),
    insert: (tenant, type, resource) => memory.insert(tenant, type, resource),
    replace: (tenant, type, resource, version) => memory.replace(tenant, type, resource, version),
    delete: (tenant, type, id, version) => memory.delete(tenant, type, id, version),
  };
}

async function group(service: TestService, displayName: string, ...members: readonly string[]): Promise<string> {
  const answer = await service.post("/Groups", { displayName, members: members.map((value) => ({ value })) });
  expect(answer.status, answer.text).toBe(201);
  return String(answer.body["id"]);
}

async function membersOf(service: TestService, id: string): Promise<readonly unknown[]> {
  const { members = [] } = (await service.get(`/Groups/${id}`)).body;
  return Array.isArray(members) ? members.map(({ value }) => value) : [];
}

async function groupsOf(service: TestService, user: string): Promise<unknown> {
  const { groups = [] } = (await service.get(`/Users/${user}`)).body;
  return Array.isArray(groups) ? groups.map(({ display, type }) => `${display} ${type}`) : groups;
}

describe.each([
  ["a store that keeps members by key", () => new MemoryStore()],
  ["a store without ways by key", () => plainStore()],
])("groups over %s", (_, store) => {
  it("describe their members as the service knows them", async () => {
    const service = createService({ store: store() });
    const ada = await service.user({ displayName: "Ada" });
    const inner = await group(service, "Inner");
    const outer = await service.post("/Groups", {
      displayName: "Outer",
      members: [
        { value: ada, display: "Somebody else", type: "Group", $ref: "https://evil.example/" },
        { $ref: `../Groups/${inner}` },
        { value: ada },
      ],
    });
    expect(outer.body["members"]).toEqual([
      { value: ada, type: "User", display: "Ada", $ref: `${BASE}/Users/${ada}` },
      { value: inner, type: "Group", display: "Inner", $ref: `${BASE}/Groups/${inner}` },
    ]);
    expect((await service.get(`/Groups/${outer.body["id"]}`)).body["members"]).toEqual(outer.body["members"]);
  });

  it.each([[{ value: "nobody" }], [{ display: "Ada" }], [{ $ref: "https://x.example/Printers/1" }], [{ value: "" }]])(
    "reject the member %o, which does not exist",
    async (member) => {
      const service = createService({ store: store() });
      const id = await group(service, "Staff");
      const answers = [
        await service.post("/Groups", { displayName: "Other", members: [member] }),
        await service.put(`/Groups/${id}`, { displayName: "Staff", members: [member] }),
        await service.patch(`/Groups/${id}`, [{ op: "add", path: "members", value: [member] }]),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
      expect(await membersOf(service, id)).toEqual([]);
    },
  );

  it.each([
    ["the URL in a filter", (url: string) => ({ op: "Remove", path: `members[$ref eq "${url}"]` })],
    ["the URL in a list of values", (url: string) => ({ op: "remove", path: "members", value: [{ $ref: url }] })],
    ["a relative URL", () => ({ op: "remove", path: "members", value: [{ $ref: "../Users/id-1" }] })],
    ["the name in a filter", () => ({ op: "remove", path: 'members[display eq "Ada"]' })],
  ])("lose a member that is named by %s", async (_, operation) => {
    const service = createService({ store: store() });
    const [ada, bob] = [await service.user({ displayName: "Ada" }), await service.user()];
    const staff = await group(service, "Staff", ada, bob);
    const answer = await service.patch(`/Groups/${staff}`, [operation(`${BASE}/Users/${ada}`)]);
    expect(answer.status, answer.text).toBe(204);
    expect(await membersOf(service, staff)).toEqual([bob]);
    expect((await service.get(`/Users/${ada}`)).body["groups"]).toBeUndefined();
  });

  it("store no URL of a member, which depends on where the service is reached", async () => {
    const kept = store();
    const service = createService({ store: kept });
    const staff = await group(service, "Staff", await service.user());
    await service.patch(`/Groups/${staff}`, [{ op: "replace", path: "displayName", value: "Crew" }]);
    const found = await kept.get("default", GroupType, staff, { signal: new AbortController().signal });
    expect(found).toMatchObject({ displayName: "Crew", members: [{ type: "User" }] });
    expect(JSON.stringify(found)).not.toContain("$ref");
  });

  it.each(['members[$ref eq "https://x.example/Users/1"]', "members.$ref pr"])(
    "cannot be filtered by the URLs of members: %s",
    async (filter) => {
      const answer = await createService({ store: store() }).get(`/Groups?filter=${encodeURIComponent(filter)}`);
      expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
    },
  );

  it("distinguish members whose ids differ only in case (RFC 7643 §3.1)", async () => {
    const ids = ["Ab", "aB", "g"];
    const service = createService({ store: store(), guid: () => ids.shift() ?? "" });
    await service.user();
    await service.user();
    const staff = await group(service, "Staff", "Ab");
    expect(await groupsOf(service, "aB")).toEqual([]);
    await service.patch(`/Groups/${staff}`, [{ op: "add", path: "members", value: [{ value: "aB" }] }]);
    expect(await membersOf(service, staff)).toEqual(["Ab", "aB"]);
    await service.patch(`/Groups/${staff}`, [{ op: "remove", path: 'members[value eq "Ab"]' }]);
    expect(await membersOf(service, staff)).toEqual(["aB"]);
    expect(await groupsOf(service, "Ab")).toEqual([]);
  });

  it("respond to a change of members with 204, or 200 when attributes are requested", async () => {
    const service = createService({ store: store() });
    const [ada, bob] = [await service.user(), await service.user()];
    const path = `/Groups/${await group(service, "Staff")}`;
    const add = (value: string) => [{ op: "Add", path: "members", value: [{ $ref: null, value }] }];
    const silent = await service.patch(path, add(ada));
    expect(silent).toMatchObject({ status: 204, text: "" });
    expect(silent.headers.get("etag")).toBe('W/"2"');
    const asked = await service.patch(`${path}?attributes=displayName,members.value`, add(bob));
    expect(asked).toMatchObject({
      status: 200,
      body: { displayName: "Staff", members: [{ value: ada }, { value: bob }] },
    });
    expect((await service.patch(path, [{ op: "replace", path: "members", value: [{ value: bob }] }])).status).toBe(204);
    expect(await membersOf(service, path.slice(8))).toEqual([bob]);
    const renamed = await service.patch(path, [{ op: "replace", path: "displayName", value: "All" }]);
    expect(renamed).toMatchObject({ status: 200, body: { displayName: "All", members: [{ value: bob }] } });
  });

  it("keep their version when every member was already present or absent", async () => {
    const service = createService({ store: store() });
    const ada = await service.user();
    const path = `/Groups/${await group(service, "Staff", ada)}`;
    const before = await service.get(path);
    service.tick(60);
    await service.patch(path, [{ op: "add", path: "members", value: [{ value: ada }] }]);
    await service.patch(path, [{ op: "remove", path: 'members[value eq "nobody"]' }]);
    expect((await service.get(path)).body).toEqual(before.body);
    await service.patch(path, [{ op: "remove", path: `members[value eq "${ada}"]` }]);
    expect((await service.get(path)).body).toMatchObject({ meta: { version: 'W/"2"' } });
  });

  it("heed If-Match on a change of members", async () => {
    const service = createService({ store: store() });
    const ada = await service.user();
    const path = `/Groups/${await group(service, "Staff")}`;
    const add = [{ op: "add", path: "members", value: [{ value: ada }] }];
    expect((await service.patch(path, add, { "if-match": 'W/"7"' })).status).toBe(412);
    expect((await service.patch(path, add, { "if-match": 'W/"1"' })).status).toBe(204);
    expect((await service.patch("/Groups/none", add)).status).toBe(404);
  });

  it("show in a user's groups, direct and indirect, also where groups contain one another", async () => {
    const service = createService({ store: store() });
    const ada = await service.user();
    const inner = await group(service, "Inner", ada);
    const outer = await group(service, "Outer", inner);
    await service.patch(`/Groups/${inner}`, [{ op: "add", path: "members", value: [{ value: outer }] }]);
    await service.patch(`/Groups/${outer}`, [{ op: "add", path: "members", value: [{ value: outer }] }]);
    await group(service, "Direct", ada);
    expect(await groupsOf(service, ada)).toEqual(["Inner direct", "Direct direct", "Outer indirect"]);
    const listed = resources(await service.get("/Users"))[0];
    expect(listed).toMatchObject({
      groups: [{ value: inner, $ref: `${BASE}/Groups/${inner}`, type: "direct" }, {}, {}],
    });
    expect((await service.get(`/Users/${ada}?excludedAttributes=groups`)).body).not.toHaveProperty("groups");
  });

  it("are not written through a user", async () => {
    const service = createService({ store: store() });
    const staff = await group(service, "Staff");
    const ada = await service.user({ groups: [{ value: staff }] });
    expect(await groupsOf(service, ada)).toEqual([]);
    expect(await membersOf(service, staff)).toEqual([]);
  });

  it("lose a member that is deleted, and get another version by it", async () => {
    const service = createService({ store: store() });
    const [ada, bob] = [await service.user(), await service.user()];
    const inner = await group(service, "Inner", ada, bob);
    const outer = await group(service, "Outer", ada, inner);
    expect((await service.call("DELETE", `/Users/${ada}`)).status).toBe(204);
    expect([await membersOf(service, inner), await membersOf(service, outer)]).toEqual([[bob], [inner]]);
    expect((await service.get(`/Groups/${inner}`)).body).toMatchObject({ meta: { version: 'W/"2"' } });
    await service.call("DELETE", `/Groups/${inner}`);
    expect(await membersOf(service, outer)).toEqual([]);
    expect(await groupsOf(service, bob)).toEqual([]);
  });

  it("show the new name of a member that is renamed", async () => {
    const service = createService({ store: store() });
    const ada = await service.user({ displayName: "Ada Byron" });
    const staff = await group(service, "Staff", ada);
    await service.patch(`/Users/${ada}`, [{ op: "replace", path: "displayName", value: "Ada Lovelace" }]);
    expect((await service.get(`/Groups/${staff}`)).body).toMatchObject({ members: [{ display: "Ada Lovelace" }] });
  });

  it("are found by their members, as Entra queries before it adds one", async () => {
    const service = createService({ store: store() });
    const [ada, bob] = [await service.user(), await service.user()];
    const staff = await group(service, "Staff", ada);
    await group(service, "Others", bob);
    for (const filter of [`members eq "${ada}"`, `id eq "${staff}" and members[value eq "${ada}"]`]) {
      const found = await service.get(`/Groups${query({ filter, excludedAttributes: "members" })}`);
      expect(resources(found)).toMatchObject([{ id: staff }]);
      expect(found.text).not.toContain("members");
    }
    const none = await service.get(`/Groups${query({ filter: `id eq "${staff}" and members eq "${bob}"` })}`);
    expect(none.body["totalResults"]).toBe(0);
  });

  it("lose none of a hundred members that are added at the same moment", async () => {
    const service = createService({ store: store() });
    const users = await Promise.all(Array.from({ length: 100 }, () => service.user()));
    const path = `/Groups/${await group(service, "Staff")}`;
    const answers = await Promise.all(
      users.map((value) => service.patch(path, [{ op: "add", path: "members", value: [{ value }] }])),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect([...(await membersOf(service, path.slice(8)))].sort()).toEqual([...users].sort());
  });

  it("never keep a member that is deleted while it is being added", async () => {
    const service = createService({ store: store() });
    const staff = await group(service, "Staff");
    for (let round = 0; round < 20; round += 1) {
      const ada = await service.user();
      await Promise.all([
        service.patch(`/Groups/${staff}`, [{ op: "add", path: "members", value: [{ value: ada }] }]),
        service.call("DELETE", `/Users/${ada}`),
      ]);
    }
    expect(await membersOf(service, staff)).toEqual([]);
  });
});

it("a change of members reaches the store as keys, and reads no list of members", async () => {
  const memory = new MemoryStore();
  const seen: unknown[] = [];
  const store: Store = {
    ...plainStore(memory),
    get: (tenant, type, id, context) => {
      if (type.name === "Group") seen.push(context.omit);
      return memory.get(tenant, type, id, context);
    },
    replace: () => {
      throw new Error("the whole group was written");
    },
    changeMembers: (tenant, type, id, changes, version) => {
      seen.push([changes.add.map(({ value }) => value), changes.remove]);
      return memory.changeMembers(tenant, type, id, changes, version);
    },
    groupsOf: (tenant, type, ids) => memory.groupsOf(tenant, type, ids),
  };
  const service = createService({ store });
  const [ada, bob] = [await service.user(), await service.user()];
  const staff = await group(service, "Staff", ada);
  await service.patch(`/Groups/${staff}`, [
    { op: "add", path: "members", value: [{ value: bob }] },
    { op: "remove", path: `members[value eq "${ada}"]` },
  ]);
  expect(seen).toEqual([["members"], [[bob], [ada]]]);
  expect(service.errors).toEqual([]);
});
