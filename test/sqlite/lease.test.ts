/** The lease of a state file, with a clock and processes of the test. */
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StateDatabase } from "../../src/sqlite/database.ts";
import { openSqliteState } from "../../src/sqlite/index.ts";
import { type Holder, LEASE_TIME, Lease } from "../../src/sqlite/lease.ts";
import { record } from "../../src/testing/contracts/sample-records.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const START = Date.UTC(2026, 2, 1);
const FIRST: Holder = { id: "first", pid: 10, host: "one" };
const SECOND: Holder = { id: "second", pid: 20, host: "one" };
const ELSEWHERE: Holder = { id: "third", pid: 20, host: "other" };

const folder = useTemporaryFolder();
let database: DatabaseSync;
let now: number;
let alive: Set<number>;

beforeEach(async () => {
  const path = folder.file("state.db");
  await (await openSqliteState(path)).close();
  database = new DatabaseSync(path);
  now = START;
  alive = new Set([10, 20]);
});

afterEach(() => database.close());

function lease(holder: Holder, started = START): Lease {
  return new Lease(new StateDatabase(database, "state.db"), holder, {
    now: () => now,
    isAlive: (pid) => alive.has(pid),
    started,
  });
}

const inUse = expect.objectContaining({ code: "state_in_use", message: expect.stringContaining("process 10 on one") });

describe("the lease of a state file", () => {
  it("is held by one process, which the refusal of another one names", () => {
    lease(FIRST).acquire();
    expect(() => lease(SECOND).acquire()).toThrow(inUse);
    expect(() => lease(ELSEWHERE).acquire()).toThrow(inUse);
    lease(FIRST).requireHeld();
  });

  it("is free once it is released", () => {
    const first = lease(FIRST);
    first.acquire();
    first.release();
    lease(SECOND).acquire();
  });

  it("is free at once when its process is dead on this computer", () => {
    lease(FIRST).acquire();
    alive.delete(10);
    expect(() => lease(ELSEWHERE).acquire()).toThrow(inUse);
    lease(SECOND).acquire();
  });

  it("is free at once when a new process has the number of the one that took it", () => {
    lease(FIRST).acquire();
    now += 5_000;
    lease({ ...FIRST, id: "reborn" }, now).acquire();
  });

  it("is refused to the same process a second time", () => {
    lease(FIRST).acquire();
    expect(() => lease({ ...FIRST, id: "again" }).acquire()).toThrow(inUse);
  });

  it("expires when it is not renewed, wherever its process is", () => {
    const first = lease(FIRST);
    first.acquire();
    now += LEASE_TIME - 1;
    expect(() => lease(ELSEWHERE).acquire()).toThrow(inUse);
    first.renew();
    now += LEASE_TIME - 1;
    expect(() => lease(ELSEWHERE).acquire()).toThrow(inUse);
    now += 1;
    lease(ELSEWHERE).acquire();
  });

  it("expires, too, when it was renewed by a clock that was set back since", () => {
    lease(FIRST).acquire();
    now -= 2 * LEASE_TIME;
    lease(SECOND).acquire();
  });

  it("that was lost stays lost, and its process must not write", () => {
    const first = lease(FIRST);
    first.acquire();
    now += LEASE_TIME;
    lease(SECOND).acquire();
    first.renew();
    expect(() => first.requireHeld()).toThrow(expect.objectContaining({ code: "state_in_use" }));
    first.release();
    lease(SECOND).requireHeld();
  });
});

describe("a state whose lease was taken over", () => {
  it("writes nothing more", async () => {
    const path = folder.file("state.db");
    const state = await openSqliteState(path);
    await state.commit({ record: record("ada") });
    database.exec("UPDATE lease SET holder = 'another'");
    await expect(state.commit({ record: record("bob") })).rejects.toMatchObject({ code: "state_in_use" });
    expect(await state.get("bob")).toBeUndefined();
    await state.close();
    expect(database.prepare("SELECT holder FROM lease").get()).toEqual({ holder: "another" });
  });
});
