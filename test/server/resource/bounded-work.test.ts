/** Requests that are short but would cost much are rejected with the limit that they exceed. */
import { describe, expect, it } from "vitest";
import { fullProfile, MemoryStore } from "../../../src/server/index.ts";
import { createService, query } from "../service.ts";

function limited(limits: Partial<ReturnType<typeof fullProfile>["limits"]>) {
  const profile = fullProfile();
  return createService({ profile: { ...profile, limits: { ...profile.limits, ...limits } } });
}

describe("a PATCH", () => {
  it("whose value has more keys than the service takes operations gets 413", async () => {
    const service = limited({ patchOperations: 10 });
    await service.user();
    const value = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`emails[type eq "${index}"].value`, "x"]),
    );
    const answer = await service.patch("/Users/id-1", [{ op: "add", value }]);
    expect(answer).toMatchObject({ status: 413, body: { detail: expect.stringContaining("more than 10 changes") } });
  });

  it("that compares many elements with many conditions gets 413, and changes nothing", async () => {
    const service = createService();
    const emails = Array.from({ length: 1_000 }, (_, index) => ({ value: `${index}@b` }));
    await service.user({ emails });
    const conditions = Array.from({ length: 40 }, (_, index) => `value eq "${index}"`).join(" or ");
    const operations = Array.from({ length: 60 }, () => ({ op: "remove", path: `emails[${conditions}]` }));
    const title = { op: "add", path: "title", value: "x" };
    expect((await service.patch("/Users/id-1", [title, ...operations])).status).toBe(413);
    expect((await service.get("/Users/id-1")).body).not.toHaveProperty("title");
    expect((await service.patch("/Users/id-1", [title, ...operations.slice(0, 40)])).status).toBe(200);
  });
});

describe("a list of more elements than the service takes", () => {
  const emails = Array.from({ length: 6 }, (_, index) => ({ value: `${index}@b` }));

  it("is rejected in POST and PUT, and when PATCH would make one", async () => {
    const service = limited({ listElements: 5 });
    const rejected = { status: 400, body: { scimType: "invalidValue", detail: expect.stringContaining("at most 5") } };
    expect(await service.post("/Users", { userName: "a", emails })).toMatchObject(rejected);
    await service.user({ emails: emails.slice(0, 4) });
    expect(await service.put("/Users/id-1", { userName: "a", emails })).toMatchObject(rejected);
    const add = (value: unknown) => service.patch("/Users/id-1", [{ op: "add", path: "emails", value }]);
    expect(await add(emails)).toMatchObject(rejected);
    expect((await add(emails.slice(0, 5))).status).toBe(200);
  });

  it("may stay where it was stored under another limit", async () => {
    const store = new MemoryStore();
    const before = createService({ store });
    await before.user({ emails });
    const profile = fullProfile();
    const service = createService({ store, profile: { ...profile, limits: { ...profile.limits, listElements: 5 } } });
    expect((await service.patch("/Users/id-1", [{ op: "add", path: "title", value: "x" }])).status).toBe(200);
    expect((await service.put("/Users/id-1", { userName: "a", emails })).status).toBe(200);
  });

  it("is accepted as members of a group", async () => {
    const service = limited({ listElements: 1 });
    const members = [{ value: await service.user() }, { value: await service.user() }];
    const group = await service.post("/Groups", { displayName: "g", members });
    expect(group.status).toBe(201);
    expect((await service.put(`/Groups/${group.body["id"]}`, { displayName: "h", members })).status).toBe(200);
  });
});

it.each(["attributes", "excludedAttributes"])("%s has a maximum length, by GET and by .search", async (parameter) => {
  const service = limited({ filterLength: 50 });
  const names = Array.from({ length: 20 }, (_, index) => `name${index}`);
  const rejected = { status: 400, body: { scimType: "invalidValue" } };
  expect(await service.get(`/Users${query({ [parameter]: names.join(",") })}`)).toMatchObject(rejected);
  expect(await service.post("/Users/.search", { [parameter]: names })).toMatchObject(rejected);
});

it("a filter of many conditions over many resources gets 400 tooMany from the store in memory", async () => {
  const service = createService();
  const store = new MemoryStore();
  const many = createService({ store });
  const conditions = Array.from({ length: 400 }, (_, index) => `title co "${index}"`).join(" or ");
  await service.user();
  expect((await service.post("/Users/.search", { filter: conditions })).status).toBe(200);
  for (let index = 0; index < 7_501; index += 1) await many.user();
  expect(await many.post("/Users/.search", { filter: conditions })).toMatchObject({
    status: 400,
    body: { scimType: "tooMany" },
  });
});
