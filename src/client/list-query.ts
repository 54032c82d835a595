/**
 * What to list, as the query of a GET (RFC 7644 §3.4.2) and as the body of a `.search` (§3.4.3).
 */
import { ScimError } from "../errors.ts";
import { printFilter } from "../filter/print.ts";
import { SEARCH_REQUEST } from "../urns.ts";
import type { PagePosition } from "./paginate.ts";
import type { ListOptions, PageOptions, ReadOptions } from "./types.ts";

/** The query of a GET for a resource. */
export function readQuery(options: ReadOptions): URLSearchParams | undefined {
  const { attributes, excludedAttributes } = projectionOf(options);
  if (attributes === undefined && excludedAttributes === undefined) return undefined;
  return queryOf({ attributes: attributes?.join(","), excludedAttributes: excludedAttributes?.join(",") });
}

/** The query of a GET for a page. */
export function pageQuery(options: PageOptions, count: number): URLSearchParams {
  const { attributes, excludedAttributes, ...rest } = pageParameters(options, count);
  return queryOf({
    ...rest,
    attributes: attributes?.join(","),
    excludedAttributes: excludedAttributes?.join(","),
  });
}

/** The body of a `.search` for a page; JSON leaves undefined members out. */
export function searchRequest(options: PageOptions, count: number): object {
  return { schemas: [SEARCH_REQUEST], ...pageParameters(options, count) };
}

/** What to ask for a page of a list that is read from its start to its end. */
export function pageAt<Name extends string, Excluded extends string>(
  options: ListOptions<Name, Excluded>,
  position: PagePosition,
): PageOptions<Name, Excluded> {
  if (options.count !== undefined) assertWhole("count", options.count, 1);
  // Options that say where a page begins belong to `page`.
  return { ...options, startIndex: undefined, cursor: undefined, ...position };
}

/** The parameters of a query, which are the members of a search request (RFC 7644 §3.4.3). */
function pageParameters(options: PageOptions, count: number) {
  const { sortBy, sortOrder, startIndex, cursor } = options;
  assertWhole("count", count, 0);
  if (startIndex !== undefined) assertWhole("startIndex", startIndex, 1);
  return { filter: filterText(options), sortBy, sortOrder, startIndex, cursor, count, ...projectionOf(options) };
}

/** Whether only a part of each resource is asked for. */
export function asksForPart({ attributes, excludedAttributes }: ReadOptions): boolean {
  return (attributes?.length ?? 0) > 0 || (excludedAttributes?.length ?? 0) > 0;
}

/** RFC 7644 §3.4.2.4 lets services read others as the next number that fits. */
function assertWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new ScimError(`${name}: expected a whole number from ${least} on.`, { status: 400, scimType: "invalidValue" });
}

function filterText({ filter }: PageOptions): string | undefined {
  if (filter === undefined || typeof filter === "string") return filter;
  return printFilter("toFilter" in filter ? filter.toFilter() : filter);
}

/** An empty list of attributes would ask for the default ones, or for none: services differ. */
function projectionOf(options: ReadOptions): Pick<ReadOptions, "attributes" | "excludedAttributes"> {
  const attributes = options.attributes?.length === 0 ? undefined : options.attributes;
  const excludedAttributes = options.excludedAttributes?.length === 0 ? undefined : options.excludedAttributes;
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw new ScimError("attributes and excludedAttributes: expected one of them (RFC 7644 §3.9).", {
      status: 400,
      scimType: "invalidValue",
    });
  }
  return { attributes, excludedAttributes };
}

function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query;
}
