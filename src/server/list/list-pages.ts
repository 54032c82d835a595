/** Takes a page out of the resources of one type or of several, by position or by cursor. */
import { ScimError } from "../../errors.ts";
import { compareValues } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { leadingValue, type ValuePlace, valuePlace } from "../store/attribute-values.ts";
import type { StorePage, StoreQuery } from "../store/store.ts";
import type { KindQuery, ListRequest } from "./list-request.ts";

/** Resources that are merged from several types to reach a sorted page; a page that lies deeper is refused. */
const DEEPEST_MERGE = 10_000;

/** A resource and its type. */
export interface Listed {
  readonly kind: ResourceKind;
  readonly resource: JsonObject;
}

/** A page of a list. */
export interface ListPage {
  /** How many resources match, on all pages. */
  readonly total: number;
  readonly listed: readonly Listed[];
  /** Where the next page begins, undefined on the last page; only with cursors. */
  readonly next: string | undefined;
}

/** Asks the store for resources of one type. */
export type AskStore = (query: KindQuery, page: Omit<StoreQuery, "filter" | "sort">) => Promise<StorePage>;

/** A page by position: types follow one another, or are merged where the list has an order. */
export async function pageByIndex(request: ListRequest, ask: AskStore): Promise<ListPage> {
  const { queries, startIndex, count, descending } = request;
  if (queries.length > 1 && descending !== undefined) return await mergeSorted(request, descending, ask);
  const listed: Listed[] = [];
  let skip = startIndex - 1;
  let total = 0;
  for (const query of queries) {
    const page = await ask(query, { startIndex: skip + 1, count: count - listed.length });
    for (const resource of page.resources) listed.push({ kind: query.kind, resource });
    skip = Math.max(0, skip - page.total);
    total += page.total;
  }
  return { total, listed, next: undefined };
}

/**
 * A page by cursor. Where the store marks its pages, the page begins behind the last resource of the page before, whatever has come or gone since; else at
 * its position.
 *
 * @param position - where the page begins, as an earlier page said; empty for the first page.
 */
export async function pageByCursor(request: ListRequest, position: string, ask: AskStore): Promise<ListPage> {
  const { queries, count, descending } = request;
  if (queries.length > 1 && descending !== undefined) {
    const startIndex = position === "" ? 1 : readPosition(position).startIndex;
    const { total, listed } = await mergeSorted({ ...request, startIndex }, descending, ask);
    const end = startIndex + listed.length;
    return { total, listed, next: end <= total && listed.length > 0 ? `0i${end}` : undefined };
  }
  const begin = readPosition(position === "" ? "0i1" : position);
  const listed: Listed[] = [];
  let total = 0;
  let next: string | undefined;
  for (const [index, query] of queries.entries()) {
    const place = index === begin.query ? begin : { startIndex: 1, after: undefined };
    const wanted = index < begin.query ? 0 : count - listed.length;
    const page = await ask(query, { startIndex: place.startIndex, count: wanted, after: place.after });
    for (const resource of page.resources) listed.push({ kind: query.kind, resource });
    total += page.total;
    if (index >= begin.query) next ??= nextPosition(index, place, page, wanted);
  }
  return { total, listed, next: listed.length === 0 ? undefined : next };
}

/** Where the list goes on after a page of one type; undefined when nothing of the type is left. */
function nextPosition(
  query: number,
  { startIndex, after }: Pick<Position, "startIndex" | "after">,
  { next, total, resources }: StorePage,
  wanted: number,
): string | undefined {
  if (next !== undefined) return `${query}k${next}`;
  // A store that goes on behind a mark marks every page but the last.
  if (after !== undefined) return undefined;
  const end = startIndex + resources.length;
  const isEmpty = wanted > 0 && resources.length === 0;
  return end <= total && !isEmpty ? `${query}i${end}` : undefined;
}

interface Position {
  readonly query: number;
  readonly startIndex: number;
  readonly after: string | undefined;
}

/** `0i101`: the type's place among those that are asked, and a position in it; `0k…`: the same, behind a mark of the store's own. */
function readPosition(text: string): Position {
  const [, query = "0", form, rest = ""] = /^(\d+)([ik])(.*)$/s.exec(text) ?? [];
  return form === "k"
    ? { query: Number(query), startIndex: 1, after: rest }
    : { query: Number(query), startIndex: Number(rest) || 1, after: undefined };
}

/** Merges the beginnings of several sorted lists. */
async function mergeSorted(
  { queries, startIndex, count }: ListRequest,
  descending: boolean,
  ask: AskStore,
): Promise<ListPage> {
  const end = startIndex - 1 + count;
  if (end > DEEPEST_MERGE) {
    throw new ScimError(`A sorted list of several resource types is given to its ${DEEPEST_MERGE}th resource only.`, {
      status: 400,
      scimType: "tooMany",
    });
  }
  const found: Sorted[] = [];
  let total = 0;
  for (const query of queries) {
    const place = query.sort === undefined ? undefined : valuePlace(query.sort.by);
    const page = await ask(query, { startIndex: 1, count: end });
    total += page.total;
    for (const resource of page.resources) {
      found.push({ kind: query.kind, resource, place, value: place && leadingValue(resource, place) });
    }
  }
  const direction = descending ? -1 : 1;
  found.sort((a, b) => direction * compareSorted(a, b));
  return { total, listed: found.slice(startIndex - 1, end), next: undefined };
}

interface Sorted extends Listed {
  readonly place: ValuePlace | undefined;
  readonly value: unknown;
}

/** RFC 7644 §3.4.2.3: resources without a value come last in ascending order. */
function compareSorted(a: Sorted, b: Sorted): number {
  const [isMissing, isOtherMissing] = [a.value ?? undefined, b.value ?? undefined].map((value) => value === undefined);
  if (isMissing || isOtherMissing) return Number(isMissing) - Number(isOtherMissing);
  return compareValues(a.value, b.value, a.place?.node) ?? 0;
}
