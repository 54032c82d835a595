/** How a state file stores the entries of skipped users, and how long. */
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import type { LogSink, ProvisioningLogEntry } from "../../src/provisioning/index.ts";
import { openSqliteState } from "../../src/sqlite/index.ts";
import { collect, entry } from "../../src/testing/contracts/sample-records.ts";
import { person } from "../support/fake-directory.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { newWorld } from "../support/world.ts";

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("state.db");
});

const users = Array.from({ length: 50 }, () => person(crypto.randomUUID()));

describe("the log of a state file", () => {
  it("stores an entry of a skipped user in less than 400 bytes, and returns it whole", async () => {
    const world = newWorld(users);
    for (const { id } of users) world.directory.roles.set(id, []);
    const state = await openSqliteState(path);
    const logged: unknown[] = [];
    await world.job({ state }).runCycle({ onEntry: (entry) => void logged.push(entry) });
    expect(await collect(state.entries())).toEqual(logged);
    await state.close();
    const database = new DatabaseSync(path);
    const sizes = database.prepare("SELECT length(body) AS size FROM log").all();
    database.close();
    expect(sizes).toHaveLength(users.length);
    for (const { size } of sizes) expect(size).toBeLessThan(400);
  });

  it("returns every entry whole after a transaction with the first of its kind was undone", async () => {
    const skipped = (id: string): ProvisioningLogEntry => ({
      ...entry(id),
      provisioningStatusInfo: { status: "skipped", errorInformation: null },
    });
    const state = await openSqliteState(path);
    await state.commit({ entry: entry("e1") });
    await expect(state.commit({ entry: skipped("e1") })).rejects.toThrow(path);
    for (const id of ["e2", "e3"]) await state.commit({ entry: skipped(id) });
    expect(await collect(state.entries("e1"))).toEqual([skipped("e2"), skipped("e3")]);
    await state.close();
  });

  it("drops entries after 90 days, once the sinks have them", async () => {
    const world = newWorld(users.slice(0, 3));
    const state = await openSqliteState(path);
    await world.job({ state }).runCycle();
    world.advance(89 * 86_400_000);
    await world.job({ state }).runCycle();
    expect(await collect(state.entries())).toHaveLength(3);
    world.advance(2 * 86_400_000);
    await world.job({ state, keepLog: Number.POSITIVE_INFINITY }).runCycle();
    expect(await collect(state.entries())).toHaveLength(3);
    await world.job({ state }).runCycle();
    // The end of the last cycle stays, for readers to begin after.
    expect(await collect(state.entries())).toHaveLength(1);
    await state.close();
  });

  it("keeps old entries that one of the sinks has not received", async () => {
    const world = newWorld(users.slice(0, 3));
    const state = await openSqliteState(path);
    const received: string[] = [];
    let isDown = true;
    const good: LogSink = { name: "good", lastEntryId: async () => undefined, append: async () => {} };
    const late: LogSink = {
      name: "late",
      lastEntryId: async () => undefined,
      append: async (entries) => {
        if (isDown) throw new Error("down");
        received.push(...entries.map(({ id }) => id));
      },
    };
    const cycle = () => world.job({ state, log: [good, late] }).runCycle();
    await cycle();
    world.advance(100 * 86_400_000);
    await cycle();
    expect(await collect(state.entries())).toHaveLength(3);
    isDown = false;
    await cycle();
    expect(received).toHaveLength(3);
    expect((await collect(state.entries())).map(({ id }) => id)).toEqual(received.slice(-1));
    await state.close();
  });
});
