/**
 * Compares a store with `MemoryStore`: random operations on both, then random queries, whose answers must be the same
 * byte for byte once the members of objects are sorted.
 */
import { isScimError } from "../../../src/errors.ts";
import type { JsonObject, ResourceType } from "../../../src/models/index.ts";
import {
  MemoryStore,
  type Store,
  type StoreContext,
  type StorePage,
  type StoreQuery,
} from "../../../src/server/index.ts";
import { canonical } from "./canonical.ts";
import { GROUPS, randomFilter, randomSort, USERS } from "./queries.ts";
import { BadgeUserType, GroupType, metaOf, randomGroup, randomMember, randomUser } from "./resources.ts";
import { type Random, randomSource } from "./values.ts";

/** How much is compared. */
export interface DifferentialOptions {
  readonly seed: number;
  readonly operations: number;
  readonly queries: number;
}

const TENANTS = ["contoso", "fabrikam"];

/** The two stores and what is in them. */
interface Pair {
  readonly store: Store;
  readonly memory: MemoryStore;
  readonly random: Random;
  /** Ids that were used, of each type. */
  readonly users: string[];
  readonly groups: string[];
}

/** Throws at the first difference. The store is empty before. */
export async function compareWithMemory(store: Store, options: DifferentialOptions): Promise<void> {
  const random = randomSource(options.seed);
  const pair: Pair = { store, memory: new MemoryStore(), random, users: [], groups: [] };
  for (let index = 0; index < options.operations; index += 1) {
    await operate(pair, index);
    if (index % 50 === 49) await query(pair);
  }
  for (let index = 0; index < options.queries; index += 1) await query(pair);
}

async function operate(pair: Pair, index: number): Promise<void> {
  const { random, users, groups } = pair;
  const tenant = random.pick(TENANTS);
  const isUser = random.chance(0.7);
  const type = isUser ? BadgeUserType : GroupType;
  const ids = isUser ? users : groups;
  const id = ids.length > 0 && random.chance(0.5) ? random.pick(ids) : `${isUser ? "u" : "g"}-${index}`;
  const make = (revision: number): JsonObject =>
    isUser ? randomUser(random, id, revision) : randomGroup(random, id, revision, users);
  const before = pair.memory.get(tenant, type, id);
  const version = random.chance(0.1) ? 'W/"0"' : String(Reflect.get(Object(before?.["meta"]), "version"));
  const choice = random.below(10);
  if (choice < 5) {
    ids.push(id);
    const resource = make(1);
    await compare(pair, `insert ${id}`, (store) => store.insert(tenant, type, resource, context()));
  } else if (choice < 7) {
    const resource = make(index + 2);
    await compare(pair, `replace ${id}`, (store) => store.replace(tenant, type, resource, version, context()));
  } else if (choice === 7) {
    const expected = random.chance(0.5) ? version : undefined;
    await compare(pair, `delete ${id}`, (store) => store.delete(tenant, type, id, expected, context()));
  } else if (!isUser) {
    const add = distinct(Array.from({ length: random.below(3) }, () => randomMember(random, users)));
    const remove = Array.from({ length: random.below(3) }, () => String(randomMember(random, users)["value"]));
    const changes = { add, remove, meta: metaOf(random, "Group", index + 2) };
    await compare(pair, `change of members of ${id}`, async (store) => {
      const outcome = await store.changeMembers?.(tenant, type, id, changes, version, context());
      return outcome?.kind === "stored"
        ? { ...outcome, resource: { ...outcome.resource, members: undefined } }
        : outcome;
    });
  }
  await compare(pair, `get ${id}`, (store) => store.get(tenant, type, id, context()));
}

function distinct(elements: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(elements.map((element) => [element["value"], element])).values()];
}

async function query(pair: Pair): Promise<void> {
  const { random, users, groups } = pair;
  const tenant = random.pick([...TENANTS, "nobody"]);
  const isUser = random.chance(0.75);
  const [type, vocabulary, ids] = isUser ? [BadgeUserType, USERS, users] : [GroupType, GROUPS, [...groups, ...users]];
  const filter = random.chance(0.15) ? undefined : randomFilter(random, vocabulary, ids);
  const sort = randomSort(random, vocabulary);
  const omit = !isUser && random.chance(0.5) ? ["members"] : undefined;
  const page = { startIndex: 1 + random.below(random.pick([1, 5, 300])), count: random.pick([0, 1, 2, 7, 100, 1000]) };
  const named = JSON.stringify({
    tenant,
    filter,
    sort: sort && [sort.by.attribute?.path, sort.by.subAttribute?.name, sort.descending],
    ...page,
    omit,
  });
  await comparePages(pair, named, type, tenant, { filter, sort, ...page }, context(omit));
  if (!isUser) {
    const members = [random.pick([...users, "nobody"]), random.pick([...users, "nobody"])];
    await compare(pair, `groups of ${members.join(" and ")}`, async (store) => {
      const found = await store.groupsOf?.(tenant, type, members, context());
      return [...(found ?? [])].map(([id, list]) => [id, list.map((group) => canonical(without(group))).sort()]).sort();
    });
  }
}

/** Follows the pages of both stores to the end. Resources are removed on the way at times. */
async function comparePages(
  pair: Pair,
  named: string,
  type: ResourceType,
  tenant: string,
  first: StoreQuery,
  from: StoreContext,
): Promise<void> {
  const { random, store, memory } = pair;
  let [a, b]: readonly [string | undefined, string | undefined] = [undefined, undefined];
  for (let round = 0; round < 4; round += 1) {
    const [expected, actual] = await Promise.all([
      answer(async () => await memory.query(tenant, type, { ...first, after: a }, from)),
      answer(async () => await store.query(tenant, type, { ...first, after: b }, from)),
    ]);
    assertSame(`page ${round} of ${named}`, toComparable(expected), toComparable(actual));
    [a, b] = [nextOf(expected), nextOf(actual)];
    if (a === undefined) return;
    const [shown] = "value" in expected ? expected.value.resources : [];
    if (random.chance(0.1) && shown !== undefined) {
      const id = String(shown["id"]);
      await compare(pair, `delete ${id}`, (each) => each.delete(tenant, type, id, undefined, context()));
    }
  }
}

type Answer<Value> = { readonly value: Value } | { readonly error: string };

async function answer<Value>(call: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (isScimError(error)) return { error: `${error.status} ${error.scimType}` };
    throw error;
  }
}

function nextOf(page: Answer<StorePage>): string | undefined {
  return "value" in page ? page.value.next : undefined;
}

/** Each store has continuations of its own. */
function toComparable(page: Answer<StorePage>): unknown {
  if (!("value" in page)) return page;
  const { total, resources, next } = page.value;
  return { total, ids: resources.map(({ id }) => id), resources, hasNext: next !== undefined };
}

async function compare(pair: Pair, what: string, call: (store: Store) => unknown): Promise<void> {
  const expected = await answer(async () => await call(pair.memory));
  const actual = await answer(async () => await call(pair.store));
  assertSame(what, expected, actual);
}

function assertSame(what: string, expected: unknown, actual: unknown): void {
  const [first, second] = [canonical(expected), canonical(actual)];
  if (first === second) return;
  throw new Error(`${what}\n  memory: ${first.slice(0, 3_000)}\n  store:  ${second.slice(0, 3_000)}`);
}

function without(group: JsonObject): JsonObject {
  return { ...group, members: undefined };
}

function context(omit?: readonly string[]): StoreContext {
  return { signal: new AbortController().signal, omit };
}
