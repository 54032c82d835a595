/** GET, PUT, PATCH and DELETE of a resource. */
import { describe, expect, it } from "vitest";
import { fullProfile, MemoryStore } from "../../../src/server/index.ts";
import { ENTERPRISE_USER_SCHEMA, ERROR_MESSAGE, PATCH_OP, USER_SCHEMA } from "../../../src/urns.ts";
import { STORES } from "../later-store.ts";
import { BASE, createService, ORIGIN } from "../service.ts";

const withoutPatch = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, patch: false } };

describe("GET of a user (RFC 7644 §3.4.1)", () => {
  it("returns the resource with its location and version", async () => {
    const service = createService();
    const created = await service.post("/Users", { userName: "ada" });
    const answer = await service.get("/Users/id-1");
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(created.body);
    expect(answer.headers.get("location")).toBe(`${ORIGIN}${BASE}/Users/id-1`);
    expect(answer.headers.get("etag")).toBe('W/"1"');
  });

  it("returns schemas and id whatever the parameters say", async () => {
    const service = createService();
    await service.user({ name: { givenName: "Ada", familyName: "L" }, displayName: "Ada" });
    const answer = await service.get("/Users/id-1?attributes=name.givenName");
    expect(answer.body).toEqual({ schemas: [USER_SCHEMA], id: "id-1", name: { givenName: "Ada" } });
    const rest = await service.get("/Users/id-1?excludedAttributes=name,schemas,id,meta");
    expect(Object.keys(rest.body).sort()).toEqual(["displayName", "id", "schemas", "userName"]);
  });

  it("gets 404 for an unknown id", async () => {
    const answer = await createService().get("/Users/nobody");
    expect(answer).toMatchObject({ status: 404, body: { schemas: [ERROR_MESSAGE], status: "404" } });
    expect(answer.body).not.toHaveProperty("scimType");
  });

  it("finds an id that needs encoding, and encodes it in the location", async () => {
    const service = createService({ guid: () => "a b/ü?#" });
    const created = await service.post("/Users", { userName: "ada" });
    const location = created.headers.get("location") ?? "";
    expect(location).toBe(`${ORIGIN}${BASE}/Users/a%20b%2F%C3%BC%3F%23`);
    const answer = await service.get(location.slice(ORIGIN.length + BASE.length));
    expect(answer.body).toMatchObject({ id: "a b/ü?#", meta: { location } });
  });
});

describe("PUT of a user (RFC 7644 §3.5.1)", () => {
  it("replaces everything that the client may write, and keeps the rest", async () => {
    const service = createService();
    await service.user({ userName: "ada", title: "Countess", nickName: "A" });
    service.tick(60);
    const answer = await service.put("/Users/id-1", {
      id: "other",
      userName: "ada",
      title: "Analyst",
      meta: { created: "1999" },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      schemas: [USER_SCHEMA],
      id: "id-1",
      userName: "ada",
      title: "Analyst",
      meta: {
        resourceType: "User",
        created: "2026-01-31T08:30:00.000Z",
        lastModified: "2026-01-31T08:31:00.000Z",
        location: `${ORIGIN}${BASE}/Users/id-1`,
        version: 'W/"2"',
      },
    });
    expect((await service.get("/Users/id-1")).body).toEqual(answer.body);
  });

  it("without a change keeps version and lastModified", async () => {
    const service = createService();
    await service.user({ userName: "ada", active: true });
    service.tick(60);
    const { body } = await service.put("/Users/id-1", { active: "true", userName: "ada", schemas: [USER_SCHEMA] });
    expect(body).toMatchObject({ meta: { version: 'W/"1"', lastModified: "2026-01-31T08:30:00.000Z" } });
  });

  it.each([
    ["a userName that is taken", { userName: "BOB" }, 409, "uniqueness"],
    ["no userName", { title: "x" }, 400, "invalidValue"],
  ])("with %s is rejected and changes nothing", async (_, body, status, scimType) => {
    const service = createService();
    await service.user({ userName: "ada" });
    await service.user({ userName: "bob" });
    expect(await service.put("/Users/id-1", body)).toMatchObject({ status, body: { scimType } });
    expect((await service.get("/Users/id-1")).body).toMatchObject({ userName: "ada", meta: { version: 'W/"1"' } });
  });

  it("of an unknown id gets 404: PUT does not create", async () => {
    expect((await createService().put("/Users/nobody", { userName: "a" })).status).toBe(404);
  });

  it("frees the unique values that it removes", async () => {
    const service = createService();
    await service.user({ userName: "ada" });
    await service.put("/Users/id-1", { userName: "lovelace" });
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(201);
    expect((await service.post("/Users", { userName: "lovelace" })).status).toBe(409);
  });
});

describe("PATCH of a user (RFC 7644 §3.5.2)", () => {
  it("returns the changed resource with a new version", async () => {
    const service = createService();
    await service.user({ userName: "ada" });
    service.tick(60);
    const answer = await service.patch("/Users/id-1", [
      { op: "Replace", path: "active", value: "False" },
      { op: "Add", path: 'emails[type eq "work"].value', value: "ada@example.com" },
      { op: "add", path: `${ENTERPRISE_USER_SCHEMA}:department`, value: "R&D" },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).toBe('W/"2"');
    expect(answer.body).toMatchObject({
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      active: false,
      emails: [{ type: "work", value: "ada@example.com" }],
      [ENTERPRISE_USER_SCHEMA]: { department: "R&D" },
      meta: { lastModified: "2026-01-31T08:31:00.000Z", version: 'W/"2"' },
    });
    expect((await service.get("/Users/id-1")).body).toEqual(answer.body);
  });

  it.each([
    ["no operations", []],
    ["the value that is there", [{ op: "replace", path: "title", value: "Countess" }]],
    ["a removal of nothing", [{ op: "remove", path: "nickName" }]],
  ])("with %s keeps version and lastModified", async (_, operations) => {
    const service = createService();
    await service.user({ title: "Countess" });
    service.tick(60);
    const answer = await service.patch("/Users/id-1", operations);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ meta: { version: 'W/"1"', lastModified: "2026-01-31T08:30:00.000Z" } });
  });

  it.each([
    ["an unknown path", [{ op: "replace", path: "favouriteColour", value: "green" }], "invalidPath"],
    ["a path into the prototype", [{ op: "add", path: "__proto__.polluted", value: true }], "invalidPath"],
    ["a readOnly attribute", [{ op: "replace", path: "id", value: "x" }], "mutability"],
    ["an unknown operation", [{ op: "move", path: "title" }], "invalidSyntax"],
    ["a value of a wrong type", [{ op: "replace", path: "title", value: 5 }], "invalidValue"],
    ["the removal of a required attribute", [{ op: "remove", path: "userName" }], "mutability"],
    ["an operation that is no object", ["remove"], "invalidSyntax"],
    ["an operation without op", [{ path: "title", value: "x" }], "invalidSyntax"],
    ["a path that is no text", [{ op: "remove", path: 5 }], "invalidPath"],
    [
      "one bad operation after a good one",
      [
        { op: "replace", path: "title", value: "x" },
        { op: "replace", path: "x", value: 1 },
      ],
      "invalidPath",
    ],
  ])("with %s is rejected as a whole", async (_, operations, scimType) => {
    const service = createService();
    await service.user({ title: "Countess" });
    const answer = await service.patch("/Users/id-1", operations);
    expect(answer).toMatchObject({ status: 400, body: { status: "400", scimType } });
    expect((await service.get("/Users/id-1")).body).toMatchObject({ title: "Countess", meta: { version: 'W/"1"' } });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it.each([
    ["another message", { schemas: [USER_SCHEMA], Operations: [] }],
    ["no operations at all", { schemas: [PATCH_OP] }],
    ["operations that are no list", { Operations: { op: "add" } }],
  ])("with %s gets 400 invalidSyntax", async (_, body) => {
    const service = createService();
    await service.user();
    expect(await service.call("PATCH", "/Users/id-1", { body })).toMatchObject({
      status: 400,
      body: { scimType: "invalidSyntax" },
    });
  });

  it("to a userName that is taken gets 409; afterwards the new userName is found", async () => {
    const service = createService();
    await service.user({ userName: "ada" });
    await service.user({ userName: "bob" });
    const rename = (value: string) => service.patch("/Users/id-1", [{ op: "replace", path: "userName", value }]);
    expect(await rename("Bob")).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    expect(await rename("ADA")).toMatchObject({ status: 200, body: { userName: "ADA" } });
    expect(await rename("lovelace")).toMatchObject({ status: 200 });
    expect((await service.get("/Users?filter=userName+eq+%22lovelace%22")).body["totalResults"]).toBe(1);
    expect((await service.get("/Users?filter=userName+eq+%22ada%22")).body["totalResults"]).toBe(0);
  });

  it("returns the attributes that the parameters ask for", async () => {
    const service = createService();
    await service.user({ title: "a" });
    const path = "/Users/id-1?excludedAttributes=meta,userName";
    const answer = await service.patch(path, [{ op: "replace", path: "title", value: "b" }]);
    expect(answer.body).toEqual({ schemas: [USER_SCHEMA], id: "id-1", title: "b" });
  });

  it("has a maximum number of operations", async () => {
    const profile = { ...fullProfile(), limits: { ...fullProfile().limits, patchOperations: 2 } };
    const service = createService({ profile });
    await service.user();
    const operation = { op: "replace", path: "title", value: "x" };
    expect((await service.patch("/Users/id-1", [operation, operation])).status).toBe(200);
    expect((await service.patch("/Users/id-1", [operation, operation, operation])).status).toBe(413);
  });

  it("gets 404 for an unknown id, 501 from a service without PATCH", async () => {
    const operations = [{ op: "replace", path: "title", value: "x" }];
    expect((await createService().patch("/Users/nobody", operations)).status).toBe(404);
    expect((await createService({ profile: withoutPatch }).patch("/Users/x", operations)).status).toBe(501);
  });

  it.each(STORES)("loses none of a hundred concurrent writes over a store that answers %s", async (_when, create) => {
    const service = createService({ store: create() });
    await service.user();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        service.patch("/Users/id-1", [{ op: "add", path: "emails", value: [{ value: `${index}@example.com` }] }]),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await service.get("/Users/id-1")).body["emails"]).toHaveLength(100);
  });

  it("is written once over a store that answers at once, however many requests run", async () => {
    class CountingStore extends MemoryStore {
      writes = 0;
      override replace(...parameters: Parameters<MemoryStore["replace"]>): ReturnType<MemoryStore["replace"]> {
        this.writes += 1;
        return super.replace(...parameters);
      }
    }
    const store = new CountingStore();
    const service = createService({ store });
    await service.user();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        service.patch("/Users/id-1", [{ op: "replace", path: "title", value: `t${index}` }]),
      ),
    );
    expect(store.writes).toBe(20);
  });
});

describe("DELETE of a user (RFC 7644 §3.6)", () => {
  it("gets 204 without a body, then every request gets 404", async () => {
    const service = createService();
    await service.user({ userName: "ada" });
    const answer = await service.call("DELETE", "/Users/id-1");
    expect(answer).toMatchObject({ status: 204, text: "" });
    expect((await service.get("/Users/id-1")).status).toBe(404);
    expect((await service.call("DELETE", "/Users/id-1")).status).toBe(404);
    expect((await service.get("/Users?filter=userName+eq+%22ada%22")).body["totalResults"]).toBe(0);
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(201);
  });
});
