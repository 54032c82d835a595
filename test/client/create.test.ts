/** A create is never executed twice, even when it gets no response. */
import { describe, expect, it } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import { GroupType, UserType } from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import { json, list, NO_WAIT, networkError, type Step, scripted, user } from "./scripted-fetch.ts";

function setUp(...steps: readonly Step[]) {
  const script = scripted(...steps);
  const client = new ScimClient({
    baseUrl: "https://scim.example.com",
    token: "t",
    fetch: script.fetch,
    retry: NO_WAIT,
  });
  return { client, users: client.resources(UserType), sent: script.sent };
}

const ADA = { userName: "ada@example.com", name: { givenName: "Ada", familyName: "Lovelace" } };
const STORED = user("1", ADA.userName, { name: ADA.name });
const CREATED = () => json(STORED, 201);

describe("create", () => {
  it("sends the schemas of the type and of the extensions in use", async () => {
    const { users, sent } = setUp(CREATED());
    await users.create({ ...ADA, [ENTERPRISE_USER_SCHEMA]: { department: "R&D" } });
    expect(sent[0]?.body).toMatchObject({ schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], userName: ADA.userName });
  });

  it.each([429, 503])("is sent again after %i: the service did not execute it", async (status) => {
    const { users, sent } = setUp(json({}, status), CREATED());
    await expect(users.create(ADA)).resolves.toMatchObject({ id: "1" });
    expect(sent.map(({ method }) => method)).toEqual(["POST", "POST"]);
  });

  describe("without a unique value to look for, answered 503", () => {
    const group = { schemas: [GROUP_SCHEMA], id: "g", displayName: "Staff" };
    const refusals: readonly (readonly [string, Response, number])[] = [
      ["with Retry-After is sent again", new Response(null, { status: 503, headers: { "retry-after": "0" } }), 2],
      ["with a SCIM error is sent again", json({ detail: "Busy." }, 503), 2],
      ["by a gateway is not: it may have been executed", new Response("<html>", { status: 503 }), 1],
      ["without a body is not", new Response(null, { status: 503 }), 1],
      ["with foreign JSON is not", json({ message: "no healthy upstream" }, 503), 1],
    ];
    it.each(refusals)("%s", async (_, refusal, requests) => {
      const { client, sent } = setUp(refusal, json(group, 201));
      const created = client.resources(GroupType).create({ displayName: "Staff" });
      if (requests === 2) await expect(created).resolves.toMatchObject({ id: "g" });
      else await expect(created).rejects.toMatchObject({ status: 503, attempts: 1, mayHaveTakenEffect: true });
      expect(sent).toHaveLength(requests);
    });
  });

  const LOST: readonly (readonly [string, () => Step])[] = [
    ["a reset connection", () => networkError("ECONNRESET")],
    ["502", () => new Response("<html>", { status: 502 })],
    ["504", () => new Response(null, { status: 504 })],
    ["408", () => json({}, 408)],
    [
      "a response that is cut short",
      () => new Response('{"id', { status: 201, headers: { "content-type": "application/json" } }),
    ],
  ];

  it.each(LOST)("finds the created resource when it got no response: %s", async (_name, step) => {
    const { users, sent } = setUp(step(), list([STORED]));
    await expect(users.create(ADA)).resolves.toMatchObject({ id: "1" });
    expect(sent.map(({ method }) => method)).toEqual(["POST", "GET"]);
    expect(sent[1]?.url.searchParams.get("filter")).toBe('userName eq "ada@example.com"');
  });

  it.each(LOST)("is sent again when the first request did not take effect: %s", async (_name, step) => {
    const { users, sent } = setUp(step(), list([]), CREATED());
    await expect(users.create(ADA)).resolves.toMatchObject({ id: "1" });
    expect(sent.map(({ method }) => method)).toEqual(["POST", "GET", "POST"]);
  });

  it.each([
    ["an empty body", () => new Response(null, { status: 201 })],
    ["a web page", () => new Response("<html>", { status: 200 })],
  ])("finds the created resource when the response is %s", async (_name, answer) => {
    const { users } = setUp(answer(), list([STORED]));
    await expect(users.create(ADA)).resolves.toMatchObject({ id: "1" });
  });

  it("finds the created resource when the retry conflicts with it: the first request arrived late", async () => {
    const { users, sent } = setUp(
      networkError("ECONNRESET"),
      list([]),
      json({ scimType: "uniqueness" }, 409),
      list([STORED]),
    );
    await expect(users.create(ADA)).resolves.toMatchObject({ id: "1" });
    expect(sent).toHaveLength(4);
  });

  it("does not take over an account that existed before", async () => {
    const other = user("9", ADA.userName, { name: { givenName: "Adam", familyName: "Smith" } });
    const { users, sent } = setUp(networkError("ECONNRESET"), list([other]));
    await expect(users.create(ADA)).rejects.toMatchObject({ status: 409, scimType: "uniqueness", method: "POST" });
    expect(sent).toHaveLength(2);
  });

  it("may have taken effect when the service changed the values that were sent", async () => {
    const changed = user("1", ADA.userName, { name: { givenName: "ADA", familyName: "Lovelace-King" } });
    const { users } = setUp(networkError("ECONNRESET"), list([changed]));
    await expect(users.create(ADA)).rejects.toMatchObject({ status: 409, mayHaveTakenEffect: true });
  });

  it("reports a 409 of its first attempt unchanged", async () => {
    const { users, sent } = setUp(json({ scimType: "uniqueness", detail: "taken" }, 409));
    await expect(users.create(ADA)).rejects.toMatchObject({ status: 409, scimType: "uniqueness" });
    expect(sent).toHaveLength(1);
  });

  it("is not sent again when there is no unique value to look for", async () => {
    const { client, sent } = setUp(networkError("ECONNRESET"));
    await expect(client.resources(GroupType).create({ displayName: "Hosts" })).rejects.toMatchObject({
      code: "unreachable",
      attempts: 1,
    });
    expect(sent.map(({ body }) => body)).toEqual([{ schemas: [GROUP_SCHEMA], displayName: "Hosts" }]);
  });

  it("fails with the failure of the look-up", async () => {
    const { users } = setUp(networkError("ECONNRESET"), json({}, 401));
    await expect(users.create(ADA)).rejects.toMatchObject({ code: "unauthorized", method: "POST" });
  });
});
