/** Members are not part of a sort order: sorted by `members.value`, groups are in the order of creation. */
import { expect, it, onTestFinished } from "vitest";
import { parseFilter } from "../../../src/filter/index.ts";
import { GroupType, type ResolvedPath, resolvePath } from "../../../src/models/index.ts";
import { DEFAULT_TENANT, MemoryStore, type Store } from "../../../src/server/index.ts";
import { openSqliteStore } from "../../../src/sqlite/index.ts";

const CONTEXT = { signal: new AbortController().signal };

/** The groups and their only members; no order of the members is that of the groups. */
const GROUPS = { g1: "u2", g2: "u5", g3: "u1", g4: "u4", g5: "u3" };

async function withGroups(store: Store): Promise<Store> {
  for (const [id, value] of Object.entries(GROUPS)) {
    const group = {
      schemas: [GroupType.schema],
      id,
      displayName: id,
      members: [{ value }],
      meta: { version: 'W/"1"' },
    };
    await store.insert(DEFAULT_TENANT, GroupType, group, CONTEXT);
  }
  return store;
}

const STORES = {
  MemoryStore: () => withGroups(new MemoryStore()),
  "a store in SQLite": () => {
    const store = openSqliteStore(":memory:");
    onTestFinished(() => store.close());
    return withGroups(store);
  },
};

function membersValue(): ResolvedPath {
  const path = resolvePath(GroupType.tree, { name: "members", subAttribute: "value" });
  if (path === undefined) throw new Error("Groups have members.");
  return path;
}

/** The ids of the groups on each page of two, from an index to the end. */
async function pagesOf(store: Store, filter: string, descending: boolean, startIndex: number) {
  const first = {
    filter: filter === "" ? undefined : parseFilter(filter),
    sort: { by: membersValue(), descending },
    startIndex,
    count: 2,
  };
  const pages: string[] = [];
  let after: string | undefined;
  do {
    const { resources, next } = await store.query(DEFAULT_TENANT, GroupType, { ...first, after }, CONTEXT);
    pages.push(resources.map(({ id }) => id).join(" "));
    after = next;
  } while (after !== undefined && pages.length < 5);
  return pages;
}

const FILTERS = ["", "displayName pr", 'displayName sw "g"'];

it.each(Object.entries(STORES).flatMap(([name, open]) => FILTERS.map((filter) => [name, filter, open] as const)))(
  "%s, with the filter '%s'",
  async (_, filter, open) => {
    const store = await open();
    expect(await pagesOf(store, filter, false, 1)).toEqual(["g1 g2", "g3 g4", "g5"]);
    expect(await pagesOf(store, filter, false, 2)).toEqual(["g2 g3", "g4 g5"]);
    expect(await pagesOf(store, filter, true, 1)).toEqual(["g5 g4", "g3 g2", "g1"]);
    expect(await pagesOf(store, filter, true, 2)).toEqual(["g4 g3", "g2 g1"]);
  },
);
