/** The cases of the store contract on lists, filters and sorting. */
import { resolvePath, UserType } from "../../models/index.ts";
import type { Store, StoreQuery } from "../../server/index.ts";
import { check, checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { filterOf, idOf, idsOf, insertResource, queryUsers, storeContext, user, versionOf } from "./store-calls.ts";

/** Cases on lists. */
export const pagingCases: readonly ContractCase<Store>[] = [
  {
    name: "counts all matches on every page, and returns no more than the requested number",
    async run(store) {
      const ids = await fill(store, 7);
      const all = idsOf(await queryUsers(store, "contoso", {}));
      checkEqual("the ids of the complete list", [...all].sort(), [...ids].sort());
      for (const [startIndex, count] of [
        [1, 3],
        [4, 3],
        [7, 3],
        [8, 3],
        [500, 3],
        [1, 0],
      ] as const) {
        const found = await queryUsers(store, "contoso", { startIndex, count });
        checkEqual(`the total of a page from ${startIndex}`, found.total, 7);
        checkEqual(`${count} from ${startIndex}`, idsOf(found), all.slice(startIndex - 1, startIndex - 1 + count));
      }
    },
  },
  {
    name: "returns every unchanged resource once, whatever is added or changed between pages",
    async run(store) {
      const ids = await fill(store, 9);
      const seen: string[] = [];
      for (let startIndex = 1; startIndex <= 9; startIndex += 3) {
        seen.push(...idsOf(await queryUsers(store, "contoso", { startIndex, count: 3 })));
        await insertResource(store, "contoso", user(`later-${startIndex}`));
        const [first = ""] = seen;
        const kept = await store.get("contoso", UserType, first, storeContext());
        if (kept === undefined) throw new Error(`get does not know the id "${first}" that a list shows.`);
        const meta = { ...Object(kept["meta"]), version: `W/"${startIndex + 1}"` };
        const changed = { ...kept, displayName: `Changed ${startIndex}`, meta };
        await store.replace("contoso", UserType, changed, versionOf(kept), storeContext());
      }
      for (const id of ids) checkEqual(`how often ${id} was shown`, seen.filter((other) => other === id).length, 1);
    },
  },
  {
    name: "has documents, if it has any, of the resources of the page, to which a location can be added",
    async run(store) {
      await fill(store, 3);
      const { documents, resources } = await queryUsers(store, "contoso", {});
      if (documents === undefined) return;
      const location = "https://contoso.example/1";
      const expected = resources.map((resource) => ({ ...resource, meta: { ...Object(resource["meta"]), location } }));
      const located = documents.map(({ json, metaEnd }): unknown =>
        JSON.parse(`${json.slice(0, metaEnd)},"location":"${location}"${json.slice(metaEnd)}`),
      );
      checkEqual("the documents with a location", located, expected);
      checkEqual(
        "the ids of the documents",
        documents.map(({ id }) => id),
        resources.map(idOf),
      );
    },
  },
  {
    name: "continues after a page, if it can, whatever was removed before it",
    async run(store) {
      const ids = await fill(store, 9);
      const seen: string[] = [];
      let found = await queryUsers(store, "contoso", { count: 3 });
      if (found.next === undefined) return;
      for (let round = 0; round < 5; round += 1) {
        seen.push(...idsOf(found));
        if (found.next === undefined) break;
        await store.delete("contoso", UserType, idsOf(found)[0] ?? "", undefined, storeContext());
        found = await queryUsers(store, "contoso", { count: 3, after: found.next });
      }
      check(found.next === undefined, "the continuation of the last page", "none", String(found.next));
      checkEqual("the ids of all pages", [...seen].sort(), [...ids].sort());
    },
  },
  {
    name: "names the next page on every page but the last, if it can, and the next page continues the list",
    async run(store) {
      await fill(store, 9);
      const filter = filterOf('userName sw "user-"');
      const sort = byDisplayName(true);
      for (const [list, query] of Object.entries({
        all: {},
        filtered: { filter },
        sorted: { sort },
        both: { filter, sort },
      })) {
        const all = await queryUsers(store, "contoso", query);
        checkEqual(`the continuation of a page with all users (${list})`, all.next, undefined);
        for (const count of [2, 3, 9]) await checkPages(store, query, count, idsOf(all), list);
      }
    },
  },
  {
    name: "pages the matches of a filter",
    async run(store) {
      await fill(store, 6);
      const filter = filterOf('userName sw "user-" and not (userName eq "user-2")');
      const all = idsOf(await queryUsers(store, "contoso", { filter }));
      checkEqual("the number of matches", all.length, 5);
      const found = await queryUsers(store, "contoso", { filter, startIndex: 3, count: 2 });
      checkEqual("the total of a page", found.total, 5);
      checkEqual("two from the third", idsOf(found), all.slice(2, 4));
    },
  },
  {
    name: "sorts in both directions, regardless of case, with missing values last in ascending order",
    async run(store) {
      const ids: string[] = [];
      for (const displayName of ["beta", "Alpha", undefined, "gamma"]) {
        const attributes = displayName === undefined ? {} : { displayName };
        ids.push(idOf(await insertResource(store, "contoso", user(`user-${ids.length}`, attributes))));
      }
      const [beta, alpha, none, gamma] = ids;
      const sorted = async (descending: boolean, startIndex: number, count: number) =>
        idsOf(await queryUsers(store, "contoso", { sort: byDisplayName(descending), startIndex, count }));
      checkEqual("ascending", await sorted(false, 1, 10), [alpha, beta, gamma, none]);
      checkEqual("descending", await sorted(true, 1, 10), [none, gamma, beta, alpha]);
      checkEqual("two from the second", await sorted(false, 2, 2), [beta, gamma]);
    },
  },
];

async function checkPages(
  store: Store,
  query: Partial<StoreQuery>,
  count: number,
  all: readonly string[],
  list: string,
): Promise<void> {
  const seen: string[] = [];
  let found = await queryUsers(store, "contoso", { ...query, count });
  if (found.next === undefined && count < all.length) return;
  for (;;) {
    seen.push(...idsOf(found));
    checkEqual(`the pages of ${count} so far (${list})`, seen, all.slice(0, seen.length));
    checkEqual(`the total of a page that continues another (${list})`, found.total, all.length);
    const isLast = seen.length >= all.length;
    check(
      isLast === (found.next === undefined),
      `the continuation after ${seen.length} of ${all.length} users, ${count} a page (${list})`,
      isLast ? "none" : "one",
      found.next ?? "none",
    );
    if (found.next === undefined) return;
    check(idsOf(found).length > 0, `a page that continues another (${list})`, "users", "none");
    found = await queryUsers(store, "contoso", { ...query, count, after: found.next });
  }
}

async function fill(store: Store, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    ids.push(idOf(await insertResource(store, "contoso", user(`user-${index}`))));
  }
  return ids;
}

function byDisplayName(descending: boolean): NonNullable<StoreQuery["sort"]> {
  const by = resolvePath(UserType.tree, { name: "displayName" });
  if (by === undefined) throw new Error("Users have no displayName.");
  return { by, descending };
}
