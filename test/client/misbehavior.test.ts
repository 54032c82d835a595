/** Services that break the protocol, and callers that pass invalid ids. */
import { describe, expect, it } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { type ProxyclickProfileOptions, proxyclickProfile } from "../../src/profile/index.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import { createProxyclickEmulator } from "../../src/testing/index.ts";
import { json, list, NO_WAIT, networkError, type Step, scripted, user } from "./scripted-fetch.ts";

const ADA = { userName: "ada@example.com", name: { givenName: "Ada", familyName: "Lovelace" } };
const STORED = user("1", ADA.userName, { name: ADA.name });
const TAKEN = (status: number) => json({ scimType: "uniqueness", detail: "taken" }, status);

function setUp(steps: readonly Step[], options: Partial<ScimClientOptions> = {}) {
  const { fetch, sent } = scripted(...steps);
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, retry: NO_WAIT, ...options });
  return { client, users: client.resources(UserType), sent };
}

async function idsOf(items: AsyncIterable<{ readonly id: string }>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

describe("a create whose userName is taken", () => {
  it.each([401, 429])("after %i, which created nothing, fails and returns no existing user", async (status) => {
    const { users, sent } = setUp([json({}, status), TAKEN(409)], { token: () => "t" });
    await expect(users.create(ADA)).rejects.toMatchObject({ status: 409, scimType: "uniqueness" });
    expect(sent.map(({ method }) => method)).toEqual(["POST", "POST"]);
  });

  it.each([400, 409])("with %i uniqueness after an attempt without a response is looked up", async (status) => {
    const { users, sent } = setUp([networkError("ECONNRESET"), list([]), TAKEN(status), list([STORED])]);
    await expect(users.create(ADA)).resolves.toMatchObject({ id: "1" });
    expect(sent.map(({ method }) => method)).toEqual(["POST", "GET", "POST", "GET"]);
  });
});

describe("an id that is missing", () => {
  it.each<readonly [string, (users: ReturnType<typeof setUp>["users"], id: string) => Promise<unknown>]>([
    ["get", (users, id) => users.get(id)],
    ["replace", (users, id) => users.replace(id, ADA)],
    ["update", (users, id) => users.update(id, { title: "x" })],
    ["delete", (users, id) => users.delete(id)],
  ])("does not address the collection by %s", async (_name, call) => {
    const { users, sent } = setUp([]);
    // Untyped callers pass what they read from elsewhere.
    const missing: { readonly id: string } = JSON.parse("{}");
    await expect(call(users, missing.id)).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });
});

describe("a list", () => {
  it("whose cursors form a cycle is an error", async () => {
    const page = (id: string, nextCursor: string) => list([user(id)], { nextCursor });
    const { users } = setUp([page("1", "a"), page("2", "b"), page("3", "a")]);
    await expect(idsOf(users.list())).rejects.toMatchObject({ code: "not_scim" });
  });

  it.each([0, -1])("uses the default page size where a service announces %i", async (maxResults) => {
    const no = { supported: false };
    const bulk = { supported: false, maxOperations: 0, maxPayloadSize: 0 };
    const filter = { supported: true, maxResults };
    const own = { patch: no, bulk, filter, changePassword: no, sort: no, etag: no, authenticationSchemes: [] };
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"];
    const { client, users, sent } = setUp([json({ schemas, ...own }), list([STORED])]);
    await client.serviceProviderConfig();
    expect(await idsOf(users.list())).toEqual(["1"]);
    expect(Number(sent[1]?.url.searchParams.get("count"))).toBeGreaterThan(0);
  });
});

describe("a change of identity at a service without PATCH", () => {
  const NEW = "grace@example.com";
  const proxyclick = (options: ProxyclickProfileOptions) => {
    const profile = proxyclickProfile(options);
    const { fetch, secretToken } = createProxyclickEmulator({ profile });
    return new ProxyclickScimClient({ fetch, secretToken, profile });
  };

  it.each([
    ["userName", { userName: NEW }],
    ["the work email", { emails: [{ type: "work", value: NEW }] }],
  ])("by %s changes both", async (_name, changes) => {
    const { users } = proxyclick({ patch: false });
    const { id } = await users.create(ADA);
    await users.update(id, changes);
    const { userName, emails } = await users.get(id);
    expect([userName, ...(emails ?? []).map(({ value }) => value)]).toEqual([NEW, NEW]);
  });
});
