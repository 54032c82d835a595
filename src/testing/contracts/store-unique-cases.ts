/** The cases of the store contract on unique values. */
import type { JsonObject, ResourceType } from "../../models/index.ts";
import { UserType } from "../../models/index.ts";
import type { Store } from "../../server/index.ts";
import { ENTERPRISE_USER_SCHEMA } from "../../urns.ts";
import { checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { filterOf, idOf, idsOf, insertResource, queryUsers, storeContext, user, versionOf } from "./store-calls.ts";

/** Pairs of names that are one name without regard to case. */
const SAME: readonly (readonly [string, string])[] = [
  ["Ärzte", "äRZTE"],
  ["ИВАН", "иван"],
  ["ΝΊΚΗ", "νίκη"],
  ["ŁUKASZ", "łukasz"],
];

/** Pairs of names that are one name without regard to width and composition (RFC 7644 §5, RFC 8265 §3.3.1). */
const SAME_CHARACTERS: readonly (readonly [string, string])[] = [
  ["Zo\u00EB", "zoe\u0308"],
  ["\uFF21da", "ada"],
  ["\uFF76\uFF9E", "\u30AC"],
];

/** Pairs of names that a collation of a database may take for one, and that are two. */
const DIFFERENT: readonly (readonly [string, string])[] = [
  ["jose", "josé"],
  ["strasse", "straße"],
  ["aether", "æther"],
  ["line", "lıne"],
  ["a-b", "ab"],
];

/** Cases on `userName`. */
export const uniqueNameCases: readonly ContractCase<Store>[] = [
  {
    name: "rejects and finds a userName regardless of case, beyond ASCII too",
    run: (store) => checkSame(store, SAME),
  },
  {
    name: "rejects and finds a userName regardless of width and composition, and keeps it as it was sent",
    run: (store) => checkSame(store, SAME_CHARACTERS),
  },
  {
    name: "distinguishes userNames that differ in more than case",
    async run(store) {
      for (const [index, [first, second]] of DIFFERENT.entries()) {
        const one = await insertResource(store, "contoso", { ...user(first), id: `first-${index}` });
        const other = { ...user(second), id: `second-${index}` };
        const outcome = await store.insert("contoso", UserType, other, storeContext());
        checkEqual(`the insert of "${second}" after "${first}"`, outcome.kind, "stored");
        const found = await queryUsers(store, "contoso", { filter: filterOf(`userName eq "${first}"`) });
        checkEqual(`the users that userName eq "${first}" finds`, idsOf(found), [idOf(one)]);
      }
    },
  },
  {
    name: "accepts equal values of attributes that are not unique",
    async run(store) {
      await insertResource(store, "contoso", user("ada", { displayName: "Ada", active: true }));
      const second = user("bob", { displayName: "Ada", active: true });
      const outcome = await store.insert("contoso", UserType, second, storeContext());
      checkEqual("the insert of a second user with one displayName", outcome.kind, "stored");
    },
  },
];

async function checkSame(store: Store, pairs: readonly (readonly [string, string])[]): Promise<void> {
  for (const [index, [first, second]] of pairs.entries()) {
    const stored = await insertResource(store, "contoso", { ...user(first), id: `first-${index}` });
    const other = { ...user(second), id: `second-${index}` };
    const outcome = await store.insert("contoso", UserType, other, storeContext());
    checkEqual(`the insert of "${second}" after "${first}"`, outcome, { kind: "duplicate", path: "userName" });
    const found = await queryUsers(store, "contoso", { filter: filterOf(`userName eq "${second}"`) });
    checkEqual(`the users that userName eq "${second}" finds`, idsOf(found), [idOf(stored)]);
    checkEqual(`the userName of the user that was created as "${first}"`, found.resources[0]?.["userName"], first);
  }
}

/** Users whose `employeeNumber` is unique, with case or without. */
function typeWithUniqueNumber(caseExact: boolean): ResourceType {
  const { tree } = UserType;
  const extensions = [...tree.extensions].map(([key, extension]) => {
    const attributes = [...extension.attributes].map(([name, node]) => {
      const changed = name === "employeenumber" ? { ...node, uniqueness: "server" as const, caseExact } : node;
      return [name, changed] as const;
    });
    return [key, { ...extension, attributes: new Map(attributes) }] as const;
  });
  return { ...UserType, tree: { ...tree, extensions: new Map(extensions) } };
}

const PATH = `${ENTERPRISE_USER_SCHEMA}:employeeNumber`;

/** Cases on the unique attributes of any resource type; `uniquePaths` lists them. */
export const uniqueExtensionCases: readonly ContractCase<Store>[] = [
  {
    name: "keeps the unique attributes of extensions unique, within a tenant",
    async run(store) {
      const type = typeWithUniqueNumber(true);
      const ada = await insertResource(store, "contoso", numbered("ada", "A-1"), type);
      const bob = await insertResource(store, "contoso", numbered("bob", "A-2"), type);
      const duplicate = { kind: "duplicate", path: PATH };
      const insert = async (tenant: string, userName: string, number: string | undefined) =>
        await store.insert(tenant, type, numbered(userName, number), storeContext());
      checkEqual("an insert with the employeeNumber of another", await insert("contoso", "cleo", "A-1"), duplicate);
      checkEqual("an insert that differs in case", (await insert("contoso", "dora", "a-1")).kind, "stored");
      checkEqual("an insert in another tenant", (await insert("fabrikam", "ada", "A-1")).kind, "stored");
      checkEqual("the first insert without the attribute", (await insert("contoso", "eve", undefined)).kind, "stored");
      checkEqual("the second insert without it", (await insert("contoso", "fay", undefined)).kind, "stored");
      const taken = numberedAs(bob, "A-1");
      const replaced = await store.replace("contoso", type, taken, versionOf(bob), storeContext());
      checkEqual("a replace with the employeeNumber of another", replaced, duplicate);
      const freed = await store.replace("contoso", type, numberedAs(ada, "A-9"), versionOf(ada), storeContext());
      checkEqual("a replace with a new employeeNumber", freed.kind, "stored");
      const again = await store.replace("contoso", type, taken, versionOf(bob), storeContext());
      checkEqual("a replace with the employeeNumber that this has freed", again.kind, "stored");
    },
  },
  {
    name: "compares the unique attributes of extensions without case where the attribute says so",
    async run(store) {
      const type = typeWithUniqueNumber(false);
      await insertResource(store, "contoso", numbered("ada", "É-1"), type);
      const outcome = await store.insert("contoso", type, numbered("bob", "é-1"), storeContext());
      checkEqual("an insert that differs in case", outcome, { kind: "duplicate", path: PATH });
    },
  },
];

function numbered(userName: string, employeeNumber: string | undefined): JsonObject {
  return numberedAs(user(userName), employeeNumber);
}

function numberedAs(resource: JsonObject, employeeNumber: string | undefined): JsonObject {
  const extension = employeeNumber === undefined ? { department: "Engines" } : { employeeNumber };
  const meta = { ...Object(resource["meta"]), version: 'W/"2"' };
  return { ...resource, [ENTERPRISE_USER_SCHEMA]: extension, meta };
}
