/** The example store over SQLite fulfills the store contract. */
import { describe, it } from "vitest";
import { openSqliteStore } from "../../examples/sqlite-store.ts";
import { storeContract } from "../../src/testing/index.ts";

describe("the example of a store over SQLite", () => {
  it.each(storeContract().map((each) => [each.name, each] as const))("%s", async (_, { run }) => {
    using store = openSqliteStore(":memory:");
    await run(store);
  });
});
