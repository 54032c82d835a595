/**
 * Schedules: when cycles begin, and how a schedule ends.
 */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ProvisioningJob } from "../../../src/provisioning/index.ts";
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

  it.each([
    { change: "is resumed", apply: (job: ProvisioningJob) => job.resume() },
    { change: "is restarted", apply: (job: ProvisioningJob) => job.restart() },
  ])("begins the next cycle at once when its job $change", async ({ change, apply }) => {
    const kinds: string[] = [];
    const job = world.job();
    if (change === "is resumed") await job.pause();
    const wait = Promise.withResolvers<void>();
    const schedule = job.start({
      sleep: (_duration, signal) => {
        wait.resolve();
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
      },
      onCycle: ({ kind }) => kinds.push(kind),
    });
    await wait.promise;
    const before = kinds.length;
    await apply(job);
    await vi.waitFor(() => expect(kinds.slice(before)).toEqual(["initial"]));
    await schedule.stop();
  });

  it("that is resumed during the last users of a paused cycle begins the next one without a wait", async () => {
    const outcomes: string[] = [];
    const waits: number[] = [];
    const job = world.job({ concurrency: 1 });
    const schedule = job.start({
      onEntry: async () => {
        if (outcomes.length > 0) return;
        await job.pause();
        await job.resume();
      },
      sleep: async (duration, signal) => {
        if (!signal.aborted) waits.push(duration);
        if (outcomes.length === 2) void schedule.stop();
      },
      onCycle: ({ outcome }) => outcomes.push(outcome),
    });
    await schedule.ended;
    expect(outcomes).toEqual(["interrupted", "completed"]);
    expect(waits).toHaveLength(1);
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
