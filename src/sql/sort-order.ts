/** The order of a query in SQL: columns, and the place of a bookmark among them. */
import type { AttributeNode } from "../models/attribute-tree.ts";
import { parseBookmark } from "../server/memory-store/memory-view.ts";
import { locateValue } from "../server/store/attribute-values.ts";
import type { StoreSort } from "../server/store/store.ts";
import type { Parameters } from "./statement.ts";
import { VALUE_KIND } from "./tables.ts";
import type { TypePlan } from "./type-plan.ts";
import { indexedPart, keyOfValue } from "./value-key.ts";

/** An order that the database has an index for. */
export interface SqlOrder {
  /** Path of the values in `resource_value` that are in this order; undefined for an order of `resource`. */
  readonly searchablePath: string | undefined;
  readonly columns: readonly string[];
  readonly descending: boolean;
  /** The values of the columns at a bookmark, as placeholders. */
  place(bookmark: string, parameters: Parameters): readonly string[];
}

/** The order of creation. */
const BY_CREATION: SqlOrder = {
  searchablePath: undefined,
  columns: ["seq"],
  descending: false,
  place: (bookmark, parameters) => [parameters.integer(parseBookmark(bookmark).sequence)],
};

/**
 * Whether a query sorts by the members of groups. They are not part of the order: all groups count as groups without a
 * value, as in the memory store.
 */
export function sortsByMembers(sort: StoreSort | undefined, { members }: TypePlan): boolean {
  return members !== undefined && sort?.by.attribute === members;
}

/** The order of a query; undefined where the database has no index for it. */
export function sqlOrder(sort: StoreSort | undefined, plan: TypePlan): SqlOrder | undefined {
  const locator = sort === undefined ? undefined : locateValue(sort.by);
  if (sort === undefined || locator === undefined) return BY_CREATION;
  const { descending } = sort;
  if (sortsByMembers(sort, plan)) return { ...BY_CREATION, descending };
  const { node } = locator;
  if (node.path === "id") {
    return {
      searchablePath: undefined,
      columns: ["id", "seq"],
      descending,
      place(bookmark, parameters) {
        const { key, sequence } = parseBookmark(bookmark);
        return [parameters.string(String(key)), parameters.integer(sequence)];
      },
    };
  }
  if (!plan.searchable.has(node.path)) return undefined;
  return {
    searchablePath: node.path,
    columns: ["kind", "key", "seq"],
    descending,
    place(bookmark, parameters) {
      const { key, sequence } = parseBookmark(bookmark);
      const stored = key === undefined ? undefined : keyOfBookmark(key, node);
      const kind = stored === undefined ? VALUE_KIND.missing : VALUE_KIND.comparable;
      return [parameters.integer(kind), parameters.string(stored ?? ""), parameters.integer(sequence)];
    },
  };
}

/** Strings in a bookmark are keys already, except for dates. */
function keyOfBookmark(key: unknown, node: AttributeNode): string | undefined {
  if (typeof key === "string" && node.type !== "dateTime") return key;
  const stored = keyOfValue(key, node);
  return stored === undefined ? undefined : indexedPart(stored);
}
