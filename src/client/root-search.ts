/**
 * A query over all endpoints of a service: `/.search` at its root (RFC 7644 §3.4.3).
 */
import { isObject, readProperty } from "../internal/values.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { pageAt, searchRequest } from "./list-query.ts";
import { type PagePosition, paginate } from "./paginate.ts";
import { readListResponse, readResource } from "./parse-response.ts";
import { readMember } from "./read-member.ts";
import { notScim, requestError } from "./transport/map-error.ts";
import type { Reply, Transport } from "./transport/transport.ts";
import type { ListOptions, Page, Stored } from "./types.ts";

/** What can be searched for at the root of a service. */
export type SearchOptions = Omit<ListOptions, "attributes" | "excludedAttributes" | "onUnusable">;

const DEFAULT_PAGE_SIZE = 100;

/** Searches all endpoints; a resource of a type that is not expected is an error. */
export function searchAll(
  types: readonly ResourceType[],
  options: SearchOptions,
  transport: Transport,
): AsyncIterable<Stored<object>> {
  const path = "/.search";
  return paginate<Stored<object>>({
    signal: options.signal,
    broken: (reason) => requestError({ method: "POST", path, attempts: 1 }, "not_scim", reason),
    read: async (position: PagePosition) => {
      const body = searchRequest(pageAt(options, position), options.count ?? DEFAULT_PAGE_SIZE);
      const reply = await transport.send({ method: "POST", path, body, safe: true, signal: options.signal });
      return readMixedPage(reply, types, position.cursor !== undefined, (message) => transport.warn(message));
    },
  });
}

function readMixedPage(
  reply: Reply,
  types: readonly ResourceType[],
  byCursor: boolean,
  warn: (message: string) => void,
): Page<Stored<object>> {
  const { body, total, resources } = readListResponse(reply, byCursor);
  const nextCursor = readMember(body, "nextCursor");
  return {
    resources: resources.map((value) => {
      const type = typeOf(value, types);
      if (type === undefined)
        throw notScim(reply, `resources of the types ${types.map(({ name }) => name).join(", ")}`);
      return readResource(value, { type, reply, warn, holds: "many" });
    }),
    unusable: 0,
    totalResults: total,
    ...(typeof nextCursor === "string" && nextCursor !== "" ? { nextCursor } : {}),
  };
}

/** The type that a resource says it has, in `meta.resourceType` or by its schemas. */
function typeOf(value: unknown, types: readonly ResourceType[]): ResourceType | undefined {
  if (!isObject(value)) return undefined;
  const meta = readProperty(value, "meta");
  const name = isObject(meta) ? readProperty(meta, "resourceType") : undefined;
  const schemas = readProperty(value, "schemas");
  return (
    types.find((type) => type.name === name) ??
    types.find((type) => Array.isArray(schemas) && schemas.includes(type.schema))
  );
}
