/** The store contract on the embedded database, in memory and in a file. */
import { describe, it } from "vitest";
import { openSqliteStore } from "../../../src/sqlite/index.ts";
import { storeContract } from "../../../src/testing/index.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();

const CASES = storeContract().map((each) => [each.name, each] as const);

describe("a store in memory", () => {
  it.each(CASES)("%s", async (_, { run }) => {
    const store = openSqliteStore(":memory:");
    await run(store);
    await store.close();
  });
});

describe("a store in a file", () => {
  it.each(CASES)("%s", async (_, { run }) => {
    const store = openSqliteStore(folder.file("users.db"));
    await run(store);
    await store.close();
  });
});
