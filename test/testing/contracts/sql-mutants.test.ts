/** The store contract finds each defect that a store over SQL is likely to have, and passes the sound store. */
import { describe, expect, it } from "vitest";
import { storeContract } from "../../../src/testing/index.ts";
import { SQL_MUTANTS } from "./sql-mutants.ts";
import { openSqlStore, type Variation } from "./sql-store.ts";

/** What the contract says about the rules that a store breaks, of those whose names match. */
async function complaints(variation: Variation, rule: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { run } of storeContract().filter(({ name }) => rule.test(name))) {
    using store = openSqlStore(variation);
    await run(store).catch((error: unknown) => found.push(String(error)));
  }
  return found;
}

it("passes the sound store", async () => {
  expect(await complaints({}, /^/)).toEqual([]);
});

describe("finds the defect", () => {
  it("in each of more than forty stores, no two alike", () => {
    expect(new Set(SQL_MUTANTS.map(({ defect }) => defect)).size).toBe(SQL_MUTANTS.length);
    expect(SQL_MUTANTS.length).toBeGreaterThan(40);
  });

  it.each(SQL_MUTANTS)("$defect", async ({ variation, rule }) => {
    const [complaint] = await complaints(variation, rule);
    expect(complaint).toMatch(/^Error: The store breaks the rule ".+": .+: expected .+, found .+\.$/s);
  });
});
