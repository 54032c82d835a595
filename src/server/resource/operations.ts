/** What each method does to a resource (RFC 7644 §3.3 to §3.6); PATCH has a file of its own. */
import type { Exchange } from "../exchange/exchange.ts";
import { isNotModified, notFound, preconditionsOf, requireMatch } from "../exchange/preconditions.ts";
import { readJsonBody } from "../http/json-body.ts";
import type { ScimResponse } from "../http/messages.ts";
import { emptyResponse } from "../http/respond.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { etagHeader, versionOf } from "../store/meta.ts";
import { readResourceBody } from "./read-resource.ts";
import { createdResponse, prepareResponse, projectorFor, readContext, resourceResponse } from "./representation.ts";
import { insertResource, removeResource, updateResource } from "./write-resource.ts";

/** `POST /Users` (RFC 7644 §3.3). */
export async function createResource(exchange: Exchange, kind: ResourceKind): Promise<ScimResponse> {
  const { service, request } = exchange;
  const body = await readJsonBody(request, service.profile.limits);
  const project = projectorFor(exchange, kind, kind.specifiedIn([{ value: body }]));
  const stored = await insertResource(exchange, kind, readResourceBody(body, undefined, kind, service));
  return await createdResponse(stored, exchange, kind, project);
}

/** `GET /Users/{id}` (RFC 7644 §3.4.1). */
export async function getResource(exchange: Exchange, kind: ResourceKind): Promise<ScimResponse> {
  const { service, caller, id } = exchange;
  const project = projectorFor(exchange, kind);
  const context = readContext(exchange, kind, project);
  const resource = await service.store.get(caller.tenant, kind.type, id, context);
  if (resource === undefined) throw notFound(kind.type, id);
  const preconditions = preconditionsOf(exchange);
  requireMatch(preconditions, versionOf(resource));
  if (isNotModified(preconditions, versionOf(resource))) return emptyResponse(304, etagHeader(resource));
  return await resourceResponse(resource, exchange, kind, project);
}

/** `PUT /Users/{id}` (RFC 7644 §3.5.1). */
export async function replaceResource(exchange: Exchange, kind: ResourceKind): Promise<ScimResponse> {
  const { service, request } = exchange;
  const body = await readJsonBody(request, service.profile.limits);
  const project = projectorFor(exchange, kind, kind.specifiedIn([{ value: body }]));
  const respond = await prepareResponse(exchange, kind, project);
  return await respond(await updateResource(exchange, kind, (before) => readResourceBody(body, before, kind, service)));
}

/** `DELETE /Users/{id}` (RFC 7644 §3.6). */
export async function deleteResource(exchange: Exchange, kind: ResourceKind): Promise<ScimResponse> {
  await removeResource(exchange, kind);
  return emptyResponse(204);
}
