/** RFC 7644 §3.4.2.1 and §3.4.3: queries over all types, and queries by POST. */
import { beforeAll, describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { LIST_RESPONSE, SEARCH_REQUEST } from "../../src/urns.ts";
import { createService, query, resources, type TestService } from "../server/service.ts";

let service: TestService;

beforeAll(async () => {
  service = createService();
  await service.post("/Users", { userName: "bob", displayName: "Bob", active: true });
  await service.post("/Groups", { displayName: "Alpha" });
  await service.post("/Users", { userName: "carol", displayName: "Carol", title: "x" });
  await service.post("/Groups", { displayName: "Zeta", externalId: "z" });
});

const shown = (answer: Awaited<ReturnType<TestService["get"]>>) =>
  resources(answer).map(({ displayName }) => displayName);

describe("§3.4.2.1 a query over all resource types", () => {
  it.each([
    [{}, ["Bob", "Carol", "Alpha", "Zeta"]],
    [{ filter: 'displayName eq "alpha"' }, ["Alpha"]],
    [{ filter: 'meta.resourceType eq "Group"' }, ["Alpha", "Zeta"]],
    [{ filter: 'userName eq "bob" or externalId eq "z"' }, ["Bob", "Zeta"]],
    [{ filter: 'userName ne "bob"' }, ["Carol", "Alpha", "Zeta"]],
    [{ filter: "not (userName pr)" }, ["Alpha", "Zeta"]],
    [{ filter: 'not (title pr) and displayName ne "Zeta"' }, ["Bob", "Alpha"]],
    [{ filter: 'emails[type eq "work"]' }, []],
    [{ filter: 'members[nothing eq "x"] or active eq true' }, ["Bob"]],
    [{ filter: 'nothing eq "x"' }, []],
    [{ filter: "nothing ne null" }, []],
    [{ filter: "nothing eq null" }, ["Bob", "Carol", "Alpha", "Zeta"]],
    [{ sortBy: "displayName" }, ["Alpha", "Bob", "Carol", "Zeta"]],
    [{ sortBy: "displayName", sortOrder: "descending", count: 2, startIndex: 2 }, ["Carol", "Bob"]],
    [{ sortBy: "userName", sortOrder: "descending" }, ["Alpha", "Zeta", "Carol", "Bob"]],
    [{ startIndex: 2, count: 2 }, ["Carol", "Alpha"]],
    [{ startIndex: 4 }, ["Zeta"]],
    [{ startIndex: 9 }, []],
  ])("%o", async (parameters, expected) => {
    const answers = [
      await service.get(`/${query(parameters)}`),
      await service.post("/.search", { schemas: [SEARCH_REQUEST], ...parameters }),
    ];
    for (const answer of answers) {
      expect(answer.status, answer.text).toBe(200);
      expect(shown(answer)).toEqual(expected);
    }
  });

  it("counts on all pages, and represents each resource by its type", async () => {
    const { body } = await service.get("/?startIndex=2&count=2&attributes=userName,meta.location");
    expect(body).toMatchObject({ schemas: [LIST_RESPONSE], totalResults: 4, itemsPerPage: 2, startIndex: 2 });
    expect(body["Resources"]).toMatchObject([
      { schemas: [UserType.schema], userName: "carol", meta: { location: "https://scim.example/scim/v2/Users/id-3" } },
      { schemas: [GroupType.schema], meta: { location: "https://scim.example/scim/v2/Groups/id-2" } },
    ]);
  });

  it.each([{}, { sortBy: "displayName" }, { filter: 'displayName ne "Carol"' }])(
    "by cursor leads through all of them: %o",
    async (parameters) => {
      for (const count of [1, 2, 3, 4]) {
        const whole = shown(await service.get(`/${query(parameters)}`));
        const met: unknown[] = [];
        for (let cursor: unknown = ""; typeof cursor === "string"; ) {
          const answer = await service.get(`/${query({ ...parameters, count, cursor })}`);
          expect(answer.status, answer.text).toBe(200);
          met.push(...shown(answer));
          cursor = answer.body["nextCursor"];
        }
        expect(met).toEqual(whole);
      }
    },
  );

  it.each([
    ["filter", 'password eq "x"', "invalidFilter"],
    ["filter", "active gt true", "invalidFilter"],
    ["sortBy", "nothing", "invalidValue"],
    ["count", "x", "invalidValue"],
  ])("%s=%s gets 400 %s", async (name, value, scimType) => {
    expect(await service.get(`/${query({ [name]: value })}`)).toMatchObject({ status: 400, body: { scimType } });
  });
});

describe("§3.4.3 a query by POST", () => {
  it("means the same as one by GET", async () => {
    const answer = await service.post("/Users/.search", {
      schemas: [SEARCH_REQUEST],
      attributes: ["displayName", "userName"],
      filter: "displayName pr",
      sortBy: "displayName",
      sortOrder: "descending",
      startIndex: 1,
      count: 1,
    });
    const parameters = {
      attributes: "displayName,userName",
      filter: "displayName pr",
      sortBy: "displayName",
      sortOrder: "descending",
      startIndex: 1,
      count: 1,
    };
    expect(answer.body).toEqual((await service.get(`/Users${query(parameters)}`)).body);
    expect(answer.body).toMatchObject({ totalResults: 2, Resources: [{ displayName: "Carol" }] });
    expect(resources(answer)[0]).not.toHaveProperty("meta");
  });

  it.each([
    [{ schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] }, "invalidSyntax"],
    [{ schemas: [SEARCH_REQUEST], filter: 1 }, "invalidValue"],
    [{ schemas: [SEARCH_REQUEST], attributes: [1] }, "invalidValue"],
    [{ schemas: [SEARCH_REQUEST], count: "ten" }, "invalidValue"],
    [{ schemas: [SEARCH_REQUEST], count: "2" }, "invalidValue"],
    [{ schemas: [SEARCH_REQUEST], startIndex: "1" }, "invalidValue"],
    [{ schemas: [SEARCH_REQUEST], count: 2.5 }, "invalidValue"],
    [{ schemas: [SEARCH_REQUEST], count: {} }, "invalidValue"],
    [{ schemas: [SEARCH_REQUEST], filter: "x" }, "invalidFilter"],
    [{ schemas: [SEARCH_REQUEST], cursor: "x" }, "invalidCursor"],
    [{ schemas: [SEARCH_REQUEST], attributes: ["a"], excludedAttributes: ["b"] }, "invalidValue"],
  ])("%o gets 400 %s", async (body, scimType) => {
    expect(await service.post("/Users/.search", body)).toMatchObject({ status: 400, body: { scimType } });
  });

  it("gets 405 for another method", async () => {
    const answer = await service.get("/Users/.search");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST, OPTIONS");
  });
});

it("a filter on a user's groups is rejected rather than evaluated wrongly", async () => {
  const answer = await service.get(`/Users${query({ filter: 'groups.value eq "id-2"' })}`);
  expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
});
