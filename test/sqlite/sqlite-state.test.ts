/** The contract of a state on a SQLite file, and files that are rejected. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import type { ProvisioningState } from "../../src/provisioning/index.ts";
import { openSqliteState } from "../../src/sqlite/index.ts";
import { entry, intent, record } from "../../src/testing/contracts/sample-records.ts";
import { stateContract } from "../../src/testing/index.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("state.db");
});

function change(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe("a state in an SQLite file", () => {
  const reopen = async (state: ProvisioningState) => {
    await state.close();
    return openSqliteState(path);
  };

  it.each(stateContract({ reopen }))("$name", async ({ run }) => {
    const state = await openSqliteState(path);
    try {
      await run(state);
    } finally {
      await state.close();
    }
  });

  it("is found again by the next process", async () => {
    const first = await openSqliteState(path);
    await first.commit({ record: record("ada", "t1"), entry: entry("e1") });
    await first.begin(intent("c1"));
    await first.close();
    const second = await openSqliteState(path);
    expect(await second.get("ada")).toEqual({ ...record("ada", "t1"), ordinal: 1 });
    expect(await second.openIntents()).toEqual([intent("c1")]);
    expect(await second.hasEntry("e1")).toBe(true);
    await second.close();
  });

  it("takes nothing after it was closed: the write fails, and the process goes on", async () => {
    const state = await openSqliteState(path);
    await state.close();
    await expect(state.commit({ record: record("ada", "t1") })).rejects.toMatchObject({ code: "invalid_state" });
  });

  it("is held by one at a time", async () => {
    const first = await openSqliteState(path);
    await expect(openSqliteState(path)).rejects.toMatchObject({ code: "state_in_use" });
    await first.close();
    await (await openSqliteState(path)).close();
  });

  it("is read beside the job that uses it, which takes the commands posted there", async () => {
    const job = await openSqliteState(path);
    const reader = await openSqliteState(path, { readOnly: true });
    await job.commit({ record: record("ada", "t1"), entry: entry("e1") });
    expect(await reader.get("ada")).toEqual({ ...record("ada", "t1"), ordinal: 1 });
    expect(await reader.commands?.holder()).toMatch(/^process \d+ on /);
    await reader.commands?.post({ id: "c1", command: { kind: "pause" } }, "2999-01-01T00:00:00.000Z");
    expect((await job.commands?.take("2026-03-01T08:00:00.000Z"))?.id).toBe("c1");
    await job.commands?.complete("c1", { kind: "done" });
    expect(await reader.commands?.result("c1")).toEqual({ kind: "done" });
    await job.close();
    expect(await reader.commands?.holder()).toBeUndefined();
    await reader.close();
    expect(readdirSync(folder.path)).toEqual(["state.db"]);
  });

  it("is written in a turn in which it was read and another process wrote", async () => {
    const state = await openSqliteState(path);
    const beside = await openSqliteState(path, { readOnly: true });
    const post = (to: ProvisioningState, id: string) =>
      to.commands?.post({ id, command: { kind: "pause" } }, "9999-01-01T00:00:00.000Z");
    expect(await state.get("ada")).toBeUndefined();
    await post(beside, "first");
    await post(state, "second");
    expect(await state.get("ada")).toBeUndefined();
    await post(beside, "third");
    await state.commit({ record: record("ada", "t1") });
    expect(await state.ownerOf("t1")).toBe("ada");
    expect(await beside.size()).toEqual({ linked: 1, lastOrdinal: 1 });
    await state.commit({ record: record("bob", "t2") });
    expect(await state.size()).toEqual({ linked: 2, lastOrdinal: 2 });
    expect(await beside.size()).toEqual({ linked: 2, lastOrdinal: 2 });
    await beside.close();
    await state.close();
    await expect(state.get("ada")).rejects.toMatchObject({ code: "invalid_state" });
  });

  it("that is opened read-only is not written, and not created", async () => {
    await expect(openSqliteState(path, { readOnly: true })).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringContaining(path),
    });
    expect(existsSync(path)).toBe(false);
    await (await openSqliteState(path)).close();
    const reader = await openSqliteState(path, { readOnly: true });
    await expect(reader.commit({ record: record("ada") })).rejects.toMatchObject({ code: "invalid_state" });
    await reader.close();
    await (await openSqliteState(path)).close();
  });

  it("is readable by its owner only", async () => {
    const state = await openSqliteState(path);
    await state.commit({ record: record("ada") });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    await state.close();
  });

  it("stores all parts of a commit or none", async () => {
    const state = await openSqliteState(path);
    await state.commit({ entry: entry("e1") });
    await expect(state.commit({ record: record("ada"), entry: entry("e1") })).rejects.toThrow();
    expect(await state.get("ada")).toBeUndefined();
    await state.close();
  });

  it.each([
    ["a text file", () => writeFileSync(path, "not a database, but longer than a header of one ".repeat(10))],
    ["the database of another program", () => change("CREATE TABLE theirs (a)")],
    [
      "a state of a newer version",
      async () => {
        await (await openSqliteState(path)).close();
        change("PRAGMA user_version = 99");
      },
    ],
    [
      "a folder that does not exist",
      () => {
        path = folder.file("none/state.db");
      },
    ],
  ])("refuses %s with a clear error and leaves it as it is", async (_what, prepare) => {
    await prepare();
    const before = existsSync(path) ? readFileSync(path) : undefined;
    await expect(openSqliteState(path)).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringContaining(path),
    });
    if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
  });
});
