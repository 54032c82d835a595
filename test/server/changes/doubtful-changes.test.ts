/** Changes whose write or delivery is slow or fails: no change is lost, and no response waits for it. */

import { describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import {
  type ChangeJournalEntry,
  fullProfile,
  MemoryStore,
  type ResourceChange,
  type Store,
} from "../../../src/server/index.ts";
import { BULK_REQUEST } from "../../../src/urns.ts";
import { withFakeTimers } from "../../support/fake-timers.ts";
import { createService } from "../service.ts";

const hasty = { ...fullProfile(), limits: { ...fullProfile().limits, requestTime: 600 } };

describe("an onChange that takes longer than the time limit of its request", () => {
  it("changes no answer", async () => {
    const service = createService({ profile: hasty, onChange: () => new Promise(() => undefined) });
    const statuses = await withFakeTimers(async () => [
      (await service.post("/Users", { userName: "ada" })).status,
      (await service.patch("/Users/id-1", [{ op: "add", path: "title", value: "x" }])).status,
      (await service.call("DELETE", "/Users/id-1")).status,
    ]);
    expect(statuses).toEqual([201, 200, 204]);
  });

  it("does not change the response to a bulk request of many writes either", async () => {
    const service = createService({ profile: hasty, onChange: () => new Promise(() => undefined) });
    const Operations = Array.from({ length: 100 }, (_, index) => ({
      method: "POST",
      path: "/Users",
      bulkId: `${index}`,
      data: { userName: `u${index}` },
    }));
    const answer = await withFakeTimers(() => service.post("/Bulk", { schemas: [BULK_REQUEST], Operations }));
    expect(answer.body).toMatchObject({ Operations: Operations.map(() => ({ status: "201" })) });
  });

  it("continues after the response, with a signal that is not aborted", async () => {
    const released = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<boolean>();
    const service = createService({
      profile: hasty,
      onChange: async ({ signal }) => {
        await released.promise;
        ended.resolve(signal.aborted);
      },
    });
    expect((await withFakeTimers(() => service.post("/Users", { userName: "ada" }))).status).toBe(201);
    released.resolve();
    expect(await ended.promise).toBe(false);
    expect(service.errors).toEqual([]);
  });
});

/** How a store fails, and what becomes of the write. */
type Failure = "after the write" | "before the write" | "with a refusal" | "for good";

function failingService(failure: Failure) {
  const memory = new MemoryStore();
  let mode: Failure | undefined;
  const fail = <Outcome>(write: () => Outcome): Outcome => {
    if (mode === undefined) return write();
    if (mode === "with a refusal") throw new ScimError("This column cannot hold it.", { status: 400 });
    if (mode !== "before the write") write();
    if (mode !== "for good") mode = undefined;
    throw new Error("the connection was lost");
  };
  const store: Store = {
    get: (tenant, type, id, context) => {
      if (mode === "for good" && memory.get(tenant, type, id)?.["title"] === "x") throw new Error("still down");
      return memory.get(tenant, type, id, context);
    },
    query: (tenant, type, query, context) => memory.query(tenant, type, query, context),
    insert: (tenant, type, resource) => fail(() => memory.insert(tenant, type, resource)),
    replace: (tenant, type, resource, version) => fail(() => memory.replace(tenant, type, resource, version)),
    delete: (tenant, type, id, version) => fail(() => memory.delete(tenant, type, id, version)),
  };
  const kept = new Map<string, ChangeJournalEntry>();
  const forgotten = Promise.withResolvers<void>();
  const told = Promise.withResolvers<ResourceChange>();
  const reported = Promise.withResolvers<unknown>();
  const service = createService({
    store,
    onError: (error) => {
      if (error instanceof Error && error.message === "still down") reported.resolve(error);
    },
    onChange: (change) => (mode === undefined && change.operation !== "create" ? told.resolve(change) : undefined),
    changes: {
      sleep: () => Promise.resolve(),
      journal: {
        add: (entry) => void kept.set(entry.key, entry),
        remove: (key) => {
          kept.delete(key);
          if (service.errors.length === 0 && isFailing) forgotten.resolve();
        },
        entries: () => [...kept.values()],
      },
    },
  });
  let isFailing = false;
  const begin = (): void => {
    mode = failure;
    isFailing = true;
  };
  return { service, begin, kept, forgotten: forgotten.promise, told: told.promise, reported: reported.promise };
}

describe("a deletion that failed halfway", () => {
  it("is completed by the next attempt, which gets 404: no group keeps the member", async () => {
    const { service, begin } = failingService("after the write");
    const ada = await service.user({ userName: "ada" });
    const bob = await service.user({ userName: "bob" });
    const made = await service.post("/Groups", { displayName: "staff", members: [{ value: ada }, { value: bob }] });
    begin();
    expect((await service.call("DELETE", `/Users/${ada}`)).status).toBe(500);
    expect((await service.call("DELETE", `/Users/${ada}`)).status).toBe(404);
    const group = await service.get(`/Groups/${made.body["id"]}`);
    expect(group.body["members"]).toMatchObject([{ value: bob }]);
  });

  it("but a deletion at the wrong endpoint removes no member", async () => {
    const service = createService();
    const inner = String((await service.post("/Groups", { displayName: "inner" })).body["id"]);
    const outer = await service.post("/Groups", { displayName: "outer", members: [{ value: inner }] });
    expect((await service.call("DELETE", `/Users/${inner}`)).status).toBe(404);
    expect((await service.get(`/Groups/${outer.body["id"]}`)).body["members"]).toMatchObject([{ value: inner }]);
  });
});

describe("a write that fails because the connection was lost", () => {
  const leave = [
    { op: "replace", path: "active", value: false },
    { op: "add", path: "title", value: "x" },
  ];

  it("after it took effect is delivered, because the client's retry changes nothing", async () => {
    const { service, begin, kept, told, forgotten } = failingService("after the write");
    await service.user({ userName: "ada", active: true });
    begin();
    expect((await service.patch("/Users/id-1", leave)).status).toBe(500);
    expect(await told).toMatchObject({ operation: "update", before: { active: true }, after: { active: false } });
    await forgotten;
    expect(kept.size).toBe(0);
  });

  it("after a user was deleted is delivered as well", async () => {
    const { service, begin, told } = failingService("after the write");
    await service.user({ userName: "ada" });
    begin();
    expect((await service.call("DELETE", "/Users/id-1")).status).toBe(500);
    expect(await told).toMatchObject({ operation: "delete", before: { userName: "ada" }, after: undefined });
  });

  it.each([
    ["before the write", 500],
    ["with a refusal", 400],
  ] as const)("%s is forgotten", async (failure, status) => {
    const { service, begin, kept, forgotten } = failingService(failure);
    await service.user({ userName: "ada", active: true });
    begin();
    expect((await service.patch("/Users/id-1", leave)).status).toBe(status);
    await forgotten;
    expect(kept.size).toBe(0);
  });

  it("and whose outcome cannot be read back is reported, and stays in the journal", async () => {
    const { service, begin, kept, reported } = failingService("for good");
    await service.user({ userName: "ada", active: true });
    begin();
    expect((await service.patch("/Users/id-1", leave)).status).toBe(500);
    await reported;
    expect([...kept.values()]).toMatchObject([{ operation: "update", id: "id-1", before: { active: true } }]);
  });
});
