/** The embedded store answers like `MemoryStore`, over many seeds: `SEED=7 npm run test:long` runs one of them. */
import { expect, it } from "vitest";
import { openSqliteStore } from "../../src/sqlite/index.ts";
import { compareWithMemory } from "../sql/differential/differential.ts";
import { SEARCHABLE } from "../sql/differential/resources.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const { SEED } = process.env;
const SEEDS = SEED === undefined ? Array.from({ length: 8 }, (_, index) => index + 1) : [Number(SEED)];

it.each(SEEDS)("with the seed %i", async (seed) => {
  const store = openSqliteStore(folder.file("users.db"), { searchable: seed % 3 === 0 ? [] : SEARCHABLE });
  await expect(compareWithMemory(store, { seed, operations: 2_000, queries: 500 })).resolves.toBeUndefined();
  await store.close();
});
