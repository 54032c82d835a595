/** Whatever fails in what an app brings along, the client gets a SCIM error, and nothing of the failure. */
import { describe, expect, it } from "vitest";
import { UserType } from "../../src/models/index.ts";
import { MemoryStore, type RequestEvent, type ScimHandlerOptions, tableStore } from "../../src/server/index.ts";
import { createService } from "./service.ts";

function fail(): never {
  throw new Error("secret");
}

describe("a clock for durations that throws", () => {
  it.each([0, 1, 2, 3])("after %i readings does not change the response", async (readings) => {
    const events: RequestEvent[] = [];
    let left = readings;
    const service = createService({
      onRequest: (event) => events.push(event),
      now: () => {
        left -= 1;
        return left < 0 ? fail() : new Date(1);
      },
    });
    expect(await service.get("/Users")).toMatchObject({ status: 200, body: { totalResults: 0 } });
    expect(events).toMatchObject([{ status: 200, duration: 0, storeDuration: 0 }]);
    expect(service.errors).not.toEqual([]);
  });
});

it("a tracer that does not return the response does not change it", async () => {
  const span = {
    updateName: () => 0,
    setAttribute: () => 0,
    setStatus: () => 0,
    recordException: () => {},
    end: () => {},
  };
  const tracer = { startActiveSpan: (_: string, run: (given: typeof span) => unknown) => void run(span) };
  const service = createService(withTracer(tracer));
  expect((await service.get("/Users")).status).toBe(200);
});

/** What a tracer written in JavaScript may do, whatever the types say. */
function withTracer(tracer: object): Partial<ScimHandlerOptions> {
  const options: Partial<ScimHandlerOptions> = {};
  return Object.assign(options, { tracer });
}

describe("values that no header can hold", () => {
  it.each(["a\nb", "\u0001", "日本"])("a version %j from a custom store", async (version) => {
    const memory = new MemoryStore();
    const stored = { schemas: [UserType.schema], id: "1", userName: "ada", meta: { resourceType: "User", version } };
    memory.insert("default", UserType, stored);
    const service = createService({ store: memory });
    const answer = await service.get("/Users/1");
    expect(answer).toMatchObject({ status: 500, body: { status: "500" } });
    expect(answer.text).not.toContain("version");
    expect(service.errors).toHaveLength(1);
  });
});

it.each(["GET", "POST", "PUT", "DELETE"])("an encoded slash does not separate path segments: %s", async (method) => {
  const service = createService();
  const body = method === "GET" || method === "DELETE" ? {} : { body: { userName: "ada" } };
  expect((await service.call(method, "/Users%2F.search", body)).status).toBe(404);
  expect((await service.call(method, "/Users%2Fid-1", body)).status).toBe(404);
});

describe("values nested too deep", () => {
  const deep = JSON.parse(`${'{"value":'.repeat(150)}1${"}".repeat(150)}`);
  const resource = { schemas: [UserType.schema], id: "1", userName: "ada", emails: [deep], meta: { version: 'W/"1"' } };

  it("are rejected by a MemoryStore", () => {
    const store = new MemoryStore();
    expect(() => store.insert("default", UserType, resource)).toThrow(/100 levels/);
    const { emails: _, ...flat } = resource;
    store.insert("default", UserType, flat);
    expect(() => store.replace("default", UserType, resource, 'W/"1"')).toThrow(/100 levels/);
  });

  it("are rejected when a row holds them", async () => {
    const service = createService({ store: storeOf({ resource, version: 1 }) });
    expect((await service.get("/Users/1")).status).toBe(500);
    expect(service.errors.map(String)).toEqual([expect.stringContaining("100 levels")]);
  });
});

interface Row {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly version: string | number;
}

function storeOf(row: Row) {
  return tableStore<Row>({
    type: UserType,
    rowToResource: (given) => given.resource,
    version: (given) => given.version,
    find: () => row,
    select: () => [row],
    count: () => 1,
    insert: () => ({ kind: "stored", row }),
    update: () => ({ kind: "stored", row }),
    remove: () => true,
    others: new MemoryStore(),
  });
}

it.each(['a"b', 'W/"1"', "x y", "é", "日本", "a\nb", "\u0000", "50%", "a,b", "2026-01-31T08:30:00.123Z", 7])(
  "the version %j of a row makes an entity tag that names it again",
  async (version) => {
    const service = createService({ store: storeOf({ resource: { id: "1", userName: "ada" }, version }) });
    const etag = (await service.get("/Users/1")).headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"[!#-~]+"$/);
    expect((await service.get("/Users/1", { "if-none-match": etag })).status).toBe(304);
    const operation = { op: "add", path: "title", value: "x" };
    expect((await service.patch("/Users/1", [operation], { "if-match": etag })).status).toBe(200);
    expect((await service.patch("/Users/1", [operation], { "if-match": '"b"' })).status).toBe(412);
  },
);
