/** The client of Microsoft Graph over real sockets: tokens, retries, pages, errors. */
import { describe, expect, it } from "vitest";
import { GraphClient, type GraphOptions, type GraphPage, isGraphRequestError } from "../../src/entra/index.ts";
import { type Answer, type ReceivedRequest, serve } from "./graph-server.ts";

const RETRY = { delay: 1, maxRetryAfter: 2, random: () => 0 };

type Reply = (request: ReceivedRequest, number: number) => Answer;

async function clientOf(reply: Reply, options: Partial<GraphOptions> = {}) {
  const server = await serve(reply);
  const client = new GraphClient({
    credential: async () => "t0ken-of-graph",
    graph: server.url,
    retry: RETRY,
    ...options,
  });
  return { client, server };
}

async function pagesOf(pages: AsyncIterable<GraphPage>): Promise<readonly GraphPage[]> {
  const read: GraphPage[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

async function errorOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isGraphRequestError(error)) throw new Error("expected a GraphRequestError", { cause: error });
  return error;
}

const busy: Answer = { status: 429, headers: { "retry-after": "1" }, json: { error: { code: "TooManyRequests" } } };
const cutConnection: Answer = (response) => response.destroy();

describe("a request to Microsoft Graph", () => {
  it("goes below v1.0 with the token and readable query options", async () => {
    const { client, server } = await clientOf(() => ({ json: { id: "u1" } }));
    const query = { $select: "id,displayName", $filter: "id eq 'a+b'" };
    expect(await client.get("/users/u1", { query, headers: { ConsistencyLevel: "eventual" } })).toEqual({ id: "u1" });
    expect(server.received[0]?.url).toBe("/v1.0/users/u1?$select=id%2CdisplayName&$filter=id%20eq%20%27a%2Bb%27");
    expect(server.received[0]?.headers).toMatchObject({
      authorization: "Bearer t0ken-of-graph",
      consistencylevel: "eventual",
    });
  });

  it.each([
    ["users", "/users without a slash"],
    ["/../beta/users", "a path out of the version"],
    ["/users/a b", "a space"],
    ["/users/a#b", "a fragment"],
  ])("%s is refused: %s", async (path) => {
    const { client, server } = await clientOf(() => ({ json: {} }));
    await expect(client.get(path)).rejects.toThrow(TypeError);
    expect(server.received).toEqual([]);
  });

  it.each(["http://graph.example", "ftp://graph.example", "https://user:secret@graph.example", "graph"])(
    "never goes to %s",
    (graph) => {
      expect(() => new GraphClient({ credential: async () => "t", graph })).toThrow(/^Invalid Graph URL/);
      expect(() => new GraphClient({ credential: async () => "t", graph })).not.toThrow("secret");
    },
  );

  it("sends JSON, and returns undefined for 204", async () => {
    const { client, server } = await clientOf(({ method }) =>
      method === "POST" ? { json: { id: 1 } } : { status: 204 },
    );
    expect(await client.post("/a", { x: "é" })).toEqual({ id: 1 });
    expect(await client.put("/a", [])).toBeUndefined();
    expect(await client.patch("/a", {})).toBeUndefined();
    expect(await client.delete("/a")).toBeUndefined();
    expect(server.received.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'POST {"x":"é"}',
      "PUT []",
      "PATCH {}",
      "DELETE ",
    ]);
    expect(server.received[0]?.headers["content-type"]).toBe("application/json");
  });

  it("rejects with the reason of its signal, also while it waits", async () => {
    const controller = new AbortController();
    const { client } = await clientOf(
      () => {
        controller.abort(new Error("enough"));
        return busy;
      },
      { retry: { delay: 60_000 } },
    );
    await expect(client.get("/users", { signal: controller.signal })).rejects.toThrow("enough");
    await expect(client.get("/users", { signal: controller.signal })).rejects.toThrow("enough");
  });

  it("is given up after its timeout, even in the middle of a body", async () => {
    const { client } = await clientOf(() => (response) => void response.writeHead(200).write("{"), {
      retry: { limit: 0 },
    });
    const error = await errorOf(client.get("/users", { timeout: 50 }));
    expect([error.code, error.message]).toEqual(["timeout", "GET /users: no response within 50 ms"]);
  });

  it("does not follow a redirect", async () => {
    const { client, server } = await clientOf(() => ({ status: 302, headers: { location: "/v1.0/other" } }));
    expect((await errorOf(client.get("/users"))).code).toBe("invalid_response");
    expect(server.received).toHaveLength(1);
  });

  it("logs each attempt without query and token", async () => {
    const lines: unknown[] = [];
    const logger = { debug: (fields: object, message: string) => lines.push([fields, message]) };
    const { client } = await clientOf((_request, number) => (number === 1 ? busy : { json: {} }), { logger });
    await client.get("/users", { query: { $filter: "secret" } });
    expect(lines).toMatchObject([
      [{ method: "GET", path: "/users", status: 429 }, "Graph: GET /users: 429"],
      [{ status: 200 }, "Graph: GET /users: 200"],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/secret|t0ken-of-graph/);
  });
});

describe("a failed attempt", () => {
  const unavailable: Answer = { status: 503, json: { error: { code: "serviceNotAvailable" } } };
  const table: readonly [string, Answer][] = [
    ["429", busy],
    ["503", unavailable],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "1" } }],
    ["504", { status: 504 }],
    ["a connection that breaks", cutConnection],
    ["JSON that is cut short", (response) => void response.setHeader("content-type", "application/json").end('{"a')],
  ];

  it.each(table)("%s is repeated for GET, PUT, PATCH and DELETE", async (_what, failure) => {
    const { client, server } = await clientOf((_request, number) => (number % 2 === 1 ? failure : { json: {} }));
    await client.get("/a");
    await client.put("/a", {});
    await client.patch("/a", {});
    await client.delete("/a");
    expect(server.received.map(({ method }) => method)).toEqual(
      ["GET", "PUT", "PATCH", "DELETE"].flatMap((method) => [method, method]),
    );
  });

  it.each(table)("%s is repeated for a POST only when it was not executed, or is repeatable", async (what, failure) => {
    const { client } = await clientOf((_request, number) => (number === 1 ? failure : { json: {} }));
    const wasNotExecuted = what === "429" || what === "503 with Retry-After";
    if (wasNotExecuted) await expect(client.post("/a", {})).resolves.toEqual({});
    else expect((await errorOf(client.post("/a", {}))).mayHaveTakenEffect).toBe(true);

    const { client: other } = await clientOf((_request, number) => (number === 1 ? failure : { json: {} }));
    await expect(other.post("/a", {}, { repeatable: true })).resolves.toEqual({});
  });

  it.each([400, 403, 404, 409, 501])("status %i is not repeated", async (status) => {
    const { client, server } = await clientOf(() => ({ status, json: { error: { code: "x", message: "y" } } }));
    expect((await errorOf(client.get("/a"))).mayHaveTakenEffect).toBe(false);
    expect(server.received).toHaveLength(1);
  });

  it("500 is repeated for reads only", async () => {
    const { client, server } = await clientOf((_request, number) => (number === 2 ? { json: {} } : { status: 500 }));
    await client.get("/a");
    expect((await errorOf(client.put("/a", {}))).code).toBe("server_error");
    expect(server.received).toHaveLength(3);
  });

  it("is repeated as often as the limit says", async () => {
    const { client, server } = await clientOf(() => busy, { retry: { ...RETRY, limit: 2 } });
    const error = await errorOf(client.get("/a"));
    expect([error.code, error.status, error.graphCode]).toEqual(["throttled", 429, "TooManyRequests"]);
    expect(server.received).toHaveLength(3);
  });

  it("with 429 holds all calls of the client back", async () => {
    const arrivals: number[] = [];
    const answered = Promise.withResolvers<void>();
    const { client } = await clientOf(
      (_request, number) => {
        arrivals.push(performance.now());
        return number === 1 ? busy : { json: {} };
      },
      { retry: { ...RETRY, maxRetryAfter: 60 }, logger: { debug: () => answered.resolve() } },
    );
    const first = client.get("/a");
    await answered.promise;
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, client.get("/b")]);
    const [refused = 0, ...later] = arrivals;
    expect(later).toHaveLength(2);
    for (const time of later) expect(time - refused).toBeGreaterThan(50);
  });

  it("of a DELETE may have deleted the object: a later 404 is a success", async () => {
    const gone: Answer = { status: 404, json: { error: { code: "Request_ResourceNotFound" } } };
    const { client } = await clientOf((_request, number) => (number === 1 ? cutConnection : gone));
    await expect(client.delete("/a")).resolves.toBeDefined();
    expect((await errorOf(client.delete("/a"))).code).toBe("not_found");
  });
});

describe("a token of Microsoft Graph", () => {
  const denied: Answer = { status: 401, json: { error: { code: "InvalidAuthenticationToken", message: "expired" } } };

  it("is requested once for concurrent calls, kept, and renewed once after a 401", async () => {
    let issued = 0;
    const credential = {
      getToken: async (scopes: string | string[]) => {
        expect(scopes).toBe(`${server.url}/.default`);
        issued += 1;
        return { token: `token-${issued}`, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
    const server = await serve(({ headers }) => (headers.authorization === "Bearer token-2" ? { json: {} } : denied));
    const client = new GraphClient({ credential, graph: server.url, retry: RETRY });
    await Promise.all([client.get("/a"), client.get("/b"), client.post("/c", {})]);
    await client.get("/a");
    expect(issued).toBe(2);
    expect(server.received).toHaveLength(7);
  });

  it("that is rejected twice fails the call with advice", async () => {
    const { client, server } = await clientOf(() => denied);
    const error = await errorOf(client.get("/a", { feature: "read_synchronization" }));
    expect(error.code).toBe("unauthorized");
    expect(error.message).toMatch(/InvalidAuthenticationToken: expired\. Check .* cloud.*Synchronization\.Read\.All/);
    expect(server.received).toHaveLength(2);
  });

  it("gets the claims of a challenge once (continuous access evaluation)", async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const requests: unknown[] = [];
    const credential = {
      getToken: async (_scopes: string | string[], options: { claims?: string; enableCae?: boolean } = {}) => {
        requests.push([options.claims, options.enableCae]);
        return { token: `t${requests.length}`, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${btoa(claims)}"`;
    const { client } = await clientOf(
      ({ headers }) =>
        headers.authorization === "Bearer t1"
          ? { status: 401, headers: { "www-authenticate": challenge }, json: {} }
          : { json: {} },
      { credential },
    );
    await client.get("/a");
    expect(requests).toEqual([
      [undefined, true],
      [claims, true],
    ]);
  });

  it.each<[string, GraphOptions["credential"], RegExp]>([
    ["null", { getToken: async () => null }, /returned no token/],
    ["a token without life", { getToken: async () => ({ token: "t", expiresOnTimestamp: Number.NaN }) }, /expiresOn/],
    ["a token that breaks the header", async () => "a\nb", /no usable token/],
    ["an error", () => Promise.reject(new Error("no identity")), /credential failed: no identity/],
  ])("%s is rejected_credentials, and nothing is sent", async (_what, credential, message) => {
    const { client, server } = await clientOf(() => ({ json: {} }), { credential });
    const error = await errorOf(client.get("/a"));
    expect(error.code).toBe("rejected_credentials");
    expect(error.message).toMatch(message);
    expect(server.received).toEqual([]);
  });
});

describe("pages", () => {
  it("are followed to their end, empty ones too, with headers repeated and options not", async () => {
    const { client, server } = await clientOf(({ url }) =>
      url.includes("skiptoken")
        ? { json: { value: [], "@odata.deltaLink": `${server.url}/v1.0/users/delta?$deltatoken=d` } }
        : { json: { value: [{ id: "1" }], "@odata.nextLink": `${server.url}/v1.0/users/delta?$skiptoken=a+b` } },
    );
    const call = { query: { $select: "id" }, headers: { prefer: "return=minimal" } };
    const pages = await pagesOf(client.pages("/users/delta", call));
    expect(pages).toEqual([
      { value: [{ id: "1" }], nextLink: `${server.url}/v1.0/users/delta?$skiptoken=a+b` },
      { value: [], deltaLink: `${server.url}/v1.0/users/delta?$deltatoken=d` },
    ]);
    expect(server.received[1]?.url).toBe("/v1.0/users/delta?$skiptoken=a+b");
    expect(server.received[1]?.headers["prefer"]).toBe("return=minimal");
  });

  it.each([
    "https://graph.microsoft.com.evil.example/v1.0/users",
    "http://127.0.0.1:1/v1.0/users",
    "users",
    "//x/v1.0/a",
  ])("a link to %s gets no token", async (link) => {
    const { client, server } = await clientOf(() => ({ json: { value: [], "@odata.nextLink": link } }));
    expect((await errorOf(pagesOf(client.pages("/users")))).code).toBe("invalid_response");
    expect(server.received).toHaveLength(1);
  });

  it("that come in a loop end with an error", async () => {
    const { client, server } = await clientOf(({ url }, number) => ({
      json: { value: [], "@odata.nextLink": `${server.url}/v1.0/users?$skiptoken=${number % 3}`, url },
    }));
    await expect(pagesOf(client.pages("/users"))).rejects.toThrow("does not end");
  });

  it("are read on from the last page that took one attempt, when the link of a retried page is refused", async () => {
    const link = (name: string) => ({ "@odata.nextLink": `${server.url}/v1.0/users?$skiptoken=${name}` });
    const lost = { status: 400, json: { error: { code: "DirectoryPageTokenNotFoundException", message: "gone" } } };
    let failures = 1;
    const server = await serve(({ url }) => {
      if (url.endsWith("/users")) return { json: { value: [{ id: "1" }], ...link("second") } };
      if (url.endsWith("second")) {
        failures -= 1;
        if (failures === 0) return { status: 503 };
        return { json: { value: [{ id: "2" }], ...link(failures === -1 ? "spoilt" : "third") } };
      }
      return url.endsWith("spoilt") ? lost : { json: { value: [{ id: "3" }] } };
    });
    const client = new GraphClient({ credential: async () => "t", graph: server.url, retry: RETRY });
    const pages = await pagesOf(client.pages("/users"));
    expect(pages.flatMap(({ value }) => value.map(({ id }) => id))).toEqual(["1", "2", "2", "3"]);
  });

  it.each<[string, unknown]>([
    ["no list", {}],
    ["a list of something else", { value: ["a"] }],
    ["no object", []],
  ])("%s is an invalid response", async (_what, json) => {
    const { client } = await clientOf(() => ({ json }));
    expect((await errorOf(client.page("/users"))).code).toBe("invalid_response");
  });
});

describe("the error of a request", () => {
  it("has Graph's words and the missing permission, not the query", async () => {
    const { client } = await clientOf(() => ({
      status: 403,
      headers: { "request-id": "r1" },
      json: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges" } },
    }));
    const call = client.get("/users/delta", { query: { $select: "hidden" }, feature: "read_users" });
    expect(await errorOf(call)).toMatchObject({
      name: "GraphRequestError",
      code: "forbidden",
      status: 403,
      graphCode: "Authorization_RequestDenied",
      requestId: "r1",
      detail: "Insufficient privileges",
      message: expect.stringMatching(
        /^GET \/users\/delta: status 403: Auth.*privileges\. To read users.*User\.Read\.All/,
      ),
    });
    await expect(call).rejects.not.toThrow("hidden");
  });

  it("has the innermost of nested errors (synchronization service)", async () => {
    const message = JSON.stringify({ error: { code: "CredentialValidationUnavailable", message: "no such host" } });
    const { client } = await clientOf(() => ({
      status: 400,
      json: { error: { code: "UnknownError", message, innerError: { "request-id": "r2" } } },
    }));
    expect(await errorOf(client.post("/a", {}))).toMatchObject({
      code: "invalid_request",
      graphCode: "CredentialValidationUnavailable",
      detail: "no such host",
      requestId: "r2",
    });
  });

  it.each<[number, object]>([
    [410, {}],
    [400, { code: "SyncStateNotFound" }],
    [404, { code: "Request_BadRequest", innerError: { code: "resyncRequired" } }],
    [400, { code: "Directory_ExpiredDeltaToken" }],
  ])("%i with %o asks for a resync", async (status, error) => {
    const { client } = await clientOf(() => ({ status, json: { error } }));
    expect((await errorOf(client.page("/users/delta"))).code).toBe("resync_required");
  });

  it("is bounded, and never repeats the token", async () => {
    const { client } = await clientOf(() => ({
      status: 400,
      headers: { "request-id": "t0ken-of-graph" },
      json: {
        error: {
          code: `t0ken-of-graph${"c".repeat(9_000)}`,
          message: `${"m".repeat(990)}t0ken-of-graph${"m".repeat(9_000)}`,
        },
      },
    }));
    const error = await errorOf(client.get("/a"));
    expect(error.message.length).toBeLessThan(1_500);
    expect(JSON.stringify([error, error.message])).not.toMatch(/t0ken/);
  });

  it("says that a web page is no response of Graph", async () => {
    const { client } = await clientOf(() => (response) => void response.end("<html>sign in</html>"));
    expect((await errorOf(client.get("/a"))).code).toBe("invalid_response");
  });
});
