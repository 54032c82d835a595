/** The store contract, and a comparison with `MemoryStore`, on PGlite, which is PostgreSQL in this process. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate, postgresStore } from "../../src/postgres/index.ts";
import { storeContract } from "../../src/testing/index.ts";
import { compareWithMemory } from "../sql/differential/differential.ts";
import { SEARCHABLE } from "../sql/differential/resources.ts";

let pool: PGlite;
beforeAll(async () => {
  pool = await PGlite.create();
});
afterAll(async () => {
  await pool.close();
});

const CASES = storeContract().map((each, index) => [each.name, each, `case_${index}`] as const);

describe("a store in PostgreSQL", () => {
  it.each(CASES)("%s", async (_, { run }, schema) => {
    await migrate(pool, { schema });
    await run(postgresStore({ pool, schema }));
  });

  it("answers random operations and queries as MemoryStore does", async () => {
    await migrate(pool);
    const store = postgresStore({ pool, searchable: SEARCHABLE });
    await expect(compareWithMemory(store, { seed: 1, operations: 300, queries: 150 })).resolves.toBeUndefined();
  });
});
