/** Random bytes on a connection: the listener continues to serve. */
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, it } from "vitest";
import { toNodeListener } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "../../src/server/index.ts";
import { sender, serve, TOKEN } from "../frameworks/serve.ts";

const LINES = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "SEARCH", "M-SEARCH"];
const TARGETS = [
  "/scim/v2/Users",
  "/scim/v2/Users/1",
  "/scim/v2/Bulk",
  "/scim/v2/.search",
  "*",
  "//",
  "http://x.test/scim/v2/Users",
  "/scim/v2/%zz?filter=%ff",
  "/scim/v2/Users?count=1&count=x",
  "/../scim/v2/Users",
];
const HEADERS = [
  `Authorization: Bearer ${TOKEN}`,
  "Authorization: Basic eA==",
  "Content-Type: application/scim+json",
  "Content-Type: text/plain; charset=\u00ff",
  "Content-Length: 5",
  "Content-Length: 999",
  "Transfer-Encoding: chunked",
  "Expect: 100-continue",
  "X-Forwarded-Host: ///",
  "If-Match: W/",
  "Content-Encoding: gzip",
];
const BODIES = ["", "{}", "[[[[", '5\r\n{"a":\r\n0\r\n\r\n', "zz\r\n", '{"schemas":[],"userName":"a"}', "\u0000"];

const message = fc
  .record({
    method: fc.constantFrom(...LINES),
    target: fc.constantFrom(...TARGETS),
    headers: fc.array(fc.constantFrom(...HEADERS), { maxLength: 5 }),
    body: fc.oneof(fc.constantFrom(...BODIES), fc.string({ unit: "binary", maxLength: 30 })),
  })
  .map(
    ({ method, target, headers, body }) =>
      `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers.map((line) => `${line}\r\n`).join("")}\r\n${body}`,
  );

/** What comes back of some bytes, when both sides have ended. */
async function exchange(origin: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  const parts: string[] = [];
  socket.setEncoding("latin1").on("data", (part: string) => parts.push(part));
  // A service may hang up on what is no HTTP while it is being sent.
  socket.on("error", () => undefined);
  socket.end(text);
  await once(socket, "close");
  return parts.join("");
}

it.each(["the core", "a web-standard function"])(
  "whatever bytes arrive, %s sends no 5xx and continues to serve",
  async (form) => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const handler = createScimHandler({
      basePath: "/scim/v2",
      profile: fullProfile(),
      store: new MemoryStore(),
      authenticate: bearerToken(TOKEN),
      onError,
    });
    const listener = toNodeListener(form === "the core" ? handler : (request) => handler(request), { onError });
    await using server = await serve(listener);
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        const answer = await exchange(server.origin, text);
        // 501 is the answer to what the protocol knows and the service has not, such as /Me.
        expect(answer, text).not.toMatch(/^HTTP\/1\.1 5(?!01)/);
      }),
      { numRuns: 200 },
    );
    expect(errors).toEqual([]);
    expect((await sender(`${server.origin}/scim/v2`)("GET", "/Users")).status).toBe(200);
  },
);
