/**
 * Schedules: when cycles begin, and how a schedule ends.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

const MINUTE = 60_000;

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("a schedule", () => {
  it("waits for what belongs to a cycle before the next interval begins", async () => {
    const steps: string[] = [];
    const schedule = world.job().start({
      runCycle: async (signal) => {
        const summary = await world.job().runCycle({ signal });
        steps.push(summary.kind);
        await Promise.resolve();
        steps.push("report");
        return summary;
      },
      onCycle: () => steps.push("told"),
      sleep: async () => {
        steps.push("wait");
        if (steps.length > 4) void schedule.stop();
      },
    });
    await schedule.ended;
    expect(steps).toEqual(["initial", "report", "told", "wait", "incremental", "report", "told", "wait"]);
  });

  it("runs cycle after cycle, from start to start, until it is stopped", async () => {
    const waits: number[] = [];
    const schedule = world.job().start({
      every: 40 * MINUTE,
      jitter: 0,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        world.advance(milliseconds);
        if (waits.length === 3) void schedule.stop();
      },
      onCycle: () => {
        world.advance(MINUTE);
      },
    });
    await schedule.ended;
    expect(waits).toEqual([39 * MINUTE, 39 * MINUTE, 39 * MINUTE]);
    expect((await world.job().status()).lastExecution).toMatchObject({
      kind: "incremental",
      outcome: "completed",
      counts: { unchanged: 3 },
    });
  });

  it("passes on the progress and the entries of its cycles", async () => {
    const entries: string[] = [];
    let read = 0;
    const schedule = world.job().start({
      sleep: async () => void schedule.stop(),
      onProgress: ({ counts }) => {
        read = counts.read;
      },
      onEntry: ({ sourceIdentity }) => void entries.push(sourceIdentity.id),
    });
    await schedule.ended;
    expect([read, entries.sort()]).toEqual([3, ["ada", "bob", "eve"]]);
  });

  it.each([
    { every: Number.NaN },
    { every: -1 },
    { every: Number.POSITIVE_INFINITY },
    { every: 2 ** 31 },
    { jitter: 1.5 },
    { jitter: -0.1 },
  ])("refuses an interval that no timer can wait for, instead of running without a pause: %j", (options) => {
    expect(() => world.job().start(options)).toThrow(RangeError);
    expect(world.target.calls).toEqual([]);
  });

  it("varies the interval by the jitter", async () => {
    const waits: number[] = [];
    const randoms = [0, 0.5, 1];
    const schedule = world.job().start({
      every: 100,
      jitter: 0.2,
      random: () => randoms[waits.length] ?? 0,
      sleep: async (milliseconds) => {
        waits.push(Math.round(milliseconds));
        if (waits.length === 3) void schedule.stop();
      },
    });
    await schedule.ended;
    expect(waits).toEqual([80, 100, 120]);
  });

  it("never overlaps: a cycle that is started in the meantime is rejected", async () => {
    const one = world.job();
    const first = one.runCycle();
    await expect(one.runCycle()).rejects.toMatchObject({ code: "state_in_use" });
    await first;
  });
});
