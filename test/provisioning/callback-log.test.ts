import { describe, expect, it } from "vitest";
import { LogDelivery } from "../../src/provisioning/delivery.ts";
import { callbackLog, MemoryState } from "../../src/provisioning/index.ts";
import { entry } from "../../src/testing/state-contract-support.ts";

async function stateWith(...ids: readonly string[]): Promise<MemoryState> {
  const state = new MemoryState();
  for (const id of ids) await state.commit({ entry: entry(id) });
  return state;
}

describe("a log that is a function", () => {
  it("is given the entries in order, never two at a time", async () => {
    const steps: string[] = [];
    const log = callbackLog(async ({ id }) => {
      steps.push(`begin ${id}`);
      await Promise.resolve();
      steps.push(`end ${id}`);
    });
    await new LogDelivery(log).catchUp(await stateWith("e1", "e2"), undefined);
    expect(steps).toEqual(["begin e1", "end e1", "begin e2", "end e2"]);
  });

  it("goes on after the entry that is known to be delivered", async () => {
    const met: string[] = [];
    const log = callbackLog(({ id }) => void met.push(id));
    await new LogDelivery(log).catchUp(await stateWith("e1", "e2", "e3"), "e1");
    expect(met).toEqual(["e2", "e3"]);
  });

  it("fails the delivery when it throws, and counts nothing of the batch as delivered", async () => {
    const delivery = new LogDelivery(
      callbackLog(() => {
        throw new Error("full");
      }),
    );
    await expect(delivery.catchUp(await stateWith("e1"), undefined)).rejects.toThrow("full");
    expect(delivery.lastDelivered).toBeUndefined();
  });
});
