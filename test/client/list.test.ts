/** Lists: every resource once, in order, or an error; filters, counts and arrays. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { json, list, NO_WAIT, type Step, scripted, user } from "./scripted-fetch.ts";

function setUp(...steps: readonly Step[]) {
  const script = scripted(...steps);
  const client = new ScimClient({
    baseUrl: "https://scim.example.com",
    token: "t",
    fetch: script.fetch,
    retry: NO_WAIT,
  });
  return { users: client.resources(UserType), sent: script.sent };
}

async function idsOf(resources: AsyncIterable<{ readonly id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of resources) ids.push(id);
  return ids;
}

/** A service with `total` users that pages by index and gives at most `maximum` in a page. */
function indexed(total: number, maximum: number): Step {
  return ({ url }) => {
    const start = Number(url.searchParams.get("startIndex") ?? "1");
    const count = Math.min(Number(url.searchParams.get("count") ?? maximum), maximum);
    const size = Math.max(0, Math.min(count, total - start + 1));
    const resources = Array.from({ length: size }, (_, index) => user(String(start + index)));
    return list(resources, { totalResults: total, startIndex: start, itemsPerPage: size });
  };
}

describe("a list", () => {
  it("yields every resource once, in order, whatever the size of the service's pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 50 }),
        async (total, maximum, count) => {
          const { users } = setUp(...new Array(total + 1).fill(indexed(total, maximum)));
          const ids = await idsOf(users.list({ count }));
          expect(ids).toEqual(Array.from({ length: total }, (_, index) => String(index + 1)));
        },
      ),
    );
  });

  it("requests the next page by index only after the first page was consumed", async () => {
    const { users, sent } = setUp(indexed(5, 2), indexed(5, 2), indexed(5, 2));
    const iterator = users.list({ filter: "active eq true" })[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    expect(sent).toHaveLength(1);
    await iterator.next();
    expect(sent.map(({ url }) => url.searchParams.get("startIndex"))).toEqual(["1", "3"]);
    expect(sent.map(({ url }) => url.searchParams.get("filter"))).toEqual(["active eq true", "active eq true"]);
  });

  it("follows cursors where the service returns them (RFC 9865)", async () => {
    const { users, sent } = setUp(
      list([user("1")], { totalResults: 3, nextCursor: "a" }),
      list([], { totalResults: 3, nextCursor: "b" }),
      list([user("2"), user("3")], { totalResults: 3 }),
    );
    expect(await idsOf(users.list())).toEqual(["1", "2", "3"]);
    expect(sent.map(({ url }) => url.searchParams.get("cursor"))).toEqual([null, "a", "b"]);
  });

  it("is complete when a service that does not page sends everything at once", async () => {
    const { users } = setUp(list([user("1"), user("2")]));
    expect(await idsOf(users.list({ count: 1 }))).toEqual(["1", "2"]);
  });

  it.each<readonly [string, readonly Step[]]>([
    ["the same page comes again", [list([user("1")], { totalResults: 3 }), list([user("1")], { totalResults: 3 })]],
    [
      "the service sends the first page again",
      [list([user("1")], { totalResults: 3 }), list([user("2")], { totalResults: 3, startIndex: 1 })],
    ],
    ["a page is empty before the end", [list([user("1")], { totalResults: 3 }), list([], { totalResults: 3 })]],
    ["the first page is empty although there are resources", [list([], { totalResults: 3 })]],
    [
      "the cursor does not change",
      [
        list([user("1")], { totalResults: 3, nextCursor: "a" }),
        list([user("2")], { totalResults: 3, nextCursor: "a" }),
      ],
    ],
  ])("is an error, never a shorter list: %s", async (_name, steps) => {
    const { users } = setUp(...steps);
    await expect(idsOf(users.list())).rejects.toMatchObject({ code: "not_scim" });
  });

  it.each([
    ["no total", { Resources: [] }],
    ["a negative total", { totalResults: -1, Resources: [] }],
    ["a total in text", { totalResults: "1", Resources: [] }],
    ["resources that are no list", { totalResults: 1, Resources: {} }],
    ["a resource without an id", { totalResults: 1, Resources: [{ userName: "a" }] }],
  ])("with %s is not SCIM", async (_name, body) => {
    const { users } = setUp(json(body));
    await expect(idsOf(users.list())).rejects.toMatchObject({ code: "not_scim" });
  });

  it("ends with the reason of its signal, between pages too", async () => {
    const controller = new AbortController();
    const { users, sent } = setUp(indexed(4, 2));
    const reason = new Error("enough");
    const read = async () => {
      for await (const { id } of users.list({ signal: controller.signal })) if (id === "2") controller.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    expect(sent).toHaveLength(1);
  });

  it("is counted without transferring a resource", async () => {
    const { users, sent } = setUp(list([], { totalResults: 7 }));
    expect(await users.count({ filter: "title pr" })).toBe(7);
    expect(sent[0]?.url.searchParams.get("count")).toBe("0");
  });
});

describe("find", () => {
  it.each([
    ['a "quoted" name', String.raw`userName eq "a \"quoted\" name"`],
    ["back\\slash", String.raw`userName eq "back\\slash"`],
    ['x" or active eq true or userName eq "y', String.raw`userName eq "x\" or active eq true or userName eq \"y"`],
  ])("escapes %j", async (userName, filter) => {
    const { users, sent } = setUp(list([]));
    expect(await users.find({ userName })).toBeUndefined();
    expect(sent[0]?.url.searchParams.get("filter")).toBe(filter);
  });

  it("joins several conditions", async () => {
    const { users, sent } = setUp(list([]));
    await users.find({ "name.familyName": "B", active: true });
    expect(sent[0]?.url.searchParams.get("filter")).toBe('name.familyName eq "B" and active eq true');
  });

  it.each<readonly [string, unknown]>([
    ["userName pr or id", 1],
    ["", "x"],
    ["usrName", "ada"],
    ["userName", undefined],
    ["userName", 5],
    ["active", "yes"],
    ["emails", { value: "ada@example.com" }],
  ])("rejects %j with the value %j", async (name, value) => {
    const { users, sent } = setUp();
    await expect(users.find(Object.fromEntries([[name, value]]))).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(0);
  });

  it("rejects an object without attributes, which would match everybody", async () => {
    const { users, sent } = setUp();
    await expect(users.find({})).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(0);
  });

  it("does not return another user when the service ignores the filter", async () => {
    const { users } = setUp(list([user("1", "a@example.com"), user("2", "B@example.com")]));
    expect(await users.find({ userName: "b@example.com" })).toMatchObject({ id: "2" });
  });
});

describe("toArray", () => {
  const pages = () => [
    list([user("1"), user("2")], { totalResults: 4 }),
    list([user("3"), user("4")], { totalResults: 4 }),
  ];
  const idsOf = (resources: readonly { readonly id: string }[]) => resources.map(({ id }) => id);

  it("reads all pages", async () => {
    const { users } = setUp(...pages());
    expect(idsOf(await users.list().toArray())).toEqual(["1", "2", "3", "4"]);
  });

  it.each([
    [1, ["1"], 1],
    [2, ["1", "2"], 1],
    [3, ["1", "2", "3"], 2],
    [9, ["1", "2", "3", "4"], 2],
  ])("stops at the limit %i, and reads no page beyond it", async (limit, ids, requests) => {
    const { users, sent } = setUp(...pages());
    expect(idsOf(await users.list().toArray({ limit }))).toEqual(ids);
    expect(sent).toHaveLength(requests);
  });

  it.each([0, -1, 1.5, Number.NaN])("rejects the limit %s", async (limit) => {
    const { users, sent } = setUp();
    await expect(users.list().toArray({ limit })).rejects.toThrow(RangeError);
    expect(sent).toEqual([]);
  });

  it("reads the list again each time, as an iteration does", async () => {
    const { users } = setUp(...pages(), ...pages());
    const all = users.list();
    expect(await all.toArray()).toEqual(await all.toArray());
  });
});
