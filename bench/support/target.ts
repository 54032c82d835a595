/**
 * Targets to provision into: one in the same process without a socket, and one on loopback in a process of its own
 * (`node target.ts`).
 */
import { Agent, createServer, request as httpRequest } from "node:http";
import { type JsonObject, UserType } from "../../src/models/index.ts";
import type { ProvisioningTarget } from "../../src/provisioning/index.ts";
import { LIST_RESPONSE, SCIM_MEDIA_TYPE } from "../../src/urns.ts";

const BASE = "/scim/v2/Users";
const FILTER = /^userName eq "([^"]*)"$/;

/** Accounts that know their names and no more: what is measured is the engine. */
class Accounts {
  readonly #ids = new Map<string, string>();

  find(filter: string): { readonly id: string } | undefined {
    const name = FILTER.exec(filter)?.[1]?.toLowerCase();
    const id = name === undefined ? undefined : this.#ids.get(name);
    return id === undefined ? undefined : { id };
  }

  create(userName: unknown): { readonly id: string } {
    const id = `account-${this.#ids.size + 1}`;
    this.#ids.set(String(userName).toLowerCase(), id);
    return { id };
  }
}

/** A target whose calls cost next to nothing. */
export function localTarget(): ProvisioningTarget {
  const accounts = new Accounts();
  return {
    name: "Target",
    identity: "bench",
    testConnection: async () => undefined,
    users: {
      type: UserType,
      get: async (id) => ({ id }),
      async *list({ filter = "" }) {
        const found = accounts.find(filter);
        if (found !== undefined) yield found;
      },
      create: async (resource) => accounts.create(Reflect.get(resource, "userName")),
      patch: async () => undefined,
      delete: async () => undefined,
    },
  };
}

/** The target on loopback, through a client that is next to nothing: `node:http` and no more. */
export function bareTarget(port: number): ProvisioningTarget {
  const agent = new Agent({ keepAlive: true });
  const call = (method: string, path: string, body?: string) =>
    new Promise<JsonObject>((resolve, reject) => {
      const request = httpRequest({ port, host: "127.0.0.1", path: `${BASE}${path}`, method, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      });
      request.on("error", reject);
      request.end(body);
    });
  const { users, ...rest } = localTarget();
  return {
    ...rest,
    users: {
      ...users,
      async *list({ filter = "" }) {
        const { Resources } = await call("GET", `?filter=${encodeURIComponent(filter)}`);
        for (const found of Array.isArray(Resources) ? Resources : [])
          yield { id: String(Reflect.get(Object(found), "id")) };
      },
      create: async (resource) => ({ id: String((await call("POST", "", JSON.stringify(resource)))["id"]) }),
    },
  };
}

function serve(): void {
  const accounts = new Accounts();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [status, body] = answer(request.method ?? "", request.url ?? "", Buffer.concat(chunks).toString());
      const text = JSON.stringify(body);
      response.writeHead(status, { "content-type": SCIM_MEDIA_TYPE, "content-length": Buffer.byteLength(text) });
      response.end(text);
    });
  });
  function answer(method: string, path: string, body: string): readonly [number, object] {
    if (method === "POST") {
      const user: JsonObject = JSON.parse(body);
      return [201, { ...user, ...accounts.create(user["userName"]) }];
    }
    const url = new URL(path, "http://localhost");
    if (method !== "GET") return [200, { id: url.pathname.slice(BASE.length + 1) }];
    const found = accounts.find(url.searchParams.get("filter") ?? "");
    const Resources = found === undefined ? [] : [found];
    return [
      200,
      {
        schemas: [LIST_RESPONSE],
        totalResults: Resources.length,
        startIndex: 1,
        itemsPerPage: Resources.length,
        Resources,
      },
    ];
  }
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.(typeof address === "object" && address !== null ? address.port : 0);
  });
  process.on("disconnect", () => process.exit());
}

if (process.argv[1] === import.meta.filename) serve();
