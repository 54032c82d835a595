/** Every feature of the client against three services: our handler as `fetch`, the emulator on a socket, and SCIMMY. */
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import type { WithId } from "../../src/client/types.ts";
import { type Group, GroupType, type User, UserType } from "../../src/models/index.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { fullProfile } from "../../src/profile/index.ts";
import { bearerToken, createScimHandler, MemoryStore } from "../../src/server/index.ts";
import { createProxyclickEmulator, listen } from "../../src/testing/index.ts";
import { startScimmy } from "../support/scimmy-service.ts";

interface Running {
  readonly client: ScimClient;
  close(): Promise<void>;
}

interface Service {
  readonly name: string;
  /** What the service has beyond users. */
  readonly has: ReadonlySet<"groups" | "bulk" | "search" | "versions" | "types">;
  start(): Promise<Running>;
}

const TOKEN = "a-long-enough-token";

const SERVICES: readonly Service[] = [
  {
    name: "our handler as fetch",
    has: new Set(["groups", "bulk", "search", "versions", "types"]),
    start: async () => {
      const handler = createScimHandler({
        basePath: "/scim",
        profile: fullProfile(),
        store: new MemoryStore(),
        authenticate: bearerToken(TOKEN),
      });
      const client = new ScimClient({ baseUrl: "https://scim.example.com/scim", token: TOKEN, fetch: handler });
      return { client, close: async () => {} };
    },
  },
  {
    name: "the emulator on a socket",
    has: new Set(["types"]),
    start: async () => {
      const emulator = createProxyclickEmulator();
      const listening = await listen(emulator, { createServer, toNodeListener });
      const client = new ScimClient({ baseUrl: listening.tenantUrl, token: () => emulator.secretToken });
      return { client, close: listening.close };
    },
  },
  {
    name: "scimmy on Express 4",
    has: new Set(["groups", "bulk", "search", "types"]),
    start: async () => {
      const service = await startScimmy();
      return { client: new ScimClient(service), close: service.close };
    },
  },
];

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function person(number: number) {
  const userName = `person${number}@example.com`;
  return {
    userName,
    name: { givenName: "Ada", familyName: `Number ${number}` },
    emails: [{ value: userName, type: "work", primary: true }],
    active: true,
  };
}

describe.each(SERVICES)("$name", ({ has, start }) => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.close());

  const users = () => running.client.resources(UserType);
  let next = 0;
  const create = (): Promise<WithId<User>> => users().create(person(++next));

  it("passes Test Connection", async () => {
    await running.client.testConnection();
  });

  it("creates, reads, finds, updates, replaces and deletes", async () => {
    const ada = await create();
    expect(await users().get(ada.id)).toMatchObject({ userName: ada.userName, name: { givenName: "Ada" } });
    expect(await users().find({ userName: ada.userName })).toMatchObject({ id: ada.id });
    expect(await users().find({ userName: "nobody@example.com" })).toBeUndefined();
    await users().update(ada.id, { title: "Countess", name: { givenName: "Augusta" }, active: false });
    expect(await users().get(ada.id)).toMatchObject({
      title: "Countess",
      name: { givenName: "Augusta" },
      active: false,
    });
    await users().update(ada.id, { title: null });
    expect(await users().get(ada.id)).not.toHaveProperty("title");
    const { id: _id, meta: _meta, schemas: _schemas, ...whole } = ada;
    expect(await users().replace(ada.id, { ...whole, title: "Analyst" })).toMatchObject({ title: "Analyst" });
    await users().delete(ada.id);
    await expect(users().get(ada.id)).rejects.toMatchObject({ code: "not_found", status: 404 });
    await expect(users().delete(ada.id)).rejects.toMatchObject({ status: 404 });
  });

  it("rejects a second user with the same userName", async () => {
    const { userName } = await create();
    const again = users().create({ ...person(0), userName, emails: [{ value: userName, type: "work" }] });
    await expect(again).rejects.toMatchObject({ status: 409, scimType: "uniqueness" });
  });

  it("lists all pages, and counts", async () => {
    for (let number = 0; number < 5; number += 1) await create();
    const total = await users().count();
    const ids = (await collect(users().list({ count: 2 }))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(total);
    expect(await users().count({ filter: 'userName eq "nobody@example.com"' })).toBe(0);
    const page = await users().page({ startIndex: 2, count: 2 });
    expect(page).toMatchObject({ totalResults: total, startIndex: 2 });
    expect(page.resources.map(({ id }) => id)).toEqual(ids.slice(1, 3));
  });

  it("projects", async () => {
    const { id } = await create();
    const part = await users().get(id, { attributes: ["title", "userName"] });
    expect(part).toMatchObject({ id });
    expect(part).not.toHaveProperty("emails");
    const rest = await users().get(id, { excludedAttributes: ["emails"] });
    expect(rest.userName).toContain("@example.com");
    expect(rest).not.toHaveProperty("emails");
  });

  it("returns an error for an invalid filter", async () => {
    await expect(collect(users().list({ filter: 'userName is "x"' }))).rejects.toMatchObject({ status: 400 });
  });

  it("rejects a wrong token", async () => {
    const other = new ScimClient({ baseUrl: "http://127.0.0.1:1", token: "x", retry: { limit: 0 } });
    await expect(other.testConnection()).rejects.toMatchObject({ code: "unreachable" });
  });

  if (has.has("types"))
    it("describes itself", async () => {
      const config = await running.client.serviceProviderConfig();
      expect(config.patch.supported).toBe(true);
      expect((await running.client.resourceTypes()).map(({ name }) => name)).toContain("User");
      expect((await running.client.schemas()).map(({ id }) => id)).toContain(UserType.schema);
    });

  if (has.has("versions"))
    it("observes versions", async () => {
      const ada = await create();
      const version = ada.meta?.version ?? "";
      expect(await users().getIfChanged(ada.id, version)).toBeUndefined();
      await users().update(ada.id, { title: "x" }, { ifMatch: version });
      await expect(users().update(ada.id, { title: "y" }, { ifMatch: version })).rejects.toMatchObject({ status: 412 });
      expect(await users().getIfChanged(ada.id, version)).toMatchObject({ title: "x" });
    });

  if (has.has("search"))
    it("searches by POST", async () => {
      const { id, userName } = await create();
      expect(await collect(users().search({ filter: `userName eq "${userName}"` }))).toMatchObject([{ id }]);
      expect((await collect(users().search({ count: 2 }))).length).toBe(await users().count());
    });

  if (has.has("groups"))
    it("stores groups", async () => {
      const ada = await create();
      const groups = running.client.resources(GroupType);
      const group: WithId<Group> = await groups.create({ displayName: `Hosts ${next}`, members: [{ value: ada.id }] });
      expect((await groups.get(group.id)).members?.map(({ value }) => value)).toEqual([ada.id]);
      await groups.patch(group.id, [{ op: "remove", path: `members[value eq "${ada.id}"]` }]);
      expect((await groups.get(group.id)).members ?? []).toEqual([]);
      await groups.delete(group.id);
    });

  if (has.has("bulk"))
    it("accepts bulk requests", async () => {
      const people = [1, 2, 3, 4, 5].map(() => person(++next));
      const results = await running.client.bulk(people.map((one, index) => users().toCreate(one, `new-${index}`)));
      expect(results.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
      for (const [index, { id }] of results.entries()) {
        expect(await users().find({ userName: people[index]?.userName ?? "" })).toMatchObject({ id });
      }
      const gone = await running.client.bulk(results.map(({ id }) => users().toDelete(id ?? "")));
      expect(gone.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    });
});
