/** Random filters and sort orders over the attributes of every type. */
import type { CompareOperator, Filter, FilterValue } from "../../../src/filter/index.ts";
import { type AttributePath, resolvePath } from "../../../src/models/index.ts";
import type { StoreQuery } from "../../../src/server/index.ts";
import { BADGE, BadgeUserType, GroupType } from "./resources.ts";
import { DATES, NUMBERS, type Random, STRINGS, UNSTORABLE } from "./values.ts";

const ORDERED: readonly CompareOperator[] = ["eq", "ne", "gt", "ge", "lt", "le"];

/** The operators and literals of a type. */
const TYPES = {
  string: { operators: [...ORDERED, "co", "sw", "ew"], literals: STRINGS },
  number: { operators: ORDERED, literals: NUMBERS },
  date: { operators: ORDERED, literals: DATES },
  boolean: { operators: ["eq", "ne"], literals: [true, false] },
  binary: { operators: ["eq", "ne"], literals: ["", "QQ==", "AAEC"] },
} as const satisfies Record<string, { operators: readonly CompareOperator[]; literals: readonly FilterValue[] }>;

/** An attribute that filters name. */
interface Named {
  readonly path: AttributePath;
  readonly type: keyof typeof TYPES;
}

function named(type: Named["type"], ...paths: readonly string[]): readonly Named[] {
  return paths.map((path) => {
    const [name = "", subAttribute] = path.split(".");
    return { type, path: subAttribute === undefined ? { name } : { name, subAttribute } };
  });
}

function badge(type: Named["type"], ...names: readonly string[]): readonly Named[] {
  return names.map((name) => ({ type, path: { schema: BADGE, name } }));
}

/** The attributes of users. */
const OF_USERS: readonly Named[] = [
  ...named("string", "id", "userName", "externalId", "displayName", "title", "name.familyName", "name.givenName"),
  ...named("string", "emails", "emails.value", "emails.type", "emails.display", "phoneNumbers.value", "USERNAME"),
  ...named("boolean", "active", "emails.primary"),
  ...named("date", "meta.lastModified", "meta.created"),
  ...badge("string", "number", "site", "tags", "exact"),
  ...badge("number", "floor", "weight", "levels"),
  ...badge("date", "issued"),
  ...badge("boolean", "valid"),
  ...badge("binary", "photo"),
];

/** The attributes of groups. */
const OF_GROUPS: readonly Named[] = [
  ...named("string", "id", "displayName", "members", "members.value", "members.display", "members.type"),
  ...named("date", "meta.lastModified"),
];

const ELEMENT: readonly Named[] = [...named("string", "value", "type", "display"), ...named("boolean", "primary")];
const MEMBER: readonly Named[] = named("string", "value", "type", "display");

/** The attributes of a type, for one of its resources in filters. */
export interface Vocabulary {
  readonly named: readonly Named[];
  /** Attributes with elements, and the names in them. */
  readonly lists: readonly { readonly path: AttributePath; readonly named: readonly Named[] }[];
  /** Attributes for `pr` alone. */
  readonly whole: readonly AttributePath[];
  readonly resolve: (path: AttributePath) => ReturnType<typeof resolvePath>;
}

/** The vocabulary of users. */
export const USERS: Vocabulary = {
  named: OF_USERS,
  lists: [
    { path: { name: "emails" }, named: ELEMENT },
    { path: { name: "phoneNumbers" }, named: ELEMENT },
    { path: { schema: BADGE, name: "tags" }, named: named("string", "value") },
    { path: { name: "name" }, named: named("string", "familyName", "givenName") },
  ],
  whole: [{ name: "name" }, { name: "emails" }, { name: "meta" }],
  resolve: (path) => resolvePath(BadgeUserType.tree, path),
};

/** The vocabulary of groups. */
export const GROUPS: Vocabulary = {
  named: OF_GROUPS,
  lists: [{ path: { name: "members" }, named: MEMBER }],
  whole: [{ name: "members" }],
  resolve: (path) => resolvePath(GroupType.tree, path),
};

/** A random filter. */
export function randomFilter(random: Random, vocabulary: Vocabulary, ids: readonly string[], depth = 3): Filter {
  const choice = random.below(depth > 0 ? 12 : 6);
  const inner = (): Filter => randomFilter(random, vocabulary, ids, depth - 1);
  const operands = (): readonly Filter[] => Array.from({ length: 2 + random.below(2) }, inner);
  if (choice < 5) return comparison(random, random.pick(vocabulary.named), ids);
  if (choice === 5)
    return { kind: "present", path: random.pick([...vocabulary.named.map(({ path }) => path), ...vocabulary.whole]) };
  if (choice < 8) return { kind: "and", operands: operands() };
  if (choice === 8) return { kind: "or", operands: operands() };
  if (choice === 9) return { kind: "not", operand: inner() };
  const list = random.pick(vocabulary.lists);
  return { kind: "valuePath", path: list.path, filter: elementFilter(random, list.named, ids, 2) };
}

function elementFilter(random: Random, names: readonly Named[], ids: readonly string[], depth: number): Filter {
  const choice = random.below(depth > 0 ? 8 : 4);
  const inner = (): Filter => elementFilter(random, names, ids, depth - 1);
  if (choice < 3) return comparison(random, random.pick(names), ids);
  if (choice === 3) return { kind: "present", path: random.pick(names).path };
  if (choice < 6) return { kind: "and", operands: [inner(), inner()] };
  return choice === 6 ? { kind: "or", operands: [inner(), inner()] } : { kind: "not", operand: inner() };
}

function comparison(random: Random, { path, type }: Named, ids: readonly string[]): Filter {
  const { operators, literals } = TYPES[type];
  if (random.chance(0.05)) return { kind: "compare", path, operator: random.pick(["eq", "ne"] as const), value: null };
  return { kind: "compare", path, operator: random.pick<CompareOperator>(operators), value: literal() };

  function literal(): FilterValue {
    if (type === "string" && random.chance(0.03)) return random.pick(UNSTORABLE);
    if (type === "string" && ids.length > 0 && random.chance(0.2)) return random.pick(ids);
    const value = random.pick<FilterValue>(literals);
    return typeof value === "string" && type === "string" && random.chance(0.2)
      ? [...value].slice(0, 2).join("")
      : value;
  }
}

/** A random sort order; undefined for the order of creation. */
export function randomSort(random: Random, { named: names, resolve }: Vocabulary): StoreQuery["sort"] {
  if (random.chance(0.4)) return undefined;
  const by = resolve(random.pick(names).path);
  return by === undefined ? undefined : { by, descending: random.chance(0.5) };
}
