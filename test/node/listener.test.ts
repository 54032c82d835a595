/** `toNodeListener`: bodies, targets, origins, disconnects and errors. */
import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { toNodeListener, type WebHandler } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore, type Store } from "../../src/server/index.ts";

const TOKEN = "secret";
const open: Server[] = [];

afterEach(async () => {
  await Promise.all(
    open.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    ),
  );
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}

function createHandler(
  options: { readonly store?: Store; readonly bodyBytes?: number; readonly onError?: (error: unknown) => void } = {},
) {
  const profile = fullProfile();
  let made = 0;
  return createScimHandler({
    basePath: "/scim/v2",
    profile: { ...profile, limits: { ...profile.limits, bodyBytes: options.bodyBytes ?? profile.limits.bodyBytes } },
    store: options.store ?? new MemoryStore(),
    authenticate: bearerToken(TOKEN),
    guid: () => {
      made += 1;
      return `id-${made}`;
    },
    ...(options.onError === undefined ? {} : { onError: options.onError }),
  });
}

function send(url: string, method = "GET", body?: BodyInit, headers: Readonly<Record<string, string>> = {}) {
  const init = {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/scim+json", ...headers },
    body: body ?? null,
    duplex: "half",
  };
  return fetch(url, init);
}

/** A body that comes in pieces; one without an end does not close it. */
function streamOf(pieces: readonly Uint8Array[], hasEnd = true): ReadableStream<Uint8Array> {
  const rest = [...pieces];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = rest.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (hasEnd) controller.close();
    },
  });
}

/** A handler with something wrapped around it: it no longer carries its core. */
function wrap(handler: WebHandler): WebHandler {
  return async (request) => handler(request);
}

describe.each([
  ["a SCIM handler", (handler: WebHandler) => handler],
  ["a wrapped handler", wrap],
])("toNodeListener serves %s", (_, prepare) => {
  it("through the life of a user", async () => {
    const base = `${await listen(toNodeListener(prepare(createHandler())))}/scim/v2`;
    const created = await send(`${base}/Users`, "POST", '{"userName":"zoë"}');
    expect(created.status).toBe(201);
    expect(created.headers.get("content-type")).toBe("application/scim+json");
    const location = created.headers.get("location") ?? "";
    expect(location).toBe(`${base}/Users/id-1`);
    expect(await (await send(location)).json()).toMatchObject({ userName: "zoë", meta: { location } });
    const patched = await send(location, "PATCH", '{"Operations":[{"op":"replace","path":"title","value":"x"}]}');
    expect(await patched.json()).toMatchObject({ title: "x" });
    const listed = await send(`${base}/Users?filter=userName+eq+%22ZO%C3%8B%22&aadOptscim062020`);
    expect(await listed.json()).toMatchObject({ totalResults: 1 });
    const head = await send(location, "HEAD");
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, 'W/"2"', ""]);
    expect((await send(location, "GET", undefined, { "if-none-match": 'W/"2"' })).status).toBe(304);
    const deleted = await send(location, "DELETE");
    expect([deleted.status, await deleted.text()]).toEqual([204, ""]);
    expect((await send(location)).status).toBe(404);
    expect((await fetch(location)).headers.get("www-authenticate")).toBe("Bearer");
  });

  it("with a body that arrives in many chunks", async () => {
    const base = await listen(toNodeListener(prepare(createHandler())));
    const pieces = ['{"userName":"', "a".repeat(70_000), '","title":"', "b".repeat(70_000), '"}'];
    const body = streamOf(pieces.map((piece) => new TextEncoder().encode(piece)));
    const answer = await send(`${base}/scim/v2/Users`, "POST", body);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ title: "b".repeat(70_000) });
  });

  it.each([
    ["a parsed value", { userName: "ada" }],
    ["a text", '{"userName":"ada"}'],
    ["bytes", Buffer.from('{"userName":"ada"}')],
  ])("when a body parser has read the request before and left %s", async (__, left) => {
    const listener = toNodeListener(prepare(createHandler()));
    const base = await listen(async (request, response) => {
      for await (const _chunk of request);
      listener(Object.assign(request, { body: left }), response);
    });
    const answer = await send(`${base}/scim/v2/Users`, "POST", '{"userName":"ada"}');
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ userName: "ada" });
  });

  it("when a body parser left the request alone, but set an empty body: Express 4 does", async () => {
    const listener = toNodeListener(prepare(createHandler()));
    const base = await listen((request, response) => listener(Object.assign(request, { body: {} }), response));
    expect((await send(`${base}/scim/v2/Users`, "POST", '{"userName":"ada"}')).status).toBe(201);
  });

  it("when a framework keeps the parsed body and the whole target on its own request object", async () => {
    const listener = toNodeListener(prepare(createHandler()));
    const base = await listen(async (request, response) => {
      for await (const _chunk of request);
      const originalUrl = request.url ?? "/";
      request.url = "/Users";
      listener(request, response, { body: { userName: "ada" }, originalUrl });
    });
    const answer = await send(`${base}/scim/v2/Users`, "POST", '{"userName":"ada"}');
    expect([answer.status, await answer.json()]).toMatchObject([201, { userName: "ada" }]);
  });

  it("as a handler of Express, whose function it does not call", async () => {
    const listener = toNodeListener(prepare(createHandler()));
    const base = await listen((request, response) =>
      listener(request, response, () => {
        throw new Error("called");
      }),
    );
    expect((await send(`${base}/scim/v2/Users`, "POST", '{"userName":"ada"}')).status).toBe(201);
  });

  it("when a body parser found an empty body", async () => {
    const listener = toNodeListener(prepare(createHandler()));
    const base = await listen(async (request, response) => {
      for await (const _chunk of request);
      listener(request, response);
    });
    expect((await send(`${base}/scim/v2/Users`, "POST")).status).toBe(400);
    expect((await send(`${base}/scim/v2/Users`)).status).toBe(200);
  });

  it("when the body was read and its content is not available: 500, and the error is reported", async () => {
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    const listener = toNodeListener(prepare(createHandler({ onError: note })), { onError: note });
    const base = await listen(async (request, response) => {
      for await (const _chunk of request);
      listener(request, response);
    });
    expect((await send(`${base}/scim/v2/Users`, "POST", '{"userName":"ada"}')).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it.each([
    ["before", "in one packet", 1],
    ["before", "in two", 2],
    ["after", "in one packet", 1],
    ["after", "in two", 2],
  ])(
    "when another listener reads the body and was added %s, the body came %s: 500, and a clear error",
    async (when, __, count) => {
      const errors: unknown[] = [];
      const note = (error: unknown) => errors.push(error);
      const listener = toNodeListener(prepare(createHandler({ onError: note })), { onError: note });
      const base = await listen((request, response) => {
        if (when === "before") request.on("data", () => undefined);
        listener(request, response);
        if (when === "after") request.on("data", () => undefined);
      });
      const pieces = ['{"userName"', ':"ada"}'].map((piece) => new TextEncoder().encode(piece));
      const body = count === 1 ? '{"userName":"ada"}' : streamOf(pieces);
      const answer = await send(`${base}/scim/v2/Users`, "POST", body);
      expect([answer.status, String(errors)]).toEqual([500, expect.stringContaining('"data"')]);
      expect((await send(`${base}/scim/v2/Users`)).status).toBe(200);
    },
  );

  it("when another listener has read the body and left what it read", async () => {
    const listener = toNodeListener(prepare(createHandler()));
    const base = await listen((request, response) => {
      let text = "";
      request.on("data", (part) => {
        text += String(part);
      });
      request.on("end", () => listener(Object.assign(request, { body: text }), response));
    });
    expect((await send(`${base}/scim/v2/Users`, "POST", '{"userName":"ada"}')).status).toBe(201);
  });

  it("under a prefix, by originalUrl", async () => {
    const listener = toNodeListener(prepare(createHandler()));
    const base = await listen((request, response) => {
      const originalUrl = request.url;
      request.url = "/Users";
      listener(Object.assign(request, { originalUrl }), response);
    });
    expect((await send(`${base}/scim/v2/Users`)).status).toBe(200);
    expect((await send(`${base}/other/Users`)).status).toBe(404);
  });

  it("a body over the limit gets 413, declared or not, and the connection stays open", async () => {
    const base = await listen(toNodeListener(prepare(createHandler({ bodyBytes: 1_000 }))));
    const long = JSON.stringify({ userName: "x".repeat(2_000) });
    expect((await send(`${base}/scim/v2/Users`, "POST", long)).status).toBe(413);
    const pieces = Array.from({ length: 200 }, () => new Uint8Array(10_000).fill(0x20));
    expect((await send(`${base}/scim/v2/Users`, "POST", streamOf(pieces))).status).toBe(413);
    expect((await send(`${base}/scim/v2/Users`)).status).toBe(200);
  });

  it("a client that disconnects in the middle of its body causes no error", async () => {
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const listener = toNodeListener(prepare(createHandler({ onError: note })), { onError: note });
    const base = await listen((request, response) => {
      request.once("resume", () => setImmediate(() => request.socket.destroy()));
      response.once("close", () => setImmediate(end));
      listener(request, response);
    });
    await expect(send(`${base}/scim/v2/Users`, "POST", streamOf([new Uint8Array(10)], false))).rejects.toThrow();
    await ended;
    expect(errors).toEqual([]);
    const other = await listen(toNodeListener(prepare(createHandler())));
    expect((await send(`${other}/scim/v2/Users`)).status).toBe(200);
  });

  it("the store's signal aborts when the client disconnects", async () => {
    let seen: (signal: AbortSignal) => void = () => undefined;
    const signalled = new Promise<AbortSignal>((resolve) => {
      seen = resolve;
    });
    const memory = new MemoryStore();
    const store: Store = {
      get: (_tenant, _type, _id, { signal }) => {
        seen(signal);
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
      },
      query: (tenant, type, query) => memory.query(tenant, type, query),
      insert: (tenant, type, resource) => memory.insert(tenant, type, resource),
      replace: (tenant, type, resource, version) => memory.replace(tenant, type, resource, version),
      delete: (tenant, type, id, version) => memory.delete(tenant, type, id, version),
    };
    const base = await listen(toNodeListener(prepare(createHandler({ store }))));
    const client = httpRequest(`${base}/scim/v2/Users/1`, { headers: { authorization: `Bearer ${TOKEN}` } });
    client.on("error", () => undefined);
    client.end();
    const signal = await signalled;
    expect(signal.aborted).toBe(false);
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    client.destroy();
    await aborted;
    expect(signal.aborted).toBe(true);
  });

  it("targets and methods of every kind get a response", async () => {
    const base = new URL(await listen(toNodeListener(prepare(createHandler()))));
    for (const line of [
      "OPTIONS * HTTP/1.1",
      "TRACE /scim/v2/Users HTTP/1.1",
      "GET http://[ HTTP/1.1",
      "GET http://x.test/scim/v2/Users HTTP/1.1",
      "GET /scim/v2/%ff%zz?%zz=%ff HTTP/1.1",
      "GET //// HTTP/1.1",
      "PROPFIND /scim/v2/Users HTTP/1.1",
    ]) {
      const status = await raw(
        base,
        `${line}\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
      );
      expect(status, line).toMatch(/^HTTP\/1\.1 (200|204|400|404|405|501) /);
    }
  });
});

describe("a target with more than one reading", () => {
  // A proxy that guards a path by its prefix reads the target as it stands, where the URL of the web standards takes
  // segments of dots away.
  it.each([
    "/scim/v2/./Users",
    "/scim/v2/x/../Users",
    "/x/../scim/v2/Users",
    "/scim/v2/Groups/%2e%2e/Users",
    "/scim/v2/Groups/%2E./Users?count=1",
    "/scim/v2/Groups/..",
    "/scim/v2/Users/.",
    "/scim/v2\\Users",
    "/scim/v2/Users\\",
    "/scim/v2/Users#x",
    "/scim/v2/Users?count=1#x",
    "http://x.test/scim/v2/x/../Users",
    "*",
  ])("is rejected for both kinds of handlers: %s", async (target) => {
    for (const handler of [createHandler(), wrap(createHandler())]) {
      const base = new URL(await listen(toNodeListener(handler)));
      for (const line of [`Authorization: Bearer ${TOKEN}\r\n`, ""]) {
        const answer = await raw(base, `OPTIONS ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${line}\r\n`);
        expect(answer).toMatch(/^HTTP\/1\.1 400 .*urn:ietf:params:scim:api:messages:2\.0:Error/s);
      }
    }
  });

  it.each([
    ["/scim/v2/.search", 405],
    ["/scim/v2/Users/...", 404],
    ["/scim/v2/Users/.x.", 404],
    ["/scim/v2/Users?filter=userName+eq+%22a/../b%22", 200],
    ["/scim/v2/Users?filter=userName+eq+%22a\\\\b%22", 200],
    ["http://x.test/scim/v2/Users", 200],
    ["HTTPS://x.test/scim/v2/Users?count=1", 200],
    ["http://x.test?count=1", 404],
  ])("is not one with dots elsewhere: %s is %i", async (target, status) => {
    for (const handler of [createHandler(), wrap(createHandler())]) {
      const base = new URL(await listen(toNodeListener(handler)));
      const head = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`;
      expect(await raw(base, head)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    }
  });
});

function raw(base: URL, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(base.port), base.hostname, () => socket.end(text));
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("the origin of locations", () => {
  const FORGED = {
    host: "evil.example",
    "x-forwarded-host": "proxy.example, inner",
    "x-forwarded-proto": "https, http",
  };

  async function location(
    origin: "socket" | "host" | "forwarded" | undefined,
    headers: Readonly<Record<string, string>>,
  ) {
    const base = await listen(toNodeListener(createHandler(), origin === undefined ? {} : { origin }));
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const client = httpRequest(`${base}/scim/v2/Users`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers },
      });
      client.on("response", resolve).on("error", reject).end('{"userName":"ada"}');
    });
    answer.resume();
    return answer.headers.location?.replace(base, "(socket)");
  }

  it.each([
    [undefined, FORGED, "(socket)"],
    ["socket", FORGED, "(socket)"],
    ["host", FORGED, "http://evil.example"],
    ["forwarded", FORGED, "https://proxy.example"],
    ["forwarded", { host: "plain.example:8080" }, "http://plain.example:8080"],
    ["host", { host: "a/b?c" }, "(socket)"],
    ["host", { host: "x.example:80:90" }, "(socket)"],
    ["host", { host: "x.example:99999" }, "(socket)"],
    ["host", { host: "1.2.3.4.5" }, "(socket)"],
    ["host", { host: "[::1]:8080" }, "http://[::1]:8080"],
    ["host", { host: "user@x.example" }, "(socket)"],
    ["forwarded", { host: "x.example", "x-forwarded-host": "a:b" }, "(socket)"],
    ["forwarded", { host: "x.example", "x-forwarded-host": "<script>", "x-forwarded-proto": "javascript" }, "(socket)"],
  ] as const)("trusting %s, with %o", async (origin, headers, expected) => {
    expect(await location(origin, headers)).toBe(`${expected}/scim/v2/Users/id-1`);
  });
});

describe("the origin of locations, where the target is a whole URL", () => {
  it.each([
    ["socket", "(socket)"],
    ["host", "http://target.example:81"],
    ["forwarded", "http://target.example:81"],
  ] as const)("trusting %s", async (origin, expected) => {
    for (const handler of [createHandler(), wrap(createHandler())]) {
      const base = await listen(toNodeListener(handler, { origin }));
      const body = '{"userName":"ada"}';
      const lines = ["Host: other.example", `Authorization: Bearer ${TOKEN}`, "Content-Type: application/json"];
      const answer = await raw(
        new URL(base),
        `POST https://target.example:81/scim/v2/Users HTTP/1.1\r\n${lines.join("\r\n")}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      const location = /^location: (.*)\r$/im.exec(answer)?.[1]?.replace(base, "(socket)");
      expect(location).toBe(`${expected}/scim/v2/Users/id-1`);
    }
  });
});

describe("a handler that fails", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("secret detail");
      },
    ],
    ["rejects", () => Promise.reject(new Error("secret detail"))],
  ] satisfies [string, WebHandler][])("and %s gets 500 without details", async (_, handler) => {
    const errors: unknown[] = [];
    const base = await listen(toNodeListener(handler, { onError: (error) => errors.push(error) }));
    const answer = await fetch(base);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "application/scim+json"]);
    expect(await answer.json()).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      detail: "The service failed to answer this request.",
      status: "500",
    });
    expect(errors).toHaveLength(1);
  });
});

it("a listener for errors that fails itself leaves no client waiting", async () => {
  const warned = once(process, "warning");
  const listener = toNodeListener(() => Promise.reject(new Error("secret detail")), {
    onError: () => {
      throw new Error("the log is full");
    },
  });
  expect((await fetch(await listen(listener))).status).toBe(500);
  expect(await warned).toMatchObject([{ message: "the log is full" }]);
});

it("a Response keeps its cookies, its headers and its stream", async () => {
  const base = await listen(
    toNodeListener(() => {
      const headers = new Headers({ "x-one": "1" });
      headers.append("set-cookie", "a=1");
      headers.append("set-cookie", "b=2");
      return new Response(streamOf([new TextEncoder().encode("one "), new TextEncoder().encode("two")]), {
        status: 202,
        headers,
      });
    }),
  );
  const answer = await fetch(base);
  expect(answer.status).toBe(202);
  expect(answer.headers.get("x-one")).toBe("1");
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(await answer.text()).toBe("one two");
});
