/** Several processes write to one store file at once: unique values and versions hold between them. */
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { UserType } from "../../../src/models/index.ts";
import { openSqliteStore } from "../../../src/sqlite/index.ts";
import { start } from "../../support/processes.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const WRITER = resolve(import.meta.dirname, "../../support/store-writer.ts");
const ROUNDS = 40;

it("stores each name once, and loses no change", { timeout: 60_000 }, async () => {
  const path = folder.file("users.db");
  const writers = ["a", "b", "c"].map((name) => start([path, name, String(ROUNDS)], undefined, WRITER));
  const ended = await Promise.all(writers.map(({ finished }) => finished));
  expect(ended.map(({ status, stderr }) => [status, stderr])).toEqual(writers.map(() => [0, ""]));
  expect(ended.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBe(ROUNDS);
  const store = openSqliteStore(path);
  const context = { signal: AbortSignal.timeout(10_000) };
  const counter = await store.get("contoso", UserType, "counter", context);
  expect(counter?.["displayName"]).toBe(String(ROUNDS * ended.length));
  const { total } = await store.query("contoso", UserType, { startIndex: 1, count: 0 }, context);
  expect(total).toBe(ROUNDS + 1);
  await store.close();
});
