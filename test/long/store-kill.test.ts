/** A process that is killed while it writes to a store file loses no write that was answered. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { UserType } from "../../src/models/index.ts";
import { openSqliteStore } from "../../src/sqlite/index.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const WRITER = resolve(import.meta.dirname, "../support/endless-writer.ts");

it.each([1, 40, 200])("after %i answered writes", async (count) => {
  const path = folder.file("users.db");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", WRITER, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const answered: string[] = [];
  for await (const id of createInterface(child.stdout)) {
    answered.push(id);
    if (answered.length === count) child.kill("SIGKILL");
  }
  await ended;
  const store = openSqliteStore(path);
  const context = { signal: AbortSignal.timeout(10_000) };
  for (const id of answered) expect(await store.get("contoso", UserType, id, context)).toMatchObject({ id });
  const { total, resources } = await store.query("contoso", UserType, { startIndex: 1, count: 100_000 }, context);
  expect(resources).toHaveLength(total);
  expect(total).toBeGreaterThanOrEqual(answered.length);
  await store.close();
});
