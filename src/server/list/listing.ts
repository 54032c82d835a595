/** Lists resources (RFC 7644 §3.4.2 and §3.4.3), by position or by cursor (RFC 9865). */
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ListResponse } from "../../models/index.ts";
import { LIST_RESPONSE } from "../../urns.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { ScimAnswer } from "../http/messages.ts";
import { answerJson } from "../http/respond.ts";
import { readingContext, representResources, requestedProjection } from "../resource/representation.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Projector } from "../resource-type/projection.ts";
import type { CursorSeal } from "./cursor.ts";
import { type AskStore, type ListPage, pageByCursor, pageByIndex } from "./list-pages.ts";
import { type ListRequest, readListRequest } from "./list-request.ts";
import { readSearchRequest } from "./search-request.ts";

/**
 * `GET /Users` and its like; `GET /` with all types (RFC 7644 §3.4.2.1).
 *
 * @param cursors - undefined for a service without cursors.
 */
export async function listResources(
  exchange: Exchange,
  kinds: readonly ResourceKind[],
  cursors: CursorSeal | undefined,
): Promise<ScimAnswer> {
  const { service, caller } = exchange;
  const projectors = new Map(kinds.map((kind) => [kind, requestedProjection(exchange, kind)]));
  const request = readListRequest(exchange, kinds);
  const ask: AskStore = async ({ kind, filter, sort }, page) => {
    const context = readingContext(exchange, kind, projectorOf(projectors, kind));
    return await service.store.query(caller.tenant, kind.type, { filter, sort, ...page }, context);
  };
  if (request.cursor === undefined || cursors === undefined) {
    const page = await pageByIndex(request, ask);
    const { total, listed } = page;
    const head = { totalResults: total, startIndex: request.startIndex, itemsPerPage: listed.length };
    return await answerPage(exchange, page, projectors, head);
  }
  return await listByCursor(exchange, request, projectors, ask, request.cursor, cursors);
}

/** `POST /Users/.search` and its like; `POST /.search` with all types (RFC 7644 §3.4.3). */
export async function searchResources(
  exchange: Exchange,
  kinds: readonly ResourceKind[],
  cursors: CursorSeal | undefined,
): Promise<ScimAnswer> {
  return await listResources({ ...exchange, parameters: await readSearchRequest(exchange) }, kinds, cursors);
}

async function listByCursor(
  exchange: Exchange,
  request: ListRequest,
  projectors: ReadonlyMap<ResourceKind, Projector>,
  ask: AskStore,
  cursor: string,
  seal: CursorSeal,
): Promise<ScimAnswer> {
  const list = identityOf(exchange, request);
  const position = cursor === "" ? "" : await seal.open(cursor, list);
  const page = await pageByCursor(request, position, ask);
  const next = page.next === undefined ? {} : { nextCursor: await seal.seal(page.next, list) };
  const head = { totalResults: page.total, itemsPerPage: page.listed.length, ...next };
  return await answerPage(exchange, page, projectors, head);
}

/** What a cursor is bound to. */
function identityOf({ caller, parameters }: Exchange, { queries, descending }: ListRequest): string {
  return JSON.stringify([
    caller.tenant,
    queries.map(({ kind }) => kind.type.endpoint),
    parameters.get("filter") ?? null,
    descending === undefined ? null : [parameters.get("sortBy")?.toLowerCase(), descending],
  ]);
}

/** An answer with the resources of a page as they are shown, each as its type asks for; neighbors of one type together. */
async function answerPage(
  exchange: Exchange,
  { listed }: ListPage,
  projectors: ReadonlyMap<ResourceKind, Projector>,
  head: Omit<ListResponse<never>, "schemas" | "Resources">,
): Promise<ScimAnswer> {
  const shown: JsonObject[] = [];
  for (let start = 0; start < listed.length; ) {
    const kind = listed[start]?.kind;
    if (kind === undefined) break;
    let end = start;
    while (listed[end]?.kind === kind) end += 1;
    const resources = listed.slice(start, end).map(({ resource }) => resource);
    shown.push(...(await representResources(exchange, kind, resources, projectorOf(projectors, kind))));
    start = end;
  }
  return answerJson(200, { schemas: [LIST_RESPONSE], ...head, Resources: shown } satisfies ListResponse<JsonObject>);
}

function projectorOf(projectors: ReadonlyMap<ResourceKind, Projector>, kind: ResourceKind): Projector {
  return projectors.get(kind) ?? kind.projection.whole;
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
