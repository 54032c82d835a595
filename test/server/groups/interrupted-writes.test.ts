/** What a store that fails halfway leaves behind is completed by the repetition of the request. */
import { describe, expect, it } from "vitest";
import { MemoryStore, type Store } from "../../../src/server/index.ts";
import { createService, resources } from "../service.ts";

type Method = "get" | "insert" | "replace" | "changeMembers" | "groupsOf";

/** A store of which calls fail, before or after they take effect. */
class FailingStore {
  readonly memory = new MemoryStore();
  /** The call that fails: the method, how many calls of it succeed before, and when it fails. */
  failure: { readonly method: Method; skip: number; readonly when: "before" | "after" } | undefined;
  /** Runs once, after the next call of a method. */
  interlude: { readonly after: Method; readonly run: () => Promise<unknown> } | undefined;

  readonly store: Store = new Proxy<Store>(this.memory, {
    get: (target, name: keyof Store) => {
      const method = target[name];
      if (typeof method !== "function") return method;
      return async (...parameters: unknown[]) => {
        const { failure, interlude } = this;
        const fails = failure?.method === name && failure.skip === 0;
        if (failure?.method === name) failure.skip -= 1;
        if (fails && failure.when === "before") throw new Error("connection lost");
        const result: unknown = await Reflect.apply(method, target, parameters);
        if (fails) throw new Error("connection lost");
        if (interlude?.after === name) {
          this.interlude = undefined;
          await interlude.run();
        }
        return result;
      };
    },
  });
}

async function setUp() {
  const failing = new FailingStore();
  const service = createService({ store: failing.store });
  const ada = await service.user({ userName: "ada", displayName: "Ada" });
  return { failing, service, ada };
}

async function staff(service: ReturnType<typeof createService>, ada: string): Promise<string> {
  const answer = await service.post("/Groups", { displayName: "Staff", members: [{ value: ada }] });
  return `/Groups/${answer.body["id"]}`;
}

const rename = (name: string) => [{ op: "replace", path: "displayName", value: name }];

describe("a create", () => {
  it("whose look-up after the insert fails has succeeded, so that nobody creates a second group", async () => {
    const { failing, service, ada } = await setUp();
    failing.failure = { method: "get", skip: 1, when: "before" };
    const answer = await service.post("/Groups", { displayName: "Staff", members: [{ value: ada }] });
    expect(answer).toMatchObject({ status: 201, body: { members: [{ value: ada, display: "Ada" }] } });
    expect(service.errors.map(String)).toEqual(["Error: connection lost"]);
    expect(resources(await service.get("/Groups"))).toHaveLength(1);
  });

  it("whose look-up before the insert fails has created nothing", async () => {
    const { failing, service, ada } = await setUp();
    failing.failure = { method: "get", skip: 0, when: "before" };
    expect((await service.post("/Groups", { displayName: "Staff", members: [{ value: ada }] })).status).toBe(500);
    expect(resources(await service.get("/Groups"))).toHaveLength(0);
  });
});

describe("a deletion of a member that is being added", () => {
  it.each(["PATCH", "POST"])("is completed by %s", async (method) => {
    const { failing, service, ada } = await setUp();
    const empty = await service.post("/Groups", { displayName: "Empty" });
    failing.interlude = { after: "get", run: () => service.call("DELETE", `/Users/${ada}`) };
    const group = method === "POST" ? await staff(service, ada) : `/Groups/${empty.body["id"]}`;
    if (method === "PATCH") await service.patch(group, [{ op: "add", path: "members", value: [{ value: ada }] }]);
    expect((await service.get(group)).body).not.toHaveProperty("members");
  });

  it("is completed by its repetition when the store fails at the look-up after the addition", async () => {
    const { failing, service, ada } = await setUp();
    failing.interlude = { after: "get", run: () => service.call("DELETE", `/Users/${ada}`) };
    failing.failure = { method: "get", skip: 1, when: "before" };
    const group = await staff(service, ada);
    expect(service.errors.map(String)).toEqual(["Error: connection lost"]);
    expect((await service.get(group)).body).toMatchObject({ members: [{ value: ada }] });
    expect((await service.call("DELETE", `/Users/${ada}`)).status).toBe(404);
    expect((await service.get(group)).body).not.toHaveProperty("members");
  });
});

describe("a rename", () => {
  it.each([
    ["PATCH", "the look-up of the groups", { method: "groupsOf", skip: 1, when: "before" }],
    ["PATCH", "the write of a group", { method: "changeMembers", skip: 0, when: "before" }],
    ["PATCH", "the answer to the write of the user", { method: "replace", skip: 0, when: "after" }],
    ["PUT", "the write of a group", { method: "changeMembers", skip: 0, when: "before" }],
    ["PUT", "the answer to the write of the user", { method: "replace", skip: 0, when: "after" }],
  ] as const)("by %s is completed when it is repeated after a failure of %s", async (form, _, failure) => {
    const { failing, service, ada } = await setUp();
    const group = await staff(service, ada);
    const send = () =>
      form === "PATCH"
        ? service.patch(`/Users/${ada}`, rename("Countess"))
        : service.put(`/Users/${ada}`, { userName: "ada", displayName: "Countess" });
    failing.failure = { ...failure };
    expect((await send()).status).toBe(500);
    expect((await send()).status).toBe(200);
    expect((await service.get(group)).body).toMatchObject({ members: [{ display: "Countess" }] });
  });

  it("writes nothing when the groups for its response cannot be read", async () => {
    const { failing, service, ada } = await setUp();
    await staff(service, ada);
    failing.failure = { method: "groupsOf", skip: 0, when: "before" };
    expect((await service.patch(`/Users/${ada}`, rename("Countess"))).status).toBe(500);
    expect((await service.get(`/Users/${ada}`)).body).toMatchObject({ displayName: "Ada" });
  });

  it("of a member that is being added reaches the group", async () => {
    const { failing, service, ada } = await setUp();
    const empty = await service.post("/Groups", { displayName: "Staff" });
    const group = `/Groups/${empty.body["id"]}`;
    failing.interlude = { after: "get", run: () => service.patch(`/Users/${ada}`, rename("Countess")) };
    await service.patch(group, [{ op: "add", path: "members", value: [{ value: ada }] }]);
    expect((await service.get(group)).body).toMatchObject({ members: [{ display: "Countess" }] });
  });

  it("of a member of a group that is being created reaches the group", async () => {
    const { failing, service, ada } = await setUp();
    failing.interlude = { after: "get", run: () => service.patch(`/Users/${ada}`, rename("Countess")) };
    const group = await staff(service, ada);
    expect((await service.get(group)).body).toMatchObject({ members: [{ display: "Countess" }] });
  });

  it("that overtakes another leaves the later name in the group", async () => {
    const { failing, service, ada } = await setUp();
    const group = await staff(service, ada);
    // The second rename is complete before the first one reaches the group.
    failing.interlude = { after: "replace", run: () => service.patch(`/Users/${ada}`, rename("Lady Byron")) };
    await service.patch(`/Users/${ada}`, rename("Countess"));
    expect((await service.get(`/Users/${ada}`)).body).toMatchObject({ displayName: "Lady Byron" });
    expect((await service.get(group)).body).toMatchObject({ members: [{ display: "Lady Byron" }] });
  });
});
