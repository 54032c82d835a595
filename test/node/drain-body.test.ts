/** Request bodies that the response did not wait for are drained up to a limit. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { ClientHttp2Stream } from "node:http2";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { toNodeListener, type WebHandler } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "../../src/server/index.ts";
import { serve, TOKEN } from "../frameworks/serve.ts";
import { withFakeTimers } from "../support/fake-timers.ts";
import { connectOverHttp2, untilClosed } from "./http2-session.ts";

const MEGABYTE = 1_048_576;
const MOST = 64 * MEGABYTE;
const CHUNK = `10000\r\n${" ".repeat(0x10000)}\r\n`;

function createHandler(): WebHandler {
  const profile = fullProfile();
  return createScimHandler({
    basePath: "/scim/v2",
    profile: { ...profile, limits: { ...profile.limits, bodyBytes: 100_000 } },
    store: new MemoryStore(),
    authenticate: bearerToken(TOKEN),
  });
}

function post(headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({ Host: "x", "Content-Type": "application/scim+json", ...headers });
  return `POST /scim/v2/Users HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

/** A connection, and what has come back over it. */
class Client {
  readonly socket: Socket;
  /** Settled when the connection has ended, however that was. */
  readonly closed: Promise<void>;
  #received = "";

  constructor(origin: string) {
    // A client that has had its answer may be cut off in the middle of its body.
    this.socket = connect(Number(new URL(origin).port), "127.0.0.1").on("error", () => undefined);
    this.closed = new Promise((resolve) => this.socket.once("close", () => resolve()));
    this.socket.setEncoding("latin1").on("data", (part: string) => {
      this.#received += part;
    });
  }

  get received(): string {
    return this.#received;
  }

  send(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** Waits until what has come back matches. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#received)) await once(this.socket, "data");
  }

  /** Sends the same for ever, as fast as it is taken, until the connection ends or far too much was taken. */
  async sendForEver(text: string): Promise<void> {
    const { socket } = this;
    while (!socket.destroyed && socket.bytesWritten < 2 * MOST) {
      if (!socket.write(text))
        await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), this.closed]);
    }
    socket.destroy();
    await this.closed;
  }
}

const FORMS = [
  ["a SCIM handler", (handler: WebHandler) => handler],
  [
    "a wrapped handler",
    (handler: WebHandler): WebHandler =>
      (request) =>
        handler(request),
  ],
] as const;

describe.each(FORMS)("an unread body, sent to %s", (_, prepare) => {
  it.each([
    ["401", {}],
    ["413", { Authorization: `Bearer ${TOKEN}` }],
  ])(
    "that never ends, after %s: the response arrives, the connection ends, little is read",
    async (status, headers) => {
      await using server = await serve(toNodeListener(prepare(createHandler())));
      const client = new Client(server.origin).send(post({ "Transfer-Encoding": "chunked", ...headers }));
      await client.sendForEver(CHUNK);
      expect(client.received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(client.received).toContain("urn:ietf:params:scim:api:messages:2.0:Error");
      expect(client.socket.bytesWritten).toBeLessThan(MOST);
    },
  );

  it.each([
    ["401", {}],
    ["413", { Authorization: `Bearer ${TOKEN}` }],
  ])("announced as enormous: %s says that the connection ends, and it does", async (status, headers) => {
    await using server = await serve(toNodeListener(prepare(createHandler())));
    const client = new Client(server.origin).send(post({ "Content-Length": 1e12, ...headers }));
    await client.until(/\}$/);
    expect(client.received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(client.received).toMatch(/\r\nconnection: close\r\n/i);
    await client.sendForEver(" ".repeat(0x10000));
    expect(client.socket.bytesWritten).toBeLessThan(MOST);
  });

  it.each([
    ["401", {}],
    ["413", { Authorization: `Bearer ${TOKEN}` }],
  ])("of a few megabytes is drained after %s, and the connection stays open", async (status, headers) => {
    await using server = await serve(toNodeListener(prepare(createHandler())));
    const client = new Client(server.origin).send(post({ "Transfer-Encoding": "chunked", ...headers }));
    await client.until(/^$|^HTTP/);
    client.send(CHUNK.repeat(40)).send("0\r\n\r\n");
    client.send(
      `GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
    );
    await client.closed;
    expect([...client.received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => code)).toEqual([status, "200"]);
  });

  it("is not requested: no 100 before 401, nor before a 413 that follows from the declared length", async () => {
    const listener = toNodeListener(prepare(createHandler()));
    await using server = await serve(createServer(listener).on("checkContinue", listener));
    for (const [status, headers] of [
      ["401", { "Content-Length": 20 }],
      ["413", { "Content-Length": 200_000, Authorization: `Bearer ${TOKEN}` }],
    ] as const) {
      const client = new Client(server.origin).send(post({ Expect: "100-continue", ...headers }));
      await client.closed;
      expect(client.received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      // Whether the body still comes nobody can know, so this connection has no future (RFC 9110 §10.1.1).
      expect(client.received).toMatch(/\r\nconnection: close\r\n/i);
    }
  });

  it.each([
    ["request", (server: Server) => server],
    [
      "request and checkContinue",
      (server: Server, listener: ReturnType<typeof toNodeListener>) => server.on("checkContinue", listener),
    ],
  ])("but a needed body is requested once, by a server that listens to %s", async (__, wire) => {
    const listener = toNodeListener(prepare(createHandler()));
    await using server = await serve(wire(createServer(listener), listener));
    const body = '{"userName":"ada"}';
    const headers = { Expect: "100-Continue", "Content-Length": body.length, Authorization: `Bearer ${TOKEN}` };
    const client = new Client(server.origin).send(post({ Connection: "close", ...headers }));
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    client.send(body);
    await client.closed;
    expect([...client.received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => code)).toEqual(["100", "201"]);
  });
});

it.each(FORMS)("a body that exceeds the limit after a 503 does not hold the connection to %s", async (_, prepare) => {
  const profile = fullProfile();
  const handler = createScimHandler({
    basePath: "/scim/v2",
    profile: { ...profile, limits: { ...profile.limits, bodyBytes: 100_000, requestTime: 20 } },
    store: new MemoryStore(),
    authenticate: bearerToken(TOKEN),
  });
  await using server = await serve(toNodeListener(prepare(handler)));
  const client = new Client(server.origin);
  client.send(post({ "Transfer-Encoding": "chunked", Authorization: `Bearer ${TOKEN}` }));
  await withFakeTimers(() => client.until(/^HTTP\/1\.1 503 /));
  client.send(`${CHUNK.repeat(20)}0\r\n\r\n`).send(post({ "Content-Length": 0, Connection: "close" }));
  await client.closed;
  expect([...client.received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => code)).toEqual(["503", "401"]);
});

const POST = { ":method": "POST", ":path": "/scim/v2/Users", "content-type": "application/scim+json" };

describe.each(FORMS)("over HTTP/2, sent to %s", (_, prepare) => {
  it("a body that never ends ends its stream alone", async () => {
    await using server = await connectOverHttp2(toNodeListener(prepare(createHandler())));
    const stream = server.session.request(POST);
    const send = (): void => {
      if (!stream.destroyed && !stream.closed) stream.write(Buffer.alloc(0x10000), send);
    };
    send();
    expect(await untilClosed(stream)).toMatchObject({ status: 401, rstCode: 0 });
    expect(server.session.closed).toBe(false);
  });

  it.each([
    ["with the request", (_stream: ClientHttp2Stream, send: () => void) => send()],
    ["once the response begins", (stream: ClientHttp2Stream, send: () => void) => void stream.once("response", send)],
  ])("bodies that are sent %s and are not read end each stream, however many there are", async (__, schedule) => {
    await using server = await connectOverHttp2(toNodeListener(prepare(createHandler())));
    const streams = Array.from({ length: 50 }, () => {
      const stream = server.session.request(POST);
      schedule(stream, () => stream.end('{"userName":"ada"}'));
      return untilClosed(stream);
    });
    const ended = await Promise.all(streams);
    expect(new Set(ended.map(({ status, rstCode }) => `${status} ${rstCode}`))).toEqual(new Set(["401 0"]));
  });

  it.each([200_000, 9 * MEGABYTE, 1e12])(
    "a body of %d bytes that is announced and never sent ends its stream alone",
    async (length) => {
      await using server = await connectOverHttp2(toNodeListener(prepare(createHandler())));
      const warnings: Error[] = [];
      const onWarning = (warning: Error): void => void warnings.push(warning);
      process.on("warning", onWarning);
      for (const [status, headers] of [
        [401, {}],
        [413, { authorization: `Bearer ${TOKEN}` }],
      ] as const) {
        const stream = server.session.request({ ...POST, ...headers, "content-length": length });
        const ended = await untilClosed(stream);
        expect(ended).toMatchObject({ status, rstCode: 0 });
        expect(JSON.parse(ended.text)).toMatchObject({ status: String(status) });
      }
      const read = server.session.request({ ":path": "/scim/v2/Users", authorization: `Bearer ${TOKEN}` });
      expect(await untilClosed(read)).toMatchObject({ status: 200, rstCode: 0 });
      process.off("warning", onWarning);
      expect(warnings).toEqual([]);
    },
  );
});

it("over HTTP/2, a response of megabytes arrives whole although its request body is never read", async () => {
  const text = "x".repeat(3 * MEGABYTE);
  await using server = await connectOverHttp2(toNodeListener(() => new Response(text)));
  const stream = server.session.request(POST);
  stream.write("a part");
  const ended = await untilClosed(stream);
  expect([ended.status, ended.rstCode, ended.text.length]).toEqual([200, 0, text.length]);
});

describe("the body of the Request that a function of the Fetch API receives", () => {
  it("may be the body of its response", async () => {
    await using server = await serve(toNodeListener((request) => new Response(request.body)));
    const body = "x".repeat(3 * MEGABYTE);
    const answer = await fetch(server.origin, { method: "POST", body });
    expect((await answer.text()).length).toBe(body.length);
  });

  it("may be read after the response", async () => {
    let received: (text: string) => void = () => undefined;
    const whole = new Promise<string>((resolve) => {
      received = resolve;
    });
    const accept: WebHandler = (request) => {
      request.text().then(received);
      return new Response(null, { status: 202 });
    };
    await using server = await serve(toNodeListener(accept));
    const client = new Client(server.origin).send(post({ "Content-Length": 20 * MEGABYTE }));
    await client.until(/^HTTP\/1\.1 202 /);
    client.send(" ".repeat(20 * MEGABYTE));
    expect((await whole).length).toBe(20 * MEGABYTE);
    client.socket.destroy();
  });

  it("does not hold the connection when it is left in the middle", async () => {
    const readPart: WebHandler = async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      reader?.releaseLock();
      return new Response("enough");
    };
    await using server = await serve(toNodeListener(readPart));
    for (let round = 0; round < 3; round += 1) {
      const answer = await fetch(server.origin, { method: "POST", body: "x".repeat(MEGABYTE) });
      expect(await answer.text()).toBe("enough");
    }
  });
});
