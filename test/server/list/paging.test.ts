/** Paging by cursor. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, UserType } from "../../../src/models/index.ts";
import { fullProfile, MemoryStore, type ScimHandlerOptions, type Store } from "../../../src/server/index.ts";
import { createService, query, resources, type TestService } from "../service.ts";

/** A store that knows positions only. */
function unmarked(memory = new MemoryStore()): Store {
  return {
    get: (tenant, type, id) => memory.get(tenant, type, id),
    query: (tenant, type, asked) => {
      const { total, resources: found } = memory.query(tenant, type, asked);
      return { total, resources: found };
    },
    insert: (tenant, type, resource) => memory.insert(tenant, type, resource),
    replace: (tenant, type, resource, version) => memory.replace(tenant, type, resource, version),
    delete: (tenant, type, id, version) => memory.delete(tenant, type, id, version),
  };
}

async function people(count: number, options: Partial<ScimHandlerOptions> = {}): Promise<TestService> {
  const service = createService(options);
  for (let made = 0; made < count; made += 1) {
    await service.user({
      userName: `u${String((made * 7) % count).padStart(3, "0")}`,
      title: made % 2 ? "odd" : "even",
    });
  }
  return service;
}

type Parameters = Readonly<Record<string, string | number>>;

async function walk(service: TestService, parameters: Parameters, between?: (page: number) => Promise<unknown>) {
  const pages: unknown[][] = [];
  for (let cursor: unknown = ""; typeof cursor === "string"; ) {
    const answer = await service.get(`/Users${query({ ...parameters, cursor })}`);
    expect(answer.status, answer.text).toBe(200);
    pages.push(resources(answer).map(({ userName }) => userName));
    cursor = answer.body["nextCursor"];
    await between?.(pages.length);
  }
  return pages;
}

it("a cursor fits into a URL, however long the values are by which a list is sorted", async () => {
  const service = createService();
  const long = "é\u0001".repeat(4_500);
  const names = ["d", "b", "c", "a", "b"].map((end) => long + end);
  for (const [index, title] of names.entries()) await service.user({ userName: `u${index}`, title });
  for (const sortOrder of ["ascending", "descending"]) {
    const pages = await walk(service, { count: 2, sortBy: "title", sortOrder });
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat().sort()).toEqual(["u0", "u1", "u2", "u3", "u4"]);
  }
  const first = await service.get(`/Users${query({ count: 2, sortBy: "title", cursor: "" })}`);
  expect(String(first.body["nextCursor"]).length).toBeLessThan(4_200);
});

describe.each([
  ["a store that marks its pages", () => new MemoryStore()],
  ["a store that knows positions only", () => unmarked()],
])("cursors (RFC 9865 §2) over %s", (_, store) => {
  it.each<Parameters>([
    { count: 3 },
    { count: 5 },
    { count: 10 },
    { count: 4, sortBy: "userName" },
    { count: 4, sortBy: "userName", sortOrder: "descending" },
    { count: 3, sortBy: "title" },
    { count: 3, sortBy: "meta.created", sortOrder: "descending" },
    { count: 2, filter: 'title eq "odd"' },
    { count: 2, filter: 'title eq "odd"', sortBy: "userName" },
  ])("lead through the whole list: %o", async (parameters) => {
    const service = await people(10, { store: store() });
    const { count: _count, ...rest } = parameters;
    const whole = resources(await service.get(`/Users${query(rest)}`)).map(({ userName }) => userName);
    const pages = await walk(service, parameters);
    expect(pages.flat()).toEqual(whole);
    expect(pages).toHaveLength(Math.ceil(whole.length / Number(parameters["count"])));
  });

  it("consist of characters that need no escaping in a URL", async () => {
    const answer = await (await people(3, { store: store() })).get("/Users?cursor=&count=1");
    expect(answer.body).toMatchObject({ totalResults: 3, itemsPerPage: 1 });
    expect(answer.body).not.toHaveProperty("startIndex");
    expect(answer.body["nextCursor"]).toMatch(/^[\w.~-]+$/);
  });

  it.each<readonly [string, string | undefined]>([
    ["/Users", "no cursor but by position"],
    ["/Users?count=2", "no cursor but by position"],
    ["/Users?startIndex=1&count=2", "no cursor but by position"],
  ])("are not returned for %s", async (path) => {
    const answer = await (await people(3, { store: store() })).get(path);
    expect(answer.body).toMatchObject({ startIndex: 1 });
    expect(answer.body).not.toHaveProperty("nextCursor");
  });

  it("are not returned for an empty list", async () => {
    const { body } = await (await people(0, { store: store() })).get("/Users?cursor=");
    expect(body).toMatchObject({ totalResults: 0, Resources: [] });
    expect(body).not.toHaveProperty("nextCursor");
  });

  it("are bound to filter, order and resource type", async () => {
    const service = await people(6, { store: store() });
    const parameters = { filter: 'title eq "odd"', sortBy: "userName", count: 1 };
    const cursor = String((await service.get(`/Users${query({ ...parameters, cursor: "" })}`)).body["nextCursor"]);
    expect((await service.get(`/Users${query({ ...parameters, cursor })}`)).status).toBe(200);
    expect((await service.get(`/Users${query({ ...parameters, cursor, count: 2 })}`)).status).toBe(200);
    for (const path of [
      `/Users${query({ ...parameters, filter: "title pr", cursor })}`,
      `/Users${query({ ...parameters, sortOrder: "descending", cursor })}`,
      `/Users${query({ ...parameters, sortBy: "title", cursor })}`,
      `/Users${query({ cursor })}`,
      `/Groups${query({ cursor })}`,
    ]) {
      expect(await service.get(path)).toMatchObject({ status: 400, body: { scimType: "invalidCursor" } });
    }
  });

  it.each(["x", "0", "..", "A".repeat(40), "A".repeat(10_000), "%F0%9F%98%80"])(
    "cannot be forged: %s",
    async (text) => {
      const answer = await (await people(1, { store: store() })).get(`/Users?cursor=${text}`);
      expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidCursor" } });
    },
  );

  it("cannot be changed: replacing any character invalidates them", async () => {
    const service = await people(3, { store: store() });
    const cursor = String((await service.get("/Users?cursor=&count=1")).body["nextCursor"]);
    for (let place = 0; place < cursor.length - 1; place += 1) {
      const other = cursor[place] === "A" ? "B" : "A";
      const answer = await service.get(`/Users?cursor=${cursor.slice(0, place)}${other}${cursor.slice(place + 1)}`);
      expect(answer.status).toBe(400);
    }
  });

  it("are bound to their tenant and to the secret", async () => {
    const shared = store();
    const service = (tenant: string, cursorSecret: string) =>
      createService({ store: shared, cursorSecret, authenticate: () => ({ tenant }) });
    const [a, b] = [service("a", "s"), service("b", "s")];
    for (const each of [a, a, a, b, b, b]) await each.post("/Users", { userName: crypto.randomUUID() });
    const cursor = String((await a.get("/Users?cursor=&count=1")).body["nextCursor"]);
    expect((await service("a", "s").get(`/Users?cursor=${cursor}`)).status).toBe(200);
    expect((await b.get(`/Users?cursor=${cursor}`)).status).toBe(400);
    expect((await service("a", "other").get(`/Users?cursor=${cursor}`)).status).toBe(400);
  });

  it.each(["", " ", "\n"])("need a secret that is one: %j is an error of the program", (cursorSecret) => {
    expect(() => createService({ cursorSecret })).toThrow(TypeError);
    const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, cursor: false as const } };
    expect(() => createService({ cursorSecret, profile })).toThrow("cursorSecret");
  });

  it("expire after the announced time", async () => {
    const service = await people(3, { store: store() });
    const cursor = String((await service.get("/Users?cursor=&count=1")).body["nextCursor"]);
    service.tick(3_600);
    expect((await service.get(`/Users?cursor=${cursor}`)).status).toBe(200);
    service.tick(2);
    const answer = await service.get(`/Users?cursor=${cursor}`);
    expect(answer).toMatchObject({ status: 400, body: { scimType: "expiredCursor" } });
  });
});

it.each(["ten", "0", "-1", "1.5"])("a count of %s is invalidCount with a cursor", async (count) => {
  const answer = await createService().get(`/Users?cursor=&count=${count}`);
  expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidCount" } });
});

it("a service without cursors ignores the parameter, and announces no pagination", async () => {
  const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, cursor: false as const } };
  const service = await people(2, { profile });
  expect((await service.get("/Users?cursor=x&count=1")).body).toMatchObject({ startIndex: 1, itemsPerPage: 1 });
  expect((await service.get("/ServiceProviderConfig")).body).not.toHaveProperty("pagination");
});

it("ServiceProviderConfig announces how lists are paged (RFC 9865 §4)", async () => {
  const { body } = await createService().get("/ServiceProviderConfig");
  expect(body["pagination"]).toEqual({
    cursor: true,
    index: true,
    defaultPaginationMethod: "index",
    defaultPageSize: 1_000,
    maxPageSize: 1_000,
    cursorTimeout: 3_600,
  });
});

it.each(["userName", "meta.created", undefined])(
  "paging by cursor, sorted by %s, returns every user that stays exactly once while others are created and deleted",
  async (sortBy) => {
    const service = await people(20);
    const stays = resources(await service.get("/Users")).map(({ userName }) => String(userName));
    const gone = new Set<string>();
    const pages = await walk(service, { count: 4, ...(sortBy === undefined ? {} : { sortBy }) }, async (page) => {
      const id = `id-${page * 2}`;
      gone.add(String((await service.get(`/Users/${id}`)).body["userName"]));
      await service.call("DELETE", `/Users/${id}`);
      await service.user({ userName: `new${page}` });
    });
    const met = pages.flat().map(String);
    expect(new Set(met).size).toBe(met.length);
    for (const name of stays) if (!gone.has(name)) expect(met).toContain(name);
  },
);

interface Step {
  readonly user: number;
  readonly displayName: string | undefined;
  readonly remove: boolean;
}

function applyStep(store: MemoryStore, { user, displayName, remove }: Step): void {
  const id = `u${user}`;
  const name = displayName === undefined ? {} : { displayName };
  const resource: JsonObject = { schemas: [UserType.schema], id, userName: id, ...name, meta: { version: "1" } };
  if (remove) store.delete("t", UserType, id, undefined);
  else if (store.get("t", UserType, id) === undefined) store.insert("t", UserType, resource);
  else store.replace("t", UserType, resource, "1");
}

describe("MemoryStore", () => {
  it("sorts by an indexed attribute like by any other, through changes and deletions", () => {
    const name = fc.constantFrom(undefined, "a", "A", "b", "ab", "B", "ä");
    const step = fc.record({
      user: fc.nat(12),
      displayName: name,
      remove: fc.boolean(),
      list: fc.boolean(),
    });
    const context = { startIndex: 1, count: 100 };
    const sort = { by: { attribute: UserType.tree.attributes.get("displayname") } };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), fc.nat(6), (steps, descending, count) => {
        const [indexed, plain] = [new MemoryStore(), new MemoryStore({ indexes: [] })];
        const inOrder = (store: MemoryStore) =>
          store.query("t", UserType, { ...context, sort: { ...sort, descending } }).resources.map(({ id }) => id);
        for (const each of steps) {
          if (each.list) inOrder(indexed);
          for (const store of [indexed, plain]) applyStep(store, each);
        }
        const expected = inOrder(plain);
        expect(inOrder(indexed)).toEqual(expected);
        const page = { sort: { ...sort, descending }, startIndex: count + 1, count };
        expect(indexed.query("t", UserType, page).resources.map(({ id }) => id)).toEqual(
          expected.slice(count, 2 * count),
        );
      }),
      { numRuns: 200 },
    );
  });
});
