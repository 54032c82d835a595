/**
 * When a cycle ends because of its target.
 */
import { describe, expect, it } from "vitest";
import { TargetHealth } from "../../../src/provisioning/cycle/target-health.ts";
import { createFailure } from "../../../src/provisioning/log/failure.ts";
import { type FakeTarget, fakeTarget } from "../../support/fake-target.ts";

/** Records results one after another, as a cycle does. */
async function record(health: TargetHealth, errorCode: string | undefined, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    health.record(errorCode === undefined ? undefined : createFailure(errorCode, "down for repair", null));
    await health.failIfTargetUnavailable();
  }
}

function tests({ calls }: FakeTarget): number {
  return calls.filter((call) => call === "test").length;
}

describe("a target", () => {
  it.each(["InsufficientRights", "InternalServerError", "WebExceptionProtocolError"])(
    "is tested after every 24 rejections in a row with %s, and ends the cycle after 5,000",
    async (code) => {
      const target = fakeTarget();
      const health = new TargetHealth(target);
      await record(health, code, 23);
      expect(tests(target)).toBe(0);
      await record(health, code);
      expect(tests(target)).toBe(1);
      await record(health, code, 23);
      expect(tests(target)).toBe(1);
      await record(health, code, 4_952);
      expect(tests(target)).toBe(208);
      await expect(record(health, code)).rejects.toThrow("Fake rejects everybody: down for repair");
    },
  );

  it("is trusted again after one success", async () => {
    const target = fakeTarget();
    const health = new TargetHealth(target);
    await record(health, "InternalServerError", 23);
    await record(health, undefined);
    await record(health, "InternalServerError", 23);
    expect(tests(target)).toBe(0);
  });

  it("ends the cycle after 24 time-outs in a row; any other failure is an answer", async () => {
    const health = new TargetHealth(fakeTarget());
    await record(health, "Timeout", 23);
    await record(health, "EntryConflict");
    await record(health, "Timeout", 23);
    await expect(record(health, "Timeout")).rejects.toThrow("Fake has stopped answering: down for repair");
  });
});
