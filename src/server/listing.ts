/** Lists resources: filter, order, page and projection of RFC 7644 §3.4.2. */
import { ScimError } from "../errors.ts";
import { compileFilter, type Filter, parseFilter } from "../filter/index.ts";
import type { ListResponse } from "../models/index.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { ServiceProfile } from "../profile/service-profile.ts";
import { LIST_RESPONSE } from "../urns.ts";
import { valuePlace } from "./attribute-values.ts";
import type { ScimAnswer } from "./call.ts";
import type { Exchange, Parameters, ResourceKind } from "./exchange.ts";
import { findAttribute } from "./projection.ts";
import { collectionUrl, locationOf, requestedProjection, withLocation } from "./representation.ts";
import { answerJson } from "./respond.ts";
import type { StoreQuery, StoreSort } from "./store.ts";

/** Page size of a service that does not filter and so names no largest page. */
const DEFAULT_PAGE = 200;

/** `GET /Users` and its like. */
export async function listResources(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, caller, context } = exchange;
  const project = requestedProjection(exchange, kind);
  const query = readQuery(exchange.parameters, kind.type, service.profile);
  const { total, resources } = await service.store.query(caller.tenant, kind.type, query, context);
  const collection = collectionUrl(exchange, kind);
  const { etag } = service.profile.capabilities;
  const shown = resources.map((resource) => project(withLocation(resource, locationOf(resource, collection), etag)));
  return answerJson(200, listMessage(shown, total, query.startIndex));
}

/** A ListResponse. It always has `Resources`, which the RFC lets fall away for no hits: clients read a list of none more safely than no list. */
export function listMessage<Resource>(
  resources: readonly Resource[],
  total: number,
  startIndex: number,
): ListResponse<Resource> {
  return {
    schemas: [LIST_RESPONSE],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: [...resources],
  };
}

function readQuery(parameters: Parameters, type: ResourceType, profile: ServiceProfile): StoreQuery {
  const { capabilities, limits } = profile;
  const largest = capabilities.filter === false ? DEFAULT_PAGE : capabilities.filter.maxResults;
  const filter = parameters.get("filter");
  const sortBy = capabilities.sort ? parameters.get("sortBy") : undefined;
  return {
    filter:
      filter === undefined ? undefined : readFilter(filter, type, capabilities.filter !== false, limits.filterLength),
    sort: sortBy === undefined ? undefined : readSort(sortBy, parameters.get("sortOrder"), type),
    // RFC 7644 §3.4.2.4: a start below 1 is 1, a count below 0 is 0.
    startIndex: Math.max(1, readInteger(parameters, "startIndex") ?? 1),
    count: Math.min(largest, Math.max(0, readInteger(parameters, "count") ?? largest)),
  };
}

/** Compiled here as well as in the store, so that a filter that does not fit the schema is refused whatever the store makes of it. */
function readFilter(text: string, type: ResourceType, isSupported: boolean, maxLength: number): Filter {
  if (!isSupported) {
    throw new ScimError("This service does not support filters.", { status: 400, scimType: "invalidFilter" });
  }
  const filter = parseFilter(text, { maxLength });
  compileFilter(filter, type);
  return filter;
}

/** RFC 7644 §3.4.2.3; ascending unless `descending` is asked for. */
function readSort(sortBy: string, sortOrder: string | undefined, type: ResourceType): StoreSort {
  const by = findAttribute(type.tree, sortBy);
  const place = by === undefined ? undefined : valuePlace(by);
  if (by === undefined || place === undefined || place.node.returned === "never") {
    throw invalidParameter("sortBy", `the name of an attribute of ${type.name} that has an order`);
  }
  const order = sortOrder?.toLowerCase() ?? "ascending";
  if (order !== "ascending" && order !== "descending") {
    throw invalidParameter("sortOrder", '"ascending" or "descending"');
  }
  return { by, descending: order === "descending" };
}

function readInteger(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  if (!/^[-+]?\d{1,100}$/.test(text.trim())) throw invalidParameter(name, "an integer");
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(text)));
}

function invalidParameter(name: string, expected: string): ScimError {
  return new ScimError(`The parameter "${name}" must be ${expected}.`, { status: 400, scimType: "invalidValue" });
}
