/** Errors of SQLite and damaged content: each names the file and what to do. */
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { toStateError } from "../../src/sqlite/database.ts";
import { openSqliteState } from "../../src/sqlite/index.ts";
import { collect, entry, record } from "../../src/testing/contracts/sample-records.ts";
import { person } from "../support/fake-directory.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { newWorld } from "../support/world.ts";

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("state.db");
});

const people = Array.from({ length: 300 }, (_, index) => person(`user-${index}`));

/** Overwrites everything behind the first pages, which hold the tables' descriptions. */
function damage(): void {
  const { size } = statSync(path);
  const begin = 20 * 4_096;
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(size - begin, 0x5a), 0, size - begin, begin);
  closeSync(file);
}

const named = () => ({
  code: "invalid_state",
  message: expect.stringMatching(/state\.db is damaged.*restore a backup/),
});

describe("a damaged state file", () => {
  beforeEach(async () => {
    const world = newWorld(people);
    const state = await openSqliteState(path);
    await world.job({ state }).runCycle();
    await state.close();
    damage();
  });

  it("is named by a read of any kind", async () => {
    const state = await openSqliteState(path, { readOnly: true });
    await expect(collect(state.records(1_000))).rejects.toMatchObject(named());
    await expect(collect(state.entries())).rejects.toMatchObject(named());
    await expect(Promise.all(people.map(({ id }) => state.get(id)))).rejects.toMatchObject(named());
    await state.close();
  });

  it("ends a cycle that reads it, instead of counting as the failure of a user", async () => {
    const world = newWorld(people);
    const state = await openSqliteState(path);
    await expect(world.job({ state }).runCycle()).rejects.toMatchObject(named());
    expect(world.target.accounts.size).toBe(0);
    await state.close();
  });

  it("is named by a write", async () => {
    const state = await openSqliteState(path);
    const writes = people.map(({ id }) => state.commit({ record: record(id, `new ${id}`), entry: entry(`new ${id}`) }));
    await expect(Promise.all(writes)).rejects.toMatchObject(named());
    await Promise.allSettled(writes);
    await state.close();
  });
});

it.each([
  ["UPDATE objects SET name = x'00'", "name is not text"],
  ["UPDATE objects SET link = '{'", "link is not JSON"],
])("a value that the package never writes is named: %s", async (sql, problem) => {
  const state = await openSqliteState(path);
  await state.commit({ record: record("ada", "t1") });
  await state.close();
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  const reader = await openSqliteState(path, { readOnly: true });
  await expect(reader.get("ada")).rejects.toMatchObject({
    code: "invalid_state",
    message: expect.stringContaining(`${path} is damaged (${problem}); restore`),
  });
  await reader.close();
});

describe("an error of SQLite", () => {
  const sqliteError = (errcode: number) => Object.assign(new Error("what SQLite says"), { errcode });

  it.each([
    { name: "BUSY_SNAPSHOT", errcode: 517, code: "state_in_use", message: /in use by another process$/ },
    { name: "LOCKED", errcode: 6, code: "state_in_use", message: /in use by another process$/ },
    { name: "READONLY", errcode: 8, code: "invalid_state", message: /cannot be written: .*check the permissions/ },
    { name: "IOERR_WRITE", errcode: 778, code: "invalid_state", message: /read or written: .*check the disk/ },
    { name: "CORRUPT_INDEX", errcode: 779, code: "invalid_state", message: /is damaged.*restore a backup/ },
    { name: "FULL", errcode: 13, code: "invalid_state", message: /cannot be written: .*free space/ },
    { name: "CANTOPEN", errcode: 14, code: "invalid_state", message: /cannot be opened: .*check the permissions/ },
    { name: "NOTADB", errcode: 26, code: "invalid_state", message: /is damaged.*restore a backup/ },
    { name: "MISMATCH", errcode: 20, code: "invalid_state", message: /cannot be used: what SQLite says$/ },
  ])("$name names the file and the remedy", ({ errcode, code, message }) => {
    const error = toStateError(sqliteError(errcode), "/var/company.db");
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.message).toContain("/var/company.db");
  });
});
