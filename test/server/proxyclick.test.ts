/** The handler with the Proxyclick profile. */
import { describe, expect, it } from "vitest";
import { proxyclickProfile } from "../../src/server/index.ts";
import { ERROR_MESSAGE, SCIM1_CORE_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { createService, query } from "./service.ts";

const ADA = { userName: "ada@example.com", name: { givenName: "Ada", familyName: "Lovelace" } };
const create = () => createService({ profile: proxyclickProfile(), basePath: "/scim/v1" });

describe("the Proxyclick profile on the server", () => {
  it.each([
    ["GET", "/Groups"],
    ["POST", "/Groups"],
    ["PATCH", "/Groups/1"],
    ["GET", "/Groups?filter=displayName+eq+%22x%22"],
  ])("rejects %s %s with a SCIM error that explains why", async (method, path) => {
    const answer = await create().call(method, path);
    expect(answer.status).toBe(501);
    expect(answer.body).toMatchObject({
      schemas: [ERROR_MESSAGE],
      status: "501",
      detail: expect.stringContaining("/Groups"),
    });
  });

  it("fills the work email from userName", async () => {
    const { body } = await create().post("/Users", ADA);
    expect(body).toMatchObject({ emails: [{ type: "work", value: "ada@example.com" }] });
  });

  it.each([
    ["userName", "userName", "new@example.com"],
    ["the work email", 'emails[type eq "work"].value', "new@example.com"],
  ])("a change of %s changes the other", async (_, path, value) => {
    const service = create();
    await service.post("/Users", ADA);
    const answer = await service.patch("/Users/id-1", [{ op: "Replace", path, value }]);
    expect(answer).toMatchObject({ status: 200, body: { userName: value, emails: [{ type: "work", value }] } });
    const found = await service.get(`/Users${query({ filter: `emails[type eq "work"].value eq "${value}"` })}`);
    expect(found.body["totalResults"]).toBe(1);
  });

  it.each([
    ["two different values", { ...ADA, emails: [{ type: "work", value: "other@example.com" }] }],
    ["a userName that is no email address", { ...ADA, userName: "ada" }],
    ["no family name", { ...ADA, name: { givenName: "Ada" } }],
  ])("rejects %s with 400 invalidValue", async (_, body) => {
    expect(await create().post("/Users", body)).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
  });

  it.each([
    ["userName", { ...ADA, userName: 5 }],
    ["userName", { ...ADA, userName: 5, emails: [{ type: "work", value: "ada@example.com" }] }],
    ["active", { ...ADA, active: "maybe" }],
  ])("reports a %s of another type as such", async (name, body) => {
    const { status, body: error } = await create().post("/Users", body);
    expect(status).toBe(400);
    expect(error).toMatchObject({ scimType: "invalidValue", detail: expect.stringMatching(`^${name}: expected`) });
  });

  it("understands names under the SCIM 1.1 URN wherever names are written", async () => {
    const service = create();
    const name = (text: string) => `${SCIM1_CORE_SCHEMA}:${text}`;
    await service.post("/Users", { ...ADA, [name("preferredLanguage")]: "nl" });
    await service.patch("/Users/id-1", [
      { op: "replace", path: name("title"), value: "Analyst" },
      { op: "replace", value: { [name("name.givenName")]: "Augusta" } },
    ]);
    const answer = await service.get(
      `/Users${query({
        filter: `${name("userName")} eq "ada@example.com" and emails[type eq "work"]`,
        attributes: [name("title"), name("name.givenName"), name("preferredLanguage")].join(","),
      })}`,
    );
    expect(answer.body["Resources"]).toEqual([
      { schemas: [USER_SCHEMA], id: "id-1", title: "Analyst", name: { givenName: "Augusta" }, preferredLanguage: "nl" },
    ]);
  });

  it("leaves out what Proxyclick does not document", async () => {
    const { status, body } = await create().post("/Users", { ...ADA, displayName: "Ada", roles: [{ value: "x" }] });
    expect(status).toBe(201);
    expect(body).not.toHaveProperty("displayName");
    expect(body).not.toHaveProperty("roles");
  });

  it.each([
    ["the SCIM 1.1 URN", [SCIM1_CORE_SCHEMA], [SCIM1_CORE_SCHEMA]],
    ["the SCIM 2.0 URN", [USER_SCHEMA], [USER_SCHEMA]],
    ["both URNs", [SCIM1_CORE_SCHEMA, USER_SCHEMA], [USER_SCHEMA]],
    ["no URN", undefined, [USER_SCHEMA]],
  ])("a body with %s is accepted, and the resource keeps its schemas", async (_, schemas, expected) => {
    const service = create();
    const created = await service.post("/Users", { ...ADA, schemas });
    expect(created).toMatchObject({ status: 201, body: { schemas: expected } });
    await service.patch("/Users/id-1", [{ op: "replace", path: "title", value: "x" }]);
    expect((await service.get("/Users/id-1")).body).toMatchObject({ schemas: expected, title: "x" });
    const replaced = await service.put("/Users/id-1", { ...ADA, schemas, title: "y" });
    expect(replaced).toMatchObject({ status: 200, body: { schemas: expected, title: "y" } });
  });

  it("the SCIM 1.1 URN means nothing to another service", async () => {
    expect((await createService().post("/Users", { ...ADA, schemas: [SCIM1_CORE_SCHEMA] })).status).toBe(400);
  });

  it("keeps disabled users readable", async () => {
    const service = create();
    await service.post("/Users", { ...ADA, active: true });
    await service.patch("/Users/id-1", [{ op: "Replace", path: "active", value: "False" }]);
    expect((await service.get("/Users/id-1")).body).toMatchObject({ active: false });
    expect(
      (await service.get(`/Users${query({ filter: 'userName eq "ada@example.com"' })}`)).body["totalResults"],
    ).toBe(1);
  });

  it("converts phone numbers to E.164 with normalizePhone", async () => {
    const service = createService({
      profile: proxyclickProfile(),
      normalizePhone: (phone) => phone.replace(/[^+\d]/g, ""),
    });
    const { body } = await service.post("/Users", {
      ...ADA,
      phoneNumbers: [{ type: "work", value: "+32 2 555 12 34" }],
    });
    expect(body).toMatchObject({ phoneNumbers: [{ type: "work", value: "+3225551234" }] });
  });
});

describe("assumptions that options of the profile change", () => {
  it("pages by cursor", async () => {
    const service = createService({ profile: proxyclickProfile({ cursor: { timeout: 60 } }), basePath: "/scim/v1" });
    for (const name of ["ada", "bob"]) await service.post("/Users", { ...ADA, userName: `${name}@example.com` });
    const { body } = await service.get("/Users?cursor=&count=1");
    expect(body).toMatchObject({ totalResults: 2, nextCursor: expect.any(String) });
    expect((await service.get("/ServiceProviderConfig")).body).toMatchObject({ pagination: { cursor: true } });
  });

  it("bounds requests, one bound at a time", async () => {
    const profile = proxyclickProfile({ limits: { bodyBytes: 40 } });
    const service = createService({ profile, basePath: "/scim/v1" });
    expect((await service.post("/Users", ADA)).status).toBe(413);
    expect(profile.limits.jsonDepth).toBe(proxyclickProfile().limits.jsonDepth);
  });
});
