/** Rules of errors, throttling, batches and the journal. */
import { expect } from "vitest";
import { createGraphEmulator, createTestClock, scriptedFaults } from "../../../../src/testing/index.ts";
import { call, failure, items, objectOf } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const BATCH = "Microsoft Graph: Combine multiple HTTP requests using JSON batching";
const THROTTLING = "Microsoft Graph: service-specific throttling limits, Identity and access";

/** Rules of errors, throttling, batches and the journal. */
export const SERVICE_RULES: readonly GraphRule[] = [
  {
    rule: "an error has a code, a message, and the ids of the request; its date has no zone",
    source: "Microsoft Graph: error responses and resource types, Error resource type",
    check: async () => {
      const headers = { "client-request-id": "11111111-1111-4111-8111-111111111111" };
      const { body, headers: answered } = await call(createGraphEmulator(), "/users/none", { headers });
      const { innerError } = objectOf(body["error"]);
      expect(objectOf(innerError)).toMatchObject({
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
        "request-id": answered.get("request-id"),
        ...headers,
      });
    },
  },
  {
    rule: "unknown paths, versions, methods and query options are refused",
    source: "Microsoft Graph: Use the Microsoft Graph API, OData query options",
    check: async () => {
      const graph = createGraphEmulator();
      expect(failure(await call(graph, "/nothing"))).toBe("400 BadRequest");
      expect((await call(graph, `${graph.root}/v2.0/users`)).status).toBe(400);
      expect((await call(graph, "/users/delta", { method: "DELETE" })).status).toBe(405);
      for (const option of ["$unknown=1", "$select=id&$select=mail", "$select=", "$top=0", "$top=x", "$skip=1"])
        expect(failure(await call(graph, `/users?${option}`)), option).toBe("400 BadRequest");
    },
  },
  {
    rule: "requests to another host than those of Graph and sign-in do not arrive",
    source: "Microsoft Graph: National cloud deployments; RFC 6750 §5.3: tokens are for one service",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      await expect(call(graph, "https://graph.example/v1.0/users")).rejects.toThrow("fetch failed");
      expect(graph.journal.entries()).toEqual([]);
    },
  },
  {
    rule: "a body needs the content type of JSON, and to be JSON",
    source: "Microsoft Graph: Use the Microsoft Graph API, Headers and body",
    check: async () => {
      const graph = createGraphEmulator();
      const path = `/servicePrincipals/${graph.servicePrincipalId}/appRoleAssignedTo`;
      const post = { method: "POST", body: {}, headers: { "content-type": "text/plain" } };
      expect((await call(graph, path, post)).status).toBe(415);
      const response = await graph.fetch(`${graph.root}/v1.0${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${graph.issueToken()}`, "content-type": "application/json" },
        body: "{",
      });
      expect(response.status).toBe(400);
    },
  },
  {
    rule: "requests cost resource units; $select and $top below 20 save one, $expand costs one more",
    source: `${THROTTLING}: request costs and factors`,
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const cost = async (path: string): Promise<string | null> =>
        (await call(graph, path)).headers.get("x-ms-resource-unit");
      const group = graph.groups.create({ displayName: "Hosts" });
      expect(await cost("/users")).toBe("2");
      expect(await cost("/users?$select=id")).toBe("1");
      expect(await cost("/users?$expand=manager")).toBe("3");
      expect(await cost(`/groups/${group}/members`)).toBe("3");
      expect(await cost(`/groups/${group}/members?$top=5&$select=id`)).toBe("1");
      expect(await cost(`/servicePrincipals/${graph.servicePrincipalId}/appRoleAssignedTo`)).toBe("2");
    },
  },
  {
    rule: "an empty bucket answers 429 with or without Retry-After, or with one that is too small, and fills with time",
    source: `${THROTTLING}; Microsoft Graph throttling guidance`,
    check: async () => {
      const clock = createTestClock();
      const graph = createGraphEmulator({ users: 1, now: clock.now, throttle: { units: 10, seconds: 10 } });
      for (let count = 0; count < 4; count += 1) expect((await call(graph, "/users")).status).toBe(200);
      const nearly = await call(graph, "/users");
      expect([nearly.status, nearly.headers.get("x-ms-throttle-limit-percentage")]).toEqual([200, "1.00"]);
      const refused = await call(graph, "/users");
      expect(failure(refused)).toBe("429 TooManyRequests");
      expect(refused.headers.get("retry-after")).toBe("2");
      expect(refused.headers.get("x-ms-throttle-scope")).toMatch(/^Tenant_Application\/ReadWrite\//);
      graph.throttle = { units: 10, seconds: 10, retryAfter: false };
      expect((await call(graph, "/users")).headers.get("retry-after")).toBeNull();
      graph.throttle = { units: 10, seconds: 10, retryAfter: 1 };
      expect((await call(graph, "/users")).headers.get("retry-after")).toBe("1");
      clock.advance(2_000);
      expect((await call(graph, "/users")).status).toBe(200);
    },
  },
  {
    rule: "a batch has at most 20 requests, each with its own status; the answers have no order",
    source: `${BATCH}, Batch size limitations; Response format`,
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const [id = ""] = [...graph.users.ids()];
      const get = (number: number, url: string) => ({ id: String(number), method: "GET", url });
      const batch = (requests: readonly unknown[]) => call(graph, "/$batch", { method: "POST", body: { requests } });
      const answer = await batch([get(1, `/users/${id}?$select=id`), get(2, "/users/none")]);
      expect(answer.status).toBe(200);
      const responses = answer.body["responses"];
      expect(responses).toMatchObject([
        { id: "2", status: 404 },
        { id: "1", status: 200, body: { id } },
      ]);
      const many = Array.from({ length: 21 }, (_, number) => get(number, "/users"));
      expect((await batch(many)).status).toBe(400);
      expect((await batch([get(1, "/users"), get(1, "/users")])).status).toBe(400);
      expect((await batch([get(1, `${graph.root}/v1.0/users`)])).status).toBe(400);
      expect((await batch([{ id: "1", method: "POST", url: "/$batch" }])).status).toBe(400);
    },
  },
  {
    rule: "a request in a batch that depends on a failed one fails with 424",
    source: `${BATCH}, Sequencing requests with the dependsOn property`,
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const requests = [
        { id: "b", method: "GET", url: "/users", dependsOn: ["a"] },
        { id: "a", method: "GET", url: "/users/none" },
      ];
      const { body } = await call(graph, "/$batch", { method: "POST", body: { requests } });
      expect(body["responses"]).toMatchObject([
        { id: "b", status: 424 },
        { id: "a", status: 404 },
      ]);
    },
  },
  {
    rule: "the requests of a batch are throttled one by one, and carry their own headers",
    source: `${BATCH}; Microsoft Graph throttling guidance, Throttling and batching`,
    check: async () => {
      const clock = createTestClock();
      const graph = createGraphEmulator({ users: 3, now: clock.now, throttle: { units: 2, seconds: 10 } });
      const url = "/users?$select=id&$count=true&$filter=displayName ne 'User 0'";
      const request = { method: "GET", url, headers: { ConsistencyLevel: "eventual" } };
      const requests = ["1", "2", "3"].map((id) => ({ id, ...request }));
      const { body } = await call(graph, "/$batch", { method: "POST", body: { requests } });
      const statuses = Array.isArray(body["responses"])
        ? body["responses"].map((each) => objectOf(each)["status"])
        : [];
      expect(statuses.toSorted()).toEqual([200, 200, 429]);
    },
  },
  {
    rule: "an answer can be lost before and after the request takes effect",
    source: "Microsoft Graph: Best practices for working with Microsoft Graph, Handling expected errors",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const [principalId = ""] = [...graph.users.ids()];
      const resourceId = graph.servicePrincipalId;
      const [appRoleId = ""] = graph.assignments.setRoles([{ displayName: "User" }]);
      const post = () =>
        call(graph, `/servicePrincipals/${resourceId}/appRoleAssignedTo`, {
          method: "POST",
          body: { principalId, resourceId, appRoleId },
        });
      graph.faults = scriptedFaults({ kind: "reset", when: "before" }, { kind: "reset", when: "after" });
      await expect(post()).rejects.toThrow("fetch failed");
      expect(graph.assignments.list()).toEqual([]);
      await expect(post()).rejects.toThrow("fetch failed");
      expect(graph.assignments.list()).toHaveLength(1);
      expect(failure(await post())).toBe("400 Request_BadRequest");
    },
  },
  {
    rule: "an injected error has the form of Graph",
    source: "Microsoft Graph: error responses and resource types",
    check: async () => {
      const faults = scriptedFaults({ kind: "status", status: 429, retryAfter: 7 }, { kind: "expired_token" });
      const graph = createGraphEmulator({ users: 1, faults });
      const throttled = await call(graph, "/users");
      expect([failure(throttled), throttled.headers.get("retry-after")]).toEqual(["429 TooManyRequests", "7"]);
      expect(failure(await call(graph, "/users"))).toBe("401 InvalidAuthenticationToken");
      expect(items(await call(graph, "/users"))).toHaveLength(1);
    },
  },
  {
    rule: "the journal has method, path, query and status, and no token or secret",
    source: "RFC 6750 §5.3: protect bearer tokens",
    check: async () => {
      const graph = createGraphEmulator({ users: 1 });
      const form = new URLSearchParams({ client_secret: graph.clientSecret });
      await graph.fetch(`${graph.authority}/${graph.tenantId}/oauth2/v2.0/token`, { method: "POST", body: form });
      const token = graph.issueToken();
      await call(graph, "/users?$select=id", { token });
      const body = {
        value: [
          { key: "SecretToken", value: "s3cret" },
          { key: "BaseAddress", value: "https://x.test" },
        ],
      };
      await call(graph, "/nothing", { method: "PUT", token, body });
      const entries = graph.journal.entries();
      expect(entries.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
        `POST /${graph.tenantId}/oauth2/v2.0/token 400`,
        "GET /users 200",
        "PUT /nothing 400",
      ]);
      expect(entries[1]?.query).toEqual({ $select: "id" });
      const written = JSON.stringify(entries);
      for (const secret of [token, graph.clientSecret, "s3cret"]) expect(written).not.toContain(secret);
      expect(written).toContain("https://x.test");
    },
  },
];
