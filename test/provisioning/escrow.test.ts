import { describe, expect, it } from "vitest";
import { ScimError } from "../../src/errors.ts";
import { createProvisioningJob, MemoryState } from "../../src/provisioning/index.ts";
import { fakeDirectory, person } from "../support/fake-directory.ts";
import { fakeTarget } from "../support/fake-target.ts";
import { schema } from "../support/mapping.ts";

const START = Date.parse("2026-03-01T00:00:00Z");
const HOUR = 3_600_000;

function world(status: number) {
  const directory = fakeDirectory([person("ada")]);
  const target = fakeTarget();
  const state = new MemoryState();
  let time = START;
  target.failOn = { text: "POST", error: new ScimError("no", { status }) };
  const job = createProvisioningJob({ source: directory, target, state, mapping: schema(), now: () => new Date(time) });
  /** Runs a cycle so many hours after the first failure; whether the user was tried. */
  const triedAfter = async (hours: number) => {
    time = START + hours * HOUR;
    target.calls.length = 0;
    const { counts } = await job.runCycle();
    const tried = target.calls.some((call) => call.startsWith("POST"));
    expect(counts.waiting).toBe(tried ? 0 : 1);
    return tried;
  };
  return { directory, target, job, triedAfter };
}

describe("a user whose change failed", () => {
  it("is tried in the next cycle, then 6, 12 and 24 hours after the first failure, then daily", async () => {
    const { triedAfter } = world(409);
    const tries = [];
    for (const hours of [0, 1, 2, 5, 6, 7, 11, 12, 13, 23, 24, 25, 47, 48, 71, 72])
      if (await triedAfter(hours)) tries.push(hours);
    expect(tries).toEqual([0, 1, 6, 12, 24, 48, 72]);
  });

  it("is given up after 28 days, until it changes", async () => {
    const { directory, target, triedAfter, job } = world(409);
    for (let day = 0; day <= 28; day += 1) await triedAfter(day * 24);
    target.calls.length = 0;
    expect((await job.runCycle()).counts).toMatchObject({ unchanged: 1, waiting: 0 });
    directory.users[0] = person("ada", { jobTitle: "Director" });
    expect(await triedAfter(28 * 24 + 1)).toBe(true);
  });

  it("is tried at once when it changes", async () => {
    const { directory, triedAfter } = world(409);
    await triedAfter(0);
    await triedAfter(1);
    expect(await triedAfter(2)).toBe(false);
    directory.users[0] = person("ada", { jobTitle: "Director" });
    expect(await triedAfter(3)).toBe(true);
  });

  it.each([429, 500, 503])("for the moment (%i) is tried in every cycle", async (status) => {
    const { triedAfter } = world(status);
    for (const hours of [0, 1, 2, 3]) expect(await triedAfter(hours)).toBe(true);
  });

  it("is forgotten as a failure once it succeeds", async () => {
    const { target, triedAfter, job } = world(409);
    await triedAfter(0);
    target.failOn = undefined;
    expect(await triedAfter(1)).toBe(true);
    expect((await job.runCycle()).counts).toMatchObject({ unchanged: 1, waiting: 0 });
  });
});
