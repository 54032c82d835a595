/**
 * When a cycle ends because of its target.
 */
import { describe, expect, it } from "vitest";
import { TargetHealth } from "../../../src/provisioning/cycle/target-health.ts";
import { createFailure } from "../../../src/provisioning/log/failure.ts";
import { type FakeTarget, fakeTarget } from "../../support/fake-target.ts";

/** Records the results of different users, one after another, as a cycle does. */
async function record(health: TargetHealth, errorCode: string | undefined, users: number, from = 0): Promise<void> {
  for (let user = from; user < from + users; user += 1) {
    await health.record(
      `user ${user}`,
      errorCode === undefined ? undefined : createFailure(errorCode, "down for repair", null),
    );
  }
}

function probes({ calls }: FakeTarget): number {
  return calls.filter((call) => call === "test").length;
}

describe("a target", () => {
  it.each(["InsufficientRights", "InternalServerError", "WebExceptionProtocolError", "Timeout"])(
    "is probed after ten different users in a row have failed with %s, then after 20, 40 and so on",
    async (code) => {
      const target = fakeTarget();
      const health = new TargetHealth(target);
      await record(health, code, 9);
      expect(probes(target)).toBe(0);
      await record(health, code, 1, 9);
      expect(probes(target)).toBe(1);
      await record(health, code, 69, 10);
      expect(probes(target)).toBe(3);
      await record(health, code, 1, 79);
      expect(probes(target)).toBe(4);
    },
  );

  it("ends the cycle with the error of the probe", async () => {
    const target = fakeTarget();
    const health = new TargetHealth(target);
    await record(health, "InternalServerError", 9);
    target.failOn = { text: "test", error: new Error("no route to host") };
    await expect(record(health, "InternalServerError", 1, 9)).rejects.toThrow("no route to host");
  });

  it("is not probed for one user who fails again and again", async () => {
    const target = fakeTarget();
    const health = new TargetHealth(target);
    for (let time = 0; time < 50; time += 1) await record(health, "InternalServerError", 1);
    expect(probes(target)).toBe(0);
  });

  it("is trusted again after one success, and after an answer that concerns one user", async () => {
    for (const other of [undefined, "EntryConflict"]) {
      const target = fakeTarget();
      const health = new TargetHealth(target);
      await record(health, "InternalServerError", 9);
      await record(health, other, 1);
      await record(health, "InternalServerError", 9);
      expect(probes(target)).toBe(0);
    }
  });

  it("is probed at the first refusal of the credentials", async () => {
    const target = fakeTarget();
    await record(new TargetHealth(target), "Unauthorized", 2);
    expect(probes(target)).toBe(1);
  });

  it("ends the cycle after 5,000 users in a row, whatever the probe says", async () => {
    const health = new TargetHealth(fakeTarget());
    await record(health, "InternalServerError", 4_999);
    await expect(record(health, "InternalServerError", 1, 4_999)).rejects.toThrow("Fake rejects everybody");
  });

  it("ends the cycle after 200 users in a row without an answer, whatever the probe says", async () => {
    const health = new TargetHealth(fakeTarget());
    await record(health, "Timeout", 199);
    await expect(record(health, "Timeout", 1, 199)).rejects.toThrow("Fake has stopped answering");
  });
});
