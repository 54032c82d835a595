/**
 * References to other users: `manager` of the enterprise extension, against a whole SCIM service and at every crash.
 */
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { type User, UserType } from "../../../src/models/index.ts";
import {
  createProvisioningJob,
  type DirectorySource,
  MemoryState,
  type ProvisioningJobOptions,
  type ProvisioningLogEntry,
  type SourceEvent,
  type SourceReadOptions,
  type SourceUser,
} from "../../../src/provisioning/index.ts";
import { ENTERPRISE_USER_SCHEMA } from "../../../src/urns.ts";
import { Crash, type CrashPoint, crashingState, crashingTarget } from "../../support/crash.ts";
import { fakeDirectory, person } from "../../support/fake-directory.ts";
import { type FakeTarget, fakeTarget } from "../../support/fake-target.ts";
import { type FullService, fullService } from "../../support/full-service.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";

const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`;
const MAPPING = schema({ attributes: [...BASIC_ATTRIBUTES, attribute(MANAGER, "[manager]")] });

const report = (id: string, manager: string) => person(id, { manager });

let directory: ReturnType<typeof fakeDirectory>;
let service: FullService;
let state: MemoryState;
let clock: Date;

beforeEach(() => {
  directory = fakeDirectory([]);
  service = fullService();
  state = new MemoryState();
  clock = new Date("2026-03-01T08:00:00Z");
});

async function cycle(users: readonly SourceUser[] = directory.users, options: Partial<ProvisioningJobOptions> = {}) {
  directory.users = [...users];
  service.takeRequests();
  const job = createProvisioningJob({
    source: directory,
    target: service.target,
    mapping: MAPPING,
    state,
    now: () => clock,
    concurrency: 1,
    ...options,
  });
  const summary = await job.runCycle();
  return { summary, requests: service.takeRequests() };
}

/** Who manages whom, by name. */
async function managers(): Promise<Record<string, string | undefined>> {
  const users = new Map<string, User & { readonly id: string }>();
  for await (const user of service.client.resources(UserType).list()) users.set(user.id, user);
  return Object.fromEntries(
    [...users.values()].map((user) => {
      const manager = user[ENTERPRISE_USER_SCHEMA]?.manager?.value;
      return [nameOf(user), manager === undefined ? undefined : nameOf(users.get(manager))];
    }),
  );
}

/** Accounts of a target in memory with their manager, by name. */
function managersAt(target: FakeTarget): readonly string[] {
  const accounts = [...target.accounts.values()];
  return accounts
    .map((account) => {
      const extension: { manager?: { value: string } } = Object(account[ENTERPRISE_USER_SCHEMA]);
      const manager = target.accounts.get(extension.manager?.value ?? "");
      return `${account["userName"]} under ${manager?.["userName"]}`;
    })
    .sort();
}

/** A delta that lists only those who changed after the first read. */
function deltaOf(users: readonly SourceUser[]): DirectorySource {
  return Object.assign(fakeDirectory(users), {
    kind: "delta",
    read: async function* ({ watermark }: SourceReadOptions = {}) {
      const changed = watermark === undefined ? users : users.filter(({ id }) => id === "boss");
      yield* changed.map((user): SourceEvent => ({ kind: "user", user }));
      yield { kind: "end", watermark: "1" };
    },
  });
}

const nameOf = (user: User | undefined) => user?.userName.split("@")[0] ?? "a lost account";

async function logOf(id: string): Promise<ProvisioningLogEntry[]> {
  const entries: ProvisioningLogEntry[] = [];
  for await (const entry of state.entries()) if (entry.sourceIdentity.id === id) entries.push(entry);
  return entries;
}

const paths = (requests: readonly string[]) => requests.map((request) => request.replace(/\?.*|\/[\w-]{20,}/, ""));

describe("a manager", () => {
  it("with an account is part of the create request", async () => {
    const { requests } = await cycle([person("boss"), report("ada", "boss"), report("bob", "boss")]);
    expect(await managers()).toEqual({ boss: undefined, ada: "boss", bob: "boss" });
    expect(requests).toHaveLength(6);
  });

  it("whose account is being created is waited for: no third request, and no deadlock", async () => {
    const users = [person("boss"), report("lead", "boss"), ...["a", "b", "c", "d"].map((id) => report(id, "lead"))];
    const { requests } = await cycle(users, { concurrency: 16 });
    expect(requests).toHaveLength(2 * users.length);
    expect(await managers()).toMatchObject({ lead: "boss", a: "lead", d: "lead" });
  });

  it("whose account was removed in the target gets a new one, to which its reports then refer", async () => {
    await cycle([person("boss"), report("ada", "boss")]);
    for await (const user of service.client.resources(UserType).list())
      if (nameOf(user) === "boss") await service.client.resources(UserType).delete(user.id);
    await cycle([person("boss", { jobTitle: "Director" }), report("ada", "boss")]);
    clock = new Date(clock.getTime() + 3_600_000);
    await cycle();
    expect(await managers()).toEqual({ boss: undefined, ada: "boss" });
  });

  it("whose account turns out to be gone when its own manager is set gets a new one, to which its reports then refer", async () => {
    const target = fakeTarget();
    directory.roles.set("boss", []);
    await cycle([person("boss"), report("lead", "boss"), report("ada", "lead")], { target });
    target.accounts.delete((await state.get("lead"))?.link?.targetId ?? "");
    directory.roles.clear();
    await cycle(undefined, { target });
    await cycle(undefined, { target });
    expect(managersAt(target)).toContain("ada@contoso.com under lead@contoso.com");
  });

  it("whose account was removed gets a new one on demand: the next cycle tells its reports", async () => {
    const target = fakeTarget();
    await cycle([person("boss"), report("ada", "boss")], { target });
    target.accounts.delete("t1");
    const job = createProvisioningJob({ source: directory, target, mapping: MAPPING, state, now: () => clock });
    await job.provisionOnDemand("boss");
    await cycle(undefined, { target });
    expect(managersAt(target)).toContain("ada@contoso.com under boss@contoso.com");
  });

  it.each(["snapshot", "delta"] as const)(
    "whose new account a crash hides is found by its reports: %s",
    async (kind) => {
      const before = [person("boss"), report("ada", "boss")];
      const after = [person("boss", { jobTitle: "Director" }), report("ada", "boss")];
      for (const effect of ["before", "after"] as const) {
        for (let at = 1, crashed = true; crashed; at += 1) {
          const target = fakeTarget();
          state = new MemoryState();
          const run = async (users: readonly SourceUser[], point?: CrashPoint) => {
            const source = kind === "snapshot" ? fakeDirectory(users) : deltaOf(users);
            await createProvisioningJob({
              source,
              target: point === undefined ? target : crashingTarget(target, point),
              state: point === undefined ? state : crashingState(state, point),
              mapping: MAPPING,
              now: () => clock,
            }).runCycle();
          };
          await run(before);
          target.accounts.delete("t1");
          const point = { at, effect, calls: 0 };
          crashed = await run(after, point).then(
            () => false,
            (error: unknown) => error instanceof Crash,
          );
          for (let times = 0; times < 2; times += 1) await run(after);
          expect(managersAt(target), `crash ${effect} call ${at}`).toContain("ada@contoso.com under boss@contoso.com");
        }
      }
    },
  );

  it("who was deleted and comes back gets a new account, to which its reports then refer", async () => {
    const users = [person("boss"), report("ada", "boss")];
    await cycle(users);
    await cycle([report("ada", "boss")], { deleteAfterDays: 0, allowDeletes: true });
    await cycle(users);
    expect(await managers()).toEqual({ boss: undefined, ada: "boss" });
  });

  it("is found by a GUID in any letters, also by users who waited", async () => {
    const boss = "aaaaaaaa-0000-4000-8000-00000000000a";
    await cycle([report("ada", boss.toUpperCase()), person(boss.toUpperCase(), { mail: "boss@contoso.com" })]);
    expect(await managers()).toMatchObject({ ada: "boss" });
  });

  it("whose account cannot be created blocks no other user", async () => {
    const target = fakeTarget();
    target.failOn = { text: "POST boss", error: new ScimError("no", { status: 403 }) };
    const { summary } = await cycle([person("boss"), report("ada", "boss")], { target, concurrency: 16 });
    expect(summary.counts).toMatchObject({ created: 1, failed: { InsufficientRights: 1 } });
  });

  it("is set for every hierarchy, in every order of the source", async () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const tree = fc.array(fc.constantFrom(...ids), { minLength: ids.length, maxLength: ids.length });
    await fc.assert(
      fc.asyncProperty(tree, async (wanted) => {
        service = fullService();
        state = new MemoryState();
        const users = ids.map((id, index) => report(id, wanted[index] ?? id));
        await cycle(users, { concurrency: 4 });
        expect(await managers()).toEqual(Object.fromEntries(ids.map((id, index) => [id, wanted[index]])));
      }),
      { numRuns: 30 },
    );
  });

  it("listed later in the source is set in a second pass, with one request", async () => {
    const { requests, summary } = await cycle([report("ada", "boss"), person("boss")]);
    expect(await managers()).toEqual({ boss: undefined, ada: "boss" });
    expect(paths(requests)).toEqual(["GET /Users", "POST /Users", "GET /Users", "POST /Users", "PATCH /Users"]);
    expect(summary.counts).toMatchObject({ created: 2, updated: 1 });
  });

  it.each([
    ["each other's", [report("ada", "bob"), report("bob", "ada")], { ada: "bob", bob: "ada" }],
    ["one's own", [report("ada", "ada")], { ada: "ada" }],
  ])("can be %s", async (_what, users, expected) => {
    await cycle(users);
    expect(await managers()).toEqual(expected);
  });

  it("costs no request when nothing changed", async () => {
    await cycle([report("ada", "boss"), person("boss")]);
    expect((await cycle()).requests).toEqual([]);
  });

  it("without an account is left out, as the log says, and set by one request once the account exists", async () => {
    directory.roles.set("boss", []);
    await cycle([report("ada", "boss"), person("boss")]);
    expect(await managers()).toEqual({ ada: undefined });
    const [created] = await logOf("ada");
    expect(created?.provisioningSteps).toContainEqual(
      expect.objectContaining({
        provisioningStepType: "referenceResolution",
        status: "skipped",
        details: { SkipReason: "UnableToResolveReferenceAttributeValue", PropertyName: MANAGER },
      }),
    );
    expect((await cycle()).requests).toEqual([]);
    directory.roles.clear();
    expect(paths((await cycle()).requests)).toEqual(["GET /Users", "POST /Users", "PATCH /Users"]);
    expect(await managers()).toEqual({ ada: "boss", boss: undefined });
  });

  it("that changes together with other attributes is part of the same PATCH", async () => {
    await cycle([person("boss"), person("chief"), report("ada", "boss")]);
    const changed = person("ada", { manager: "chief", jobTitle: "Director" });
    const { requests } = await cycle([person("boss"), person("chief"), changed]);
    expect(paths(requests)).toEqual(["PATCH /Users"]);
    expect(await managers()).toMatchObject({ ada: "chief" });
    const [, updated] = await logOf("ada");
    expect(updated?.modifiedProperties.map(({ displayName }) => displayName)).toEqual(["title", MANAGER]);
  });

  it.each([
    ["is no more", ""],
    ["is somebody without an account", "nobody"],
  ])("that %s is removed from the account", async (_what, manager) => {
    await cycle([person("boss"), report("ada", "boss")]);
    const { requests } = await cycle([person("boss"), report("ada", manager)]);
    expect(paths(requests)).toEqual(["PATCH /Users"]);
    expect(await managers()).toEqual({ boss: undefined, ada: undefined });
    const [, removed] = await logOf("ada");
    expect(removed?.modifiedProperties).toEqual([
      { displayName: MANAGER, oldValue: (await state.get("boss"))?.link?.targetId, newValue: null },
    ]);
  });

  it("that the target has already is not sent again when the accounts are matched again", async () => {
    const users = [report("ada", "boss"), person("boss")];
    await cycle(users);
    state = new MemoryState();
    const { requests } = await cycle(users);
    expect(paths(requests)).toEqual(["GET /Users", "GET /Users"]);
    expect(await managers()).toEqual({ ada: "boss", boss: undefined });
    expect((await cycle()).requests).toEqual([]);
  });

  it("that only the target knows is left unchanged when the account is adopted", async () => {
    await cycle([person("boss"), report("ada", "boss")]);
    state = new MemoryState();
    await cycle([person("boss"), person("ada")]);
    expect(await managers()).toEqual({ boss: undefined, ada: "boss" });
  });

  it("is not set on the account of a user who left the scope in the meantime", async () => {
    directory.roles.set("boss", []);
    await cycle([report("ada", "boss"), person("boss")]);
    directory.roles = new Map([["ada", []]]);
    const { requests } = await cycle();
    expect(paths(requests)).toEqual(["GET /Users", "POST /Users", "PATCH /Users"]);
    expect(await managers()).toEqual({ ada: undefined, boss: undefined });
  });

  it("that the directory no longer has is not set while the change of the user fails", async () => {
    const target = fakeTarget();
    directory.roles.set("boss", []);
    await cycle([report("ada", "boss"), person("boss")], { target });
    directory.roles.clear();
    target.failOn = { text: "title", error: new ScimError("not allowed", { status: 403 }) };
    const changed = person("ada", { manager: "nobody", jobTitle: "Director" });
    await cycle([changed, person("boss")], { target });
    expect(target.calls.filter((call) => call.includes(MANAGER))).toEqual([]);
  });

  it("may have been adorned by the target", async () => {
    const target = fakeTarget();
    const users = [report("ada", "boss"), person("boss")];
    await cycle(users, { target });
    const [boss] = [...target.accounts.values()].filter((account) => account["userName"] === "boss@contoso.com");
    for (const [id, account] of target.accounts) {
      if (account["userName"] !== "ada@contoso.com") continue;
      const manager = { value: boss?.id, $ref: `../Users/${boss?.id}`, displayName: "Boss" };
      target.accounts.set(id, { ...account, [ENTERPRISE_USER_SCHEMA]: { manager } });
    }
    state = new MemoryState();
    target.calls.length = 0;
    await cycle(users.toReversed(), { target });
    expect(target.calls.filter((call) => call.startsWith("PATCH"))).toEqual([]);
  });

  it("may be mapped to the value of the reference", async () => {
    const mapping = schema({ attributes: [...BASIC_ATTRIBUTES, attribute(`${MANAGER}.value`, "[manager]")] });
    await cycle([report("ada", "boss"), person("boss")], { mapping });
    expect(await managers()).toEqual({ ada: "boss", boss: undefined });
    expect((await cycle(undefined, { mapping })).requests).toEqual([]);
  });

  it("is not set where the target object action Update is switched off", async () => {
    const mapping = schema({
      attributes: [...BASIC_ATTRIBUTES, attribute(MANAGER, "[manager]")],
      flowTypes: "Add, Delete",
    });
    await cycle([report("ada", "boss"), person("boss")], { mapping });
    expect(await managers()).toEqual({ ada: undefined, boss: undefined });
  });
});

describe("a reference that is mapped for creation only", () => {
  const creation = attribute(MANAGER, "[manager]", { flowType: "ObjectAddOnly" });
  const mapping = schema({ attributes: [...BASIC_ATTRIBUTES, creation] });

  it("still waits for its account after the user changed, and is then left alone", async () => {
    directory.roles.set("boss", []);
    await cycle([report("ada", "boss"), person("boss")], { mapping });
    await cycle([person("ada", { manager: "boss", jobTitle: "Director" }), person("boss")], { mapping });
    directory.roles.clear();
    await cycle(undefined, { mapping });
    expect(await managers()).toEqual({ ada: "boss", boss: undefined });
    expect((await cycle([report("ada", ""), person("boss")], { mapping })).requests).toHaveLength(1);
    expect(await managers()).toEqual({ ada: "boss", boss: undefined });
  });
});

describe("a reference that the target does not take", () => {
  it("is neither sent nor logged", async () => {
    const target = fakeTarget();
    target.users.prepareOperations = (operations) => operations.filter(({ path }) => path !== MANAGER);
    const { summary } = await cycle([report("ada", "boss"), person("boss")], { target });
    expect(summary.counts).toMatchObject({ created: 2, updated: 0, failed: {} });
    expect(target.calls.filter((call) => call.startsWith("PATCH"))).toEqual([]);
    expect(await logOf("ada")).toHaveLength(1);
    expect((await cycle(undefined, { target })).summary.counts).toMatchObject({ unchanged: 2 });
  });
});

describe("a reference that the target refuses", () => {
  it("fails alone, is tried in the next cycle, then after six hours", async () => {
    const target = fakeTarget();
    const users = [report("ada", "boss"), person("boss")];
    target.failOn = { text: `PATCH t1 ${MANAGER}`, error: new ScimError("no such user", { status: 400 }) };
    const patches = async () => {
      target.calls.length = 0;
      const { summary } = await cycle(users, { target });
      return [target.calls.filter((call) => call.startsWith("PATCH")).length, summary.counts.failed];
    };
    expect(await patches()).toEqual([1, { UnableToResolveReferenceAttributeValue: 1 }]);
    expect(await patches()).toEqual([1, { UnableToResolveReferenceAttributeValue: 1 }]);
    expect(await patches()).toEqual([0, {}]);
    clock = new Date(clock.getTime() + 6 * 3_600_000);
    target.failOn = undefined;
    expect(await patches()).toEqual([1, {}]);
    expect(await patches()).toEqual([0, {}]);
  });
});

describe("a crash at any step", () => {
  const users = [
    report("ada", "bob"),
    report("bob", "ada"),
    report("eve", "late"),
    person("late"),
    report("lost", "nobody"),
  ];

  async function run(target: FakeTarget, memory: MemoryState, at: number | undefined, effect: "before" | "after") {
    const point = { at, effect, calls: 0 };
    const job = createProvisioningJob({
      source: fakeDirectory(users),
      target: crashingTarget(target, point),
      state: crashingState(memory, point),
      mapping: MAPPING,
      concurrency: 2,
    });
    await job.runCycle();
    return point.calls;
  }

  /** Creates and changes of the manager that the log tells. */
  async function changesOf(memory: MemoryState): Promise<readonly string[]> {
    const changes: string[] = [];
    for await (const { provisioningAction, sourceIdentity, modifiedProperties } of memory.entries()) {
      if (provisioningAction === "create") changes.push(`create ${sourceIdentity.id}`);
      if (modifiedProperties.some(({ displayName }) => displayName === MANAGER))
        changes.push(`manager ${sourceIdentity.id}`);
    }
    return changes.sort();
  }

  it("leaves every manager set once, and every change in the log once", async () => {
    const expected = fakeTarget();
    const calls = await run(expected, new MemoryState(), undefined, "before");
    expect(managersAt(expected)).toContain("eve@contoso.com under late@contoso.com");
    for (const effect of ["before", "after"] as const) {
      for (let at = 1; at <= calls; at += 1) {
        const target = fakeTarget();
        const memory = new MemoryState();
        await expect(run(target, memory, at, effect)).rejects.toThrow(Crash);
        await run(target, memory, undefined, effect);
        expect(managersAt(target), `crash ${effect} call ${at}`).toEqual(managersAt(expected));
        expect(await changesOf(memory), `log after crash ${effect} call ${at}`).toEqual([
          "create ada",
          "create bob",
          "create eve",
          "create late",
          "create lost",
          "manager ada",
          "manager bob",
          "manager eve",
        ]);
      }
    }
  });
});
