/** After a request has ended, nothing more is written for it, and its status says whether something was. */
import { request as httpRequest } from "node:http";
import { connect, constants, createServer as createHttp2Server } from "node:http2";
import { describe, expect, it } from "vitest";
import { ScimClient } from "../../src/client/index.ts";
import { ScimError } from "../../src/errors.ts";
import { GroupType, UserType } from "../../src/models/index.ts";
import { toNodeListener } from "../../src/node/index.ts";
import {
  bearerToken,
  createScimHandler,
  fullProfile,
  MemoryStore,
  type ResourceChange,
  type ScimHandlerOptions,
  type Store,
} from "../../src/server/index.ts";
import { BULK_REQUEST } from "../../src/urns.ts";
import { NO_WAIT } from "../client/scripted-fetch.ts";
import { sender, serve, TOKEN } from "../frameworks/serve.ts";

/** A store in memory whose calls wait while their gate is closed. */
class GatedStore {
  readonly memory = new MemoryStore();
  /** Names of the calls that reached the store, in order. */
  readonly calls: string[] = [];
  #gate: { readonly name: string; readonly reached: () => void; readonly opened: Promise<void> } | undefined;

  /** Holds the next call of a method; resolves `reached` when it comes. */
  close(name: keyof Store): { readonly reached: Promise<void>; open(): void } {
    const reached = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    this.#gate = { name, reached: reached.resolve, opened: opened.promise };
    return { reached: reached.promise, open: opened.resolve };
  }

  get store(): Store {
    return new Proxy<Store>(this.memory, {
      get: (target, name: keyof Store) => {
        const method = target[name];
        if (typeof method !== "function") return method;
        return async (...parameters: never[]) => {
          this.calls.push(name);
          const gate = this.#gate;
          if (gate?.name === name) {
            this.#gate = undefined;
            gate.reached();
            await gate.opened;
          }
          return await Reflect.apply(method, target, parameters);
        };
      },
    });
  }

  get writes(): readonly string[] {
    return this.calls.filter((name) => !["get", "query", "groupsOf"].includes(name));
  }
}

const PATIENT = Number.POSITIVE_INFINITY;
/** Milliseconds; enough to reach the store. */
const HASTY = 250;

function handlerOf(
  { store }: Pick<GatedStore, "store">,
  requestTime: number,
  options: Partial<ScimHandlerOptions> = {},
) {
  const profile = { ...fullProfile(), limits: { ...fullProfile().limits, requestTime } };
  return createScimHandler({ basePath: "", profile, store, authenticate: bearerToken(TOKEN), ...options });
}

/** Enough turns for whatever was still to come. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function bulkOf(count: number): object {
  return {
    schemas: [BULK_REQUEST],
    Operations: Array.from({ length: count }, (_, index) => ({
      method: "POST",
      path: "/Groups",
      bulkId: `${index}`,
      data: { displayName: `g${index}` },
    })),
  };
}

describe("a request whose time is over", () => {
  it.each(["POST", "bulk"])("during a write is answered 504, and nothing is written after it: %s", async (kind) => {
    const gated = new GatedStore();
    const gate = gated.close("insert");
    await using server = await serve(toNodeListener(handlerOf(gated, HASTY)));
    const send = sender(server.origin);
    const answer = await (kind === "bulk"
      ? send("POST", "/Bulk", bulkOf(10))
      : send("POST", "/Groups", { displayName: "g" }));
    expect(answer.status).toBe(504);
    expect(answer.headers.has("retry-after")).toBe(false);
    gate.open();
    await settle();
    expect(gated.writes).toEqual(["insert"]);
  });

  it("before its first write is answered 503 with Retry-After, and nothing is written after it", async () => {
    const gated = new GatedStore();
    await using server = await serve(toNodeListener(handlerOf(gated, HASTY)));
    const send = sender(server.origin);
    const gate = gated.close("get");
    const answer = await send("POST", "/Groups", { displayName: "g", members: [{ value: "ada" }] });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    gate.open();
    await settle();
    expect(gated.calls).toEqual(["get"]);
  });

  it("between the writes of one operation starts no other: a deletion leaves the groups to its repetition", async () => {
    const gated = new GatedStore();
    const patient = sender("https://scim.example", handlerOf(gated, PATIENT));
    await using server = await serve(toNodeListener(handlerOf(gated, HASTY)));
    const send = sender(server.origin);
    const { id } = JSON.parse(await (await patient("POST", "/Users", { userName: "ada" })).text());
    await patient("POST", "/Groups", { displayName: "g", members: [{ value: id }] });
    const gate = gated.close("groupsOf");
    expect((await send("DELETE", `/Users/${id}`)).status).toBe(504);
    gate.open();
    await settle();
    expect(gated.writes.slice(2)).toEqual(["delete"]);
    expect((await patient("DELETE", `/Users/${id}`)).status).toBe(404);
    expect(gated.writes.slice(2)).toEqual(["delete", "delete", "changeMembers"]);
  });

  it("while its change is noted in the journal writes nothing", async () => {
    const gated = new GatedStore();
    const noted = Promise.withResolvers<void>();
    const changes: ResourceChange[] = [];
    const handler = handlerOf(gated, HASTY, {
      onChange: (change) => void changes.push(change),
      changes: { journal: { add: () => noted.promise, remove: () => {}, entries: () => [] } },
    });
    await using server = await serve(toNodeListener(handler));
    expect((await sender(server.origin)("POST", "/Users", { userName: "ada" })).status).toBe(503);
    noted.resolve();
    await settle();
    expect(gated.calls).toEqual([]);
    expect(changes).toEqual([]);
  });

  it("does not make the client of this package create a second group", async () => {
    const gated = new GatedStore();
    const gate = gated.close("insert");
    await using server = await serve(toNodeListener(handlerOf(gated, HASTY)));
    const client = new ScimClient({ baseUrl: server.origin, token: TOKEN, retry: NO_WAIT });
    const created = client.resources(GroupType).create({ displayName: "g" });
    await expect(created).rejects.toMatchObject({ status: 504, attempts: 1, mayHaveTakenEffect: true });
    gate.open();
    await settle();
    expect(await client.resources(GroupType).count()).toBe(1);
  });

  it("lets the client of this package repeat what was not executed", async () => {
    const gated = new GatedStore();
    await using server = await serve(toNodeListener(handlerOf(gated, HASTY)));
    const client = new ScimClient({ baseUrl: server.origin, token: TOKEN, retry: NO_WAIT });
    const { id } = await client.resources(UserType).create({ userName: "ada" });
    const gate = gated.close("get");
    const group = await client.resources(GroupType).create({ displayName: "g", members: [{ value: id }] });
    gate.open();
    await settle();
    expect(group.displayName).toBe("g");
    expect(gated.writes).toEqual(["insert", "insert"]);
  });
});

describe("a request whose client has disconnected", () => {
  it("over HTTP/1.1 writes nothing more: a bulk ends", async () => {
    const gated = new GatedStore();
    const gate = gated.close("insert");
    await using server = await serve(toNodeListener(handlerOf(gated, PATIENT)));
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/scim+json" };
    const client = httpRequest(`${server.origin}/Bulk`, { method: "POST", headers }).on("error", () => undefined);
    client.end(JSON.stringify(bulkOf(10)));
    await gate.reached;
    const left = new Promise((resolve) => client.once("close", resolve));
    client.destroy();
    await left;
    await settle();
    gate.open();
    await settle();
    expect(gated.writes).toEqual(["insert"]);
  });

  it("over HTTP/2 writes nothing more", async () => {
    const gated = new GatedStore();
    const gate = gated.close("insert");
    const listener = toNodeListener(handlerOf(gated, PATIENT));
    const server = createHttp2Server().on("request", (request, response) => {
      Reflect.apply(listener, undefined, [request, response]);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const session = connect(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
    const stream = session.request({
      ":method": "POST",
      ":path": "/Bulk",
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/scim+json",
    });
    stream.on("error", () => undefined).end(JSON.stringify(bulkOf(10)));
    await gate.reached;
    stream.close(constants.NGHTTP2_CANCEL);
    await new Promise((resolve) => stream.once("close", resolve));
    await settle();
    gate.open();
    await settle();
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect(gated.writes).toEqual(["insert"]);
  });
});

it("a refusal by the store after another write of the request leaves its effect open", async () => {
  const memory = new MemoryStore();
  const store = new Proxy<Store>(memory, {
    get(target, name: keyof Store) {
      const method = target[name];
      if (name === "changeMembers") return () => Promise.reject(new ScimError("Busy.", { status: 503 }));
      return typeof method === "function" ? method.bind(target) : method;
    },
  });
  const send = sender("https://scim.example", handlerOf({ store }, PATIENT));
  const { id } = JSON.parse(await (await send("POST", "/Users", { userName: "ada" })).text());
  await send("POST", "/Groups", { displayName: "g", members: [{ value: id }] });
  const rename = { Operations: [{ op: "replace", path: "displayName", value: "Ada" }] };
  expect((await send("PATCH", `/Users/${id}`, rename)).status).toBe(504);
});
