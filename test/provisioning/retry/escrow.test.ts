import { beforeEach, describe, expect, it } from "vitest";
import { ScimError } from "../../../src/errors.ts";
import { createProvisioningJob, MemoryState } from "../../../src/provisioning/index.ts";
import { fakeDirectory, person } from "../../support/fake-directory.ts";
import { fakeTarget } from "../../support/fake-target.ts";
import { schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

const START = Date.parse("2026-03-01T00:00:00Z");
const HOUR = 3_600_000;

function world(status: number) {
  const directory = fakeDirectory([person("ada")]);
  const target = fakeTarget();
  const state = new MemoryState();
  let time = START;
  target.failOn = { text: "POST", error: new ScimError("no", { status }) };
  const job = createProvisioningJob({ source: directory, target, state, mapping: schema(), now: () => new Date(time) });
  /** Runs a cycle some hours after the first failure; returns whether the user was retried. */
  const triedAfter = async (hours: number) => {
    time = START + hours * HOUR;
    target.calls.length = 0;
    const { counts } = await job.runCycle();
    const tried = target.calls.some((call) => call.startsWith("POST"));
    expect(counts.waiting + counts.abandoned).toBe(tried ? 0 : 1);
    return tried;
  };
  return { directory, target, job, triedAfter };
}

describe("a user whose change failed", () => {
  it("is retried in the next cycle, then 6, 12 and 24 hours after the first failure, then daily", async () => {
    const { triedAfter } = world(409);
    const tries = [];
    for (const hours of [0, 1, 2, 5, 6, 7, 11, 12, 13, 23, 24, 25, 47, 48, 71, 72])
      if (await triedAfter(hours)) tries.push(hours);
    expect(tries).toEqual([0, 1, 6, 12, 24, 48, 72]);
  });

  it("is abandoned after 28 days: counted in every cycle, retried every 28 days, and when it changes", async () => {
    const { directory, triedAfter, job } = world(409);
    for (let day = 0; day <= 28; day += 1) await triedAfter(day * 24);
    expect((await job.runCycle()).counts).toMatchObject({ unchanged: 0, waiting: 0, abandoned: 1 });
    const tries = [];
    for (let day = 29; day <= 90; day += 1) if (await triedAfter(day * 24)) tries.push(day);
    expect(tries).toEqual([56, 84]);
    directory.users[0] = person("ada", { jobTitle: "Director" });
    expect(await triedAfter(90 * 24 + 1)).toBe(true);
  });

  it("is retried as soon as the account with its value is gone, waiting or abandoned", async () => {
    for (const days of [3, 40]) {
      const waiting = newWorld([person("ada")]);
      waiting.target.accounts.set("other", { id: "other", userName: "ada@contoso.com" });
      const options = { adopt: false };
      await waiting.cycle([person("bob")], options);
      const wanted = person("bob", { mail: "ada@contoso.com" });
      for (let day = 0; day <= days; day += 1) {
        waiting.advance(24 * HOUR);
        expect((await waiting.cycle([wanted], options)).summary.counts.unchanged).toBe(0);
      }
      waiting.target.accounts.delete("other");
      waiting.advance(HOUR);
      expect((await waiting.cycle([wanted], options)).summary.counts).toMatchObject({ updated: 1, abandoned: 0 });
      expect(waiting.account("ada")).toBeDefined();
    }
  });

  it.each([
    ["disabled", { accountEnabled: "False" }, {}],
    ["deleted", { accountEnabled: "False" }, { softDelete: false }],
  ])(
    "and whose account is to be %s is never given up: the account would stay open",
    async (_what, attributes, options) => {
      const leaver = newWorld([person("ada")], options);
      await leaver.cycle();
      leaver.target.failOn = { text: "t1", error: new ScimError("no", { status: 403 }) };
      for (let day = 0; day <= 60; day += 1) {
        leaver.clock = new Date(START + day * 24 * HOUR);
        expect((await leaver.cycle([person("ada", attributes)])).writes, `day ${day}`).toHaveLength(1);
      }
    },
  );

  it("is retried at once when it changes", async () => {
    const { directory, triedAfter } = world(409);
    await triedAfter(0);
    await triedAfter(1);
    expect(await triedAfter(2)).toBe(false);
    directory.users[0] = person("ada", { jobTitle: "Director" });
    expect(await triedAfter(3)).toBe(true);
  });

  it.each([429, 500, 503])("with a transient status (%i) is retried in every cycle", async (status) => {
    const { triedAfter } = world(status);
    for (const hours of [0, 1, 2, 3]) expect(await triedAfter(hours)).toBe(true);
  });

  it("is no longer a failure once it succeeds", async () => {
    const { target, triedAfter, job } = world(409);
    await triedAfter(0);
    target.failOn = undefined;
    expect(await triedAfter(1)).toBe(true);
    expect((await job.runCycle()).counts).toMatchObject({ unchanged: 1, waiting: 0 });
  });
});

describe("the removal of a missing user that failed", () => {
  let clock: World;
  const refuse = (text: string, status = 403) => {
    clock.target.failOn = { text, error: new ScimError("no", { status }) };
  };
  const triesAt = async (hours: readonly number[], options = {}) => {
    const tries = [];
    for (const hour of hours) {
      clock.clock = new Date(START + hour * HOUR);
      const { writes, summary } = await clock.cycle(undefined, options);
      expect(summary.counts.waiting).toBe(writes.length === 0 ? 1 : 0);
      if (writes.length > 0) tries.push(hour);
    }
    return tries;
  };

  beforeEach(async () => {
    clock = newWorld([person("ada"), person("bob")]);
    clock.clock = new Date(START);
    await clock.cycle();
    clock.directory.users = [person("bob")];
  });

  it.each([
    ["disable", "PATCH", {}],
    ["delete", "DELETE", { deleteAfterDays: 0 }],
  ])("is a %s: retried on schedule, and each attempt is logged", async (action, method, options) => {
    refuse(method);
    expect(await triesAt([0, 1, 2, 5, 6, 7, 12, 13, 24, 47, 48], options)).toEqual([0, 1, 6, 12, 24, 48]);
    const failures = (await clock.log("ada")).filter((one) => one.provisioningAction === action);
    expect(failures.map((one) => one.provisioningStatusInfo.status)).toEqual(Array(6).fill("failure"));
  });

  it("with a transient status is retried in every cycle", async () => {
    refuse("PATCH", 503);
    expect(await triesAt([0, 1, 2, 3])).toEqual([0, 1, 2, 3]);
  });

  it("is retried at once after a restart", async () => {
    refuse("PATCH");
    await triesAt([0, 1, 2]);
    await clock.job().restart(["Escrows"]);
    expect(await triesAt([3])).toEqual([3]);
  });

  it("is never given up: an account must not stay open", async () => {
    refuse("PATCH");
    const days = Array.from({ length: 60 }, (_, day) => day * 24);
    expect(await triesAt(days, { deleteAfterDays: 100 })).toEqual(days);
  });

  it("does not delay the delete: it is due as planned, and then retried at once", async () => {
    refuse("PATCH");
    await triesAt([0, 1, 30 * 24 - 1]);
    expect((await clock.state.get("ada"))?.link?.missingSince).toBe(new Date(START).toISOString());
    clock.clock = new Date(START + 30 * 24 * HOUR);
    expect((await clock.cycle()).writes).toEqual(["DELETE t1"]);
  });

  it("is forgotten once it succeeds, and once the user is back", async () => {
    refuse("PATCH");
    await triesAt([0, 1, 2]);
    clock.target.failOn = undefined;
    expect((await clock.cycle([person("ada"), person("bob")])).summary.counts).toMatchObject({
      failed: {},
      waiting: 0,
    });
    expect((await clock.cycle([person("bob")])).writes).toEqual(["PATCH t1 active"]);
  });

  it("does not count towards the deletion threshold while it waits", async () => {
    refuse("PATCH");
    await triesAt([0, 1], { deletionThreshold: 1 });
    const { summary } = await clock.cycle([], { deletionThreshold: 1 });
    expect(summary).toMatchObject({ outcome: "completed", heldBack: 0, counts: { waiting: 1 } });
  });
});
