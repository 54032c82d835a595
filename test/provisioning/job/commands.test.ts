/** Commands of other processes to a job whose schedule runs. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { postAndWait } from "../../../src/cli/job/hand-over.ts";
import { MemoryState, type Schedule } from "../../../src/provisioning/index.ts";
import type { JobCommand } from "../../../src/provisioning/state/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;
let state: MemoryState;
let schedule: Schedule;
/** Resolves when the schedule waits for its next cycle. */
let idle: Promise<void>;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob")]);
  state = new MemoryState();
  let isIdle: () => void = () => undefined;
  idle = new Promise((resolve) => {
    isIdle = resolve;
  });
  const job = world.job({ state });
  schedule = job.start({
    sleep: (_duration, signal) => {
      isIdle();
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  });
});

function post(command: JobCommand) {
  const limits = { take: 5_000, result: 10_000 };
  return postAndWait(state.commands, { command, holder: "the test", limits, signal: new AbortController().signal });
}

describe("a schedule", () => {
  it("is paused and resumed while it is idle", async () => {
    await idle;
    expect(await post({ kind: "pause" })).toEqual({ kind: "done" });
    expect((await state.readJob())?.paused).toBe(true);
    expect(await post({ kind: "resume" })).toEqual({ kind: "done" });
    expect((await state.readJob())?.paused).toBeUndefined();
    await schedule.stop();
  });

  it("that is resumed or restarted by a command begins its next cycle at once", async () => {
    await idle;
    const lastCycle = async () => (await state.readJob())?.lastExecution?.cycleId;
    for (const commands of [["pause", "resume"], ["restart"]] as const) {
      const before = await lastCycle();
      for (const kind of commands) await post({ kind });
      await vi.waitFor(async () => expect(await lastCycle()).not.toBe(before), { timeout: 5_000 });
    }
    await schedule.stop();
  });

  it("stays as the last of two commands says that are posted during a cycle", async () => {
    await idle;
    await Promise.all([post({ kind: "pause" }), post({ kind: "resume" })]);
    expect((await state.readJob())?.paused).toBeUndefined();
    await schedule.stop();
  });

  it("provisions a user on demand, and returns the entry", async () => {
    await idle;
    const result = await post({ kind: "onDemand", user: "ada" });
    expect(result).toMatchObject({
      kind: "done",
      onDemand: { result: "Skipped", entry: { sourceIdentity: { id: "ada" } } },
    });
    await schedule.stop();
  });

  it("returns why a command failed, and goes on", async () => {
    await idle;
    expect(await post({ kind: "onDemand", user: "nobody" })).toMatchObject({
      kind: "failed",
      code: "invalid_source",
      message: expect.stringContaining("nobody"),
    });
    expect(await post({ kind: "restart" })).toEqual({ kind: "done" });
    expect(await state.readJob()).toMatchObject({ restarts: 1 });
    await schedule.stop();
  });

  it("says when its next cycle begins", async () => {
    await idle;
    const result = await post({ kind: "status" });
    expect(result).toMatchObject({ kind: "done", schedule: { nextRun: expect.stringMatching(/^\d{4}-/) } });
    await schedule.stop();
  });
});
