/** `onChange`: which writes it receives, retries, timeouts and the journal. */
import { describe, expect, it } from "vitest";
import { GroupType, UserType } from "../../../src/models/index.ts";
import {
  type ChangeJournal,
  type ChangeJournalEntry,
  MemoryStore,
  type OnChange,
  type ResourceChange,
  redeliverChanges,
} from "../../../src/server/index.ts";
import { createService } from "../service.ts";

function watched(options: Parameters<typeof createService>[0] = {}) {
  const seen: ResourceChange[] = [];
  const service = createService({
    onChange: (change) => {
      seen.push(change);
    },
    authenticate: () => ({ tenant: "contoso", subject: "entra" }),
    ...options,
  });
  return { service, seen };
}

function memoryJournal() {
  const kept = new Map<string, ChangeJournalEntry>();
  const journal: ChangeJournal = {
    add: (entry) => {
      kept.set(entry.key, entry);
    },
    remove: (key) => {
      kept.delete(key);
    },
    entries: () => [...kept.values()],
  };
  return { kept, journal };
}

describe("onChange receives a write that took effect", () => {
  it("with the resource before and after", async () => {
    const { service, seen } = watched();
    await service.post("/Users", { userName: "ada", active: true });
    await service.patch("/Users/id-1", [{ op: "replace", path: "active", value: false }]);
    await service.put("/Users/id-1", { userName: "countess" });
    await service.call("DELETE", "/Users/id-1");
    const base = { tenant: "contoso", resourceType: "User", subject: "entra" };
    expect(seen).toMatchObject([
      { ...base, operation: "create", before: undefined, after: { userName: "ada", active: true } },
      { ...base, operation: "update", before: { active: true }, after: { active: false } },
      { ...base, operation: "update", before: { userName: "ada" }, after: { userName: "countess" } },
      { ...base, operation: "delete", before: { userName: "countess" }, after: undefined },
    ]);
    expect(seen.every(({ signal }) => signal instanceof AbortSignal)).toBe(true);
  });

  it("and no other: no rejected one, no conflict, no failed precondition, no change without effect", async () => {
    const { service, seen } = watched();
    await service.user({ userName: "ada" });
    await service.user({ userName: "bob" });
    seen.length = 0;
    await service.post("/Users", { userName: "ADA" });
    await service.post("/Users", { userName: 1 });
    await service.put("/Users/id-2", { userName: "ada" });
    await service.patch("/Users/id-1", [{ op: "replace", path: "userName", value: "ada" }]);
    await service.patch("/Users/id-1", [{ op: "add", path: "title", value: "x" }], { "if-match": 'W/"9"' });
    await service.call("DELETE", "/Users/nobody");
    await service.call("DELETE", "/Users/id-1", { headers: { "if-match": 'W/"9"' } });
    expect(seen).toEqual([]);
  });

  it("of members by key, without the rest of a large group", async () => {
    const { service, seen } = watched();
    const ada = await service.user();
    await service.post("/Groups", { displayName: "staff" });
    seen.length = 0;
    await service.patch("/Groups/id-2", [{ op: "add", path: "members", value: [{ value: ada }] }]);
    expect(seen).toMatchObject([{ operation: "update", resourceType: "Group", after: { displayName: "staff" } }]);
    const [change] = seen;
    const added = change?.members?.add ?? change?.after?.["members"];
    expect(added).toMatchObject([{ value: ada }]);
  });

  it("exactly, with twelve concurrent writers: each change starts where another ended", async () => {
    const { service, seen } = watched();
    await service.user();
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        service.patch("/Users/id-1", [{ op: "replace", path: "title", value: `t${index}` }]),
      ),
    );
    const updates = seen.filter(({ operation }) => operation === "update");
    expect(updates).toHaveLength(12);
    const ends = new Set(seen.map(({ after }) => JSON.stringify(after)));
    for (const { before } of updates) expect(ends).toContain(JSON.stringify(before));
  });
});

describe("an onChange that fails", () => {
  it("does not change the response, and is called again until it succeeds", async () => {
    let calls = 0;
    let told: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      told = resolve;
    });
    const onChange: OnChange = () => {
      calls += 1;
      if (calls < 3) throw new Error("sessions are down");
      told();
    };
    const { service } = watched({ onChange, changes: { sleep: () => Promise.resolve() } });
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(201);
    await done;
    expect([calls, service.errors]).toEqual([3, []]);
  });

  it("is reported after its last attempt, and its change stays in the journal", async () => {
    const { kept, journal } = memoryJournal();
    let reported: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      reported = resolve;
    });
    const errors: unknown[] = [];
    const { service } = watched({
      onChange: () => Promise.reject(new Error("sessions are down")),
      onError: (error) => {
        errors.push(error);
        reported();
      },
      changes: { attempts: 2, journal, sleep: () => Promise.resolve() },
    });
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(201);
    await done;
    expect(errors).toEqual([new Error("sessions are down")]);
    expect([...kept.values()]).toMatchObject([{ operation: "create", id: "id-1", resourceType: "User" }]);
  });

  it("may have unlimited time", async () => {
    const { service } = watched({
      onChange: () => Promise.resolve(),
      changes: { timeout: Number.POSITIVE_INFINITY },
    });
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(201);
    expect(service.errors).toEqual([]);
  });

  it("or never returns: the response waits until the timeout, and the signal aborts", async () => {
    let signal: AbortSignal | undefined;
    const { service } = watched({
      onChange: (change) => {
        signal = change.signal;
        return new Promise(() => undefined);
      },
      changes: { timeout: 1, attempts: 1 },
    });
    expect((await service.post("/Users", { userName: "ada" })).status).toBe(201);
    expect(signal?.aborted).toBe(true);
  });
});

describe("a journal", () => {
  it("is empty once the app has the change, or when nothing was written", async () => {
    const { kept, journal } = memoryJournal();
    const { service } = watched({ changes: { journal } });
    await service.user({ userName: "ada" });
    await service.post("/Users", { userName: "ada" });
    await service.patch("/Users/id-1", [{ op: "replace", path: "title", value: "x" }]);
    await service.call("DELETE", "/Users/id-1");
    expect(kept.size).toBe(0);
  });

  it("delivers the changes of a process that ended, and only those that took effect", async () => {
    const store = new MemoryStore();
    const { kept, journal } = memoryJournal();
    const first = createService({ store });
    const kindOf = async (userName: string) => {
      const id = (await first.post("/Users", { userName })).body["id"];
      return {
        id: String(id),
        before: store.get("default", UserType, String(id), { signal: new AbortController().signal }),
      };
    };
    const [created, updated, untouched, deleted, there] = await Promise.all(
      ["created", "updated", "untouched", "deleted", "there"].map(kindOf),
    );
    if (!created || !updated || !untouched || !deleted || !there) throw new Error("no users");
    await first.patch(`/Users/${updated.id}`, [{ op: "replace", path: "active", value: false }]);
    await first.call("DELETE", `/Users/${deleted.id}`);
    const note = (
      key: string,
      operation: ChangeJournalEntry["operation"],
      id: string,
      before: ChangeJournalEntry["before"],
    ) => journal.add({ key, operation, id, before, tenant: "default", resourceType: "User" });
    await note("1", "create", created.id, undefined);
    await note("2", "create", "never-written", undefined);
    await note("3", "update", updated.id, updated.before);
    await note("4", "update", untouched.id, untouched.before);
    await note("5", "delete", deleted.id, deleted.before);
    await note("6", "delete", there.id, there.before);

    const seen: ResourceChange[] = [];
    const onChange: OnChange = (change) => {
      seen.push(change);
    };
    await redeliverChanges({ journal, store, resourceTypes: [UserType, GroupType], onChange });
    expect(seen).toMatchObject([
      { operation: "create", after: { userName: "created" } },
      { operation: "update", before: { userName: "updated" }, after: { active: false } },
      { operation: "delete", before: { userName: "deleted" }, after: undefined },
    ]);
    expect(kept.size).toBe(0);
  });

  it("keeps the changes that could not be delivered", async () => {
    const store = new MemoryStore();
    const { kept, journal } = memoryJournal();
    const service = createService({ store });
    const id = await service.user();
    await journal.add({
      key: "1",
      operation: "create",
      id,
      before: undefined,
      tenant: "default",
      resourceType: "User",
    });
    const onChange: OnChange = () => Promise.reject(new Error("down"));
    await expect(redeliverChanges({ journal, store, resourceTypes: [UserType], onChange })).rejects.toThrow("down");
    expect(kept.size).toBe(1);
  });
});
