/** POST of a resource. */
import { describe, expect, it } from "vitest";
import { ENTERPRISE_USER_SCHEMA, ERROR_MESSAGE, GROUP_SCHEMA, USER_SCHEMA } from "../../../src/urns.ts";
import { BASE, createService, ORIGIN, resources } from "../service.ts";

const ADA = { schemas: [USER_SCHEMA], userName: "ada@example.com", name: { givenName: "Ada", familyName: "Lovelace" } };

describe("POST of a user (RFC 7644 §3.3)", () => {
  it("gets 201 with the resource, its location and its version", async () => {
    const answer = await createService().post("/Users", ADA);
    const location = `${ORIGIN}${BASE}/Users/id-1`;
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...ADA,
      id: "id-1",
      meta: {
        resourceType: "User",
        created: "2026-01-31T08:30:00.000Z",
        lastModified: "2026-01-31T08:30:00.000Z",
        location,
        version: 'W/"1"',
      },
    });
    expect(answer.headers.get("location")).toBe(location);
    expect(answer.headers.get("etag")).toBe('W/"1"');
    expect(answer.headers.get("content-type")).toBe("application/scim+json");
  });

  it.each([
    [
      "emails",
      [
        { value: "a@x.test", type: "work" },
        { value: "b@x.test", type: "home" },
      ],
    ],
    [
      "addresses",
      [
        { locality: "London", type: "work" },
        { locality: "Paris", type: "home" },
      ],
    ],
  ])("rejects two primary elements of %s (RFC 7643 §2.4), also in a PUT", async (name, elements) => {
    const service = createService();
    const body = { ...ADA, [name]: elements.map((element) => ({ ...element, primary: true })) };
    const id = await service.user();
    for (const answer of [await service.post("/Users", body), await service.put(`/Users/${id}`, body)]) {
      expect([answer.status, answer.body["scimType"]]).toEqual([400, "invalidValue"]);
      expect(answer.body["detail"]).toContain(name);
    }
  });

  it("merges elements with the same value and type (RFC 7643 §2.4)", async () => {
    const work = { value: "ada@x.test", type: "work" };
    const home = { ...work, type: "home", primary: true };
    const service = createService();
    const emails = [work, home, { ...work, value: "ADA@x.test", display: "Ada" }, home];
    const { body } = await service.post("/Users", { ...ADA, emails });
    expect(body["emails"]).toEqual([{ ...work, display: "Ada" }, home]);
    const replaced = await service.put(`/Users/${body["id"]}`, { ...ADA, emails: [home, home] });
    expect(replaced.body["emails"]).toEqual([home]);
  });

  it("ignores readOnly attributes that the client sends", async () => {
    const { body } = await createService().post("/Users", {
      ...ADA,
      id: "mine",
      meta: { resourceType: "Group", created: "1999-01-01T00:00:00Z", version: "x" },
      groups: [{ value: "admins" }],
      [ENTERPRISE_USER_SCHEMA]: { manager: { value: "boss", displayName: "The Boss" } },
    });
    expect(body).toMatchObject({ id: "id-1", meta: { created: "2026-01-31T08:30:00.000Z", resourceType: "User" } });
    expect(body).not.toHaveProperty("groups");
    expect(body[ENTERPRISE_USER_SCHEMA]).toEqual({ manager: { value: "boss" } });
  });

  it("stores names in canonical form, reads booleans from strings, and drops unassigned and unknown values", async () => {
    const { body } = await createService().post("/Users", {
      SCHEMAS: [USER_SCHEMA],
      USERNAME: "ada@example.com",
      Active: "True",
      title: null,
      emails: [],
      name: {},
      favouriteColour: "green",
    });
    expect(body).toMatchObject({ userName: "ada@example.com", active: true });
    for (const name of ["title", "emails", "name", "favouriteColour", "USERNAME"])
      expect(body).not.toHaveProperty(name);
  });

  it("lists in schemas the extensions of which the resource has values, and no others", async () => {
    const service = createService();
    const withExtension = await service.post("/Users", {
      schemas: [USER_SCHEMA],
      userName: "a",
      [ENTERPRISE_USER_SCHEMA]: { department: "R&D" },
    });
    expect(withExtension.body["schemas"]).toEqual([USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);
    const without = await service.post("/Users", { schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], userName: "b" });
    expect(without.body["schemas"]).toEqual([USER_SCHEMA]);
  });

  it("never returns or stores a password", async () => {
    const service = createService();
    const created = await service.post("/Users", { ...ADA, password: "hunter2-secret" });
    const read = await service.get("/Users/id-1?attributes=password");
    const list = await service.get("/Users");
    for (const answer of [created, read, list]) expect(answer.text).not.toContain("hunter2-secret");
  });

  it.each([
    ["the same userName in another case", { userName: "ADA@Example.com" }],
    ["the same userName", { userName: "ada@example.com" }],
  ])("rejects %s with 409 uniqueness", async (_, attributes) => {
    const service = createService();
    await service.post("/Users", ADA);
    const answer = await service.post("/Users", attributes);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ schemas: [ERROR_MESSAGE], status: "409", scimType: "uniqueness" });
  });

  it.each([
    ["no userName", { schemas: [USER_SCHEMA] }, "invalidValue"],
    ["an empty userName", { userName: "" }, "invalidValue"],
    ["a number for a string", { userName: 5 }, "invalidValue"],
    ["a list for a single value", { userName: "a", title: ["x"] }, "invalidValue"],
    ["the schema of another resource type", { schemas: [GROUP_SCHEMA], userName: "a" }, "invalidSyntax"],
    ["an attribute twice", { userName: "a", USERNAME: "b" }, "invalidSyntax"],
  ])("rejects a body with %s", async (_, body, scimType) => {
    const answer = await createService().post("/Users", body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ status: "400", scimType, detail: expect.any(String) });
  });

  it("treats __proto__, constructor and toString as unknown names", async () => {
    const service = createService();
    const answer = await service.post(
      "/Users",
      '{"userName":"a","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"x"}',
    );
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body).sort()).toEqual(["id", "meta", "schemas", "userName"]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("responds to twelve concurrent creates of one userName with one 201 and eleven 409", async () => {
    const service = createService();
    const answers = await Promise.all(Array.from({ length: 12 }, () => service.post("/Users", ADA)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
    expect(resources(await service.get("/Users"))).toHaveLength(1);
  });

  it("returns the attributes that the parameters ask for", async () => {
    const service = createService();
    const answer = await service.post("/Users?attributes=userName", ADA);
    expect(answer.body).toEqual({ schemas: [USER_SCHEMA], id: "id-1", userName: "ada@example.com" });
    expect(answer.headers.get("location")).toBe(`${ORIGIN}${BASE}/Users/id-1`);
  });

  it("writes nothing when the parameters contradict each other", async () => {
    const service = createService();
    const answer = await service.post("/Users?attributes=userName&excludedAttributes=name", ADA);
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
    expect((await service.get("/Users")).body["totalResults"]).toBe(0);
  });
});
