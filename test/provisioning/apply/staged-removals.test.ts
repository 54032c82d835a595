/**
 * Removals that the deletion threshold holds back: in the log, in the list, and once they are allowed.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import type { ProvisioningLogEntry, StagedRemoval } from "../../../src/provisioning/index.ts";
import { collect } from "../../../src/testing/contracts/sample-records.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

const PEOPLE = ["ada", "bob", "eve", "kim"].map((id) => person(id));
let world: World;

beforeEach(async () => {
  world = newWorld(PEOPLE, { deletionThreshold: 1 });
  await world.cycle();
});

const staged = (): Promise<StagedRemoval[]> => collect(world.job().staged());
const heldBack = async (): Promise<ProvisioningLogEntry[]> =>
  (await collect(world.state.entries())).filter(({ provisioningAction }) => provisioningAction === "stagedDelete");

/** Bob is unassigned, Eve disabled, Kim missing. */
async function leave(): Promise<void> {
  world.directory.roles.set("bob", []);
  const { summary } = await world.cycle([person("ada"), person("bob"), person("eve", { accountEnabled: "False" })]);
  expect(summary).toMatchObject({ outcome: "held_back", heldBack: 3, counts: { disabled: 0, skipped: {} } });
}

describe("removals that are held back", () => {
  it("are each in the log as staged, with the cause and what to do", async () => {
    await leave();
    const entries = await heldBack();
    expect(entries.map(({ sourceIdentity }) => sourceIdentity.id)).toEqual(["bob", "eve", "kim"]);
    expect(entries[0]).toMatchObject({
      provisioningStatusInfo: {
        status: "skipped",
        errorInformation: { errorCode: "TooManyDeletes", additionalDetails: "NotAssigned" },
      },
      modifiedProperties: [],
      sourceIdentity: { displayName: "bob@contoso.com" },
      targetIdentity: { id: "t2", displayName: "bob@contoso.com" },
    });
    expect(entries[0]?.provisioningSteps.at(-1)).toMatchObject({
      name: "EntryExportUpdateSoftDelete",
      status: "skipped",
    });
  });

  it("can be listed before they are allowed", async () => {
    await leave();
    const since = world.clock.toISOString();
    expect(await staged()).toEqual([
      {
        sourceId: "bob",
        sourceName: "bob@contoso.com",
        targetId: "t2",
        action: "disable",
        reason: "NotAssigned",
        since,
      },
      { sourceId: "eve", sourceName: "eve@contoso.com", targetId: "t3", action: "disable", reason: "NotActive", since },
      { sourceId: "kim", sourceName: "kim@contoso.com", targetId: "t4", action: "disable", reason: "Missing", since },
    ]);
    expect((await world.job().status()).lastExecution?.heldBack).toBe(3);
  });

  it("are logged once, however many cycles meet them, and keep their time", async () => {
    await leave();
    const [first] = await staged();
    world.clock = new Date("2026-03-02T08:00:00Z");
    expect((await world.cycle()).summary).toMatchObject({ heldBack: 3 });
    expect(await heldBack()).toHaveLength(3);
    expect((await staged())[0]).toEqual(first);
  });

  it("are executed once they are allowed, and are then no longer listed", async () => {
    await leave();
    expect((await world.cycle(undefined, { allowDeletes: true })).summary.counts.disabled).toBe(3);
    expect(await staged()).toEqual([]);
    expect(await heldBack()).toHaveLength(3);
  });

  it("leave the list without a request when the cause is corrected", async () => {
    await leave();
    world.directory.roles.clear();
    const { summary, calls } = await world.cycle(PEOPLE);
    expect(summary).toMatchObject({ outcome: "completed", heldBack: 0, counts: { unchanged: 4 } });
    expect(calls).toEqual([]);
    expect(await staged()).toEqual([]);
  });

  it("are logged again when they are held back for another reason", async () => {
    await leave();
    world.directory.roles.clear();
    await world.cycle([person("ada")]);
    expect((await staged()).map(({ reason }) => reason)).toEqual(["Missing", "Missing", "Missing"]);
    expect(await heldBack()).toHaveLength(5);
  });

  it("leave the list when they were allowed and the target refused them", async () => {
    await leave();
    world.target.failOn = { text: "PATCH", error: new ScimError("locked", { status: 403 }) };
    const { summary } = await world.cycle(undefined, { allowDeletes: true });
    expect(summary.counts.failed).toEqual({ InsufficientRights: 3 });
    expect(await staged()).toEqual([]);
  });

  it.each([
    ["was held back and is there again", { deletionThreshold: 0 }],
    ["was disabled and is there again", { deletionThreshold: "off" }],
  ] as const)("of a user who %s, but cannot be mapped, are logged once", async (_what, options) => {
    await world.cycle(PEOPLE.slice(1), options);
    const mapping = schema({ attributes: [...BASIC_ATTRIBUTES, attribute("nickName", "CDate([department])")] });
    const log = async () => (await world.log("ada")).length;
    await world.cycle(PEOPLE, { mapping });
    expect((await world.log("ada")).at(-1)?.provisioningStatusInfo.status).toBe("failure");
    const before = await log();
    for (let cycle = 0; cycle < 3; cycle += 1) await world.cycle(PEOPLE, { mapping });
    expect(await log()).toBe(before);
    expect(await staged()).toEqual([]);
  });

  it("are reported by a dry run, which stores nothing", async () => {
    world.directory.users = [person("ada")];
    const told: string[] = [];
    for (let run = 0; run < 2; run += 1)
      await world.job({ dryRun: true }).runCycle({ onEntry: (entry) => void told.push(entry.provisioningAction) });
    expect(told).toEqual(Array(6).fill("stagedDelete"));
    expect(await staged()).toEqual([]);
  });

  it("name deletes as such", async () => {
    world.directory.users = [person("ada")];
    await world.cycle(undefined, { deleteAfterDays: 0 });
    expect((await staged()).map(({ action }) => action)).toEqual(["delete", "delete", "delete"]);
    expect((await heldBack())[0]?.provisioningSteps.at(-1)?.name).toBe("EntryExportDelete");
  });
});
