/** What each method does to a resource (RFC 7644 §3.3 to §3.6). */
import { ScimError } from "../errors.ts";
import { deepEqual } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { applyPatch } from "../patch/index.ts";
import { readJsonBody } from "./body.ts";
import type { ScimAnswer } from "./call.ts";
import type { Exchange, ResourceKind } from "./exchange.ts";
import { metaOf, namesVersion, nextVersion, requireVersion, staleVersion, versionOf } from "./meta.ts";
import { readPatchRequest } from "./patch-request.ts";
import { answerResource, requestedProjection } from "./representation.ts";
import { applyRules, readResource } from "./resource-input.ts";
import { answerEmpty } from "./respond.ts";

/** Of writers at one resource, somebody gets through in every round; this many rounds are lost only to a store that does not work. */
const MAX_ROUNDS = 200;

/** `POST /Users` (RFC 7644 §3.3). */
export async function createResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, call, caller, context } = exchange;
  const project = requestedProjection(exchange, kind);
  const body = await readJsonBody(call, service.profile.limits);
  const { schemas, ...attributes } = readResource(body, undefined, kind, service);
  const created = service.now().toISOString();
  const meta = { resourceType: kind.type.name, created, lastModified: created, version: nextVersion() };
  const resource = { schemas, id: service.guid(), ...attributes, meta };
  const outcome = await service.store.insert(caller.tenant, kind.type, resource, context);
  if (outcome.kind === "duplicate") throw duplicate(kind.type, outcome.path);
  if (outcome.kind !== "stored") throw new Error(`The store answered an insert with "${outcome.kind}".`);
  return answerResource(201, outcome.resource, exchange, kind, project);
}

/** `GET /Users/{id}` (RFC 7644 §3.4.1). */
export async function readOneResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, call, caller, context } = exchange;
  const project = requestedProjection(exchange, kind);
  const resource = await service.store.get(caller.tenant, kind.type, exchange.id, context);
  if (resource === undefined) throw notFound(kind.type, exchange.id);
  const known = service.profile.capabilities.etag ? call.header("if-none-match") : undefined;
  if (known !== undefined && namesVersion(known, versionOf(resource))) {
    return answerEmpty(304, { etag: versionOf(resource) });
  }
  return answerResource(200, resource, exchange, kind, project);
}

/** `PUT /Users/{id}` (RFC 7644 §3.5.1). */
export async function replaceResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, call } = exchange;
  const project = requestedProjection(exchange, kind);
  const body = await readJsonBody(call, service.profile.limits);
  const after = await update(exchange, kind, (before) => readResource(body, before, kind, service));
  return answerResource(200, after, exchange, kind, project);
}

/** `PATCH /Users/{id}` (RFC 7644 §3.5.2). */
export async function patchResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, call } = exchange;
  const { limits } = service.profile;
  const project = requestedProjection(exchange, kind);
  const operations = readPatchRequest(await readJsonBody(call, limits), limits.patchOperations);
  const after = await update(exchange, kind, (before) => {
    const patched = applyPatch(before, operations, kind.type, { validate: (resource) => kind.type.validate(resource) });
    return patched === before ? before : applyRules(patched, before, service);
  });
  return answerResource(200, after, exchange, kind, project);
}

/** `DELETE /Users/{id}` (RFC 7644 §3.6). */
export async function deleteResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, caller, context, id } = exchange;
  const ifMatch = ifMatchOf(exchange);
  let expected: string | undefined;
  if (ifMatch !== undefined) {
    const before = await service.store.get(caller.tenant, kind.type, id, context);
    if (before === undefined) throw notFound(kind.type, id);
    requireVersion(ifMatch, versionOf(before));
    expected = versionOf(before);
  }
  const outcome = await service.store.delete(caller.tenant, kind.type, id, expected, context);
  if (outcome === "missing") throw notFound(kind.type, id);
  if (outcome === "stale") throw staleVersion();
  return answerEmpty(204);
}

/**
 * Changes a resource in the store: the change is made on what is there, and made again when somebody else was faster, so that no write is lost. With
 * `If-Match` it is the caller who decides, by a 412.
 *
 * @param change - makes the new resource from the present one; one that equals it is not written, and keeps its version and `lastModified`.
 */
async function update(
  exchange: Exchange,
  kind: ResourceKind,
  change: (before: JsonObject) => JsonObject,
): Promise<JsonObject> {
  const { service, caller, context, id } = exchange;
  const ifMatch = ifMatchOf(exchange);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = await service.store.get(caller.tenant, kind.type, id, context);
    if (before === undefined) throw notFound(kind.type, id);
    const version = versionOf(before);
    requireVersion(ifMatch, version);
    const after = change(before);
    if (deepEqual(after, before)) return before;
    const meta = { ...metaOf(before), lastModified: service.now().toISOString(), version: nextVersion(version) };
    const outcome = await service.store.replace(caller.tenant, kind.type, { ...after, meta }, version, context);
    if (outcome.kind === "stored") return outcome.resource;
    if (outcome.kind === "duplicate") throw duplicate(kind.type, outcome.path);
    if (outcome.kind === "missing") throw notFound(kind.type, id);
  }
  throw new ScimError("The resource is changed by too many others at once; try again.", { status: 503 });
}

/** A service without ETags promises nothing about versions, so the header has no meaning there. */
function ifMatchOf({ service, call }: Exchange): string | undefined {
  return service.profile.capabilities.etag ? call.header("if-match") : undefined;
}

function notFound({ name }: ResourceType, id: string): ScimError {
  return new ScimError(`There is no ${name} with the id "${id.slice(0, 100)}".`, { status: 404 });
}

function duplicate({ name }: ResourceType, path: string): ScimError {
  return new ScimError(`Another ${name} has the same ${path}.`, { status: 409, scimType: "uniqueness" });
}
