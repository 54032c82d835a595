/** Observation of requests by `onRequest`, `logger` and `tracer`. */
import { trace } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { MemoryStore, type RequestEvent, type RequestTracer, type Store } from "../../../src/server/index.ts";
import { createService, query } from "../service.ts";

type RequestSpan = Parameters<Parameters<RequestTracer["startActiveSpan"]>[1]>[0];

function observed(options: Parameters<typeof createService>[0] = {}) {
  const events: RequestEvent[] = [];
  let time = 0;
  const service = createService({
    onRequest: (event) => events.push(event),
    now: () => {
      time += 1;
      return new Date(time);
    },
    authenticate: () => ({ tenant: "contoso" }),
    ...options,
  });
  return { service, events };
}

function fail(): never {
  throw new Error("the metrics are down");
}

function silentSpan(ended: string[]): RequestSpan {
  return {
    updateName: () => undefined,
    setAttribute: () => undefined,
    setStatus: () => undefined,
    recordException: () => undefined,
    end: () => ended.push("end"),
  };
}

describe("onRequest is called once for each request", () => {
  it.each([
    ["POST", "/Users", { operation: "create", resourceType: "User", status: 201, resources: 1 }],
    ["GET", "/Users", { operation: "list", resourceType: "User", status: 200, resources: 1 }],
    ["GET", "/Users/id-1", { operation: "read", resourceType: "User", status: 200, resources: 1 }],
    ["HEAD", "/Users/id-1", { operation: "read", resourceType: "User", status: 200 }],
    ["PUT", "/Users/id-1", { operation: "replace", resourceType: "User", status: 200 }],
    ["PATCH", "/Users/nobody", { operation: "patch", resourceType: "User", status: 404 }],
    ["DELETE", "/Users/id-1", { operation: "delete", resourceType: "User", status: 204 }],
    ["GET", "/Groups", { operation: "list", resourceType: "Group", status: 200, resources: 0 }],
    ["POST", "/Users/.search", { operation: "search", resourceType: "User" }],
    ["POST", "/.search", { operation: "search" }],
    ["POST", "/Bulk", { operation: "bulk" }],
    ["GET", "/Me", { operation: "me" }],
    ["GET", "/Schemas/x", { operation: "discovery", status: 404 }],
    ["OPTIONS", "/Users", { operation: "options", resourceType: "User", status: 204 }],
    ["GET", "/Users/a/b", { operation: "unknown", resourceType: "User", status: 404 }],
    ["DELETE", "/Users", { operation: "unknown", resourceType: "User", status: 405 }],
    ["GET", "/constructor", { operation: "unknown", resourceType: undefined, status: 404 }],
  ])("%s %s", async (method, path, expected) => {
    const { service, events } = observed();
    await service.user();
    events.length = 0;
    const body =
      method === "POST" || method === "PUT"
        ? { userName: "other" }
        : method === "PATCH"
          ? { Operations: [] }
          : undefined;
    const answer = await service.call(method, path, body === undefined ? {} : { body });
    expect(events).toMatchObject([{ method, tenant: "contoso", ...expected, status: answer.status }]);
  });

  it("with durations, counts and the error keyword, but without personal data", async () => {
    const { service, events } = observed();
    await service.post("/Users", { userName: "ada@secret.example" });
    await service.post("/Users", { userName: "ADA@secret.example" });
    await service.get(`/Users${query({ filter: 'userName eq "ada@secret.example"' })}`);
    await service.get(`/Users${query({ filter: "userName eq" })}`);
    expect(events.map(({ scimType }) => scimType)).toEqual([undefined, "uniqueness", undefined, "invalidFilter"]);
    for (const { duration, storeDuration, storeCalls } of events) {
      expect(duration).toBeGreaterThan(storeDuration);
      expect(storeDuration > 0).toBe(storeCalls > 0);
    }
    expect(JSON.stringify(events)).not.toMatch(/secret|id-1/);
  });

  it("without a tenant for an unrecognized caller", async () => {
    const { service, events } = observed({ authenticate: () => undefined });
    await service.get("/Users");
    expect(events).toMatchObject([{ status: 401, tenant: undefined, storeCalls: 0 }]);
  });

  it("and its failure does not change the response", async () => {
    const { service } = observed({
      onRequest: () => {
        throw new Error("the metrics are down");
      },
    });
    expect((await service.get("/Users")).status).toBe(200);
    expect(service.errors).toHaveLength(1);
  });

  it.each([
    ["onRequest that throws", { onRequest: fail }],
    ["onRequest that rejects", { onRequest: async () => fail() }],
    ["logger", { logger: { info: fail, error: fail } }],
    ["tracer", { tracer: { startActiveSpan: fail } }],
    [
      "tracer, once the request has run",
      {
        tracer: {
          startActiveSpan: async (_: string, run: (span: RequestSpan) => Promise<unknown>) => {
            await run(silentSpan([]));
            return fail();
          },
        },
      },
    ],
  ])("and a failure of a %s neither affects the other observers nor repeats the request", async (_, broken) => {
    const ended: string[] = [];
    const lines: string[] = [];
    const { service, events } = observed({
      logger: { info: (_fields, message) => lines.push(message), error: fail },
      tracer: { startActiveSpan: (_name, run) => run(silentSpan(ended)) },
      ...broken,
    });
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(201);
    await Promise.resolve();
    expect(service.errors).toEqual([new Error("the metrics are down")]);
    expect([events.length, lines.length, ended.length]).toEqual([
      "onRequest" in broken ? 0 : 1,
      "logger" in broken ? 0 : 1,
      "tracer" in broken ? 0 : 1,
    ]);
  });

  it("counting the calls of an asynchronous store, and of one that fails", async () => {
    const memory = new MemoryStore();
    const store: Store = {
      get: () => Promise.reject(new Error("down")),
      query: async (tenant, type, wanted, context) => memory.query(tenant, type, wanted, context),
      insert: async (tenant, type, resource) => memory.insert(tenant, type, resource),
      replace: () => ({ kind: "missing" }),
      delete: () => "missing",
    };
    const { service, events } = observed({ store });
    await service.user();
    await service.get("/Users/id-1");
    expect(events).toMatchObject([
      { status: 201, resources: 1 },
      { status: 500, resources: 0, storeCalls: 1 },
    ]);
  });
});

describe("a logger with pino's signature", () => {
  it("gets a line for each request, and an error with its cause", async () => {
    const lines: (readonly [string, object, string])[] = [];
    const failure = new Error("SELECT * FROM users");
    const fail = () => Promise.reject(failure);
    const service = createService({
      store: { get: fail, query: fail, insert: fail, replace: fail, delete: fail },
      logger: {
        info: (fields, message) => lines.push(["info", fields, message]),
        error: (fields, message) => lines.push(["error", fields, message]),
      },
    });
    await service.get("/ResourceTypes");
    await service.get("/Users");
    expect(lines).toMatchObject([
      ["info", { operation: "discovery", status: 200 }, "SCIM discovery answered with 200"],
      ["error", { operation: "list", status: 500, err: failure }, "SCIM list User answered with 500"],
    ]);
  });
});

describe("a tracer", () => {
  it("of @opentelemetry/api fits", async () => {
    const tracer: RequestTracer = trace.getTracer("scim");
    expect((await createService({ tracer }).get("/Users")).status).toBe(200);
  });

  it("gets a span for each request, which is named after the operation and ends", async () => {
    const notes: unknown[] = [];
    const span: RequestSpan = {
      updateName: (name) => notes.push(name),
      setAttribute: (key, value) => notes.push([key, value]),
      setStatus: ({ code }) => notes.push(["status", code]),
      recordException: (exception) => notes.push(exception.message),
      end: () => notes.push("end"),
    };
    const fail = () => Promise.reject(new Error("down"));
    const service = createService({
      store: { get: fail, query: fail, insert: fail, replace: fail, delete: fail },
      tracer: { startActiveSpan: (_, run) => run(span) },
    });
    await service.get("/Users/1");
    expect(notes).toContainEqual("SCIM read User");
    expect(notes).toContainEqual(["http.response.status_code", 500]);
    expect(notes).toContainEqual(["scim.tenant", "default"]);
    expect(notes).toContainEqual(["status", 2]);
    expect(notes.slice(-2)).toEqual(["down", "end"]);
  });
});
