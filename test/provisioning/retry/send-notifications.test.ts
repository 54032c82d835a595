/** Notifications that cannot be delivered, and sinks and notifiers that never settle. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LogSink, Notification, Notifier } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld } from "../../support/world.ts";

const never = () => new Promise<never>(() => {});

/** A world whose next cycle holds two removals back. */
async function worldWithRemovals() {
  const world = newWorld(
    ["a", "b", "c"].map((id) => person(id)),
    { deletionThreshold: 1 },
  );
  await world.cycle();
  world.directory.users = [person("a")];
  return world;
}

describe("a notification that is refused", () => {
  it("is reported in summary and status, and tried again by the next cycle", async () => {
    const world = await worldWithRemovals();
    const sent: Notification[] = [];
    let refused = true;
    const notify: Notifier = async (notification) => {
      if (refused) throw new Error("451 try again later");
      sent.push(notification);
    };
    const problem = { kind: "deletion_threshold", time: world.clock.toISOString(), reason: "451 try again later" };
    const { summary } = await world.cycle(undefined, { notify });
    expect(summary).toMatchObject({ outcome: "held_back", notifyProblems: [problem] });
    expect((await world.job().status()).notifyProblems).toEqual([problem]);

    refused = false;
    world.advance(60_000);
    const next = await world.cycle(undefined, { notify });
    expect(sent).toMatchObject([{ kind: "deletion_threshold", heldBack: 2, time: problem.time }]);
    expect(next.summary.notifyProblems).toBeUndefined();
    expect((await world.job().status()).notifyProblems).toBeUndefined();
  });

  it("is tried again by a cycle whose source cannot be read", async () => {
    const world = await worldWithRemovals();
    await world.cycle(undefined, { notify: () => Promise.reject(new Error("451")) });
    const sent: string[] = [];
    world.directory.describe = () => Promise.reject(new Error("no such file"));
    await expect(world.cycle(undefined, { notify: async ({ kind }) => void sent.push(kind) })).rejects.toThrow();
    expect(sent).toEqual(["deletion_threshold"]);
  });

  it("waits while the job has no notifier", async () => {
    const world = await worldWithRemovals();
    await world.cycle(undefined, { notify: () => Promise.reject(new Error("451")) });
    await world.cycle();
    expect((await world.job().status()).notifyProblems).toHaveLength(1);
  });
});

describe("what never settles", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** The outcome of a promise, once 60 seconds have passed. */
  async function afterAMinute<Value>(promise: Promise<Value>): Promise<Value> {
    promise.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    return promise;
  }

  it("as a notifier costs a minute and keeps the notification", async () => {
    const world = await worldWithRemovals();
    const { summary } = await afterAMinute(world.cycle(undefined, { notify: never }));
    expect(summary.notifyProblems).toMatchObject([{ reason: "The notifier did not finish within 60 s" }]);
  });

  it("as a log sink costs a minute, and the next cycle delivers its entries", async () => {
    const ids: string[] = [];
    const stuck: LogSink = { lastEntryId: async () => undefined, append: never };
    const world = newWorld(["a", "b", "c"].map((id) => person(id)));
    const { summary } = await afterAMinute(world.cycle(undefined, { log: stuck }));
    expect(summary).toMatchObject({
      counts: { created: 3 },
      logProblems: [{ sink: "log", reason: 'The log sink "log" did not finish within 60 s' }],
    });
    const log: LogSink = { ...stuck, append: async (entries) => void ids.push(...entries.map(({ id }) => id)) };
    await world.cycle(undefined, { log });
    expect(ids).toHaveLength(3);
  });

  it("as the last entry of a log sink ends the cycle before the first write", async () => {
    const world = newWorld([person("a")]);
    const cycle = afterAMinute(world.cycle(undefined, { log: { lastEntryId: never, append: async () => {} } }));
    await expect(cycle).rejects.toThrow('The log sink "log" did not finish within 60 s');
    expect(world.writes()).toEqual([]);
  });
});
