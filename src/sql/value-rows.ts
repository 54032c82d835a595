/** The rows of `resource_value` for a resource: the values of its searchable attributes. */
import { isObject, readProperty } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { sortValue, wholeValue } from "../server/store/attribute-values.ts";
import type { RowColumn, SqlScalar } from "./dialect.ts";
import { VALUE_KIND } from "./tables.ts";
import type { SearchablePath } from "./type-plan.ts";
import { indexedPart, keyOfValue } from "./value-key.ts";

/** The columns of a row, without those that name the resource. */
export const VALUE_COLUMNS: readonly RowColumn[] = [
  { name: "path", type: "text" },
  { name: "kind", type: "integer" },
  { name: "key", type: "text" },
  { name: "pos", type: "integer" },
  { name: "sort", type: "integer" },
  { name: "full", type: "text" },
];

/** A value that is written, in the form of {@link VALUE_COLUMNS}. */
export type ValueRow = readonly SqlScalar[];

/** The rows of a resource, for some of the searchable attributes of its type. */
export function valueRows(resource: JsonObject, paths: Iterable<SearchablePath>): readonly ValueRow[] {
  const rows: ValueRow[] = [];
  for (const path of paths) for (const row of rowsOfPath(resource, path)) rows.push(row);
  return rows;
}

/** Equal values of one element are one row. */
function rowsOfPath(resource: JsonObject, searchable: SearchablePath): Iterable<ValueRow> {
  const { path, locator } = searchable;
  const sorted = keyOfValue(sortValue(resource, locator), locator.node);
  const rows = new Map<string, ValueRow>();
  let hasSort = false;
  for (const [pos, value] of comparedValues(resource, searchable)) {
    const key = keyOfValue(value, locator.node);
    if (key === undefined && !isPresentScalar(value)) continue;
    const indexed = indexedPart(key ?? "");
    const kind = key === undefined ? VALUE_KIND.opaque : VALUE_KIND.comparable;
    const isSort: boolean = !hasSort && key !== undefined && key === sorted;
    hasSort ||= isSort;
    const full = key === undefined || key.length === indexed.length ? null : key;
    const identity = `${kind} ${pos} ${indexed}`;
    if (isSort || !rows.has(identity)) rows.set(identity, [path, kind, indexed, pos, Number(isSort), full]);
  }
  return hasSort ? rows.values() : [...rows.values(), [path, VALUE_KIND.missing, "", -1, 1, null]];
}

/** The values that comparisons see, each with the index of its element. */
function* comparedValues(
  resource: JsonObject,
  { locator, attribute }: SearchablePath,
): Iterable<readonly [pos: number, value: unknown]> {
  const whole = wholeValue(resource, locator);
  const elements: readonly unknown[] = attribute.multiValued ? (Array.isArray(whole) ? whole : []) : [whole];
  for (const [pos, element] of elements.entries()) {
    if (locator.subAttribute === undefined) {
      yield [pos, element];
      continue;
    }
    const value = isObject(element) ? readProperty(element, locator.subAttribute) : undefined;
    if (!locator.node.multiValued) yield [pos, value];
    else if (Array.isArray(value)) for (const single of value) yield [pos, single];
  }
}

function isPresentScalar(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : typeof value === "number" || typeof value === "boolean";
}
