/** Fetches a page of the resources of one or several types, by position or by cursor. */
import { ScimError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import { compareValues } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { locateValue, sortValue, type ValueLocator } from "../store/attribute-values.ts";
import type { StoredDocument, StorePage, StoreQuery } from "../store/store.ts";
import type { KindQuery, ListRequest } from "./list-request.ts";

/** Maximum number of resources that are merged from several types to reach a sorted page. */
const MAX_MERGED = 10_000;

/** A resource of a list and its kind. */
export type ListedResource = ListedObject | ListedDocument;

interface ListedObject {
  readonly kind: ResourceKind;
  readonly resource: JsonObject;
  readonly document?: undefined;
}

/** A resource whose document can be sent. */
interface ListedDocument {
  readonly kind: ResourceKind;
  readonly document: StoredDocument;
}

/** A page of a list. */
export interface ListPage {
  /** How many resources match, on all pages. */
  readonly total: number;
  readonly resources: readonly ListedResource[];
  /** Where the next page begins; undefined on the last page and without cursors. */
  readonly next: string | undefined;
}

/** Where the resources of a list come from. */
export interface ListSource {
  /** Queries the store for resources of one type. */
  query(query: KindQuery, page: Omit<StoreQuery, "filter" | "sort">): Awaitable<StorePage>;
  /** Whether the documents of a page can be sent. */
  canSendDocuments(kind: ResourceKind): boolean;
}

/** A page by position: types follow one another, or are merged where the list is sorted. */
export async function pageByIndex(request: ListRequest, source: ListSource): Promise<ListPage> {
  const { queries, startIndex, count, descending } = request;
  if (queries.length > 1 && descending !== undefined) return await mergeSorted(request, descending, source);
  let resources: readonly ListedResource[] = [];
  let skip = startIndex - 1;
  let total = 0;
  for (const query of queries) {
    const page = await source.query(query, { startIndex: skip + 1, count: count - resources.length });
    const listed = listedOn(page, query, source);
    resources = resources.length === 0 ? listed : [...resources, ...listed];
    skip = Math.max(0, skip - page.total);
    total += page.total;
  }
  return { total, resources, next: undefined };
}

/**
 * A page by cursor. Where the store returns a `next`, the page begins after the last resource of the page before,
 * whatever was added or removed since; otherwise at a position.
 *
 * @param position - the `next` of an earlier page; empty for the first page.
 */
export async function pageByCursor(request: ListRequest, position: string, source: ListSource): Promise<ListPage> {
  const { queries, count, descending } = request;
  if (queries.length > 1 && descending !== undefined) {
    const startIndex = position === "" ? 1 : readPosition(position).startIndex;
    const { total, resources } = await mergeSorted({ ...request, startIndex }, descending, source);
    const end = startIndex + resources.length;
    return { total, resources, next: end <= total && resources.length > 0 ? `0i${end}` : undefined };
  }
  const start = readPosition(position === "" ? "0i1" : position);
  let resources: readonly ListedResource[] = [];
  let total = 0;
  let next: string | undefined;
  for (const [index, query] of queries.entries()) {
    const from = index === start.query ? start : { startIndex: 1, after: undefined };
    const wanted = index < start.query ? 0 : count - resources.length;
    const page = await source.query(query, { startIndex: from.startIndex, count: wanted, after: from.after });
    const listed = listedOn(page, query, source);
    resources = resources.length === 0 ? listed : [...resources, ...listed];
    total += page.total;
    if (index >= start.query) next ??= nextPosition(index, from, page, wanted, listed.length);
  }
  return { total, resources, next: resources.length === 0 ? undefined : next };
}

function listedOn(page: StorePage, { kind }: KindQuery, source: ListSource): readonly ListedResource[] {
  const documents = source.canSendDocuments(kind) ? page.documents : undefined;
  if (documents !== undefined) return documents.map((document) => ({ kind, document }));
  return page.resources.map((resource) => ({ kind, resource }));
}

/** Where the list continues after a page of one type; undefined when nothing of the type is left. */
function nextPosition(
  query: number,
  { startIndex, after }: Pick<Position, "startIndex" | "after">,
  { next, total }: StorePage,
  wanted: number,
  found: number,
): string | undefined {
  if (next !== undefined) return `${query}k${next}`;
  // A store that pages by `next` returns one on every page but the last.
  if (after !== undefined) return undefined;
  const end = startIndex + found;
  const isEmpty = wanted > 0 && found === 0;
  return end <= total && !isEmpty ? `${query}i${end}` : undefined;
}

interface Position {
  readonly query: number;
  readonly startIndex: number;
  readonly after: string | undefined;
}

/** `0i101`: index of the query, and a position in its result; `0k…`: index of the query, and the store's own `next`. */
function readPosition(position: string): Position {
  const [, query = "0", mode, rest = ""] = /^(\d+)([ik])(.*)$/s.exec(position) ?? [];
  return mode === "k"
    ? { query: Number(query), startIndex: 1, after: rest }
    : { query: Number(query), startIndex: Number(rest) || 1, after: undefined };
}

/** Merges the starts of several sorted lists. */
async function mergeSorted(
  { queries, startIndex, count }: ListRequest,
  descending: boolean,
  source: ListSource,
): Promise<ListPage> {
  const end = startIndex - 1 + count;
  if (end > MAX_MERGED) {
    throw new ScimError(`A sorted list of several resource types ends at its ${MAX_MERGED}th resource.`, {
      status: 400,
      scimType: "tooMany",
    });
  }
  const found: Sorted[] = [];
  let total = 0;
  for (const query of queries) {
    const locator = query.sort === undefined ? undefined : locateValue(query.sort.by);
    const page = await source.query(query, { startIndex: 1, count: end });
    total += page.total;
    for (const resource of page.resources) {
      found.push({ kind: query.kind, resource, locator, value: locator && sortValue(resource, locator) });
    }
  }
  const direction = descending ? -1 : 1;
  found.sort((a, b) => direction * compareSorted(a, b));
  return { total, resources: found.slice(startIndex - 1, end), next: undefined };
}

interface Sorted extends ListedObject {
  readonly locator: ValueLocator | undefined;
  readonly value: unknown;
}

/** RFC 7644 §3.4.2.3: resources without a value come last in ascending order. */
function compareSorted(a: Sorted, b: Sorted): number {
  const [isMissing, isOtherMissing] = [a.value ?? undefined, b.value ?? undefined].map((value) => value === undefined);
  if (isMissing || isOtherMissing) return Number(isMissing) - Number(isOtherMissing);
  return compareValues(a.value, b.value, a.locator?.node) ?? 0;
}
