import { beforeEach, describe, expect, it } from "vitest";
import { ScimError, ScimRequestError } from "../../../src/errors.ts";
import type { PatchOperation } from "../../../src/patch/index.ts";
import {
  createProvisioningJob,
  type LogSink,
  MemoryState,
  type ProvisioningJobOptions,
  type ProvisioningLogEntry,
  type ProvisioningTarget,
} from "../../../src/provisioning/index.ts";
import { DEFAULT_ACCESS_ROLE, type FakeDirectory, fakeDirectory, person } from "../../support/fake-directory.ts";
import { type FakeTarget, fakeTarget } from "../../support/fake-target.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";

let directory: FakeDirectory;
let target: FakeTarget;
let state: MemoryState;
let entries: ProvisioningLogEntry[];
let clock: Date;

beforeEach(() => {
  directory = fakeDirectory([person("ada"), person("bob"), person("eve")]);
  target = fakeTarget();
  state = new MemoryState();
  entries = [];
  clock = new Date("2026-03-01T08:00:00Z");
});

const sink: LogSink = {
  lastEntryId: async () => entries.at(-1)?.id,
  append: async (batch) => {
    entries.push(...batch);
  },
};

function job(options: Partial<ProvisioningJobOptions> = {}) {
  return createProvisioningJob({
    source: directory,
    target,
    mapping: schema(),
    state,
    log: sink,
    now: () => clock,
    ...options,
  });
}

const userNames = () => [...target.accounts.values()].map((account) => account["userName"]);
const writes = () => target.calls.filter((call) => /^(POST|PATCH|DELETE)/.test(call));
const accountOf = (id: string) =>
  [...target.accounts.values()].find((account) => account["userName"] === `${id}@contoso.com`);

describe("an initial cycle", () => {
  it("creates an account for every user in scope, with the mapped values", async () => {
    const summary = await job().runCycle();
    expect(summary).toMatchObject({
      kind: "initial",
      outcome: "completed",
      counts: { read: 3, created: 3, skipped: {}, failed: {} },
    });
    expect(accountOf("ada")).toMatchObject({
      userName: "ada@contoso.com",
      active: true,
      name: { givenName: "Ada", familyName: "Of ada" },
      title: "Engineer",
    });
  });

  it("needs one query and one create for a new user", async () => {
    await job().runCycle();
    expect(target.calls.filter((call) => call !== "test")).toHaveLength(6);
  });

  it("sends no attribute without a value", async () => {
    directory.users = [person("ada", { jobTitle: "" })];
    await job().runCycle();
    expect(accountOf("ada")).not.toHaveProperty("title");
  });

  it.each([
    ["a user who is not assigned", "NotAssigned", () => directory.roles.set("bob", [])],
    [
      "a user with Default Access only",
      "NotEffectivelyEntitled",
      () => directory.roles.set("bob", [DEFAULT_ACCESS_ROLE]),
    ],
    ["a disabled user", "NotActive", () => directory.users.splice(1, 1, person("bob", { accountEnabled: "False" }))],
    [
      "a user without a matching value",
      "ImportSkipped",
      () => directory.users.splice(1, 1, person("bob", { mail: "" })),
    ],
  ])("skips %s with the reason %s", async (_who, reason, prepare) => {
    prepare();
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ created: 2, skipped: { [reason]: 1 } });
    expect(userNames()).toEqual(["ada@contoso.com", "eve@contoso.com"]);
    expect(entries.find((entry) => entry.sourceIdentity.id === "bob")?.provisioningStatusInfo).toMatchObject({
      status: "skipped",
      errorInformation: { errorCode: reason },
    });
  });

  it("neither provisions nor removes a user whose scoping filter gives no answer", async () => {
    await job().runCycle();
    const scope = {
      groups: [
        {
          name: "runaway",
          clauses: [
            { operatorName: "REGEX MATCH", sourceOperandName: "jobTitle", targetOperand: { values: ["^(a|aa)+\\1$"] } },
          ],
        },
      ],
    };
    directory.users[1] = person("bob", { jobTitle: `${"a".repeat(60)}!` });
    const { counts } = await job({ mapping: schema({ scope }), deletionThreshold: "off" }).runCycle();
    expect(counts).toMatchObject({ disabled: 2, failed: { InternalError: 1 } });
    expect(accountOf("bob")).toMatchObject({ active: true });
  });

  it("takes Default Access for a role when told so", async () => {
    directory.roles.set("bob", [DEFAULT_ACCESS_ROLE]);
    const { counts } = await job({ excludeDefaultAccess: false }).runCycle();
    expect(counts.created).toBe(3);
  });

  it("creates everybody with scope all", async () => {
    directory.roles.set("bob", []);
    const { counts } = await job({ scope: "all" }).runCycle();
    expect(counts.created).toBe(3);
  });

  it("gives an address that two users share to the first, and fails the second by name", async () => {
    directory.users = [person("ada"), person("bob", { mail: "ADA@contoso.com" })];
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ created: 1, failed: { DuplicateSourceEntries: 1 } });
    expect(entries.find((entry) => entry.provisioningStatusInfo.status === "failure")?.sourceIdentity.id).toBe("bob");
  });

  it("counts the first of two rows with one id and fails the second", async () => {
    directory.users = [person("ada"), person("ada", { mail: "other@contoso.com" })];
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ read: 2, created: 1, failed: { DuplicateSourceEntries: 1 } });
    expect(userNames()).toEqual(["ada@contoso.com"]);
  });

  it("adopts an account that matches, sends only what differs, and links it", async () => {
    await target.users.create({
      userName: "ADA@contoso.com",
      active: true,
      name: { givenName: "Ada", familyName: "Old" },
      title: "Engineer",
    });
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ created: 2, updated: 1 });
    const entry = entries.find((one) => one.provisioningAction === "update");
    expect(entry?.modifiedProperties).toContainEqual({
      displayName: "name.familyName",
      oldValue: "Old",
      newValue: "Of ada",
    });
    expect(entry).toMatchObject({ sourceIdentity: { id: "ada" }, targetIdentity: { id: "t1" } });
  });

  it("adopts nothing when adoption is off", async () => {
    await target.users.create({ userName: "ada@contoso.com" });
    const { counts } = await job({ adopt: false }).runCycle();
    expect(counts).toMatchObject({ created: 2, failed: { EntryConflict: 1 } });
  });

  it("refuses to choose between several accounts that match", async () => {
    const attributes = [
      attribute("title", "[jobTitle]", { matchingPriority: 1 }),
      ...BASIC_ATTRIBUTES.filter((_one, index) => index !== 4),
    ];
    await target.users.create({ userName: "x@contoso.com", title: "Engineer" });
    await target.users.create({ userName: "y@contoso.com", title: "Engineer" });
    directory.users = [person("ada")];
    const { counts } = await job({ mapping: schema({ attributes }) }).runCycle();
    expect(counts.failed).toEqual({ DuplicateTargetEntries: 1 });
  });

  it("never takes over an account that does not satisfy the matching filter", async () => {
    await target.users.create({ userName: "admin@contoso.com", title: "Admin" });
    const everybody: ProvisioningTarget = {
      ...target,
      users: {
        ...target.users,
        async *list() {
          yield* target.accounts.values();
        },
      },
    };
    const { counts } = await job({ target: everybody }).runCycle();
    expect(counts).toMatchObject({
      updated: 0,
      failed: { SystemForCrossDomainIdentityManagementServiceIncompatible: 3 },
    });
    expect([...target.accounts.values()]).toEqual([{ id: "t1", userName: "admin@contoso.com", title: "Admin" }]);
  });

  it("skips a user whose matching value is too long for a filter, and asks the target nothing", async () => {
    directory.users = [person("ada", { mail: `${"a".repeat(20_000)}@contoso.com` })];
    const { counts } = await job().runCycle();
    expect(counts.skipped).toEqual({ AttributeValidationFailed: 1 });
    expect(target.calls).toEqual(["test"]);
  });

  it("gives an existing account to one user only, however they come to match it", async () => {
    const attributes = [
      attribute("userName", "[mail]", { matchingPriority: 1 }),
      attribute("title", "[jobTitle]", { matchingPriority: 2 }),
    ];
    await target.users.create({ userName: "old@contoso.com", title: "Engineer" });
    // Nobody's change is answered before everybody has found the account.
    const found = Promise.withResolvers<void>();
    let searches = 0;
    const slow: ProvisioningTarget = {
      ...target,
      users: {
        ...target.users,
        async *list(options) {
          yield* target.users.list(options);
          if (options.filter?.startsWith("title") === true && ++searches === 3) found.resolve();
        },
        async patch(...call) {
          await found.promise;
          return target.users.patch(...call);
        },
      },
    };
    const { counts } = await job({ target: slow, mapping: schema({ attributes }) }).runCycle();
    expect(counts).toMatchObject({ updated: 1, failed: { DuplicateSourceEntries: 2 } });
  });

  it("writes a default value on creation only", async () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("preferredLanguage", "[mobilePhone]", { defaultValue: "en" })];
    await job({ mapping: schema({ attributes }) }).runCycle();
    expect(accountOf("ada")).toMatchObject({ preferredLanguage: "en" });
    directory.users[0] = person("ada", { jobTitle: "Director" });
    target.calls.length = 0;
    await job({ mapping: schema({ attributes }) }).runCycle();
    expect(writes()).toEqual(["PATCH t1 title"]);
  });

  it("writes nothing at all in a dry run, and counts what it would do", async () => {
    const { counts } = await job({ dryRun: true }).runCycle();
    expect(counts.created).toBe(3);
    expect(writes()).toEqual([]);
    expect(entries).toEqual([]);
    expect(await state.size()).toEqual({ linked: 0, lastOrdinal: 0 });
  });
});

describe("an incremental cycle", () => {
  beforeEach(async () => {
    await job().runCycle();
    target.calls.length = 0;
    entries.length = 0;
  });

  it("sends and logs nothing when nothing changed", async () => {
    const summary = await job().runCycle();
    expect(summary).toMatchObject({ kind: "incremental", counts: { read: 3, unchanged: 3, created: 0 } });
    expect(target.calls).toEqual(["test"]);
    expect(entries).toEqual([]);
  });

  it("sends one PATCH with the changed attributes only, and logs old and new values", async () => {
    directory.users[1] = person("bob", { jobTitle: "Director" });
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ updated: 1, unchanged: 2 });
    expect(target.calls).toEqual(["test", "PATCH t2 title"]);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.modifiedProperties).toEqual([
      { displayName: "title", oldValue: "Engineer", newValue: "Director" },
    ]);
  });

  it("does not clear a target attribute because the source attribute was cleared", async () => {
    directory.users[1] = person("bob", { jobTitle: "" });
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ updated: 0, unchanged: 3 });
    expect(accountOf("bob")).toMatchObject({ title: "Engineer" });
  });

  it("follows a change of the matching value by the link, not by matching again", async () => {
    directory.users[1] = person("bob", { mail: "robert@contoso.com" });
    await job().runCycle();
    expect(target.calls).toEqual(["test", "PATCH t2 userName"]);
    expect(target.accounts.size).toBe(3);
  });

  it.each([
    ["disabled in the source", () => directory.users.splice(1, 1, person("bob", { accountEnabled: "False" }))],
    ["no longer assigned", () => directory.roles.set("bob", [])],
    ["gone from a complete snapshot", () => directory.users.splice(1, 1)],
  ])("disables a user who is %s, once", async (_how, change) => {
    change();
    expect((await job().runCycle()).counts).toMatchObject({ disabled: 1, deleted: 0 });
    expect(accountOf("bob")).toMatchObject({ active: false, title: "Engineer" });
    expect(entries).toMatchObject([
      {
        provisioningAction: "disable",
        modifiedProperties: [{ displayName: "active", oldValue: "True", newValue: "False" }],
      },
    ]);
    target.calls.length = 0;
    await job().runCycle();
    expect(writes()).toEqual([]);
  });

  it.each([
    [
      "enabled",
      () => directory.users.splice(1, 1, person("bob", { accountEnabled: "False" })),
      () => directory.users.splice(1, 1, person("bob")),
    ],
    ["assigned", () => directory.roles.set("bob", []), () => directory.roles.delete("bob")],
    ["listed", () => directory.users.splice(1, 1), () => directory.users.splice(1, 0, person("bob"))],
  ])("enables a disabled user who is %s again", async (_how, away, back) => {
    away();
    await job().runCycle();
    back();
    expect((await job().runCycle()).counts).toMatchObject({ updated: 1, created: 0 });
    expect(accountOf("bob")).toMatchObject({ active: true });
    expect(target.accounts.size).toBe(3);
  });

  it("deletes a user who stayed away for the grace time, and forgets it", async () => {
    directory.users.splice(1, 1);
    await job().runCycle();
    clock = new Date("2026-03-30T08:00:00Z");
    expect((await job().runCycle()).counts.deleted).toBe(0);
    clock = new Date("2026-03-31T08:00:00Z");
    expect((await job().runCycle()).counts.deleted).toBe(1);
    expect(userNames()).toEqual(["ada@contoso.com", "eve@contoso.com"]);
    target.calls.length = 0;
    await job().runCycle();
    expect(writes()).toEqual([]);
  });

  it("deletes at once with a grace time of 0", async () => {
    directory.users.splice(1, 1);
    const { counts } = await job({ deleteAfterDays: 0 }).runCycle();
    expect(counts).toMatchObject({ disabled: 0, deleted: 1 });
    expect(target.calls).toEqual(["test", "DELETE t2"]);
    expect(entries).toMatchObject([
      { provisioningAction: "delete", sourceIdentity: { id: "bob", displayName: "bob@contoso.com" } },
    ]);
  });

  it("sends no delete for a user who was unassigned before it left the directory", async () => {
    directory.roles.set("bob", []);
    await job({ deleteAfterDays: 0 }).runCycle();
    directory.users.splice(1, 1);
    const { counts } = await job({ deleteAfterDays: 0 }).runCycle();
    expect(counts.deleted).toBe(0);
    expect(accountOf("bob")).toMatchObject({ active: false });
  });

  it.each([
    ["Update", "Add, Delete", () => directory.users.splice(1, 1, person("bob", { accountEnabled: "False" }))],
    ["Delete", "Add, Update", () => directory.users.splice(1, 1)],
  ])("does not send what the switched-off action %s stands for", async (_action, flowTypes, change) => {
    await job({ mapping: schema({ flowTypes }) }).runCycle();
    change();
    target.calls.length = 0;
    await job({ mapping: schema({ flowTypes }), deleteAfterDays: 0 }).runCycle();
    expect(target.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
    expect(target.accounts.size).toBe(3);
  });

  it("starts an initial cycle when the mapping changed", async () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("department", null)]
      .slice(0, -1)
      .map((one, index) => (index === 4 ? attribute("title", "[department]") : one));
    const summary = await job({ mapping: schema({ attributes }) }).runCycle();
    expect(summary).toMatchObject({ kind: "initial", counts: { updated: 3, created: 0 } });
  });

  it("gives an address to a joiner only when its holder has moved, in the same cycle", async () => {
    directory.users = [
      person("new", { mail: "bob@contoso.com" }),
      person("ada"),
      person("bob", { mail: "robert@contoso.com" }),
      person("eve"),
    ];
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ created: 1, updated: 1, failed: {} });
    expect(target.accounts.get("t2")).toMatchObject({ userName: "robert@contoso.com" });
  });

  it("converges a chain of renamed users in one cycle", async () => {
    directory.users = [
      person("ada", { mail: "bob@contoso.com" }),
      person("bob", { mail: "eve@contoso.com" }),
      person("eve", { mail: "eva@contoso.com" }),
    ];
    const { counts } = await job({ concurrency: 1 }).runCycle();
    expect(counts).toMatchObject({ updated: 3, failed: {} });
    expect(userNames()).toEqual(["bob@contoso.com", "eve@contoso.com", "eva@contoso.com"]);
  });

  it("fails a swap of two addresses by name and changes neither account", async () => {
    directory.users = [
      person("ada", { mail: "bob@contoso.com" }),
      person("bob", { mail: "ada@contoso.com" }),
      person("eve"),
    ];
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ updated: 0, failed: { EntryConflict: 2 } });
    expect(userNames()).toEqual(["ada@contoso.com", "bob@contoso.com", "eve@contoso.com"]);
  });

  it("never gives a joiner the account of a leaver with the same address", async () => {
    directory.users = [person("ada"), person("eve"), person("new", { mail: "bob@contoso.com" })];
    const { counts } = await job().runCycle();
    expect(counts).toMatchObject({ disabled: 1, created: 0, failed: { DuplicateSourceEntries: 1 } });
    expect(accountOf("bob")).toMatchObject({ name: { familyName: "Of bob" }, active: false });
  });

  it("looks for a user anew after its account vanished from the target", async () => {
    target.accounts.delete("t2");
    directory.users[1] = person("bob", { jobTitle: "Director" });
    expect((await job().runCycle()).counts.failed).toEqual({ InvalidAnchor: 1 });
    expect((await job().runCycle()).counts).toMatchObject({ created: 1, failed: {} });
    expect(accountOf("bob")).toMatchObject({ title: "Director" });
  });

  it("tries a failed user again in the next cycle, and only that one", async () => {
    directory.users[1] = person("bob", { jobTitle: "Director" });
    target.failOn = { text: "PATCH t2", error: new ScimError("overloaded", { status: 500 }) };
    expect((await job().runCycle()).counts.failed).toEqual({ InternalServerError: 1 });
    target.failOn = undefined;
    target.calls.length = 0;
    expect((await job().runCycle()).counts).toMatchObject({ updated: 1, unchanged: 2 });
    expect(writes()).toEqual(["PATCH t2 title"]);
  });
});

describe("removals are held back", () => {
  const everybody = Array.from({ length: 60 }, (_one, index) => person(`user${index}`));

  beforeEach(async () => {
    directory.users = [...everybody];
    await job().runCycle();
    target.calls.length = 0;
  });

  it("above the threshold: none is executed, other changes are", async () => {
    directory.users = [person("user0", { jobTitle: "Director" }), ...everybody.slice(1, 30)];
    const summary = await job().runCycle();
    expect(summary).toMatchObject({
      outcome: "held_back",
      heldBack: 30,
      threshold: 25,
      counts: { updated: 1, disabled: 0 },
    });
    expect(writes()).toEqual(["PATCH t1 title"]);
  });

  it("counting disables of every kind together", async () => {
    directory.users = everybody
      .slice(0, 50)
      .map((user, index) => (index < 20 ? person(user.id, { accountEnabled: "False" }) : user));
    expect(await job().runCycle()).toMatchObject({ outcome: "held_back", heldBack: 30 });
    expect(writes()).toEqual([]);
  });

  it("not at the threshold itself", async () => {
    directory.users = everybody.slice(0, 35);
    expect(await job().runCycle()).toMatchObject({ outcome: "completed", counts: { disabled: 25 } });
  });

  it.each([
    ["allowDeletes", { allowDeletes: true }],
    ["a higher threshold", { deletionThreshold: 60 }],
    ["threshold off", { deletionThreshold: "off" }],
  ] as const)("not with %s", async (_how, options) => {
    directory.users = everybody.slice(0, 1);
    expect(await job(options).runCycle()).toMatchObject({ outcome: "completed", counts: { disabled: 59 } });
  });

  it("again in the next cycle, until they are allowed", async () => {
    directory.users = everybody.slice(0, 10);
    await job().runCycle();
    expect(await job().runCycle()).toMatchObject({ outcome: "held_back", heldBack: 50 });
    expect(await job({ allowDeletes: true }).runCycle()).toMatchObject({
      outcome: "completed",
      counts: { disabled: 50 },
    });
  });

  it("when the source fails halfway: nobody is removed", async () => {
    directory.users = everybody.map((user) => person(user.id, { accountEnabled: "False" }));
    directory.cutAfter = 5;
    const summary = await job().runCycle();
    expect(summary).toMatchObject({ outcome: "incomplete", problem: "connection lost", counts: { disabled: 0 } });
    expect(writes()).toEqual([]);
  });
});

describe("what concerns the whole job", () => {
  it("is thrown, and the cycle stops: the credentials are refused", async () => {
    target.failOn = {
      text: "POST",
      error: new ScimRequestError("wrong token", {
        code: "unauthorized",
        status: 401,
        method: "POST",
        requestPath: "/Users",
        attempts: 1,
      }),
    };
    await expect(job({ concurrency: 1 }).runCycle()).rejects.toMatchObject({ code: "unauthorized" });
    expect(target.calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
    expect(entries).toEqual([]);
  });

  it("is thrown when the target has stopped answering", async () => {
    directory.users = Array.from({ length: 200 }, (_one, index) => person(`user${index}`));
    const slow = new ScimRequestError("no answer in time", {
      code: "timeout",
      status: 0,
      method: "POST",
      requestPath: "/Users",
      attempts: 1,
    });
    target.failOn = { text: "POST", error: slow };
    await expect(job().runCycle()).rejects.toMatchObject({ code: "timeout" });
    expect(target.calls.filter((call) => call.startsWith("POST")).length).toBeLessThan(60);
    target.failOn = undefined;
    expect((await job().runCycle()).counts).toMatchObject({ created: 200, failed: {} });
  });

  it.each([403, 500])("is thrown when a firewall or a proxy takes the place of the target (%i)", async (status) => {
    directory.users = Array.from({ length: 200 }, (_one, index) => person(`user${index}`));
    const call = { method: "POST", requestPath: "/Users", attempts: 1 };
    const error = new ScimRequestError("not SCIM", {
      code: status === 403 ? "forbidden" : "not_scim",
      status,
      ...call,
    });
    const { testConnection } = target;
    target.failOn = { text: "POST", error };
    let asked = 0;
    Object.assign(target, {
      testConnection: async () => {
        asked += 1;
        if (asked > 1) throw error;
      },
    });
    await expect(job().runCycle()).rejects.toBe(error);
    expect(target.calls.filter((made) => made.startsWith("POST")).length).toBeLessThan(60);
    expect((await job().status()).quarantine?.reason).toBe("EncounteredQuarantineException");
    Object.assign(target, { testConnection, failOn: undefined });
    expect((await job().runCycle()).counts).toMatchObject({ created: 200, failed: {} });
  });

  it("is not thrown when the target is well and cannot take some users, however many", async () => {
    directory.users = Array.from({ length: 200 }, (_one, index) => person(`${index < 100 ? "bad" : "good"}${index}`));
    target.failOn = { text: "POST bad", error: new ScimError("broken", { status: 500 }) };
    expect((await job().runCycle()).counts).toMatchObject({ created: 100, failed: { InternalServerError: 100 } });
  });

  it("is thrown when the target refuses everybody and says that it is well", async () => {
    directory.users = Array.from({ length: 5_100 }, (_one, index) => person(`user${index}`));
    target.failOn = { text: "POST", error: new ScimError("blocked", { status: 403 }) };
    await expect(job().runCycle()).rejects.toMatchObject({ code: "refused" });
    expect(target.calls.filter((made) => made.startsWith("POST")).length).toBeLessThan(5_020);
  });

  it("is refused before anything is asked of the target: an attribute that the source does not have", async () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("nickName", "Append([nick], [other])")];
    await expect(job({ mapping: schema({ attributes }) }).runCycle()).rejects.toMatchObject({
      code: "invalid_source",
      message: expect.stringMatching(/"nick".*"other"/),
    });
    expect(target.calls).toEqual([]);
  });

  it("is ended by the signal after the users in flight", async () => {
    const controller = new AbortController();
    const summary = await job({ concurrency: 1 }).runCycle({
      signal: controller.signal,
      onProgress: ({ counts }) => {
        if (counts.created === 1) controller.abort();
      },
    });
    expect(summary.outcome).toBe("interrupted");
    expect(target.accounts.size).toBeLessThan(3);
    expect((await job().runCycle()).counts).toMatchObject({ failed: {} });
    expect(target.accounts.size).toBe(3);
    expect(entries.filter((entry) => entry.provisioningAction === "create")).toHaveLength(3);
  });

  it("is ended by the signal among the removals", async () => {
    await job({ deletionThreshold: "off" }).runCycle();
    directory.users = [person("new")];
    const controller = new AbortController();
    const summary = await job({ deletionThreshold: 10, concurrency: 1 }).runCycle({
      signal: controller.signal,
      onProgress: ({ counts }) => {
        if (counts.disabled === 1) controller.abort();
      },
    });
    expect(summary.outcome).toBe("interrupted");
    expect(summary.counts.disabled).toBeLessThan(3);
    const rest = await job({ deletionThreshold: 10 }).runCycle();
    expect(summary.counts.disabled + rest.counts.disabled).toBe(3);
  });
});

describe("recovery", () => {
  it("sees that an update took effect although the target has mended other values", async () => {
    directory.users = [person("ada")];
    await job().runCycle();
    const [account] = target.accounts.values();
    if (account !== undefined) target.accounts.set(account.id, { ...account, title: "MENDED TITLE" });
    directory.users = [person("ada", { surname: "New" })];
    const dying: ProvisioningTarget = {
      ...target,
      users: {
        ...target.users,
        async patch(...call) {
          await target.users.patch(...call);
          throw new Error("killed");
        },
      },
    };
    await expect(job({ target: dying }).runCycle()).rejects.toThrow("killed");
    target.calls.length = 0;
    expect((await job().runCycle()).counts).toMatchObject({ updated: 1 });
    expect(writes()).toEqual([]);
    expect(entries.filter((entry) => entry.provisioningAction === "update")).toHaveLength(1);
  });
});

describe("the log of a refused write", () => {
  it.each([
    ["create", "POST", "EntryExportAdd"],
    ["update", "PATCH", "EntryExportUpdate"],
    ["disable", "PATCH", "EntryExportUpdateSoftDelete"],
    ["delete", "DELETE", "EntryExportDelete"],
  ])("of a %s ends with a failed export step", async (action, method, step) => {
    if (action !== "create") await job().runCycle();
    if (action === "update") directory.users = [person("ada", { jobTitle: "Boss" }), person("bob"), person("eve")];
    if (action === "disable" || action === "delete") directory.users = [person("bob"), person("eve")];
    entries = [];
    target.failOn = { text: method, error: new ScimError("boom", { status: 500 }) };
    await job({ deleteAfterDays: action === "delete" ? 0 : 30 }).runCycle();
    const entry = entries.find((one) => one.sourceIdentity.id === "ada");
    expect(entry).toMatchObject({ provisioningAction: action, provisioningStatusInfo: { status: "failure" } });
    expect(entry?.provisioningSteps.at(-1)).toMatchObject({
      name: step,
      provisioningStepType: "export",
      status: "failure",
    });
    expect(entry?.provisioningSteps.filter((one) => one.provisioningStepType === "export")).toHaveLength(1);
  });
});

describe("a target with rules of its own", () => {
  /** Takes no title, and refuses a user without family name. */
  function strict(): FakeTarget {
    const { users } = target;
    return Object.assign(target, {
      users: {
        ...users,
        prepare(resource: object) {
          const { title: _left, ...rest } = { title: undefined, ...resource };
          if (!("name" in rest)) throw new ScimError("name is required", { status: 400, scimType: "invalidValue" });
          return rest;
        },
        prepareOperations: (operations: readonly PatchOperation[]) => operations.filter(({ path }) => path !== "title"),
      },
    });
  }

  it("has in its log what was sent, not what was wanted", async () => {
    await job({ target: strict() }).runCycle();
    expect(entries[0]?.modifiedProperties.map((property) => property.displayName)).not.toContain("title");
    expect(accountOf("ada")).not.toHaveProperty("title");
  });

  it("is sent nothing, and counts nobody as updated, when it takes none of the changes", async () => {
    const options = { target: strict() };
    await job(options).runCycle();
    directory.users[0] = person("ada", { jobTitle: "Director" });
    target.calls.length = 0;
    expect((await job(options).runCycle()).counts).toMatchObject({ updated: 0, unchanged: 3 });
    expect(writes()).toEqual([]);
    expect(entries).toHaveLength(3);
  });

  it("is sent nothing when an account is adopted of which it takes no change, and the adoption is logged", async () => {
    const values = { active: true, name: { givenName: "Ada", familyName: "Of ada" }, title: "Other" };
    target.accounts.set("old", { id: "old", userName: "ada@contoso.com", ...values });
    directory.users = [person("ada")];
    await job({ target: strict() }).runCycle();
    expect(writes()).toEqual([]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ sourceIdentity: { id: "ada" }, targetIdentity: { id: "old" } });
  });

  it("fails a refused user in a dry run as in a real one", async () => {
    directory.users = [person("ada", { givenName: "", surname: "" }), person("bob")];
    const counts = { created: 1, failed: { UnprocessableEntity: 1 } };
    expect((await job({ target: strict(), dryRun: true }).runCycle()).counts).toMatchObject(counts);
    expect((await job({ target: strict() }).runCycle()).counts).toMatchObject(counts);
  });
});
