/** The embedded store answers random operations and queries as `MemoryStore` does. */
import { expect, it } from "vitest";
import { openSqliteStore } from "../../../src/sqlite/index.ts";
import { compareWithMemory } from "../../sql/differential/differential.ts";
import { compareServices } from "../../sql/differential/requests.ts";
import { SEARCHABLE } from "../../sql/differential/resources.ts";

it.each([
  ["the default attributes", undefined],
  ["many attributes", SEARCHABLE],
])("with %s searchable", { timeout: 60_000 }, async (_, searchable) => {
  const store = openSqliteStore(":memory:", { searchable });
  await expect(compareWithMemory(store, { seed: 1, operations: 1_000, queries: 400 })).resolves.toBeUndefined();
  await store.close();
});

it("over HTTP", { timeout: 60_000 }, async () => {
  const store = openSqliteStore(":memory:");
  await expect(compareServices(store, { seed: 1, requests: 600 })).resolves.toBeUndefined();
  await store.close();
});
