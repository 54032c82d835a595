/** Requests, retries, timeouts and errors of the transport. */
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../../src/client/index.ts";
import { isScimRequestError, type ScimRequestError } from "../../../src/errors.ts";
import { UserType } from "../../../src/models/index.ts";
import { ERROR_MESSAGE } from "../../../src/urns.ts";
import { withFakeTimers } from "../../support/fake-timers.ts";
import { json, list, NO_WAIT, networkError, type Step, scripted, user } from "../scripted-fetch.ts";

const TOKEN = "s3cret-t0ken-value";
const BASE = "https://scim.example.com/scim/v1";

function setUp(steps: readonly Step[], options: Partial<ScimClientOptions> = {}) {
  const script = scripted(...steps);
  const client = new ScimClient({ baseUrl: BASE, token: TOKEN, fetch: script.fetch, retry: NO_WAIT, ...options });
  return { client, users: client.resources(UserType), sent: script.sent };
}

async function failureOf(promise: Promise<unknown>): Promise<ScimRequestError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isScimRequestError(error)) throw new Error("expected a ScimRequestError", { cause: error });
  return error;
}

function html(status: number): Response {
  return new Response("<html>hello</html>", { status, headers: { "content-type": "text/html" } });
}

function scimError(status: number, more: object = {}): Response {
  return json({ schemas: [ERROR_MESSAGE], status: String(status), ...more }, status);
}

describe("a request", () => {
  it("has the token, accepts SCIM, and has a content type only with a body", async () => {
    const { users, sent } = setUp([json(user("1")), json(user("1"))]);
    await users.get("1");
    await users.patch("1", [{ op: "replace", path: "title", value: "x" }]);
    expect(sent.map(({ method, url }) => `${method} ${url.href}`)).toEqual([
      `GET ${BASE}/Users/1`,
      `PATCH ${BASE}/Users/1`,
    ]);
    expect(sent[0]?.headers.get("authorization")).toBe(`Bearer ${TOKEN}`);
    expect(sent[0]?.headers.get("accept")).toContain("application/scim+json");
    expect(sent[0]?.headers.get("content-type")).toBeNull();
    expect(sent[1]?.headers.get("content-type")).toBe("application/scim+json");
  });

  it("calls the token function for each attempt, so that a new token is used at once", async () => {
    let number = 0;
    const token = vi.fn(async () => `token-${++number}`);
    const { users, sent } = setUp([json({}, 503), json(user("1"))], { token });
    await users.get("1");
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("that is answered 401 is sent once more with the next token of the function, but not with a fixed one", async () => {
    let number = 0;
    const token = () => `token-${++number}`;
    const renewed = setUp([scimError(401), json(user("1"))], { token });
    await expect(renewed.users.get("1")).resolves.toMatchObject({ id: "1" });
    expect(renewed.sent.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
    const refused = setUp([scimError(401), scimError(401)], { token });
    await expect(refused.users.get("1")).rejects.toMatchObject({ code: "unauthorized", attempts: 2 });
    const fixed = setUp([scimError(401)]);
    await expect(fixed.users.get("1")).rejects.toMatchObject({ code: "unauthorized", attempts: 1 });
  });

  it("has further headers, but none that would replace the token", async () => {
    const { users, sent } = setUp([json(user("1"))], { headers: { "X-Tenant": "7" } });
    await users.get("1");
    expect(sent[0]?.headers.get("x-tenant")).toBe("7");
    expect(() => setUp([], { headers: { Authorization: "Basic x" } })).toThrow(/made from the token/);
  });

  it("is not sent when the token function fails", async () => {
    const token = () => Promise.reject(new Error("vault closed"));
    const { users, sent } = setUp([], { token });
    await expect(users.get("1")).rejects.toMatchObject({ code: "unauthorized", attempts: 0 });
    expect(sent).toHaveLength(0);
  });

  it.each(["", " ", "two words", "line\nbreak", "tökén"])(
    "with the token %j is rejected when the client is made",
    (token) => {
      expect(() => setUp([], { token })).toThrow(
        new TypeError("Invalid token: expected a string of visible ASCII characters without spaces or line breaks"),
      );
    },
  );

  it("never follows a redirect", async () => {
    const { users, sent } = setUp([new Response(null, { status: 302, headers: { location: "https://evil.example" } })]);
    await expect(users.get("1")).rejects.toMatchObject({ code: "not_scim", status: 302 });
    expect(sent).toHaveLength(1);
  });
});

describe("an error of the service", () => {
  it.each([
    ["401", scimError(401), { code: "unauthorized", status: 401 }],
    ["403", scimError(403), { code: "forbidden", status: 403 }],
    ["401 with a web page", html(401), { code: "unauthorized", status: 401 }],
    ["400", scimError(400, { scimType: "invalidValue" }), { code: "invalid", status: 400, scimType: "invalidValue" }],
    ["404", scimError(404), { code: "not_found", status: 404 }],
    ["404 without a body", new Response(null, { status: 404 }), { code: "not_found", status: 404 }],
    ["404 with a web page", html(404), { code: "not_scim", status: 404 }],
    ["409", scimError(409, { scimType: "uniqueness" }), { code: "conflict", status: 409, scimType: "uniqueness" }],
    ["412", scimError(412), { code: "refused", status: 412 }],
    ["500 with a web page", html(500), { code: "refused", status: 500 }],
    ["400 with an invented scimType", scimError(400, { scimType: "magic" }), { code: "invalid", scimType: undefined }],
    ["200 with a web page", html(200), { code: "not_scim", status: 200 }],
    ["200 without a body", new Response(null), { code: "not_scim" }],
    ["200 with an array", json([]), { code: "not_scim" }],
    ["200 without an id", json({ userName: "x" }), { code: "not_scim" }],
    ["200 without a required attribute", json({ id: "1" }), { code: "not_scim" }],
  ])("%s has a stable code", async (_name, response, expected) => {
    const { users } = setUp([response]);
    const call = { method: "GET", requestPath: "/Users/1", attempts: 1 };
    await expect(users.get("1")).rejects.toMatchObject({ ...call, ...expected });
  });

  it("has the service's own words as its detail, and the request in its message", async () => {
    const { users } = setUp([scimError(409, { detail: "ada is taken", scimType: "uniqueness" })]);
    const { message, detail } = await failureOf(users.get("1"));
    expect(detail).toBe("ada is taken");
    expect(message).toBe("GET /Users/1: the service answered 409 uniqueness: ada is taken");
  });

  it("has a detail without the request when the service says nothing", async () => {
    const { users } = setUp([new Response(null, { status: 404 })]);
    expect((await failureOf(users.get("1"))).detail).toBe("the service answered 404");
  });

  it("repeats the detail of the service on one line of bounded length", async () => {
    const { users } = setUp([scimError(400, { detail: `bad\r\nfake log line ${"x".repeat(5_000)}` })]);
    const { message } = await failureOf(users.get("1"));
    expect(message).toContain("bad fake log line");
    expect(message).not.toMatch(/[\r\n]/);
    expect(message.length).toBeLessThan(1_200);
  });
});

describe("a retry", () => {
  it.each([
    ["408", json({}, 408)],
    ["429", json({}, 429)],
    ["502", html(502)],
    ["503", json({}, 503)],
    ["504", html(504)],
    ["a reset connection", networkError("ECONNRESET")],
    ["an unknown failure of fetch", new Error("something")],
    ["JSON that is cut short", new Response('{"id":', { headers: { "content-type": "application/scim+json" } })],
  ])("follows %s", async (_name, step) => {
    const { users, sent } = setUp([step, json(user("1"))]);
    await expect(users.get("1")).resolves.toMatchObject({ id: "1" });
    expect(sent).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 409, 412, 413, 500, 501])("does not follow %i", async (status) => {
    const { users, sent } = setUp([json({}, status)]);
    await failureOf(users.get("1"));
    expect(sent).toHaveLength(1);
  });

  it.each(["PATCH", "PUT", "DELETE"])("works for %s too", async (method) => {
    const { users, sent } = setUp([networkError("ECONNRESET"), json({}, 429), json(user("1"))]);
    if (method === "PATCH") await users.patch("1", [{ op: "replace", path: "active", value: false }]);
    if (method === "PUT") await users.replace("1", { userName: "a@example.com" });
    if (method === "DELETE") await users.delete("1");
    expect(sent.map((request) => request.method)).toEqual([method, method, method]);
    expect(sent[2]?.body).toEqual(sent[0]?.body);
  });

  it("adds to the history of the error", async () => {
    const { users } = setUp([json({}, 503), networkError("ECONNRESET"), scimError(404)]);
    const { history } = await failureOf(users.get("1"));
    expect(history).toEqual([
      { status: 503, duration: expect.any(Number) },
      { status: 0, problem: "the connection was reset (ECONNRESET)", duration: expect.any(Number) },
      { status: 404, duration: expect.any(Number) },
    ]);
  });

  it.each([
    ["500 with Retry-After, as some services report a rate limit", json({}, 500, { "retry-after": "0" })],
    ["429 with RateLimit-Reset", json({}, 429, { "ratelimit-remaining": "0", "ratelimit-reset": "0" })],
    ["429 with RateLimit", json({}, 429, { ratelimit: '"default";r=0;t=0' })],
    ["429 with a date that has passed", json({}, 429, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" })],
  ])("follows %s", async (_name, step) => {
    const { users, sent } = setUp([step, json(user("1"))]);
    await expect(users.get("1")).resolves.toMatchObject({ id: "1" });
    expect(sent).toHaveLength(2);
  });

  it("ends after the limit, with the number of attempts", async () => {
    const { users, sent } = setUp(new Array(5).fill(networkError("ECONNREFUSED")));
    const error = await failureOf(users.get("1"));
    expect(error).toMatchObject({ code: "unreachable", status: 0, attempts: 5 });
    expect(error.message).toContain("refused (ECONNREFUSED)");
    expect(sent).toHaveLength(5);
  });

  it("does not follow a rejected certificate", async () => {
    const { users, sent } = setUp([networkError("DEPTH_ZERO_SELF_SIGNED_CERT")]);
    const error = await failureOf(users.get("1"));
    expect(error.code).toBe("unreachable");
    expect(error.message).toContain("certificate");
    expect(sent).toHaveLength(1);
  });

  it("waits as long as the service asks, up to a cap, otherwise a random part of a doubling time", async () => {
    const times: number[] = [];
    const timed =
      (response: Response): Step =>
      () => {
        times.push(performance.now());
        return response;
      };
    const responses = [json({}, 429, { "retry-after": "9000" }), html(502), html(502), json(user("1"))];
    const { users } = setUp(responses.map(timed), {
      timeout: false,
      totalTimeout: false,
      retry: { delay: 8, maxDelay: 12, maxRetryAfter: 3, random: () => 0.5 },
    });
    await withFakeTimers(() => users.get("1"));
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(waits).toEqual([3, 6, 6]);
  });

  it.each([404, 410])("counts a DELETE as done that gets %i", async (status) => {
    const { users } = setUp([networkError("ECONNRESET"), scimError(status), scimError(status)]);
    await expect(users.delete("1")).resolves.toBeUndefined();
    await expect(users.delete("1")).rejects.toMatchObject({ code: "not_found", status });
  });

  it("does not count a DELETE as done that gets a gateway's page with status 404", async () => {
    const { users } = setUp([networkError("ECONNRESET"), html(404)]);
    await expect(users.delete("1")).rejects.toMatchObject({ code: "not_scim", status: 404, mayHaveTakenEffect: true });
  });
});

describe("timeouts and aborts", () => {
  const silence = (): Promise<Response> => new Promise(() => {});

  it("an attempt without a response is given up in time and retried", async () => {
    const { users, sent } = setUp([silence, json(user("1"))], { timeout: 25 });
    await expect(withFakeTimers(() => users.get("1"))).resolves.toMatchObject({ id: "1" });
    expect(sent).toHaveLength(2);
  });

  it("a call is given up with code timeout", async () => {
    const { users } = setUp([silence, silence], { timeout: 25, retry: { ...NO_WAIT, limit: 1 } });
    await expect(withFakeTimers(() => users.get("1"))).rejects.toMatchObject({
      code: "timeout",
      status: 0,
      attempts: 2,
    });
  });

  it("a call whose signal has ended rejects with the reason of the signal and sends nothing", async () => {
    const { users, sent } = setUp([]);
    const reason = new Error("enough");
    await expect(users.get("1", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(sent).toHaveLength(0);
  });

  it("a signal ends a call in flight and its retries", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { users, sent } = setUp([
      () => {
        controller.abort(reason);
        throw networkError("ECONNRESET");
      },
    ]);
    await expect(users.get("1", { signal: controller.signal })).rejects.toBe(reason);
    expect(sent).toHaveLength(1);
  });
});

describe("the token", () => {
  const failures: readonly (readonly [string, Step])[] = [
    ["a refusal that echoes it", scimError(400, { detail: `bad header: Bearer ${TOKEN}` })],
    ["a network error that echoes it", new TypeError(`fetch failed for Bearer ${TOKEN}`)],
    ["an unauthorized answer", scimError(401, { detail: TOKEN })],
    ["a web page", html(200)],
  ];

  it.each(failures)("is in no error: %s", async (_name, step) => {
    const { users } = setUp([step], { retry: { limit: 0 } });
    const error = await failureOf(users.get("1"));
    const shown = [error.message, error.stack, inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error)];
    for (const text of shown) expect(text).not.toContain(TOKEN);
  });

  it("is not shown by inspecting a client", () => {
    const { client, users } = setUp([]);
    for (const value of [client, users]) {
      expect(inspect(value, { depth: 10, showHidden: true })).not.toContain(TOKEN);
      expect(JSON.stringify(value)).not.toContain(TOKEN);
    }
  });

  it("is not logged", async () => {
    const debug = vi.fn();
    const { users } = setUp([networkError("ECONNRESET"), json(user("1"))], { logger: { debug } });
    await users.get("1");
    expect(debug).toHaveBeenCalledTimes(2);
    expect(JSON.stringify(debug.mock.calls)).not.toContain(TOKEN);
  });
});

describe("Test Connection", () => {
  it("queries a random user and expects an empty list", async () => {
    const { client, sent } = setUp([list([])]);
    await client.testConnection();
    expect(sent[0]?.url.searchParams.get("filter")).toMatch(/^userName eq "[0-9a-f-]{36}"$/);
  });

  it.each([
    ["a wrong token", scimError(401), "unauthorized", /Secret Token/],
    ["a token without rights", scimError(403), "forbidden", /Admin permissions/],
    ["a web page", html(200), "not_scim", /Tenant URL/],
    ["another JSON", json({ ok: true }), "not_scim", /Tenant URL/],
    ["a service that ignores filters", list([user("1")]), "not_scim", /ignores filters/],
    ["a wrong path", scimError(404), "not_found", /Tenant URL/],
    ["an unreachable host", networkError("ENOTFOUND"), "unreachable", /host name is unknown.*Tenant URL/],
    ["an unknown certificate", networkError("CERT_HAS_EXPIRED"), "unreachable", /certificate/],
  ])("says what to do about %s", async (_name, step, code, message) => {
    const { client } = setUp([step], { retry: { limit: 0 } });
    const error = await failureOf(client.testConnection());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});
