/** The handler as a whole: errors, store calls, locations, and the separation of handlers and tenants. */
import { describe, expect, it } from "vitest";
import { ScimError, ScimRequestError } from "../../src/errors.ts";
import {
  bearerToken,
  createScimHandler,
  fullProfile,
  MemoryStore,
  type Store,
  type StoreContext,
} from "../../src/server/index.ts";
import { createService, resources } from "./service.ts";

function failing(error: unknown): Store {
  const fail = () => Promise.reject(error);
  return { get: fail, query: fail, insert: fail, replace: fail, delete: fail };
}

describe("construction fails with one sentence for", () => {
  it.each<readonly [string, object, string]>([
    ["no options", {}, "basePath: expected the path"],
    ["no profile", { basePath: "/scim" }, "profile: expected what the service offers"],
    ["no store", { basePath: "/scim", profile: fullProfile() }, "store: expected a store"],
    [
      "a store without methods",
      { basePath: "/scim", profile: fullProfile(), store: { get() {}, query() {}, insert() {} } },
      "but it has no replace, delete",
    ],
    [
      "no authentication",
      { basePath: "/scim", profile: fullProfile(), store: new MemoryStore() },
      "authenticate: expected a function",
    ],
  ])("%s", (_name, options, message) => {
    expect(() => Reflect.apply(createScimHandler, undefined, [options])).toThrow(
      expect.objectContaining({ name: "TypeError", message: expect.stringContaining(message) }),
    );
  });
});

describe("an error inside", () => {
  it.each([
    ["an exception of the store", new Error("SELECT * FROM users: /srv/app/db.ts")],
    ["something that is no error", "SELECT"],
    [
      "an error of another service",
      new ScimRequestError("SELECT", {
        code: "unauthorized",
        method: "GET",
        requestPath: "/",
        status: 401,
        attempts: 1,
      }),
    ],
  ])("such as %s gets 500 without details, and is reported", async (_, error) => {
    const service = createService({ store: failing(error) });
    const answer = await service.get("/Users");
    expect(answer).toMatchObject({ status: 500, body: { status: "500", detail: expect.any(String) } });
    expect(answer.text).not.toContain("SELECT");
    expect(service.errors).toEqual([error]);
  });

  it("that is a SCIM error becomes the response", async () => {
    const store = failing(new ScimError("Too many results.", { status: 400, scimType: "tooMany" }));
    expect(await createService({ store }).get("/Users")).toMatchObject({ status: 400, body: { scimType: "tooMany" } });
  });

  it("is harmless when onError throws too", async () => {
    const service = createService({
      store: failing(new Error("x")),
      onError: () => {
        throw new Error("the logger is down");
      },
    });
    expect((await service.get("/Users")).status).toBe(500);
  });
});

describe("the store", () => {
  it("receives tenant, subject and signal with every call", async () => {
    const memory = new MemoryStore();
    const calls: string[] = [];
    const note = (name: string, tenant: string, { subject, signal }: StoreContext) => {
      calls.push(`${name} ${tenant} ${subject} ${signal instanceof AbortSignal}`);
    };
    const store: Store = {
      get: (tenant, type, id, context) => {
        note("get", tenant, context);
        return memory.get(tenant, type, id);
      },
      query: (tenant, type, query, context) => {
        note("query", tenant, context);
        return memory.query(tenant, type, query);
      },
      insert: (tenant, type, resource, context) => {
        note("insert", tenant, context);
        return memory.insert(tenant, type, resource);
      },
      replace: (tenant, type, resource, version, context) => {
        note("replace", tenant, context);
        return memory.replace(tenant, type, resource, version);
      },
      delete: (tenant, type, id, version, context) => {
        note("delete", tenant, context);
        return memory.delete(tenant, type, id, version);
      },
    };
    const service = createService({ store, authenticate: () => ({ tenant: "t1", subject: "app" }) });
    await service.user();
    await service.patch("/Users/id-1", [{ op: "replace", path: "title", value: "x" }]);
    await service.get("/Users");
    await service.call("DELETE", "/Users/id-1");
    const told = ["delete", "get", "insert", "query", "replace"].map((name) => `${name} t1 app true`);
    expect([...new Set(calls)].sort()).toEqual(told);
  });

  it("that reports every write as stale gets 503 in the end", async () => {
    const memory = new MemoryStore();
    const store: Store = {
      get: (tenant, type, id) => memory.get(tenant, type, id),
      query: (tenant, type, query) => memory.query(tenant, type, query),
      insert: (tenant, type, resource) => memory.insert(tenant, type, resource),
      replace: () => ({ kind: "stale" }),
      delete: () => "stale",
    };
    const service = createService({ store });
    await service.user();
    expect((await service.patch("/Users/id-1", [{ op: "replace", path: "title", value: "x" }])).status).toBe(503);
  });
});

describe("locations", () => {
  it("start with the configured base URL, with or without a slash at its end", async () => {
    for (const baseUrl of ["https://api.example.com/x/scim", "https://api.example.com/x/scim/"]) {
      const service = createService({ baseUrl });
      const answer = await service.post("/Users", { userName: "a" });
      const location = "https://api.example.com/x/scim/Users/id-1";
      expect(answer.headers.get("location")).toBe(location);
      expect(answer.body).toMatchObject({ meta: { location } });
    }
  });

  it("are not forged by headers of the request", async () => {
    const service = createService();
    const answer = await service.call("POST", "/Users", {
      body: { userName: "a" },
      headers: {
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "gopher",
        forwarded: "host=evil.example",
      },
    });
    expect(answer.headers.get("location")).toBe("https://scim.example/scim/v2/Users/id-1");
    expect(answer.text).not.toContain("evil");
  });
});

it("two handlers in one process, even over one store, never mix tenants, base paths, clocks or ids", async () => {
  const store = new MemoryStore();
  const [a, b] = (["a", "b"] as const).map((tenant, index) =>
    createScimHandler({
      basePath: `/${tenant}/scim`,
      profile: fullProfile(),
      store,
      authenticate: bearerToken(`token-${tenant}`, { tenant }),
      now: () => new Date(Date.UTC(2000 + index, 0, 1)),
      guid: () => `${tenant}-1`,
    }),
  );
  const call = async (handler: typeof a, tenant: string, method: string, path: string, body?: object) => {
    const response = await handler?.(
      new Request(`https://${tenant}.example/${tenant}/scim${path}`, {
        method,
        headers: { authorization: `Bearer token-${tenant}`, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    );
    return { status: response?.status, body: await response?.json() };
  };
  const created = await Promise.all([
    call(a, "a", "POST", "/Users", { userName: "ada" }),
    call(b, "b", "POST", "/Users", { userName: "ada" }),
  ]);
  expect(created.map(({ body }) => body.meta)).toEqual([
    {
      resourceType: "User",
      created: "2000-01-01T00:00:00.000Z",
      lastModified: "2000-01-01T00:00:00.000Z",
      location: "https://a.example/a/scim/Users/a-1",
      version: 'W/"1"',
    },
    {
      resourceType: "User",
      created: "2001-01-01T00:00:00.000Z",
      lastModified: "2001-01-01T00:00:00.000Z",
      location: "https://b.example/b/scim/Users/b-1",
      version: 'W/"1"',
    },
  ]);
  expect((await call(a, "a", "GET", "/Users/b-1")).status).toBe(404);
  expect((await call(b, "b", "GET", "/Users")).body.Resources).toHaveLength(1);
  expect((await call(b, "a", "GET", "/Users")).status).toBe(401);
});

it("a tenant named like a member of Object sees no resources of others", async () => {
  const store = new MemoryStore();
  await createService({ store }).user();
  for (const tenant of ["__proto__", "constructor", ""]) {
    const other = createService({ store, authenticate: () => ({ tenant }) });
    expect(resources(await other.get("/Users"))).toEqual([]);
  }
});
