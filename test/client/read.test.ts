/** Reading: projections, versions, search, malformed values, cursors and discovery. */
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import { filter } from "../../src/filter/index.ts";
import { GroupType, type User, UserType } from "../../src/models/index.ts";
import { fullProfile } from "../../src/profile/index.ts";
import { ENTERPRISE_USER_SCHEMA, SEARCH_REQUEST, USER_SCHEMA } from "../../src/urns.ts";
import { json, list, NO_WAIT, type Step, scripted, user } from "./scripted-fetch.ts";

function setUp(...steps: readonly Step[]) {
  const script = scripted(...steps);
  const warn = vi.fn();
  const client = new ScimClient({
    baseUrl: "https://x.example",
    token: "t",
    fetch: script.fetch,
    retry: NO_WAIT,
    logger: { warn },
  });
  return { client, users: client.resources(UserType), sent: script.sent, warn };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("a projection", () => {
  it("requests the attributes, and its type has no others", async () => {
    const { users, sent } = setUp(json({ id: "1", userName: "a", name: { givenName: "Ada" } }));
    const ada = await users.get("1", { attributes: ["userName", "name.givenName"] });
    expect(sent[0]?.url.searchParams.get("attributes")).toBe("userName,name.givenName");
    expect(ada.name?.givenName).toBe("Ada");
    expectTypeOf(ada.userName).toEqualTypeOf<string>();
    expectTypeOf(ada).not.toHaveProperty("emails");
    expectTypeOf<NonNullable<typeof ada.name>>().not.toHaveProperty("familyName");
  });

  it("may lack attributes that a whole resource requires", async () => {
    const { users } = setUp(list([{ id: "1", title: "Dr" }]), json({ id: "1", title: "Dr" }));
    expect(await collect(users.list({ attributes: ["title"] }))).toMatchObject([{ id: "1", title: "Dr" }]);
    await expect(users.get("1")).rejects.toMatchObject({ code: "not_scim" });
  });

  it("can exclude single attributes", async () => {
    const { users, sent } = setUp(list([user("1")]));
    const [first] = await collect(users.list({ excludedAttributes: ["emails"] }));
    expect(sent[0]?.url.searchParams.get("excludedAttributes")).toBe("emails");
    expectTypeOf<NonNullable<typeof first>>().not.toHaveProperty("emails");
    expectTypeOf<NonNullable<typeof first>["userName"]>().toEqualTypeOf<string>();
  });

  it("without attributes is the whole resource", async () => {
    const { users } = setUp(json(user("1")));
    expectTypeOf(await users.get("1")).toExtend<User & { readonly id: string }>();
  });

  it("cannot both include and exclude", async () => {
    const { users, sent } = setUp();
    const both = users.get("1", { attributes: ["title"], excludedAttributes: ["emails"] });
    await expect(both).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(0);
  });
});

describe("versions", () => {
  it("come from the ETag header where the resource has none", async () => {
    const { users } = setUp(json(user("1"), 200, { etag: 'W/"7"' }));
    expect((await users.get("1")).meta?.version).toBe('W/"7"');
  });

  it("of a list are not those of its resources", async () => {
    const page = () => json({ totalResults: 1, Resources: [user("1", "a")] }, 200, { etag: 'W/"list"' });
    const { client, users } = setUp(page(), page(), page(), page());
    expect(await users.find({ userName: "a" })).not.toHaveProperty("meta");
    expect(await collect(users.list())).toEqual([user("1", "a")]);
    expect(await collect(users.search())).toEqual([user("1", "a")]);
    expect(await collect(client.search([UserType]))).toEqual([user("1", "a")]);
  });

  it("are not added to a projection without meta", async () => {
    const { users } = setUp(json(user("1", "a"), 200, { etag: 'W/"7"' }));
    expect(await users.get("1", { attributes: ["userName"] })).toEqual(user("1", "a"));
  });

  it("make a change conditional", async () => {
    const { users, sent } = setUp(json(user("1")), json(user("1")), new Response(null, { status: 204 }), json({}, 412));
    await users.update("1", { title: "x" }, { ifMatch: 'W/"7"' });
    await users.replace("1", { userName: "a" }, { ifMatch: 'W/"7"' });
    await users.delete("1", { ifMatch: 'W/"7"' });
    await expect(users.delete("1", { ifMatch: 'W/"7"' })).rejects.toMatchObject({ status: 412 });
    expect(sent.map(({ headers }) => headers.get("if-match"))).toEqual(['W/"7"', 'W/"7"', 'W/"7"', 'W/"7"']);
  });

  it("avoid reading an unchanged resource", async () => {
    const { users, sent } = setUp(new Response(null, { status: 304 }), json(user("1")));
    expect(await users.getIfChanged("1", 'W/"7"')).toBeUndefined();
    expect(await users.getIfChanged("1", 'W/"7"')).toMatchObject({ id: "1" });
    expect(sent[0]?.headers.get("if-none-match")).toBe('W/"7"');
  });

  it("are not sent to a service that is known to have none", async () => {
    const { fetch } = scripted();
    const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, etag: false } };
    const users = new ScimClient({ baseUrl: "https://x.example", token: "t", fetch, profile }).resources(UserType);
    await expect(users.delete("1", { ifMatch: "*" })).rejects.toMatchObject({ status: 501 });
  });
});

describe("search", () => {
  it("sends a POST for each page", async () => {
    const { users, sent } = setUp(
      list([user("1")], { totalResults: 2 }),
      list([user("2")], { totalResults: 2, startIndex: 2 }),
    );
    const found = await collect(users.search({ filter: 'title eq "Dr"', attributes: ["userName"], count: 1 }));
    expect(found.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual(
      new Array(2).fill("POST /Users/.search"),
    );
    expect(sent[0]?.body).toEqual({
      schemas: [SEARCH_REQUEST],
      filter: 'title eq "Dr"',
      attributes: ["userName"],
      startIndex: 1,
      count: 1,
    });
    expect(sent[1]?.body).toMatchObject({ startIndex: 2 });
  });

  it("is retried like a GET, because it changes nothing", async () => {
    const { users, sent } = setUp(new Response(null, { status: 502 }), list([user("1")]));
    expect(await collect(users.search())).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  it("at the root returns resources of several types", async () => {
    const group = { schemas: [GroupType.schema], id: "g", displayName: "Hosts", meta: { resourceType: "Group" } };
    const { client, sent } = setUp(list([user("1"), group]));
    const found = await collect(client.search([UserType, GroupType]));
    expect(found).toMatchObject([{ userName: "1@example.com" }, { displayName: "Hosts" }]);
    expect(sent[0]?.url.pathname).toBe("/.search");
  });

  it("takes a filter from the builder", async () => {
    const { users, sent } = setUp(list([]));
    await collect(users.list({ filter: filter(UserType).where("userName", "eq", 'a"b') }));
    expect(sent[0]?.url.searchParams.get("filter")).toBe(String.raw`userName eq "a\"b"`);
  });
});

describe("a malformed value of a service", () => {
  it("is left out with a warning, and does not affect others", async () => {
    const odd = {
      ...user("1"),
      emails: [{ value: ["x", "y"] }],
      title: { en: "Dr" },
      phoneNumbers: [{ value: "+1" }, { value: true }],
      name: { givenName: "Ada", familyName: {} },
      nickName: ["a", "b"],
      active: "True",
      [ENTERPRISE_USER_SCHEMA]: { department: "R&D", costCenter: true, manager: { value: [] }, division: [{}] },
    };
    const { users, warn } = setUp(list([odd, user("2")]));
    const [first, second] = await collect(users.list());
    expect(first).toMatchObject({
      id: "1",
      active: true,
      phoneNumbers: [{ value: "+1" }],
      name: { givenName: "Ada" },
      [ENTERPRISE_USER_SCHEMA]: { department: "R&D" },
    });
    for (const name of ["emails", "title", "nickName"]) expect(first).not.toHaveProperty(name);
    expect(Object.keys(first?.[ENTERPRISE_USER_SCHEMA] ?? {})).toEqual(["department"]);
    expect(second).toMatchObject({ id: "2" });
    expect(warn.mock.calls.map(([, message]) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/left out of User 1.*emails/),
        expect.stringContaining("phoneNumbers"),
        expect.stringContaining("costCenter"),
      ]),
    );
  });

  it.each<readonly [string, object, object]>([
    ["a number as a string", { title: 7, emails: [{ value: 5 }] }, { title: "7", emails: [{ value: "5" }] }],
    ["a string as a list of one", { emails: "a@example.com" }, { emails: [{ value: "a@example.com" }] }],
    ["strings as a list of values", { roles: ["Admin", 5] }, { roles: [{ value: "Admin" }, { value: "5" }] }],
    ["a list of one as its element", { name: [{ givenName: "Ada" }] }, { name: { givenName: "Ada" } }],
    ["an object as a list of one", { emails: { value: "a@example.com" } }, { emails: [{ value: "a@example.com" }] }],
    ["a string as a formatted name", { name: "Ada Lovelace" }, { name: { formatted: "Ada Lovelace" } }],
    [
      "a string as a manager",
      { [ENTERPRISE_USER_SCHEMA]: { manager: "7", employeeNumber: 5 } },
      { [ENTERPRISE_USER_SCHEMA]: { manager: { value: "7" }, employeeNumber: "5" } },
    ],
  ])("is read where it has one meaning: %s", async (_name, sent, read) => {
    const { users, warn } = setUp(json({ ...user("1"), id: 1, ...sent }));
    expect(await users.get("1")).toMatchObject({ id: "1", ...read });
    expect(warn).not.toHaveBeenCalled();
  });

  it("of an unknown attribute is ignored", async () => {
    const { users, warn } = setUp(json({ ...user("1"), "urn:example:badge": { color: "red" }, shoeSize: 42 }));
    expect(await users.get("1")).not.toHaveProperty("shoeSize");
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([{ userName: "no id" }, { id: "7" }, "text", null])(
    "that makes %j unusable makes the list an error",
    async (value) => {
      const { users } = setUp(json({ totalResults: 2, Resources: [user("1"), value] }));
      await expect(collect(users.list())).rejects.toMatchObject({ code: "not_scim" });
    },
  );

  it("can be handled by onInvalidResource", async () => {
    const page = (...resources: readonly unknown[]) => json({ totalResults: 3, Resources: resources });
    const { users, sent } = setUp(page(user("1"), { id: "7" }), page(user("3")));
    const unusable: unknown[] = [];
    const found = await collect(users.list({ onInvalidResource: (one) => unusable.push(one) }));
    expect(found.map(({ id }) => id)).toEqual(["1", "3"]);
    expect(unusable).toEqual([{ id: "7", reason: expect.stringContaining("userName") }]);
    expect(sent[1]?.url.searchParams.get("startIndex")).toBe("3");
  });
});

describe("paging by cursor", () => {
  it("can be requested from the first page on, and needs no total (RFC 9865 §2)", async () => {
    const { users, sent } = setUp(json({ Resources: [user("1")], nextCursor: "a" }), json({ Resources: [user("2")] }));
    expect(await collect(users.list({ paging: "cursor" }))).toHaveLength(2);
    expect(sent.map(({ url }) => url.searchParams.get("cursor"))).toEqual(["", "a"]);
  });

  it("is left to a service that announces cursors, which gets no startIndex", async () => {
    const profile = fullProfile(); // announces cursors
    const { fetch, sent } = scripted(list([user("1")]));
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, profile });
    expect(await client.resources(UserType).list({ count: 1 }).toArray()).toHaveLength(1);
    expect(sent.map(({ url }) => url.search)).toEqual(["?count=1"]);
  });

  it("is paging by position at a service that ignores the cursor", async () => {
    const { users } = setUp(
      list([user("1")], { totalResults: 2 }),
      list([user("2")], { totalResults: 2, startIndex: 2 }),
    );
    expect(await collect(users.list({ paging: "cursor" }))).toHaveLength(2);
  });
});

describe("discovery", () => {
  const no = { supported: false };
  const config = (more: object = {}) =>
    json({
      schemas: [],
      patch: no,
      bulk: { ...no, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 20 },
      changePassword: no,
      sort: no,
      etag: { supported: true },
      authenticationSchemes: [],
      ...more,
    });

  it("is read once, and the client acts on it from then on", async () => {
    const { client, users, sent } = setUp(config(), list([]), config());
    expect(await client.serviceProviderConfig()).toBe(await client.serviceProviderConfig());
    await collect(users.list());
    expect(sent[1]?.url.searchParams.get("count")).toBe("20");
    await client.serviceProviderConfig({ refresh: true });
    expect(sent).toHaveLength(3);
  });

  it("is read again after a failure", async () => {
    const { client } = setUp(json({}), config());
    await expect(client.serviceProviderConfig()).rejects.toMatchObject({ code: "not_scim" });
    await expect(client.serviceProviderConfig()).resolves.toMatchObject({ filter: { maxResults: 20 } });
  });

  it("without PATCH makes a change a GET and a PUT, with the version that was read", async () => {
    const { client, users, sent } = setUp(
      config(),
      json(user("1", "a"), 200, { etag: '"5"' }),
      json(user("1", "a", { title: "Dr" })),
    );
    await client.serviceProviderConfig();
    await expect(users.update("1", { title: "Dr" })).resolves.toMatchObject({ title: "Dr" });
    expect(sent.slice(1).map(({ method }) => method)).toEqual(["GET", "PUT"]);
    expect(sent[2]?.body).toMatchObject({ userName: "a", title: "Dr" });
    expect(sent[2]?.headers.get("if-match")).toBe('"5"');
  });

  it("without PATCH keeps unknown attributes, and uses the version in the resource", async () => {
    const own = {
      "urn:vendor:seat": { floor: 3 },
      badge: "b",
      nickName: "A",
      meta: { version: '"7"' },
      [ENTERPRISE_USER_SCHEMA]: { department: "R&D" },
    };
    const { client, users, sent } = setUp(config(), json(user("1", "a", own)), json(user("1", "a")));
    await client.serviceProviderConfig();
    await users.update("1", { nickName: null, [ENTERPRISE_USER_SCHEMA]: null });
    const body = sent[2]?.body;
    expect(body).toMatchObject({
      "urn:vendor:seat": { floor: 3 },
      badge: "b",
      schemas: [USER_SCHEMA, "urn:vendor:seat"],
    });
    expect(Object.keys(Object(body))).not.toContain("nickName");
    expect(Object.keys(Object(body))).not.toContain(ENTERPRISE_USER_SCHEMA);
    expect(sent[2]?.headers.get("if-match")).toBe('"7"');
  });
});
