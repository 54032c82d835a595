/**
 * Initial and incremental cycles over a snapshot.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { DEFAULT_ACCESS_ROLE, person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

const userNames = () => [...world.target.accounts.values()].map((account) => account["userName"]);

describe("an initial cycle", () => {
  it("creates an account for every user in scope, with the mapped values", async () => {
    const summary = await world.job().runCycle();
    expect(summary).toMatchObject({
      kind: "initial",
      outcome: "completed",
      counts: { read: 3, created: 3, skipped: {}, failed: {} },
    });
    expect(world.account("ada")).toMatchObject({
      userName: "ada@contoso.com",
      active: true,
      name: { givenName: "Ada", familyName: "Of ada" },
      title: "Engineer",
    });
  });

  it("needs one query and one create for a new user", async () => {
    await world.job().runCycle();
    expect(world.target.calls.filter((call) => call !== "test")).toHaveLength(6);
  });

  it("sends no attribute without a value", async () => {
    world.directory.users = [person("ada", { jobTitle: "" })];
    await world.job().runCycle();
    expect(world.account("ada")).not.toHaveProperty("title");
  });

  it.each([
    ["a user who is not assigned", "NotAssigned", () => world.directory.roles.set("bob", [])],
    [
      "a user with Default Access only",
      "NotEffectivelyEntitled",
      () => world.directory.roles.set("bob", [DEFAULT_ACCESS_ROLE]),
    ],
    [
      "a disabled user",
      "NotActive",
      () => world.directory.users.splice(1, 1, person("bob", { accountEnabled: "False" })),
    ],
    [
      "a user without a matching value",
      "ImportSkipped",
      () => world.directory.users.splice(1, 1, person("bob", { mail: "" })),
    ],
  ])("skips %s with the reason %s", async (_who, reason, prepare) => {
    prepare();
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ created: 2, skipped: { [reason]: 1 } });
    expect(userNames()).toEqual(["ada@contoso.com", "eve@contoso.com"]);
    expect(
      (await world.newEntries()).find((entry) => entry.sourceIdentity.id === "bob")?.provisioningStatusInfo,
    ).toMatchObject({
      status: "skipped",
      errorInformation: { errorCode: reason },
    });
  });

  it("neither provisions nor removes a user whose scoping filter gives no answer", async () => {
    await world.job().runCycle();
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
    world.directory.users[1] = person("bob", { jobTitle: `${"a".repeat(60)}!` });
    const { counts } = await world.job({ mapping: schema({ scope }), deletionThreshold: "off" }).runCycle();
    expect(counts).toMatchObject({ disabled: 2, failed: { InternalError: 1 } });
    expect(world.account("bob")).toMatchObject({ active: true });
  });

  it("counts Default Access as a role when configured so", async () => {
    world.directory.roles.set("bob", [DEFAULT_ACCESS_ROLE]);
    const { counts } = await world.job({ excludeDefaultAccess: false }).runCycle();
    expect(counts.created).toBe(3);
  });

  it("creates everybody with scope all", async () => {
    world.directory.roles.set("bob", []);
    const { counts } = await world.job({ scope: "all" }).runCycle();
    expect(counts.created).toBe(3);
  });

  it("gives an address that two users share to the first, and fails the second by name", async () => {
    world.directory.users = [person("ada"), person("bob", { mail: "ADA@contoso.com" })];
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ created: 1, failed: { DuplicateSourceEntries: 1 } });
    const failed = (await world.newEntries()).find((entry) => entry.provisioningStatusInfo.status === "failure");
    expect(failed?.sourceIdentity.id).toBe("bob");
    expect(failed?.provisioningStatusInfo.errorInformation?.reason).toContain("already ('ada@contoso.com', ada)");
  });

  it("counts the first of two rows with one id and fails the second", async () => {
    world.directory.users = [person("ada"), person("ada", { userPrincipalName: "other@contoso.com" })];
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ read: 2, created: 1, failed: { DuplicateSourceEntries: 1 } });
    expect(userNames()).toEqual(["ada@contoso.com"]);
    const reasons = (await world.newEntries()).map((entry) => entry.provisioningStatusInfo.errorInformation?.reason);
    expect(reasons[1]).toMatch(/^The id 'ada' .*: first for 'ada@contoso.com', then for 'other@contoso.com'$/);
  });

  it("writes a default value on creation only", async () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("preferredLanguage", "[mobilePhone]", { defaultValue: "en" })];
    await world.job({ mapping: schema({ attributes }) }).runCycle();
    expect(world.account("ada")).toMatchObject({ preferredLanguage: "en" });
    world.directory.users[0] = person("ada", { jobTitle: "Director" });
    world.target.calls.length = 0;
    await world.job({ mapping: schema({ attributes }) }).runCycle();
    expect(world.writes()).toEqual(["PATCH t1 title"]);
  });

  it("writes nothing at all in a dry run, and counts what it would do", async () => {
    const { counts } = await world.job({ dryRun: true }).runCycle();
    expect(counts.created).toBe(3);
    expect(world.writes()).toEqual([]);
    expect(await world.newEntries()).toEqual([]);
    expect(await world.state.size()).toEqual({ linked: 0, lastOrdinal: 0 });
  });
});

describe("an incremental cycle", () => {
  beforeEach(async () => {
    await world.job().runCycle();
    world.target.calls.length = 0;
    await world.newEntries();
  });

  it("sends and logs nothing when nothing changed", async () => {
    const summary = await world.job().runCycle();
    expect(summary).toMatchObject({ kind: "incremental", counts: { read: 3, unchanged: 3, created: 0 } });
    expect(world.target.calls).toEqual(["test"]);
    expect(await world.newEntries()).toEqual([]);
  });

  it("sends one PATCH with the changed attributes only, and logs old and new values", async () => {
    world.directory.users[1] = person("bob", { jobTitle: "Director" });
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ updated: 1, unchanged: 2 });
    expect(world.target.calls).toEqual(["test", "PATCH t2 title"]);
    const entries = await world.newEntries();
    expect(entries.map((entry) => entry.modifiedProperties)).toEqual([
      [{ displayName: "title", oldValue: "Engineer", newValue: "Director" }],
    ]);
  });

  it("does not clear a target attribute because the source attribute was cleared", async () => {
    world.directory.users[1] = person("bob", { jobTitle: "" });
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ updated: 0, unchanged: 3 });
    expect(world.account("bob")).toMatchObject({ title: "Engineer" });
  });

  it("follows a change of the matching value by the link, not by matching again", async () => {
    world.directory.users[1] = person("bob", { mail: "robert@contoso.com" });
    await world.job().runCycle();
    expect(world.target.calls).toEqual(["test", "PATCH t2 userName"]);
    expect(world.target.accounts.size).toBe(3);
  });

  it.each([
    ["disabled in the source", () => world.directory.users.splice(1, 1, person("bob", { accountEnabled: "False" }))],
    ["no longer assigned", () => world.directory.roles.set("bob", [])],
    ["gone from a complete snapshot", () => world.directory.users.splice(1, 1)],
  ])("disables a user who is %s, once", async (_how, change) => {
    change();
    expect((await world.job().runCycle()).counts).toMatchObject({ disabled: 1, deleted: 0 });
    expect(world.account("bob")).toMatchObject({ active: false, title: "Engineer" });
    expect(await world.newEntries()).toMatchObject([
      {
        provisioningAction: "disable",
        modifiedProperties: [{ displayName: "active", oldValue: "True", newValue: "False" }],
      },
    ]);
    world.target.calls.length = 0;
    await world.job().runCycle();
    expect(world.writes()).toEqual([]);
  });

  it.each([
    [
      "enabled",
      () => world.directory.users.splice(1, 1, person("bob", { accountEnabled: "False" })),
      () => world.directory.users.splice(1, 1, person("bob")),
    ],
    ["assigned", () => world.directory.roles.set("bob", []), () => world.directory.roles.delete("bob")],
    ["listed", () => world.directory.users.splice(1, 1), () => world.directory.users.splice(1, 0, person("bob"))],
  ])("enables a disabled user who is %s again", async (_how, away, back) => {
    away();
    await world.job().runCycle();
    back();
    expect((await world.job().runCycle()).counts).toMatchObject({ updated: 1, created: 0 });
    expect(world.account("bob")).toMatchObject({ active: true });
    expect(world.target.accounts.size).toBe(3);
  });

  it("deletes a user who stayed away for the grace time, and forgets it", async () => {
    world.directory.users.splice(1, 1);
    await world.job().runCycle();
    world.clock = new Date("2026-03-30T08:00:00Z");
    expect((await world.job().runCycle()).counts.deleted).toBe(0);
    world.clock = new Date("2026-03-31T08:00:00Z");
    expect((await world.job().runCycle()).counts.deleted).toBe(1);
    expect(userNames()).toEqual(["ada@contoso.com", "eve@contoso.com"]);
    world.target.calls.length = 0;
    await world.job().runCycle();
    expect(world.writes()).toEqual([]);
  });

  it("deletes at once with a grace time of 0", async () => {
    world.directory.users.splice(1, 1);
    const { counts } = await world.job({ deleteAfterDays: 0 }).runCycle();
    expect(counts).toMatchObject({ disabled: 0, deleted: 1 });
    expect(world.target.calls).toEqual(["test", "DELETE t2"]);
    expect(await world.newEntries()).toMatchObject([
      { provisioningAction: "delete", sourceIdentity: { id: "bob", displayName: "bob@contoso.com" } },
    ]);
  });

  it("sends no delete for a user who was unassigned before it left the directory", async () => {
    world.directory.roles.set("bob", []);
    await world.job({ deleteAfterDays: 0 }).runCycle();
    world.directory.users.splice(1, 1);
    const { counts } = await world.job({ deleteAfterDays: 0 }).runCycle();
    expect(counts.deleted).toBe(0);
    expect(world.account("bob")).toMatchObject({ active: false });
  });

  it.each([
    ["Update", "Add, Delete", () => world.directory.users.splice(1, 1, person("bob", { accountEnabled: "False" }))],
    ["Delete", "Add, Update", () => world.directory.users.splice(1, 1)],
  ])("does not send what the switched-off action %s stands for", async (_action, flowTypes, change) => {
    await world.job({ mapping: schema({ flowTypes }) }).runCycle();
    change();
    world.target.calls.length = 0;
    await world.job({ mapping: schema({ flowTypes }), deleteAfterDays: 0 }).runCycle();
    expect(world.target.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
    expect(world.target.accounts.size).toBe(3);
  });

  it("starts an initial cycle when the mapping changed", async () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("department", null)]
      .slice(0, -1)
      .map((one, index) => (index === 4 ? attribute("title", "[department]") : one));
    const summary = await world.job({ mapping: schema({ attributes }) }).runCycle();
    expect(summary).toMatchObject({ kind: "initial", counts: { updated: 3, created: 0 } });
  });

  it("gives an address to a joiner only when its holder has moved, in the same cycle", async () => {
    world.directory.users = [
      person("new", { mail: "bob@contoso.com" }),
      person("ada"),
      person("bob", { mail: "robert@contoso.com" }),
      person("eve"),
    ];
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ created: 1, updated: 1, failed: {} });
    expect(world.target.accounts.get("t2")).toMatchObject({ userName: "robert@contoso.com" });
  });

  it("converges a chain of renamed users in one cycle", async () => {
    world.directory.users = [
      person("ada", { mail: "bob@contoso.com" }),
      person("bob", { mail: "eve@contoso.com" }),
      person("eve", { mail: "eva@contoso.com" }),
    ];
    const { counts } = await world.job({ concurrency: 1 }).runCycle();
    expect(counts).toMatchObject({ updated: 3, failed: {} });
    expect(userNames()).toEqual(["bob@contoso.com", "eve@contoso.com", "eva@contoso.com"]);
  });

  it("fails a swap of two addresses by name and changes neither account", async () => {
    world.directory.users = [
      person("ada", { mail: "bob@contoso.com" }),
      person("bob", { mail: "ada@contoso.com" }),
      person("eve"),
    ];
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ updated: 0, failed: { EntryConflict: 2 } });
    expect(userNames()).toEqual(["ada@contoso.com", "bob@contoso.com", "eve@contoso.com"]);
  });

  it("never gives a joiner the account of a leaver with the same address", async () => {
    world.directory.users = [person("ada"), person("eve"), person("new", { mail: "bob@contoso.com" })];
    const { counts } = await world.job().runCycle();
    expect(counts).toMatchObject({ disabled: 1, created: 0, failed: { DuplicateSourceEntries: 1 } });
    expect(world.account("bob")).toMatchObject({ name: { familyName: "Of bob" }, active: false });
  });

  it("matches a user again after its account vanished from the target", async () => {
    world.target.accounts.delete("t2");
    world.directory.users[1] = person("bob", { jobTitle: "Director" });
    expect((await world.job().runCycle()).counts.failed).toEqual({ InvalidAnchor: 1 });
    expect((await world.job().runCycle()).counts).toMatchObject({ created: 1, failed: {} });
    expect(world.account("bob")).toMatchObject({ title: "Director" });
  });

  it("tries a failed user again in the next cycle, and only that one", async () => {
    world.directory.users[1] = person("bob", { jobTitle: "Director" });
    world.target.failOn = { text: "PATCH t2", error: new ScimError("overloaded", { status: 500 }) };
    expect((await world.job().runCycle()).counts.failed).toEqual({ InternalServerError: 1 });
    world.target.failOn = undefined;
    world.target.calls.length = 0;
    expect((await world.job().runCycle()).counts).toMatchObject({ updated: 1, unchanged: 2 });
    expect(world.writes()).toEqual(["PATCH t2 title"]);
  });
});
