/** Queries all endpoints of a service at once: `/.search` at its root (RFC 7644 §3.4.3). */
import { isObject, readProperty } from "../internal/values.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { Capabilities } from "../profile/service-profile.ts";
import { firstPosition, pageOptionsAt, searchRequest } from "./list-query.ts";
import { resourceList } from "./paginate.ts";
import { collapseDuplicates, nextCursorOf, parseListResponse, parseResource } from "./parse-response.ts";
import type { CompletedCall } from "./transport/call-record.ts";
import { notScimError, requestError } from "./transport/map-error.ts";
import type { Transport } from "./transport/transport.ts";
import type { ListOptions, Page, ResourceList, WithId } from "./types.ts";

/** What to search for at the root of a service. */
type RootSearchOptions = Omit<ListOptions, "attributes" | "excludedAttributes" | "onInvalidResource">;

const DEFAULT_PAGE_SIZE = 100;
const PATH = "/.search";

/** Searches all endpoints; a resource of an unexpected type is an error. */
export function searchRoot(
  types: readonly ResourceType[],
  options: RootSearchOptions,
  transport: Transport,
  capabilities: Capabilities | undefined,
): ResourceList<WithId<object>> {
  const count = options.count ?? DEFAULT_PAGE_SIZE;
  return resourceList<WithId<object>>({
    first: firstPosition(options.paging, capabilities),
    count,
    looksFurther: true,
    signal: options.signal,
    toError: (problem) => requestError({ method: "POST", path: PATH, attempts: 1 }, "not_scim", problem),
    readPage: async (position) => {
      const body = searchRequest(pageOptionsAt(options, position), position.count ?? count);
      const call = await transport.send({ method: "POST", path: PATH, body, safe: true, options });
      return parseMixedPage(call, types, position.cursor !== undefined, transport);
    },
  });
}

function parseMixedPage(
  call: CompletedCall,
  types: readonly ResourceType[],
  byCursor: boolean,
  transport: Transport,
): Page<WithId<object>> {
  const { body, total, resources } = parseListResponse(call, byCursor);
  return {
    ...collapseDuplicates(
      resources.map((value) => {
        const type = typeOf(value, types);
        if (type === undefined) {
          throw notScimError(call, `resources of the types ${types.map(({ name }) => name).join(", ")}`);
        }
        const warn = (fields: object, message: string): void => transport.warn(fields, message);
        return parseResource(value, { type, call, warn, content: "many" });
      }),
    ),
    invalidResources: 0,
    totalResults: total,
    ...nextCursorOf(body),
  };
}

/** The type of a resource, by its `meta.resourceType` or its schemas. */
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
