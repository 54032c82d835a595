/** Lists: filters, pages by position, and sorting. */
import { beforeAll, describe, expect, it } from "vitest";
import { fullProfile } from "../../../src/server/index.ts";
import { LIST_RESPONSE } from "../../../src/urns.ts";
import { createService, query, resources, type TestService } from "../service.ts";

const PEOPLE = [
  {
    userName: "bob@example.com",
    displayName: "bob",
    title: "Clerk",
    externalId: "EXT-1",
    emails: [
      { type: "work", value: "bob@work.test" },
      { type: "home", value: "b@home.test" },
    ],
  },
  {
    userName: "Alice@example.com",
    displayName: "Alice",
    title: "clerk",
    active: true,
    emails: [{ type: "home", value: "bob@work.test" }],
  },
  { userName: "carol@example.com", displayName: "Carol", active: false },
  { userName: "dave@example.com" },
] as const;

let service: TestService;

beforeAll(async () => {
  service = createService();
  for (const person of PEOPLE) {
    await service.post("/Users", person);
    service.tick(60);
  }
});

async function names(parameters: Readonly<Record<string, string | number>>): Promise<readonly unknown[]> {
  const answer = await service.get(`/Users${query(parameters)}`);
  expect(answer.status).toBe(200);
  return resources(answer).map(({ userName }) => String(userName).split("@")[0]);
}

describe("a list (RFC 7644 §3.4.2)", () => {
  it("is a ListResponse with the resources in the order of their creation", async () => {
    const answer = await service.get("/Users");
    expect(answer.body).toMatchObject({ schemas: [LIST_RESPONSE], totalResults: 4, startIndex: 1, itemsPerPage: 4 });
    expect(resources(answer).map(({ id }) => id)).toEqual(["id-1", "id-2", "id-3", "id-4"]);
    expect(resources(answer)[0]).toMatchObject({ meta: { location: "https://scim.example/scim/v2/Users/id-1" } });
  });

  it("without matches gets 200 with an empty list: Entra tests the connection with it", async () => {
    const answer = await service.get(`/Users?filter=userName+eq+%22${crypto.randomUUID()}%22`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ totalResults: 0, itemsPerPage: 0, Resources: [] });
  });
});

describe("filter", () => {
  it.each([
    ['userName eq "BOB@EXAMPLE.COM"', ["bob"]],
    ['USERNAME EQ "bob@example.com"', ["bob"]],
    ['externalId eq "EXT-1"', ["bob"]],
    ['externalId eq "ext-1"', []],
    ['emails[type eq "work"].value eq "BOB@work.test"', ["bob"]],
    ['emails[type eq "work" and value eq "bob@work.test"]', ["bob"]],
    ['emails[type eq "work" and value eq "b@home.test"]', []],
    ['emails.value eq "bob@work.test"', ["bob", "Alice"]],
    ['emails eq "bob@work.test"', ["bob", "Alice"]],
    ["emails pr", ["bob", "Alice"]],
    ['title eq "clerk" and userName eq "alice@example.com"', ["Alice"]],
    ['userName eq "dave@example.com" or externalId eq "EXT-1"', ["bob", "dave"]],
    ['userName eq "dave@example.com" or title pr', ["bob", "Alice", "dave"]],
    ['not (userName eq "bob@example.com")', ["Alice", "carol", "dave"]],
    ['id eq "id-3"', ["carol"]],
    ['id eq "ID-3"', []],
    ["active eq false", ["carol"]],
    ['meta.created gt "2026-01-31T08:31:30Z"', ["carol", "dave"]],
    ['schemas eq "urn:ietf:params:scim:schemas:core:2.0:User" and title pr', ["bob", "Alice"]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "bob@example.com"', ["bob"]],
  ])("%s", async (filter, expected) => {
    expect(await names({ filter })).toEqual(expected);
  });

  it.each([
    "",
    "userName eq",
    'userName eq "a" and',
    "active gt true",
    'favouriteColour eq "green"',
    '__proto__ eq "x"',
    'constructor.name eq "x"',
    'password eq "hunter2"',
    'password sw "h"',
    "meta.location pr",
    'userName pr and not (meta.location sw "https://")',
    'groups[type eq "direct"]',
    `${"(".repeat(2_000)}userName pr${")".repeat(2_000)}`,
    `userName eq "${"x".repeat(9_000)}"`,
  ])("%s gets 400 invalidFilter", async (filter) => {
    const answer = await service.get(`/Users${query({ filter })}`);
    expect(answer).toMatchObject({ status: 400, body: { status: "400", scimType: "invalidFilter" } });
    expect(answer.body["detail"]).toEqual(expect.any(String));
  });

  it("is rejected by a service that does not filter", async () => {
    const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, filter: false as const } };
    const answer = await createService({ profile }).get("/Users?filter=userName+pr");
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
  });
});

describe("paging (RFC 7644 §3.4.2.4)", () => {
  it.each([
    [{ startIndex: 2, count: 2 }, ["Alice", "carol"], 2],
    [{ startIndex: 4, count: 10 }, ["dave"], 4],
    [{ startIndex: 5 }, [], 5],
    [{ startIndex: 0, count: 1 }, ["bob"], 1],
    [{ startIndex: -3, count: 1 }, ["bob"], 1],
    [{ count: 0 }, [], 1],
    [{ count: -1 }, [], 1],
    [{ count: "99999999999999999999999999" }, ["bob", "Alice", "carol", "dave"], 1],
    [{ filter: "title pr", startIndex: 2, count: 1 }, ["Alice"], 2],
  ])("%o", async (parameters, expected, startIndex) => {
    const answer = await service.get(`/Users${query(parameters)}`);
    expect(resources(answer).map(({ userName }) => String(userName).split("@")[0])).toEqual(expected);
    expect(answer.body).toMatchObject({
      totalResults: "filter" in parameters ? 2 : 4,
      startIndex,
      itemsPerPage: expected.length,
    });
  });

  it.each([
    ["count", "ten"],
    ["count", "1.5"],
    ["count", ""],
    ["count", "1e3"],
    ["count", "0x10"],
    ["startIndex", "first"],
    ["startIndex", "NaN"],
  ])("%s=%s gets 400 invalidValue", async (name, value) => {
    const answer = await service.get(`/Users${query({ [name]: value })}`);
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
  });

  it("returns at most maxResults resources", async () => {
    const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, filter: { maxResults: 2 } } };
    const few = createService({ profile });
    for (let made = 0; made < 3; made += 1) await few.user();
    for (const count of ["", "?count=3"]) {
      const answer = await few.get(`/Users${count}`);
      expect(answer.body).toMatchObject({ totalResults: 3, itemsPerPage: 2 });
    }
  });
});

describe("sorting (RFC 7644 §3.4.2.3)", () => {
  it.each([
    [{ sortBy: "userName" }, ["Alice", "bob", "carol", "dave"]],
    [{ sortBy: "userName", sortOrder: "descending" }, ["dave", "carol", "bob", "Alice"]],
    [{ sortBy: "displayName" }, ["Alice", "bob", "carol", "dave"]],
    [{ sortBy: "displayName", sortOrder: "DESCENDING" }, ["dave", "carol", "bob", "Alice"]],
    [{ sortBy: "title" }, ["bob", "Alice", "carol", "dave"]],
    [{ sortBy: "emails" }, ["bob", "Alice", "carol", "dave"]],
    [{ sortBy: "emails.value", count: 1, startIndex: 2 }, ["Alice"]],
    [{ sortBy: "meta.created", sortOrder: "descending", count: 2 }, ["dave", "carol"]],
    [{ sortBy: "active" }, ["carol", "Alice", "bob", "dave"]],
    [{ sortBy: "urn:ietf:params:scim:schemas:core:2.0:User:userName", filter: "title pr" }, ["Alice", "bob"]],
  ])("%o", async (parameters, expected) => {
    expect(await names(parameters)).toEqual(expected);
  });

  it.each([
    { sortBy: "favouriteColour" },
    { sortBy: "__proto__" },
    { sortBy: "password" },
    { sortBy: "name" },
    { sortBy: "groups" },
    { sortBy: "groups.display" },
    { sortBy: "meta.location" },
    { sortBy: "userName", sortOrder: "random" },
  ])("%o gets 400 invalidValue", async (parameters) => {
    const answer = await service.get(`/Users${query(parameters)}`);
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
  });

  it("is ignored by a service that does not sort", async () => {
    const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, sort: false } };
    const unsorted = createService({ profile });
    await unsorted.user({ userName: "b" });
    await unsorted.user({ userName: "a" });
    const answer = await unsorted.get("/Users?sortBy=userName");
    expect(resources(answer).map(({ userName }) => userName)).toEqual(["b", "a"]);
  });
});
