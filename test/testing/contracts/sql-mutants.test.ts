/** The store contract finds each defect that a store over SQL is likely to have, and passes the sound store. */
import { describe, expect, it } from "vitest";
import { storeContract } from "../../../src/testing/index.ts";
import { SQL_MUTANTS } from "./sql-mutants.ts";
import { openSqlStore, type Variation } from "./sql-store.ts";

/** The names of the rules that a store breaks, and what the contract says about each. */
async function brokenRules(variation: Variation): Promise<ReadonlyMap<string, string>> {
  const broken = new Map<string, string>();
  for (const { name, run } of storeContract()) {
    using store = openSqlStore(variation);
    await run(store).catch((error: unknown) => broken.set(name, String(error)));
  }
  return broken;
}

it("passes the sound store", async () => {
  expect([...(await brokenRules({}))]).toEqual([]);
});

describe("finds the defect", () => {
  it("in each of more than forty stores, no two alike", () => {
    expect(new Set(SQL_MUTANTS.map(({ defect }) => defect)).size).toBe(SQL_MUTANTS.length);
    expect(SQL_MUTANTS.length).toBeGreaterThan(40);
  });

  it.each(SQL_MUTANTS)("$defect", async ({ variation, rule }) => {
    const broken = await brokenRules(variation);
    const found = [...broken].find(([name]) => rule.test(name));
    expect(found, [...broken.keys()].join("\n")).toBeDefined();
    expect(found?.[1]).toMatch(/^Error: The store breaks the rule ".+": .+: expected .+, found .+\.$/s);
  });
});
