/** Lists resources (RFC 7644 §3.4.2 and §3.4.3), by position or by cursor (RFC 9865). */
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ListResponse } from "../../models/index.ts";
import { LIST_RESPONSE } from "../../urns.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { ScimResponse } from "../http/messages.ts";
import { jsonResponse } from "../http/respond.ts";
import { projectorFor, readContext, representResources } from "../resource/representation.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Projector } from "../resource-type/projection.ts";
import type { CursorCodec } from "./cursor.ts";
import { type ListPage, pageByCursor, pageByIndex, type QueryStore } from "./list-pages.ts";
import { type ListRequest, readListRequest } from "./list-request.ts";
import { readSearchRequest } from "./search-request.ts";

type Projectors = ReadonlyMap<ResourceKind, Projector>;

/**
 * `GET /Users` and similar; `GET /` with all types (RFC 7644 §3.4.2.1).
 *
 * @param cursors - undefined for a service without cursors.
 */
export async function listResources(
  exchange: Exchange,
  kinds: readonly ResourceKind[],
  cursors: CursorCodec | undefined,
): Promise<ScimResponse> {
  const { service, caller } = exchange;
  const projectors: Projectors = new Map(kinds.map((kind) => [kind, projectorFor(exchange, kind)]));
  const request = readListRequest(exchange, kinds);
  const queryStore: QueryStore = async ({ kind, filter, sort }, page) => {
    const context = readContext(exchange, kind, projectorOf(projectors, kind));
    return await service.store.query(caller.tenant, kind.type, { filter, sort, ...page }, context);
  };
  if (request.cursor === undefined || cursors === undefined) {
    const page = await pageByIndex(request, queryStore);
    const { startIndex } = request;
    return await listResponse(exchange, page, projectors, { totalResults: page.total, startIndex });
  }
  const list = listIdentity(exchange, request);
  const position = request.cursor === "" ? "" : await cursors.decode(request.cursor, list);
  const page = await pageByCursor(request, position, queryStore);
  const next = page.next === undefined ? {} : { nextCursor: await cursors.encode(page.next, list) };
  return await listResponse(exchange, page, projectors, { totalResults: page.total, ...next });
}

/** `POST /Users/.search` and similar; `POST /.search` with all types (RFC 7644 §3.4.3). */
export async function searchResources(
  exchange: Exchange,
  kinds: readonly ResourceKind[],
  cursors: CursorCodec | undefined,
): Promise<ScimResponse> {
  return await listResources({ ...exchange, parameters: await readSearchRequest(exchange) }, kinds, cursors);
}

/** What a cursor is bound to. */
function listIdentity({ caller, parameters }: Exchange, { queries, descending }: ListRequest): string {
  return JSON.stringify([
    caller.tenant,
    queries.map(({ kind }) => kind.type.endpoint),
    parameters.get("filter") ?? null,
    descending === undefined ? null : [parameters.get("sortBy")?.toLowerCase(), descending],
  ]);
}

/**
 * Represents the resources of a page; neighbors of one kind are represented together, to look up their groups at once.
 */
async function listResponse(
  exchange: Exchange,
  { resources }: ListPage,
  projectors: Projectors,
  head: Pick<ListResponse<never>, "totalResults" | "startIndex" | "nextCursor">,
): Promise<ScimResponse> {
  const represented: JsonObject[] = [];
  for (let start = 0; start < resources.length; ) {
    const kind = resources[start]?.kind;
    if (kind === undefined) break;
    let end = start;
    while (resources[end]?.kind === kind) end += 1;
    const neighbors = resources.slice(start, end).map(({ resource }) => resource);
    represented.push(...(await representResources(exchange, kind, neighbors, projectorOf(projectors, kind))));
    start = end;
  }
  const message: ListResponse<JsonObject> = {
    schemas: [LIST_RESPONSE],
    ...head,
    itemsPerPage: represented.length,
    Resources: represented,
  };
  return jsonResponse(200, message);
}

function projectorOf(projectors: Projectors, kind: ResourceKind): Projector {
  return projectors.get(kind) ?? kind.projection.byDefault;
}
