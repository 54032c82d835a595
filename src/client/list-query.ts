/** The parameters of a list, as the query of a GET (RFC 7644 §3.4.2) and as the body of a `.search` (§3.4.3). */
import { printFilter } from "../filter/print.ts";
import type { Capabilities } from "../profile/service-profile.ts";
import { SEARCH_REQUEST } from "../urns.ts";
import type { ListOptions, PageOptions, ReadOptions } from "./types.ts";

/** Where a page begins; neither for the first page where the service chooses how to page. */
export interface PagePosition {
  readonly startIndex?: number;
  readonly cursor?: string;
  /** Resources of the page, where that differs from the other pages of the list. */
  readonly count?: number;
}

/**
 * Where the first page of a list begins: with an empty cursor, which requests cursors (RFC 9865 §2), where the service
 * may choose them, and at 1 otherwise, because some services answer an empty page without `startIndex`.
 */
export function firstPosition(paging: ListOptions["paging"], capabilities: Capabilities | undefined): PagePosition {
  if (paging === "cursor") return { cursor: "" };
  return capabilities === undefined || capabilities.cursor === false ? { startIndex: 1 } : {};
}

/** The query of a GET for a resource; undefined for a whole one. */
export function resourceQuery(options: ReadOptions): URLSearchParams | undefined {
  const { attributes, excludedAttributes } = checkedProjection(options);
  if (attributes === undefined && excludedAttributes === undefined) return undefined;
  return toQuery({ attributes: attributes?.join(","), excludedAttributes: excludedAttributes?.join(",") });
}

/** The query of a GET for a page. */
export function pageQuery(options: PageOptions, count: number): URLSearchParams {
  const { attributes, excludedAttributes, ...rest } = pageParameters(options, count);
  return toQuery({
    ...rest,
    attributes: attributes?.join(","),
    excludedAttributes: excludedAttributes?.join(","),
  });
}

/** The body of a `.search` for a page; JSON leaves undefined members out. */
export function searchRequest(options: PageOptions, count: number): object {
  return { schemas: [SEARCH_REQUEST], ...pageParameters(options, count) };
}

/** The options of one page of a list that is read from start to end. */
export function pageOptionsAt<Included extends string, Excluded extends string>(
  options: ListOptions<Included, Excluded>,
  position: PagePosition,
): PageOptions<Included, Excluded> {
  if (options.count !== undefined) assertWholeNumber("count", options.count, 1);
  // Options that say where a page begins belong to `page`.
  return { ...options, startIndex: undefined, cursor: undefined, ...position };
}

/** The parameters of a query, which are the members of a search request (RFC 7644 §3.4.3). */
function pageParameters(options: PageOptions, count: number) {
  const { sortBy, sortOrder, startIndex, cursor } = options;
  assertWholeNumber("count", count, 0);
  if (startIndex !== undefined) assertWholeNumber("startIndex", startIndex, 1);
  return { filter: filterString(options), sortBy, sortOrder, startIndex, cursor, count, ...checkedProjection(options) };
}

/** Whether the options select some of the attributes. */
export function isProjection({ attributes, excludedAttributes }: ReadOptions): boolean {
  return (attributes?.length ?? 0) > 0 || (excludedAttributes?.length ?? 0) > 0;
}

/**
 * Services may read other numbers as the next one that fits (RFC 7644 §3.4.2.4).
 *
 * @throws RangeError
 */
export function assertWholeNumber(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`${name}: expected a whole number from ${least} on`);
}

function filterString({ filter }: PageOptions): string | undefined {
  if (filter === undefined || typeof filter === "string") return filter;
  return printFilter("toFilter" in filter ? filter.toFilter() : filter);
}

/**
 * An empty list of attributes counts as none: some services would return the default attributes for it, others nothing.
 */
function checkedProjection(options: ReadOptions): Pick<ReadOptions, "attributes" | "excludedAttributes"> {
  const attributes = options.attributes?.length === 0 ? undefined : options.attributes;
  const excludedAttributes = options.excludedAttributes?.length === 0 ? undefined : options.excludedAttributes;
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw new TypeError("attributes and excludedAttributes: expected one of them (RFC 7644 §3.9)");
  }
  return { attributes, excludedAttributes };
}

function toQuery(parameters: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query;
}
