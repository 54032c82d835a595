/**
 * The status of a job.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimRequestError } from "../../../src/errors.ts";
import type { CycleProgress, JobStatus } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

const MINUTE = 60_000;

const UNAUTHORIZED = new ScimRequestError("wrong token", {
  code: "unauthorized",
  status: 401,
  method: "GET",
  requestPath: "/Users",
  attempts: 1,
});

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("the status", () => {
  it("shows how far a running cycle is", async () => {
    const running = world.job({ concurrency: 1 });
    const seen: unknown[] = [];
    await running.runCycle({
      onProgress: () => {
        world.advance(1_000);
        seen.push(running.status());
      },
    });
    const [first] = await Promise.all(seen);
    expect(first).toMatchObject({
      code: "NotRun",
      running: { kind: "initial", expected: 3, rate: expect.any(Number), expectedEnd: expect.any(String) },
    });
    expect(await running.status()).toMatchObject({ code: "Active", linked: 3 });
    expect(await running.status()).not.toHaveProperty("running");
  });

  it("expects the end at the rate so far", async () => {
    const running = world.job({ concurrency: 1 });
    const seen: Promise<JobStatus>[] = [];
    await running.runCycle({
      onProgress: ({ counts }) => {
        world.clock = new Date(Date.parse("2026-03-01T08:00:00Z") + counts.read * 2_000);
        if (counts.read === 2) seen.push(running.status());
      },
    });
    expect((await seen[0])?.running).toMatchObject({
      began: "2026-03-01T08:00:00.000Z",
      rate: 0.5,
      expectedEnd: "2026-03-01T08:00:06.000Z",
    });
  });

  it("counts users in scope and users done, apart from users read", async () => {
    world.directory.users = [person("ada"), person("bob"), person("eve", { accountEnabled: "False" }), person("ada")];
    const seen: CycleProgress[] = [];
    const { counts } = await world.job({ concurrency: 1 }).runCycle({ onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ inScope: 2, done: 4, expected: 4 });
    expect(counts).toMatchObject({
      read: 4,
      created: 2,
      skipped: { NotActive: 1 },
      failed: { DuplicateSourceEntries: 1 },
    });
    expect(seen.every(({ done, counts: { read } }) => done <= read)).toBe(true);

    world.directory.users = [person("ada"), person("bob", { accountEnabled: "False" })];
    await world.job().runCycle({ onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ inScope: 1, done: 2, counts: { unchanged: 1, disabled: 1 } });
  });

  it("does not count a user as done whose removal is held back", async () => {
    await world.job().runCycle();
    world.directory.users = [
      person("ada"),
      person("bob", { accountEnabled: "False" }),
      person("eve", { accountEnabled: "False" }),
    ];
    let last: CycleProgress | undefined;
    await world.job({ deletionThreshold: 1 }).runCycle({
      onProgress: (progress) => {
        last = progress;
      },
    });
    expect(last).toMatchObject({ inScope: 1, done: 1, counts: { read: 3 } });
  });

  it("shows when the schedule runs next, between cycles only", async () => {
    const scheduled = world.job();
    const seen: unknown[] = [];
    const schedule = scheduled.start({
      every: 40 * MINUTE,
      jitter: 0,
      runCycle: async (signal) => {
        seen.push((await scheduled.status()).nextRun);
        world.advance(MINUTE);
        return scheduled.runCycle({ signal });
      },
      sleep: async () => {
        seen.push((await scheduled.status()).nextRun);
        await scheduled.pause();
        seen.push((await scheduled.status()).nextRun);
        await scheduled.resume();
        void schedule.stop();
      },
    });
    await schedule.ended;
    seen.push((await scheduled.status()).nextRun);
    expect(seen).toEqual([undefined, "2026-03-01T08:40:00.000Z", undefined, undefined]);
  });

  it("shows no run before the next attempt of a quarantine", async () => {
    world.target.failOn = { text: "test", error: UNAUTHORIZED };
    const scheduled = world.job();
    let next: string | undefined;
    const schedule = scheduled.start({
      every: 20 * MINUTE,
      jitter: 0,
      onError: () => undefined,
      sleep: async () => {
        next = (await scheduled.status()).nextRun;
        void schedule.stop();
      },
    });
    await schedule.ended;
    expect(next).toBe("2026-03-01T08:40:00.000Z");
  });
});
