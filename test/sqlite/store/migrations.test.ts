/** The tables of a store file: created once, and never by an older version of the package. */
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { migrateDatabase } from "../../../src/sql/migrate.ts";
import { openSqliteState, openSqliteStore } from "../../../src/sqlite/index.ts";
import { SqliteDatabase } from "../../../src/sqlite/store/sqlite-database.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const refused = (message: RegExp) =>
  expect.objectContaining({ code: "invalid_state", message: expect.stringMatching(message) });

function tablesOf(database: DatabaseSync): readonly unknown[] {
  return database.prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name").all();
}

it("are the same whether they are created when a file is opened or by migrateDatabase, which may run twice", async () => {
  const database = new DatabaseSync(":memory:");
  const migrated = new SqliteDatabase(database, ":memory:");
  await Promise.all([migrateDatabase(migrated), migrateDatabase(migrated)]);
  const path = folder.file("users.db");
  await openSqliteStore(path).close();
  await openSqliteStore(path).close();
  expect(tablesOf(new DatabaseSync(path))).toEqual(tablesOf(database));
});

it("of a newer version are refused", async () => {
  const path = folder.file("users.db");
  await openSqliteStore(path).close();
  const database = new DatabaseSync(path);
  database.exec("INSERT INTO migration (version, name) VALUES (1000, 'later')");
  expect(() => openSqliteStore(path)).toThrow(refused(/version 1000/));
  await expect(migrateDatabase(new SqliteDatabase(database, path))).rejects.toEqual(refused(/version 1000/));
});

it("are not created in the file of another program, nor in the state of a job", async () => {
  const other = folder.file("other.db");
  new DatabaseSync(other).exec("CREATE TABLE notes (body TEXT)");
  expect(() => openSqliteStore(other)).toThrow(refused(/another program/));
  const state = folder.file("state.db");
  await (await openSqliteState(state)).close();
  expect(() => openSqliteStore(state)).toThrow(refused(/another program/));
  expect(() => openSqliteStore(folder.file("missing/users.db"))).toThrow(refused(/users\.db/));
});
