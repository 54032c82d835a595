/** Bulk calls: few requests, references across them, and a result for each operation. */
import { describe, expect, it } from "vitest";
import { ScimClient } from "../../../src/client/index.ts";
import { GroupType, UserType } from "../../../src/models/index.ts";
import { proxyclickProfile } from "../../../src/profile/index.ts";
import { BULK_RESPONSE } from "../../../src/urns.ts";
import { json, NO_WAIT, type SentRequest, type Step, scripted } from "../scripted-fetch.ts";

interface SentOperation {
  readonly method: string;
  readonly path: string;
  readonly bulkId: string;
  readonly data?: unknown;
}

function operationsOf({ body }: SentRequest): readonly SentOperation[] {
  const operations: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "Operations") : undefined;
  return Array.isArray(operations) ? operations : [];
}

function config(bulk: object): Response {
  const no = { supported: false };
  return json({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk,
    filter: { supported: true, maxResults: 100 },
    changePassword: no,
    sort: no,
    etag: no,
    authenticationSchemes: [],
  });
}

/** Creates everything, with ids made from the names. */
const obedient: Step = (sent) =>
  json({
    schemas: [BULK_RESPONSE],
    Operations: operationsOf(sent).map(({ method, bulkId, path }) => ({
      method,
      bulkId,
      status: method === "POST" ? "201" : "200",
      location:
        method === "POST" ? `https://elsewhere.example${path}/id-of-${bulkId}` : `https://elsewhere.example${path}`,
    })),
  });

function setUp(limits: object, ...steps: readonly Step[]) {
  const script = scripted(config({ supported: true, maxOperations: 10, maxPayloadSize: 100_000, ...limits }), ...steps);
  const client = new ScimClient({ baseUrl: "https://x.example", token: "t", fetch: script.fetch, retry: NO_WAIT });
  return { client, users: client.resources(UserType), groups: client.resources(GroupType), sent: script.sent };
}

describe("bulk", () => {
  it("reads the limits once, and sends as few requests as they allow", async () => {
    const { client, users, sent } = setUp({ maxOperations: 2 }, obedient, obedient, obedient);
    const operations = [1, 2, 3, 4, 5].map((number) => users.toCreate({ userName: `u${number}@example.com` }));
    const results = await client.bulk(operations);
    expect(results.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(results.map(({ operation }) => operation)).toEqual(operations);
    expect(sent.map((request) => operationsOf(request).length)).toEqual([0, 2, 2, 1]);
    expect(sent[0]?.url.pathname).toBe("/ServiceProviderConfig");
  });

  it("stays below the largest body that the service accepts", async () => {
    const { client, users, sent } = setUp({ maxPayloadSize: 900 }, obedient, obedient, obedient);
    await client.bulk(["a", "b", "c"].map((name) => users.toCreate({ userName: name, title: "x".repeat(250) })));
    expect(sent.length).toBeGreaterThan(2);
    for (const request of sent.slice(1)) expect(JSON.stringify(request.body).length).toBeLessThanOrEqual(900);
  });

  it("creates resources before others refer to them, and fills in their ids across requests", async () => {
    const { client, users, groups, sent } = setUp({ maxOperations: 1 }, obedient, obedient, obedient);
    const [group, , change] = await client.bulk([
      groups.toCreate({ displayName: "Hosts", members: [{ value: "bulkId:ada" }] }, "hosts"),
      users.toCreate({ userName: "ada@example.com" }, "ada"),
      users.toUpdate("bulkId:ada", { title: "Countess" }),
    ]);
    expect(sent.slice(1).map((request) => operationsOf(request)[0])).toMatchObject([
      { bulkId: "ada", path: "/Users" },
      { bulkId: "hosts", data: { members: [{ value: "id-of-ada" }] } },
      { method: "PATCH", path: "/Users/id-of-ada" },
    ]);
    expect(group).toMatchObject({ status: 201, id: "id-of-hosts" });
    expect(change).toMatchObject({ status: 200 });
  });

  it("leaves references within one request to the service", async () => {
    const { client, users, groups, sent } = setUp({}, obedient);
    await client.bulk([
      groups.toCreate({ displayName: "Hosts", members: [{ value: "bulkId:ada" }] }),
      users.toCreate({ userName: "ada@example.com" }, "ada"),
    ]);
    expect(sent).toHaveLength(2);
    expect(JSON.stringify(sent[1]?.body)).toContain('"bulkId:ada"');
  });

  it("gives each operation its own error, and stops after failOnErrors failures", async () => {
    const failing: Step = (sent) =>
      json({
        Operations: operationsOf(sent).map(({ method, bulkId }) => ({
          method,
          bulkId,
          status: "409",
          response: { status: "409", scimType: "uniqueness", detail: "taken" },
        })),
      });
    const { client, users, sent } = setUp({ maxOperations: 2 }, failing);
    const operations = ["a", "b", "c"].map((userName) => users.toCreate({ userName }));
    const results = await client.bulk(operations, { failOnErrors: 2 });
    expect(results.map(({ status }) => status)).toEqual([409, 409, 0]);
    expect(results[0]?.error).toMatchObject({
      code: "conflict",
      scimType: "uniqueness",
      detail: "taken",
      method: "POST",
      requestPath: "/Users",
      mayHaveTakenEffect: false,
    });
    expect(sent[1]?.body).toMatchObject({ failOnErrors: 2 });
  });

  it.each([
    ["409", false],
    ["503", false],
    ["500", true],
    ["504", true],
  ])("an operation that failed with %s may have taken effect: %s", async (status, mayHaveTakenEffect) => {
    const failing: Step = (sent) =>
      json({ Operations: operationsOf(sent).map(({ method, bulkId }) => ({ method, bulkId, status })) });
    const { client, users } = setUp({}, failing);
    const [result] = await client.bulk([users.toCreate({ userName: "a" })]);
    expect(result).toMatchObject({ status: Number(status), error: { mayHaveTakenEffect } });
  });

  it("matches the responses of a service that does not repeat bulkIds", async () => {
    const { client, users } = setUp({}, () =>
      json({
        Operations: [
          { method: "DELETE", location: "https://x.example/Users/2", status: "204" },
          { method: "DELETE", location: "https://x.example/Users/1", status: { code: "404" } },
        ],
      }),
    );
    const results = await client.bulk([users.toDelete("1"), users.toDelete("2")]);
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ["1", 404],
      ["2", 204],
    ]);
  });

  it("rejects a bulkId that is given twice before anything is sent", async () => {
    const { client, users, sent } = setUp({});
    const operations = ["ada", "bob"].map((userName) => users.toCreate({ userName }, "a"));
    await expect(client.bulk(operations)).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(1);
  });

  it("rejects an operation that is too large before anything is sent", async () => {
    const { client, users, sent } = setUp({ maxPayloadSize: 200 });
    await expect(client.bulk([users.toCreate({ userName: "a@example.com" })])).rejects.toMatchObject({ status: 413 });
    expect(sent).toHaveLength(1);
  });

  it("rejects a reference to nothing, and a cycle that does not fit into one request", async () => {
    const { client, groups } = setUp({ maxOperations: 1 });
    const group = (name: string, other: string) =>
      groups.toCreate({ displayName: name, members: [{ value: `bulkId:${other}` }] }, name);
    await expect(client.bulk([group("a", "nobody")])).rejects.toThrow(TypeError);
    await expect(client.bulk([group("a", "b"), group("b", "a")])).rejects.toMatchObject({ status: 413 });
  });

  it("is rejected for a service without bulk requests, and for an endpoint that it does not have", async () => {
    const { fetch, sent } = scripted();
    const client = new ScimClient({ baseUrl: "https://x.example", token: "t", fetch, profile: proxyclickProfile() });
    await expect(client.bulk([{ method: "DELETE", path: "/Users/1" }])).rejects.toMatchObject({ status: 501 });
    await expect(client.bulk([{ method: "DELETE", path: "/Groups/1" }])).rejects.toMatchObject({
      code: "groups_unsupported",
    });
    expect(sent).toHaveLength(0);
  });

  it("is not sent again when it gets no response", async () => {
    const { client, users, sent } = setUp({}, new Response(null, { status: 502 }));
    await expect(client.bulk([users.toDelete("1")])).rejects.toMatchObject({ status: 502 });
    expect(sent).toHaveLength(2);
  });
});
