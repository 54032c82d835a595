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

  it.each<readonly [string, object]>([
    ["an attribute", { shoeSize: 42 }],
    ["a sub-attribute", { emails: [{ value: "a@example.com", verified: true }] }],
    ["an attribute of an extension", { [ENTERPRISE_USER_SCHEMA]: { room: "1" } }],
    ["an extension", { "urn:example:badge": { color: "red" } }],
  ])("refuses %s that the type does not have, as replace does, unless it is kept", async (_name, unknown) => {
    const { users, sent } = setUp(CREATED(), json(STORED));
    const resource = { ...ADA, ...unknown };
    const refusal = { status: 400, scimType: "invalidSyntax" };
    await expect(users.create(resource)).rejects.toMatchObject(refusal);
    await expect(users.replace("1", resource)).rejects.toMatchObject(refusal);
    expect(() => users.toCreate(resource)).toThrow(expect.objectContaining(refusal));
    await users.create(resource, { unknown: "keep" });
    await users.replace("1", resource, { unknown: "keep" });
    const urns = Object.keys(unknown).filter((name) => name.includes(":"));
    for (const { body } of sent) {
      expect(JSON.stringify(body)).toContain(JSON.stringify(unknown).slice(1, -1));
      expect(body).toMatchObject({ schemas: [USER_SCHEMA, ...urns] });
    }
  });

  it("never keeps a name that would change the prototype", async () => {
    const { users, sent } = setUp();
    for (const unknown of ['{"__proto__": {"a": 1}}', '{"name": {"__proto__": {"a": 1}}}', '{"urn:x:__proto__": 1}']) {
      const resource = { ...ADA, ...JSON.parse(unknown) };
      await expect(users.create(resource, { unknown: "keep" })).rejects.toMatchObject({ status: 400 });
    }
    expect(sent).toEqual([]);
  });

  it("keeps an attribute under the URN of an unknown extension", async () => {
    const { users, sent } = setUp(CREATED());
    const resource = { ...ADA, "urn:example:Badge:2.0:User:tag": "x" };
    await users.create(resource, { unknown: "keep" });
    expect(sent[0]?.body).toMatchObject({
      schemas: [USER_SCHEMA, "urn:example:Badge:2.0:User"],
      "urn:example:Badge:2.0:User": { tag: "x" },
    });
  });

  it("accepts a stored resource, as replace and update do, without what only the service writes", async () => {
    const manager = { value: "7", $ref: "../Users/7", displayName: "Grace" };
    const sentBack = {
      ...STORED,
      meta: { version: '"1"', location: "https://scim.example.com/Users/1" },
      groups: [{ value: "g", $ref: "../Groups/g" }],
      [ENTERPRISE_USER_SCHEMA]: { manager },
    };
    const { users, sent } = setUp(json(sentBack), CREATED(), json(STORED), json(STORED));
    const stored = await users.get("1");
    await users.create({ ...stored, title: "Dr" });
    await users.replace("1", { ...stored, title: "Dr" });
    await users.update("1", { ...stored, title: "Dr" });
    const schemas = [USER_SCHEMA, ENTERPRISE_USER_SCHEMA];
    const written = { schemas, ...ADA, title: "Dr", [ENTERPRISE_USER_SCHEMA]: { manager: { value: "7" } } };
    expect(sent.slice(1, 3).map(({ body }) => body)).toEqual([written, written]);
    expect(sent[3]?.body).toMatchObject({
      Operations: [
        { path: "userName" },
        { path: "name.givenName" },
        { path: "name.familyName" },
        { path: `${ENTERPRISE_USER_SCHEMA}:manager.value`, value: "7" },
        { path: "title", value: "Dr" },
      ],
    });
  });

  it("sends members without the addresses that follow from their values", async () => {
    const { client, sent } = setUp(json({ schemas: [GROUP_SCHEMA], id: "1", displayName: "Hosts" }, 201));
    const members = [{ value: "1", $ref: "../Users/1", type: "User" }, { $ref: "../Users/2" }];
    await client.resources(GroupType).create({ displayName: "Hosts", members });
    expect(sent[0]?.body).toMatchObject({ members: [{ value: "1", type: "User" }, { $ref: "../Users/2" }] });
    expect(JSON.stringify(sent[0]?.body)).not.toContain("Users/1");
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
