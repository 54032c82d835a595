/**
 * A job between its cycles: pause, restart, connections.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimRequestError } from "../../../src/errors.ts";
import type { ProvisioningLogEntry } from "../../../src/provisioning/index.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("the entries of a cycle", () => {
  it.each([false, true])("are passed on one by one, and awaited; dry run: %s", async (dryRun) => {
    const told: string[] = [];
    let waiting = 0;
    const onEntry = async ({ sourceIdentity }: ProvisioningLogEntry): Promise<void> => {
      waiting += 1;
      await Promise.resolve();
      waiting -= 1;
      told.push(sourceIdentity.id);
    };
    const { counts } = await world.job({ dryRun }).runCycle({ onEntry });
    expect(counts.created).toBe(3);
    expect(waiting).toBe(0);
    expect(told.sort()).toEqual(["ada", "bob", "eve"]);
    expect(await world.newEntries()).toHaveLength(dryRun ? 0 : 3);
  });
});

describe("a paused job", () => {
  it("runs no cycle until it is resumed, and goes on where it was", async () => {
    await world.job().runCycle();
    await world.job().pause();
    await expect(world.job().runCycle()).rejects.toMatchObject({ code: "paused" });
    expect((await world.job().status()).code).toBe("Paused");
    await world.job().resume();
    expect(await world.job().runCycle()).toMatchObject({ kind: "incremental", counts: { unchanged: 3 } });
  });

  it("ends the running cycle after the users in flight, and stays paused", async () => {
    const running = world.job({ concurrency: 1 });
    const summary = await running.runCycle({
      onProgress: ({ counts }) => {
        if (counts.created === 1) void running.pause();
      },
    });
    expect(summary.outcome).toBe("interrupted");
    expect((await world.job().status()).code).toBe("Paused");
  });
});

describe("a restart", () => {
  beforeEach(async () => {
    await world.job().runCycle();
    world.target.calls.length = 0;
  });

  it("evaluates everybody again and keeps the links", async () => {
    await world.job().restart();
    expect(await world.job().runCycle()).toMatchObject({ kind: "initial", counts: { unchanged: 3, created: 0 } });
    expect(world.target.calls).toEqual(["test"]);
  });

  it("in full breaks the links: accounts are found again by matching", async () => {
    await world.job().restart(["Full"]);
    expect((await world.job().runCycle()).counts).toMatchObject({ skipped: { RedundantExport: 3 } });
    expect(world.target.calls.filter((call) => call.startsWith("LIST"))).toHaveLength(3);
    expect(world.target.accounts.size).toBe(3);
  });

  it("with ForceDeletes lets through once what the threshold held back", async () => {
    world.directory.users = [];
    const options = { deletionThreshold: 1 };
    expect((await world.job(options).runCycle()).outcome).toBe("held_back");
    await world.job(options).restart(["ForceDeletes"]);
    expect(await world.job(options).runCycle()).toMatchObject({ outcome: "completed", counts: { disabled: 3 } });
    world.directory.users = [person("ada"), person("bob"), person("eve")];
    await world.job(options).runCycle();
    world.directory.users = [];
    expect((await world.job(options).runCycle()).outcome).toBe("held_back");
  });

  it("takes a waiting user up again", async () => {
    world.target.failOn = {
      text: "PATCH",
      error: new ScimRequestError("taken", {
        code: "refused",
        status: 409,
        method: "PATCH",
        requestPath: "/Users/t2",
        attempts: 1,
      }),
    };
    world.directory.users[1] = person("bob", { jobTitle: "Director" });
    await world.job().runCycle();
    await world.job().runCycle();
    expect((await world.job().runCycle()).counts.waiting).toBe(1);
    world.target.failOn = undefined;
    await world.job().restart(["Escrows"]);
    expect((await world.job().runCycle()).counts).toMatchObject({ updated: 1, waiting: 0 });
  });
});

describe("connections", () => {
  it("can be looked at, and broken while the job is paused", async () => {
    await world.job().runCycle();
    const { connections } = world.job();
    expect(await connections.get("bob")).toEqual({ sourceId: "bob", sourceName: "bob@contoso.com", targetId: "t2" });
    expect(await connections.get("nobody")).toBeUndefined();
    await expect(connections.delete("bob")).rejects.toMatchObject({ code: "not_paused" });
    await world.job().pause();
    expect(await connections.delete("bob")).toBe(true);
    expect(await connections.delete("bob")).toBe(false);
    await world.job().resume();
    expect((await world.job().runCycle()).counts).toMatchObject({
      skipped: { RedundantExport: 1 },
      unchanged: 2,
      created: 0,
    });
    expect(await connections.get("bob")).toMatchObject({ targetId: "t2" });
  });

  it("are not broken while users are still in flight after a pause", async () => {
    const world = newWorld([person("ada")]);
    const job = world.job();
    await job.runCycle();
    world.directory.users = [person("ada", { jobTitle: "Lead" })];
    const { patch } = world.target.users;
    const reached = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    world.target.users.patch = async (...parts) => {
      reached.resolve();
      await answer.promise;
      return patch(...parts);
    };
    const cycle = job.runCycle();
    await reached.promise;
    await job.pause();
    await expect(job.connections.delete("ada")).rejects.toMatchObject({ code: "state_in_use" });
    answer.resolve();
    expect(await cycle).toMatchObject({ outcome: "interrupted", counts: { updated: 1 } });
    expect(await job.connections.delete("ada")).toBe(true);
    expect(await job.connections.get("ada")).toBeUndefined();
  });
});
