/** Scheduled cycles: errors, interruption, and the warning about a quarantine. */
import { describe, expect, it } from "vitest";
import { runSchedule, warnOfQuarantine } from "../../../src/cli/job/run-cycles.ts";
import { interruption } from "../../../src/cli/process/io.ts";
import { testIo } from "../../support/command.ts";
import { cycleSummary } from "../../support/log-entries.ts";
import { newWorld } from "../../support/world.ts";

const JOB = newWorld().job();

describe("cycles that are repeated", () => {
  it("go on after an error that is not the first, tell it, and end when stopped", async () => {
    const io = testIo();
    let times = 0;
    const runCycle = async () => {
      times += 1;
      if (times === 2) throw new Error("target away");
      if (times === 3) io.stop.abort(interruption("SIGTERM"));
      return cycleSummary({});
    };
    const status = await runSchedule(io, 1, JOB, runCycle);
    expect([status, times, io.stderr.text]).toEqual([130, 3, "error: target away\n"]);
  });

  it("end with an error of the first cycle", async () => {
    const runCycle = () => Promise.reject(new Error("no such file"));
    await expect(runSchedule(testIo(), 1, JOB, runCycle)).rejects.toThrow("no such file");
  });

  it("do not wait for the next time when they are stopped", async () => {
    const io = testIo();
    const ended = runSchedule(io, 3_600_000, JOB, async () => cycleSummary({}));
    queueMicrotask(() => io.stop.abort(interruption("SIGINT")));
    await expect(ended).resolves.toBe(130);
  });
});

describe("a quarantine", () => {
  const quarantine = {
    reason: "EncounteredQuarantineException",
    currentBegan: "2026-01-01T00:00:00Z",
    seriesBegan: "2026-01-01T00:00:00Z",
    seriesCount: 3,
    nextAttempt: "2026-01-02T00:00:00Z",
  } as const;

  it.each([
    ["is told while the schedule has to wait for it", "2026-01-01T12:00:00Z", /until 2026-01-02T00:00:00Z; --restart/],
    ["is not told when the next cycle is due", "2026-01-02T00:00:00Z", /^$/],
  ])("%s", (_what, now, message) => {
    const io = testIo();
    warnOfQuarantine(io, { code: "Quarantine", linked: 1, quarantine }, new Date(now));
    expect(io.stderr.text).toMatch(message);
  });
});
