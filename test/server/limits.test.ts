/** Limits of time and length, and concurrent writers. */

import { describe, expect, it } from "vitest";
import { fullProfile, MemoryStore, type Store } from "../../src/server/index.ts";
import { withFakeTimers } from "../support/fake-timers.ts";
import { STORES } from "./later-store.ts";
import { createService } from "./service.ts";

function limited(limits: Partial<ReturnType<typeof fullProfile>["limits"]>) {
  const profile = fullProfile();
  return { ...profile, limits: { ...profile.limits, ...limits } };
}

/** A store that answers a read only when nobody waits any more. */
function hanging(signals: AbortSignal[]): Store {
  const memory = new MemoryStore();
  return {
    get: (_tenant, _type, _id, { signal }) => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
    query: (tenant, type, query) => memory.query(tenant, type, query),
    insert: (tenant, type, resource) => memory.insert(tenant, type, resource),
    replace: (tenant, type, resource, version) => memory.replace(tenant, type, resource, version),
    delete: (tenant, type, id, version) => memory.delete(tenant, type, id, version),
  };
}

describe("the time limit of a request", () => {
  it("ends with 503 and aborts the store's signal", async () => {
    const signals: AbortSignal[] = [];
    const service = createService({ store: hanging(signals), profile: limited({ requestTime: 20 }) });
    expect(await withFakeTimers(() => service.get("/Users/x"))).toMatchObject({ status: 503, body: { status: "503" } });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(service.errors).toEqual([]);
  });

  it("also ends where the store never reads the signal", async () => {
    const store: Store = { ...hanging([]), get: () => new Promise(() => undefined) };
    const service = createService({ store, profile: limited({ requestTime: 20 }) });
    expect((await withFakeTimers(() => service.get("/Users/x"))).status).toBe(503);
  });

  it("may be unlimited", async () => {
    const later = (): Promise<undefined> => new Promise((resolve) => setImmediate(resolve, undefined));
    const store: Store = { ...hanging([]), get: later };
    const service = createService({ store, profile: limited({ requestTime: Number.POSITIVE_INFINITY }) });
    expect((await service.get("/Users/x")).status).toBe(404);
  });

  it("ends when the body never ends", async () => {
    const { handler } = createService({ profile: limited({ requestTime: 20 }) });
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"userName":')),
    });
    const request = new Request("https://scim.example/scim/v2/Users", {
      method: "POST",
      headers: { authorization: "Bearer correct-horse", "content-type": "application/scim+json" },
      body,
      ...{ duplex: "half" },
    });
    expect((await withFakeTimers(() => handler(request))).status).toBe(503);
  });

  it("ends with the client: the store's signal aborts when the client disconnects", async () => {
    const signals: AbortSignal[] = [];
    const { handler } = createService({ store: hanging(signals) });
    const client = new AbortController();
    const answer = handler(
      new Request("https://scim.example/scim/v2/Users/x", {
        headers: { authorization: "Bearer correct-horse" },
        signal: client.signal,
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    client.abort();
    await answer;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

it("a path of a PATCH operation has a maximum length", async () => {
  const service = createService({ profile: limited({ filterLength: 50 }) });
  await service.user();
  const path = `emails[value eq "${"x".repeat(50)}"]`;
  const answer = await service.patch("/Users/id-1", [{ op: "remove", path }]);
  expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidPath" } });
});

describe.each(STORES)("concurrent writers over a store that answers %s", (_when, create) => {
  it("twelve creates of one userName create one user", async () => {
    const service = createService({ store: create() });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => service.post("/Users", { userName: index % 2 ? "Ada" : "aDA" })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...new Array(11).fill(409)]);
  });

  it("one of eight PATCHes with the same ETag succeeds", async () => {
    const service = createService({ store: create() });
    const path = `/Users/${await service.user()}`;
    const etag = (await service.get(path)).headers.get("etag") ?? "";
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        service.patch(path, [{ op: "replace", path: "title", value: `t${index}` }], { "if-match": etag }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...new Array(7).fill(412)]);
    expect((await service.get(path)).body).toMatchObject({ meta: { version: 'W/"2"' } });
  });

  it("one of a PATCH and a DELETE with the same ETag succeeds", async () => {
    const service = createService({ store: create() });
    const path = `/Users/${await service.user()}`;
    const headers = { "if-match": 'W/"1"' };
    const answers = await Promise.all([
      service.patch(path, [{ op: "replace", path: "title", value: "x" }], headers),
      service.call("DELETE", path, { headers }),
    ]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
  });
});
