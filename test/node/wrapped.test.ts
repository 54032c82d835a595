/** Handlers wrapped in a function of the Fetch API behind `toNodeListener`. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { beforeEach, describe, expect, it } from "vitest";
import { toNodeListener, type WebHandler } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore, type ScimHandler } from "../../src/server/index.ts";
import { sender, serve, TOKEN } from "../frameworks/serve.ts";

const USER = { userName: "zoë", title: "x".repeat(200_000) };

let handler: ScimHandler;

beforeEach(() => {
  handler = createScimHandler({
    basePath: "/scim/v2",
    profile: fullProfile(),
    store: new MemoryStore(),
    authenticate: bearerToken(TOKEN),
  });
});

/** Creates a user over a socket, through what is wrapped around the handler. */
async function create(wrapped: WebHandler) {
  const errors: unknown[] = [];
  await using server = await serve(toNodeListener(wrapped, { onError: (error) => errors.push(error) }));
  const answer = await sender(`${server.origin}/scim/v2`)("POST", "/Users", USER);
  return { status: answer.status, headers: answer.headers, text: await answer.text(), errors };
}

describe("a wrapper of the handler may read the request", () => {
  it.each<[string, WebHandler]>([
    ["not at all", (request) => handler(request)],
    [
      "by a clone",
      async (request) => {
        expect(await request.clone().json()).toEqual(USER);
        return await handler(request);
      },
    ],
    ["and hand on a clone", (request) => handler(request.clone())],
    ["and make another of it", (request) => handler(new Request(request, { headers: request.headers }))],
    [
      "and send its body on",
      async (request) => {
        const { url, method, headers, signal } = request;
        return await handler(new Request(url, { method, headers, signal, body: await request.text() }));
      },
    ],
    [
      "and lock its stream for a moment",
      async (request) => {
        request.body?.getReader().releaseLock();
        return await handler(request);
      },
    ],
  ])("%s", async (_, wrapped) => {
    const { status, text, errors } = await create(wrapped);
    expect([status, errors]).toEqual([201, []]);
    expect(JSON.parse(text)).toMatchObject(USER);
  });

  it("but finds its body used up afterwards", async () => {
    let seen: unknown[] = [];
    await create(async (request) => {
      const answer = await handler(request);
      seen = [request.bodyUsed, await request.text().catch((error: unknown) => error)];
      return answer;
    });
    expect(seen).toEqual([true, expect.any(TypeError)]);
  });

  it("but must send a body on that it has read itself: 500", async () => {
    const { status } = await create(async (request) => {
      await request.text();
      return await handler(request);
    });
    expect(status).toBe(500);
  });
});

describe("a wrapper of the handler may read the response", () => {
  const readers: Readonly<Record<string, (answer: Response) => Promise<unknown>>> = {
    json: (answer) => answer.json(),
    text: async (answer) => JSON.parse(await answer.text()),
    bytes: async (answer) => JSON.parse(new TextDecoder().decode(await answer.bytes())),
    arrayBuffer: async (answer) => JSON.parse(new TextDecoder().decode(await answer.arrayBuffer())),
    blob: async (answer) => {
      const blob = await answer.blob();
      expect(blob.type).toBe("application/scim+json");
      return JSON.parse(await blob.text());
    },
    body: async (answer) => await new Response(answer.body).json(),
  };

  it.each(Object.entries(readers))("by %s, once", async (_, read) => {
    const { status, text } = await create(async (request) => {
      const answer = await handler(request);
      expect(answer).toBeInstanceOf(Response);
      expect(answer.bodyUsed).toBe(false);
      const value = await read(answer);
      expect(answer.bodyUsed).toBe(true);
      await expect(answer.text()).rejects.toThrow(TypeError);
      return Response.json({ read: value }, answer);
    });
    expect(status).toBe(201);
    expect(JSON.parse(text)).toMatchObject({ read: USER });
  });

  it("which is no form", async () => {
    const { text } = await create(async (request) => {
      const failure = await (await handler(request)).formData().catch((error: unknown) => error);
      return new Response(String(failure instanceof TypeError));
    });
    expect(text).toBe("true");
  });

  it("which may have no body", async () => {
    const seen: unknown[] = [];
    const listener = toNodeListener(async (request) => {
      const answer = await handler(request);
      if (request.method === "DELETE") seen.push(answer.body, await answer.text(), answer.clone().status);
      return answer;
    });
    await using server = await serve(listener);
    const send = sender(`${server.origin}/scim/v2`);
    const { id }: { id: string } = await (await send("POST", "/Users", USER)).json();
    expect((await send("DELETE", `/Users/${id}`)).status).toBe(204);
    expect(seen).toEqual([null, "", 204]);
  });
});

describe("the client that leaves ends the signal", () => {
  it.each<[string, (request: Request) => AbortSignal]>([
    ["of the request", (request) => request.signal],
    ["of a clone", (request) => request.clone().signal],
    ["of a clone's clone", (request) => request.clone().clone().signal],
    ["of another request that was given it", (request) => new Request(request, { signal: request.signal }).signal],
  ])("%s", async (_, signalOf) => {
    const client = new AbortController();
    const seen = Promise.withResolvers<AbortSignal>();
    const listener = toNodeListener((request) => {
      const signal = signalOf(request);
      seen.resolve(signal);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(new Response())));
    });
    await using server = await serve(listener);
    const answer = fetch(server.origin, { method: "POST", body: "{}", signal: client.signal });
    const signal = await seen.promise;
    const ended = new Promise((resolve) => signal.addEventListener("abort", resolve));
    expect(signal.aborted).toBe(false);
    client.abort();
    await expect(answer).rejects.toThrow();
    await ended;
    expect(signal.aborted).toBe(true);
  });

  it("but not after its response, and the signal is the same on every read", async () => {
    let seen: AbortSignal | undefined;
    const listener = toNodeListener((request) => {
      seen = request.signal;
      return new Response(String(request.signal === seen));
    });
    await using server = await serve(listener);
    expect(await (await fetch(server.origin, { headers: { connection: "close" } })).text()).toBe("true");
    expect(seen?.aborted).toBe(false);
  });
});

it("a method that Request cannot represent gets 501, as a SCIM error", async () => {
  await using server = await serve(toNodeListener((request) => handler(request)));
  const { port } = new URL(server.origin);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ port, host: "127.0.0.1", method: "TRACE", path: "/scim/v2/Users" }, resolve)
      .on("error", reject)
      .end();
  });
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([501, "application/scim+json"]);
  expect(await json(answer)).toMatchObject({ status: "501" });
});

describe("a wrapper of the handler may change the response", () => {
  it("in its headers", async () => {
    const { status, headers, text } = await create(async (request) => {
      const answer = await handler(request);
      answer.headers.set("x-one", "1");
      answer.headers.delete("etag");
      answer.headers.append("set-cookie", "a=1");
      answer.headers.append("set-cookie", "b=2");
      return answer;
    });
    expect([status, headers.get("x-one"), headers.get("etag")]).toEqual([201, "1", null]);
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    expect(JSON.parse(text)).toMatchObject(USER);
  });

  it.each<[string, (answer: Response) => Response | Promise<Response>, string | undefined]>([
    ["by another body", (answer) => new Response("other", answer), "other"],
    ["by the same body in another", (answer) => new Response(answer.body, answer), undefined],
    ["by none", (answer) => new Response(null, answer), ""],
    ["by a clone", (answer) => answer.clone(), undefined],
    [
      "not at all, but look at a clone",
      async (answer) => {
        await answer.clone().text();
        return answer;
      },
      undefined,
    ],
    [
      "on its way",
      (answer) => new Response(answer.body?.pipeThrough(new TransformStream()) ?? null, { status: answer.status }),
      undefined,
    ],
  ])("%s", async (_, change, body) => {
    const { status, text, errors } = await create(async (request) => await change(await handler(request)));
    expect([status, errors]).toEqual([201, []]);
    if (body === undefined) expect(JSON.parse(text)).toMatchObject(USER);
    else expect(text).toBe(body);
  });

  it("but not send one again that was read: 500", async () => {
    const { status, errors } = await create(async (request) => {
      const answer = await handler(request);
      await answer.text();
      return answer;
    });
    expect([status, errors.length]).toEqual([500, 1]);
  });
});
