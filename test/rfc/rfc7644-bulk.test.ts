/** RFC 7644 §3.7: bulk requests. */
import { describe, expect, it } from "vitest";
import { fullProfile } from "../../src/server/index.ts";
import { BULK_REQUEST, BULK_RESPONSE, ENTERPRISE_USER_SCHEMA } from "../../src/urns.ts";
import { createService, type TestService } from "../server/service.ts";

interface Result {
  readonly status: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly method: string;
  readonly response?: { readonly scimType?: string; readonly status: string };
}

async function bulk(
  service: TestService,
  operations: readonly unknown[],
  more: object = {},
): Promise<readonly Result[]> {
  const answer = await service.post("/Bulk", { schemas: [BULK_REQUEST], Operations: operations, ...more });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body["schemas"]).toEqual([BULK_RESPONSE]);
  const results: readonly Result[] = JSON.parse(answer.text).Operations;
  return results;
}

const user = (bulkId: string, userName = bulkId, more: object = {}) => ({
  method: "POST",
  path: "/Users",
  bulkId,
  data: { userName, ...more },
});

const group = (bulkId: string, ...members: readonly string[]) => ({
  method: "POST",
  path: "/Groups",
  bulkId,
  data: { displayName: bulkId, members: members.map((value) => ({ value: `bulkId:${value}` })) },
});

const statuses = (results: readonly Result[]) => results.map(({ status }) => status);

describe("§3.7 a bulk request", () => {
  it("does what its operations would do alone, and responds in their order", async () => {
    const service = createService();
    const id = await service.user();
    const results = await bulk(service, [
      user("a"),
      { method: "PUT", path: `/Users/${id}`, data: { userName: "b" } },
      { method: "PATCH", path: `/Users/${id}`, data: { Operations: [{ op: "add", path: "title", value: "x" }] } },
      { method: "DELETE", path: `/Users/${id}` },
      { method: "DELETE", path: `/Users/${id}` },
    ]);
    expect(results).toMatchObject([
      {
        method: "POST",
        bulkId: "a",
        status: "201",
        version: 'W/"1"',
        location: "https://scim.example/scim/v2/Users/id-2",
      },
      { method: "PUT", status: "200", version: 'W/"2"', location: `https://scim.example/scim/v2/Users/${id}` },
      { method: "PATCH", status: "200", version: 'W/"3"' },
      { method: "DELETE", status: "204" },
      { method: "DELETE", status: "404", response: { status: "404" } },
    ]);
    expect(results.slice(0, 4).every(({ response }) => response === undefined)).toBe(true);
  });

  it("continues after an error, until failOnErrors is reached", async () => {
    const service = createService();
    await service.post("/Users", { userName: "taken" });
    const operations = [user("a"), user("b", "taken"), user("c"), user("d", "taken"), user("e")];
    expect(statuses(await bulk(service, operations, { failOnErrors: 0 }))).toEqual(["201", "409", "201", "409", "201"]);
    const fresh = createService();
    await fresh.post("/Users", { userName: "taken" });
    const stopped = await bulk(fresh, operations, { failOnErrors: 2 });
    expect(statuses(stopped)).toEqual(["201", "409", "201", "409"]);
    expect(stopped[1]).toMatchObject({ bulkId: "b", response: { scimType: "uniqueness" } });
    expect(stopped[1]).not.toHaveProperty("location");
  });

  it("heeds the version of an operation", async () => {
    const service = createService();
    const id = await service.user();
    const patch = (version: string) => ({
      method: "PATCH",
      path: `/Users/${id}`,
      version,
      data: { Operations: [{ op: "replace", path: "title", value: version }] },
    });
    expect(statuses(await bulk(service, [patch('W/"7"'), patch('W/"1"'), patch('W/"1"')]))).toEqual([
      "412",
      "200",
      "412",
    ]);
  });

  it("knows its members in any case: a version that is passed over would make a conditional write one without a condition", async () => {
    const service = createService();
    const id = await service.user();
    const data = { Operations: [{ op: "replace", path: "title", value: "x" }] };
    const operation = { Method: "PATCH", PATH: `/Users/${id}`, Version: 'W/"7"', dAta: data };
    expect(statuses(await bulk(service, [operation, { ...operation, Version: 'W/"1"' }]))).toEqual(["412", "200"]);
  });

  it("accepts a path relative to the root of the service, with or without a leading slash", async () => {
    const service = createService();
    const results = await bulk(service, [
      { ...group("g", "u"), path: "Groups" },
      { ...user("u"), path: "Users" },
    ]);
    expect(statuses(results)).toEqual(["201", "201"]);
    expect((await service.get("/Groups")).body).toMatchObject({ Resources: [{ members: [{ display: "u" }] }] });
  });

  it.each([
    [null],
    [{}],
    [{ method: "POST", path: "//Users", bulkId: "x", data: { userName: "a" } }],
    [{ method: "DELETE", path: "/Users/id-1", version: 1 }],
    [{ method: "DELETE", path: "/Users/id-1", version: ['W/"1"'] }],
    [{ method: "GET", path: "/Users" }],
    [{ method: "POST", path: "/Users", data: { userName: "a" } }],
    [{ method: "POST", bulkId: "x", data: { userName: "a" } }],
    [{ method: "POST", path: "/Bulk", bulkId: "x", data: {} }],
    [{ method: "POST", path: "/Nothing", bulkId: "x", data: {} }],
    [{ method: "POST", path: "/Users/.search", bulkId: "x", data: {} }],
    [{ method: "POST", path: "/%", bulkId: "x", data: {} }],
    [{ method: "POST", path: "/Users", bulkId: "x", data: null }],
    [{ method: "POST", path: "/Users", bulkId: "x", data: [] }],
    [{ method: "PATCH", path: "/Users", data: {} }],
    [{ method: "DELETE", path: "/Users/bulkId:nothing" }],
  ])("responds to the operation %o with an error of its own", async (operation) => {
    const service = createService();
    const [wrong, right] = await bulk(service, [operation, user("a")]);
    expect(Number(wrong?.status)).toBeGreaterThanOrEqual(400);
    expect(Number(wrong?.status)).toBeLessThan(500);
    expect(right?.status).toBe("201");
  });

  it("accepts a bulkId once", async () => {
    expect(statuses(await bulk(createService(), [user("a"), user("a", "b")]))).toEqual(["201", "400"]);
  });

  it.each([
    [{ Operations: {} }, 400],
    [{}, 400],
    [{ Operations: [], failOnErrors: -1 }, 400],
    [{ Operations: [], schemas: ["urn:x"] }, 400],
    [{ Operations: new Array(4).fill(null) }, 413],
    [{ Operations: [], note: "x".repeat(2_000) }, 413],
  ])("%o gets %i", async (body, status) => {
    const { capabilities, ...profile } = fullProfile();
    const limited = {
      ...profile,
      capabilities: { ...capabilities, bulk: { maxOperations: 3, maxPayloadSize: 1_000 } },
    };
    expect((await createService({ profile: limited }).post("/Bulk", body)).status).toBe(status);
  });
});

describe("§3.7.2 references by bulkId", () => {
  const orders = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ] as const;

  it.each(orders)("are resolved in the order %i %i %i", async (...order) => {
    const service = createService();
    const operations = [user("ada"), group("inner", "ada"), group("outer", "inner", "ada")];
    const results = await bulk(
      service,
      order.map((index) => operations[index]),
    );
    expect(statuses(results)).toEqual(["201", "201", "201"]);
    expect(results.map(({ bulkId }) => bulkId)).toEqual(order.map((index) => operations[index]?.bulkId));
    const location = results.find(({ bulkId }) => bulkId === "ada")?.location ?? "";
    const ada = await service.get(location.slice("https://scim.example/scim/v2".length));
    expect(ada.body).toMatchObject({ groups: [{ display: "inner" }, { display: "outer", type: "direct" }] });
  });

  it("are resolved in paths, and inside extensions", async () => {
    const service = createService();
    const results = await bulk(service, [
      {
        method: "PATCH",
        path: "/Users/bulkId:ada",
        data: {
          Operations: [{ op: "add", path: `${ENTERPRISE_USER_SCHEMA}:manager`, value: { value: "bulkId:boss" } }],
        },
      },
      user("ada"),
      user("boss"),
      user("tim", "tim", { [ENTERPRISE_USER_SCHEMA]: { manager: { value: "bulkId:boss" } } }),
    ]);
    expect(statuses(results)).toEqual(["200", "201", "201", "201"]);
    const [boss] = results.filter(({ bulkId }) => bulkId === "boss");
    const id = boss?.location?.split("/").at(-1);
    for (const filter of ["ada", "tim"]) {
      const found = await service.get(`/Users?filter=userName+eq+%22${filter}%22`);
      expect(found.body).toMatchObject({ Resources: [{ [ENTERPRISE_USER_SCHEMA]: { manager: { value: id } } }] });
    }
  });

  it("in a cycle are resolved", async () => {
    const service = createService();
    const results = await bulk(service, [
      group("a", "b", "ada"),
      group("b", "c"),
      group("c", "a", "c"),
      user("ada"),
      user("x", "x", { [ENTERPRISE_USER_SCHEMA]: { department: "d", manager: { value: "bulkId:y" } } }),
      user("y", "y", { [ENTERPRISE_USER_SCHEMA]: { manager: { value: "bulkId:x" } } }),
    ]);
    expect(statuses(results)).toEqual(["201", "201", "201", "201", "201", "201"]);
    const groups = JSON.parse((await service.get("/Groups")).text).Resources;
    const members = Object.fromEntries(
      groups.map((each: { displayName: string; members: { display: string }[] }) => [
        each.displayName,
        each.members.map(({ display }) => display).sort(),
      ]),
    );
    expect(members).toEqual({ a: ["ada", "b"], b: ["c"], c: ["a", "c"] });
    const users = JSON.parse((await service.get("/Users?filter=userName+eq+%22x%22")).text).Resources;
    expect(users[0][ENTERPRISE_USER_SCHEMA]).toMatchObject({ department: "d", manager: { value: expect.any(String) } });
  });

  it("in a cycle show the version of the complete resource", async () => {
    const service = createService();
    const results = await bulk(service, [group("a", "b"), group("b", "a")]);
    for (const { location = "", version } of results) {
      const id = location.split("/").at(-1);
      expect((await service.get(`/Groups/${id}`)).headers.get("etag")).toBe(version);
    }
  });

  it.each([
    ["behind the circle", 2],
    ["inside the circle", 1],
    ["before the circle", 0],
  ])("in a cycle are added before an operation changes the resource, %s", async (_, position) => {
    const service = createService();
    const reference = (id: string) => ({ [ENTERPRISE_USER_SCHEMA]: { manager: { value: `bulkId:${id}` } } });
    const operations: object[] = [user("x", "x", reference("y")), user("y", "y", reference("x"))];
    const replacement = { method: "PUT", path: "/Users/bulkId:x", data: { userName: "x", title: "t" } };
    const results = await bulk(service, operations.toSpliced(position, 0, replacement));
    const replaced = results[position];
    expect(statuses(results).toSorted()).toEqual(["200", "201", "201"]);
    const found = await service.get(`/Users/${replaced?.location?.split("/").at(-1)}`);
    expect(found.headers.get("etag")).toBe(replaced?.version);
    expect(found.body).toMatchObject({ title: "t" });
    expect(found.body).not.toHaveProperty([ENTERPRISE_USER_SCHEMA]);
  });

  it("in a cycle that cannot be created fail, and so do operations that would change its resources", async () => {
    const service = createService();
    await service.post("/Users", { userName: "y" });
    const reference = (id: string) => ({ [ENTERPRISE_USER_SCHEMA]: { manager: { value: `bulkId:${id}` } } });
    const results = await bulk(service, [
      user("x", "x", reference("y")),
      { method: "PATCH", path: "/Users/bulkId:x", data: { Operations: [{ op: "add", path: "title", value: "t" }] } },
      user("y", "y", reference("x")),
    ]);
    expect(statuses(results)).toEqual(["409", "409", "409"]);
    expect((await service.get("/Users?count=0")).body).toMatchObject({ totalResults: 1 });
  });

  it("are resolved in the paths of PATCH operations and in URLs", async () => {
    const service = createService();
    const results = await bulk(service, [
      {
        method: "POST",
        path: "/Groups",
        bulkId: "a",
        data: { displayName: "a", members: [{ $ref: "/Users/bulkId:ada" }] },
      },
      {
        method: "POST",
        path: "/Groups",
        bulkId: "b",
        data: { displayName: "b", members: [{ $ref: "../Groups/bulkId:c" }] },
      },
      {
        method: "POST",
        path: "/Groups",
        bulkId: "c",
        data: { displayName: "c", members: [{ $ref: "../Groups/bulkId:b" }] },
      },
      user("ada"),
      group("d", "ada", "bob"),
      user("bob"),
      {
        method: "PATCH",
        path: "/Groups/bulkId:d",
        data: { Operations: [{ op: "remove", path: 'members[value eq "bulkId:ada"]' }] },
      },
    ]);
    expect(statuses(results)).toEqual(["201", "201", "201", "201", "201", "201", "204"]);
    const groups: { displayName: string; members: { display: string }[] }[] = JSON.parse(
      (await service.get("/Groups")).text,
    ).Resources;
    const members = groups.map(({ displayName, members: own }) => [displayName, ...own.map(({ display }) => display)]);
    expect(members.sort()).toEqual([
      ["a", "ada"],
      ["b", "c"],
      ["c", "b"],
      ["d", "bob"],
    ]);
  });

  it("to what cannot be created get 409, and leave nothing half created", async () => {
    const service = createService();
    await service.post("/Users", { userName: "taken" });
    const results = await bulk(service, [
      group("a", "b"),
      { ...group("b", "a"), data: { members: [{ value: "bulkId:a" }] } },
      group("c", "ada"),
      user("ada", "taken"),
      group("d", "nobody"),
    ]);
    expect(statuses(results)).toEqual(["409", "400", "409", "409", "409"]);
    expect((await service.get("/Groups")).body["totalResults"]).toBe(0);
  });
});
