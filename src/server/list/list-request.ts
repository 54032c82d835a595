/** Reads the parameters of a list: filter, sort and page of RFC 7644 §3.4.2 and RFC 9865 §2. */
import { ScimError, type ScimType } from "../../errors.ts";
import { compileFilter, type Filter, parseFilter } from "../../filter/index.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { findComputedAttribute } from "../resource-type/computed-attributes.ts";
import { findAttribute } from "../resource-type/projection.ts";
import { locateValue } from "../store/attribute-values.ts";
import type { StoreSort } from "../store/store.ts";
import { restrictFilter } from "./restrict-filter.ts";

/** Maximum page size of a service that does not filter and so announces none. */
const DEFAULT_PAGE_SIZE = 200;

/** What a client can use in place of a computed attribute. */
const ALTERNATIVE = "filter by id, or filter groups by members.value";

/** The query of one resource type. */
export interface KindQuery {
  readonly kind: ResourceKind;
  readonly filter: Filter | undefined;
  /** Undefined for an unsorted list, and for a type that does not have the attribute. */
  readonly sort: StoreSort | undefined;
}

/** The parameters of a list. */
export interface ListRequest {
  /** The types that can have matches, in the order of the profile. */
  readonly queries: readonly KindQuery[];
  /** Whether the highest value comes first; undefined for an unsorted list. */
  readonly descending: boolean | undefined;
  /** Position of the first resource wanted, from 1. */
  readonly startIndex: number;
  /** Maximum number of resources. */
  readonly count: number;
  /** The cursor as sent, empty for the first page; undefined for a page by position. */
  readonly cursor: string | undefined;
}

/** Maximum number of resources on one page. */
export function maxPageSize({ capabilities }: Exchange["service"]["profile"]): number {
  return capabilities.filter === false ? DEFAULT_PAGE_SIZE : capabilities.filter.maxResults;
}

/**
 * Reads the parameters of a list.
 *
 * @param kinds - the listed kinds; attributes that only some of several have are not an error.
 * @throws ScimError 400 for an invalid filter, sort or page.
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
  const maxCount = maxPageSize(profile);
  const count = readInteger(parameters, "count", cursor === undefined ? "invalidValue" : "invalidCount");
  // RFC 9865 §2: a positive integer. An empty page would have no `nextCursor` and look like the last one.
  if (cursor !== undefined && count !== undefined && count < 1) {
    throw invalidParameter("count", "a positive integer with a cursor", "invalidCount");
  }
  return {
    queries,
    descending,
    // RFC 7644 §3.4.2.4: a start below 1 is 1, a count below 0 is 0. A cursor itself says where the page begins.
    startIndex: Math.max(1, readInteger(parameters, "startIndex", "invalidValue") ?? 1),
    count: Math.min(maxCount, Math.max(0, count ?? maxCount)),
    cursor,
  };
}

/** The filter restricted to each type: true for all resources, false for none. */
function readFilters(
  expression: string | undefined,
  kinds: readonly ResourceKind[],
  { capabilities, limits }: Exchange["service"]["profile"],
): readonly (Filter | boolean)[] {
  if (expression === undefined) return kinds.map(() => true);
  if (capabilities.filter === false) throw invalidFilter("This service does not support filters.");
  const filter = parseFilter(expression, { maxLength: limits.filterLength });
  return kinds.map(({ type, computed }) => {
    const restricted = kinds.length === 1 ? filter : restrictFilter(filter, type.tree);
    if (typeof restricted === "boolean") return restricted;
    // Compiled here as well as in the store, so that a filter that does not match the schema is rejected by every
    // store.
    compileFilter(restricted, type);
    const attribute = findComputedAttribute(restricted, type.tree, computed);
    if (attribute !== undefined) {
      throw invalidFilter(
        `"${attribute.path}" is computed for each response and cannot be filtered by; ${ALTERNATIVE}.`,
      );
    }
    return restricted;
  });
}

/** RFC 7644 §3.4.2.3: ascending by default. */
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
  const locator = by === undefined ? undefined : locateValue(by);
  if (by === undefined || locator === undefined) return undefined;
  if (computed.has(locator.node)) {
    throw invalidParameter(
      "sortBy",
      `another attribute than "${locator.node.path}", which is computed for each response`,
    );
  }
  const isSecret = [by.attribute, locator.node].some(
    (node) => node?.returned === "never" || node?.mutability === "writeOnly",
  );
  return isSecret ? undefined : { by, descending: descending === true };
}

function readInteger(parameters: Exchange["parameters"], name: string, scimType: ScimType): number | undefined {
  const value = parameters.get(name);
  if (value === undefined) return undefined;
  if (!/^[-+]?\d{1,100}$/.test(value.trim())) throw invalidParameter(name, "an integer", scimType);
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));
}

function invalidFilter(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidFilter" });
}

function invalidParameter(name: string, expected: string, scimType: ScimType = "invalidValue"): ScimError {
  return new ScimError(`The parameter "${name}" must be ${expected}.`, { status: 400, scimType });
}
