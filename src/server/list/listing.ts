/** Lists resources (RFC 7644 §3.4.2 and §3.4.3), by position or by cursor (RFC 9865). */
import type { Awaitable } from "../../internal/awaitable.ts";
import type { ListResponse } from "../../models/index.ts";
import { LIST_RESPONSE } from "../../urns.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { type JsonPart, joinList } from "../http/join-list.ts";
import type { ScimResponse } from "../http/messages.ts";
import { serializedResponse } from "../http/respond.ts";
import {
  canRepresentDocuments,
  prepareRepresentation,
  projectorFor,
  type Representation,
  readContext,
} from "../resource/representation.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Projector } from "../resource-type/projection.ts";
import { type BoundedPage, fetchBoundedPage, type PageSource } from "./bounded-page.ts";
import type { CursorCodec } from "./cursor.ts";
import { type ListedResource, type ListSource, pageByCursor, pageByIndex } from "./list-pages.ts";
import { type ListRequest, readListRequest } from "./list-request.ts";
import { readSearchRequest } from "./search-request.ts";

/** Characters of the resources on one page, about 10 MB: clients read responses of a few times that at most. */
const DEFAULT_PAGE_LENGTH = 10_000_000;

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
  const source: ListSource = {
    query({ kind, filter, sort }, page) {
      const context = readContext(exchange, kind, projectorOf(projectors, kind));
      return service.store.query(caller.tenant, kind.type, { filter, sort, ...page }, context);
    },
    canSendDocuments: (kind) => canRepresentDocuments(exchange, kind, projectorOf(projectors, kind)),
  };
  const limit = service.profile.limits.pageLength ?? DEFAULT_PAGE_LENGTH;
  const { startIndex, count } = request;
  const represent: PageSource["represent"] = (resources) => representListed(exchange, resources, projectors);
  if (request.cursor === undefined || cursors === undefined) {
    const fetch: PageSource["fetch"] = (start, wanted) =>
      pageByIndex({ ...request, startIndex: start.startIndex, count: wanted }, source);
    const page = await fetchBoundedPage(
      { fetch, represent, weightOf },
      { startIndex, cursor: undefined },
      count,
      limit,
    );
    return listResponse(page, { totalResults: page.total, startIndex });
  }
  const list = listIdentity(exchange, request);
  const cursor = request.cursor === "" ? "" : await cursors.decode(request.cursor, list);
  const fetch: PageSource["fetch"] = (start, wanted) =>
    pageByCursor({ ...request, count: wanted }, start.cursor ?? "", source);
  const page = await fetchBoundedPage({ fetch, represent, weightOf }, { startIndex, cursor }, count, limit);
  const next = page.next === undefined ? {} : { nextCursor: await cursors.encode(page.next, list) };
  return listResponse(page, { totalResults: page.total, ...next });
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

/** Prepares to represent the resources of a page: those of one kind together, to look up their groups at once. */
async function representListed(
  exchange: Exchange,
  resources: readonly ListedResource[],
  projectors: Projectors,
): Promise<(resource: ListedResource) => Awaitable<JsonPart>> {
  const ids = new Map<ResourceKind, string[]>();
  for (const listed of resources) {
    const known = ids.get(listed.kind);
    if (known === undefined) ids.set(listed.kind, [idOf(listed)]);
    else known.push(idOf(listed));
  }
  const representations = new Map<ResourceKind, Representation>();
  for (const [kind, some] of ids) {
    representations.set(kind, await prepareRepresentation(exchange, kind, projectorOf(projectors, kind), some));
  }
  return (listed) => {
    const representation = representations.get(listed.kind);
    if (listed.document !== undefined) return representation?.ofDocument(listed.document) ?? listed.document.json;
    return representation?.ofResource(listed.resource) ?? JSON.stringify(listed.resource);
  };
}

function idOf(listed: ListedResource): string {
  return listed.document === undefined ? String(listed.resource["id"]) : listed.document.id;
}

/** A group counts as the members that it was read with; a document is without members. */
function weightOf(listed: ListedResource): number {
  const { members } = listed.kind;
  if (members === undefined || listed.document !== undefined) return 1;
  const elements = listed.resource[members.name];
  return Array.isArray(elements) ? 1 + elements.length : 1;
}

function listResponse(
  { resources }: BoundedPage,
  head: Pick<ListResponse<never>, "totalResults" | "startIndex" | "nextCursor">,
): ScimResponse {
  const message: ListResponse<never> = {
    schemas: [LIST_RESPONSE],
    ...head,
    itemsPerPage: resources.length,
    Resources: [],
  };
  // The resources are JSON already.
  const json = JSON.stringify(message);
  const start = json.slice(0, -"]}".length);
  return serializedResponse(200, joinList(start, resources, "]}"));
}

function projectorOf(projectors: Projectors, kind: ResourceKind): Projector {
  return projectors.get(kind) ?? kind.projection.byDefault;
}
