/**
 * One service under load, in a process of its own: `node service.ts NAME USERS`. It tells its port over the channel of
 * its parent, and what it has used so far whenever it is asked.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import express from "express-4";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";
import { type JsonObject, UserType } from "../../src/models/index.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "../../src/server/index.ts";
import { user } from "./company.ts";

const BASE = "/scim/v2";
const TOKEN = "t";

type Service = (count: number) => RequestListener;

const SERVICES: Readonly<Record<string, Service>> = { bare, ours, web, scimmy };

/** What a service has used since it started. */
export interface Usage {
  /** Microseconds of processor time. */
  readonly cpu: number;
  /** Bytes of the heap, and of buffers outside it; after a collection where a measurement begins. */
  readonly heap: number;
}

/** The least that `node:http` can do: a Map of users, no schema, no checks but the token. */
function bare(count: number): RequestListener {
  const users = new Map<string, object>();
  for (let index = 0; index < count; index += 1) users.set(String(user(index).id), user(index));
  let next = count;
  return (request, response) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      response.writeHead(401).end();
      return;
    }
    if (request.method === "GET") send(response, 200, users.get(request.url?.slice(BASE.length + 7) ?? ""));
    else
      receive(request, (body) => {
        const id = String(next);
        next += 1;
        const created: object = {
          ...JSON.parse(body),
          id,
          meta: { resourceType: "User", location: `${BASE}/Users/${id}` },
        };
        users.set(id, created);
        send(response, 201, created);
      });
  };
}

function receive(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => done(Buffer.concat(chunks).toString()));
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/scim+json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function handler(count: number) {
  const store = new MemoryStore();
  for (let index = 0; index < count; index += 1) {
    const { meta, ...rest } = user(index);
    // As plain JSON, with the version that the handler would have given it.
    const resource: JsonObject = JSON.parse(JSON.stringify({ ...rest, meta: { ...meta, version: 'W/"1"' } }));
    store.insert("default", UserType, resource);
  }
  return createScimHandler({ basePath: BASE, profile: fullProfile(), store, authenticate: bearerToken(TOKEN) });
}

function ours(count: number): RequestListener {
  return toNodeListener(handler(count));
}

/** The same behind a function of the web standards, as a framework would wrap it. */
function web(count: number): RequestListener {
  const wrapped = handler(count);
  return toNodeListener((request) => wrapped(request));
}

function scimmy(count: number): RequestListener {
  const users = new Map<string, object>();
  const names = new Map<unknown, string>();
  for (let index = 0; index < count; index += 1) users.set(String(user(index).id), user(index));
  let next = count;
  SCIMMY.Config.set({ patch: true, filter: { supported: true, maxResults: 1_000 } });
  SCIMMY.Resources.declare(SCIMMY.Resources.User, {
    egress: ({ id }: { id?: string }) => (id === undefined ? [...users.values()] : users.get(id)),
    ingress: ({ id }: { id?: string }, data: object) => {
      const key = id ?? String(next);
      next += 1;
      const kept: Record<string, unknown> = {
        ...data,
        id: key,
        meta: { created: new Date(0), lastModified: new Date(0) },
      };
      const owner = names.get(kept["userName"]);
      if (owner !== undefined && owner !== key) throw new SCIMMY.Types.Error(409, "uniqueness", "taken");
      names.set(kept["userName"], key);
      users.set(key, kept);
      return kept;
    },
    degress: ({ id }: { id?: string }) => void users.delete(id ?? ""),
  });
  const app = express();
  app.use(
    BASE,
    new SCIMMYRouters({
      type: "bearer",
      handler: (request: { header(name: string): string | undefined }) => {
        if (request.header("authorization") !== `Bearer ${TOKEN}`) throw new Error("wrong token");
        return "";
      },
    }),
  );
  return app;
}

/**
 * A collection costs by the size of the heap, so it comes before the processor time is read, and only where a
 * measurement begins.
 */
function usage(collects: boolean): Usage {
  if (collects) globalThis.gc?.();
  const { user: used, system } = process.cpuUsage();
  const memory = process.memoryUsage();
  return { cpu: used + system, heap: memory.heapUsed + memory.arrayBuffers };
}

const [, , name = "", count = "0"] = process.argv;
const service = SERVICES[name];
if (service !== undefined && process.send !== undefined) {
  const before = usage(true).heap;
  const listener = service(Number(count));
  const server = createServer(listener).listen(0, "127.0.0.1", () => {
    const address = server.address();
    const loaded = usage(true).heap - before;
    process.send?.({ port: typeof address === "object" ? address?.port : undefined, loaded });
  });
  process.on("message", (question) => process.send?.(usage(question === "begin")));
  process.on("disconnect", () => process.exit());
}
