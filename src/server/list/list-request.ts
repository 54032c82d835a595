/** Reads what a list is asked for: filter, order and page of RFC 7644 §3.4.2 and RFC 9865 §2. */
import { ScimError, type ScimType } from "../../errors.ts";
import { compileFilter, type Filter, parseFilter } from "../../filter/index.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { askedAttribute } from "../resource-type/computed-attributes.ts";
import { findAttribute } from "../resource-type/projection.ts";
import { valuePlace } from "../store/attribute-values.ts";
import type { StoreSort } from "../store/store.ts";
import { restrictFilter } from "./restrict-filter.ts";

/** Page size of a service that does not filter and so names no largest page. */
const DEFAULT_PAGE = 200;

/** What a client can ask in place of an attribute that no store keeps. */
const INSTEAD = "ask for an id, or for groups by the value of their members";

/** What is asked of one resource type. */
export interface KindQuery {
  readonly kind: ResourceKind;
  readonly filter: Filter | undefined;
  /** Undefined without an order, and for a type that does not have the attribute. */
  readonly sort: StoreSort | undefined;
}

/** What a list is asked for. */
export interface ListRequest {
  /** The types that can have matches, in the order of the profile. */
  readonly queries: readonly KindQuery[];
  /** Whether the last come first; undefined without an order. */
  readonly descending: boolean | undefined;
  /** Position of the first resource wanted, from 1. */
  readonly startIndex: number;
  /** Most resources wanted. */
  readonly count: number;
  /** The cursor as it came, empty for the first page; undefined for a page by position. */
  readonly cursor: string | undefined;
}

/** Most resources of one page. */
export function largestPage({ capabilities }: Exchange["service"]["profile"]): number {
  return capabilities.filter === false ? DEFAULT_PAGE : capabilities.filter.maxResults;
}

/**
 * Reads the parameters of a list.
 *
 * @param kinds - the resource types asked; names that only some of several have are no error.
 * @throws ScimError 400 for a filter, order or page that cannot be.
 */
export function readListRequest({ service, parameters }: Exchange, kinds: readonly ResourceKind[]): ListRequest {
  const { profile } = service;
  const { sort: canSort, cursor: hasCursors } = profile.capabilities;
  const filters = readFilters(parameters.get("filter"), kinds, profile);
  const sortBy = canSort ? parameters.get("sortBy") : undefined;
  const descending = sortBy === undefined ? undefined : readDescending(parameters.get("sortOrder"));
  const sorts = kinds.map((kind) => (sortBy === undefined ? undefined : findSort(sortBy, descending, kind)));
  if (sortBy !== undefined && sorts.every((sort) => sort === undefined)) {
    const names = kinds.map(({ type }) => type.name).join(" or ");
    throw invalidParameter("sortBy", `the name of an attribute of ${names} that has an order`);
  }
  const queries = kinds.flatMap((kind, index): readonly KindQuery[] => {
    const filter = filters[index];
    return filter === false ? [] : [{ kind, filter: filter === true ? undefined : filter, sort: sorts[index] }];
  });
  const cursor = hasCursors === false ? undefined : parameters.get("cursor");
  const largest = largestPage(profile);
  const count = readInteger(parameters, "count", cursor === undefined ? "invalidValue" : "invalidCount");
  // RFC 9865 §2: a positive integer. A page of none would have no `nextCursor` and pass for the last.
  if (cursor !== undefined && count !== undefined && count < 1) {
    throw invalidParameter("count", "a positive integer where pages are asked for by cursor", "invalidCount");
  }
  return {
    queries,
    descending,
    // RFC 7644 §3.4.2.4: a start below 1 is 1, a count below 0 is 0. A cursor says itself where the page begins.
    startIndex: Math.max(1, readInteger(parameters, "startIndex", "invalidValue") ?? 1),
    count: Math.min(largest, Math.max(0, count ?? largest)),
    cursor,
  };
}

/** The filter as each type sees it: true for everything, false for nothing. */
function readFilters(
  text: string | undefined,
  kinds: readonly ResourceKind[],
  { capabilities, limits }: Exchange["service"]["profile"],
): readonly (Filter | boolean)[] {
  if (text === undefined) return kinds.map(() => true);
  if (capabilities.filter === false) throw invalidFilter("This service does not support filters.");
  const filter = parseFilter(text, { maxLength: limits.filterLength });
  return kinds.map(({ type, computed }) => {
    const own = kinds.length === 1 ? filter : restrictFilter(filter, type.tree);
    if (typeof own === "boolean") return own;
    // Compiled here as well as in the store, so that a filter that does not fit the schema is refused whatever the store makes of it.
    compileFilter(own, type);
    const asked = askedAttribute(own, type.tree, computed);
    if (asked !== undefined) {
      throw invalidFilter(`"${asked.path}" is made for each answer and cannot be filtered by; ${INSTEAD}.`);
    }
    return own;
  });
}

/** RFC 7644 §3.4.2.3; ascending unless `descending` is asked for. */
function readDescending(sortOrder: string | undefined): boolean {
  const order = sortOrder?.toLowerCase() ?? "ascending";
  if (order === "ascending" || order === "descending") return order === "descending";
  throw invalidParameter("sortOrder", '"ascending" or "descending"');
}

function findSort(
  sortBy: string,
  descending: boolean | undefined,
  { type, computed }: ResourceKind,
): StoreSort | undefined {
  const by = findAttribute(type.tree, sortBy);
  const place = by === undefined ? undefined : valuePlace(by);
  if (by === undefined || place === undefined) return undefined;
  if (computed.has(place.node)) {
    throw invalidParameter("sortBy", `another attribute than "${place.node.path}", which is made for each answer`);
  }
  const isSecret = [by.attribute, place.node].some(
    (node) => node?.returned === "never" || node?.mutability === "writeOnly",
  );
  return isSecret ? undefined : { by, descending: descending === true };
}

function readInteger(parameters: Exchange["parameters"], name: string, scimType: ScimType): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  if (!/^[-+]?\d{1,100}$/.test(text.trim())) throw invalidParameter(name, "an integer", scimType);
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(text)));
}

function invalidFilter(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidFilter" });
}

function invalidParameter(name: string, expected: string, scimType: ScimType = "invalidValue"): ScimError {
  return new ScimError(`The parameter "${name}" must be ${expected}.`, { status: 400, scimType });
}
