/** What each method does to a resource (RFC 7644 §3.3 to §3.6). */

import type { Awaitable } from "../../internal/awaitable.ts";
import { deepEqual } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { applyPatch, type MembershipChanges, membershipChanges, type PatchOperation } from "../../patch/index.ts";
import type { Exchange } from "../exchange/exchange.ts";
import {
  conditionsOf,
  duplicate,
  isKnown,
  MAX_ROUNDS,
  notFound,
  requireConditions,
  requireMatch,
  tooContended,
} from "../exchange/preconditions.ts";
import { memberKinds, withReferences } from "../groups/group-membership.ts";
import { withMemberValues } from "../groups/member-references.ts";
import {
  changeMembers,
  leaveGroups,
  leaveGroupsLate,
  removeVanished,
  renameInGroups,
} from "../groups/membership-writes.ts";
import { settleGroup } from "../groups/resolve-members.ts";
import { readJsonBody } from "../http/json-body.ts";
import type { ScimAnswer } from "../http/messages.ts";
import { answerEmpty } from "../http/respond.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { etagOf, nextMeta, nextVersion, versionOf } from "../store/meta.ts";
import { readPatchRequest } from "./patch-request.ts";
import { applyRules, readResource } from "./read-resource.ts";
import { answerResource, readingContext, requestedProjection } from "./representation.ts";

/** `POST /Users` (RFC 7644 §3.3). */
export async function createResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, call, caller, context } = exchange;
  const project = requestedProjection(exchange, kind);
  const body = await readJsonBody(call, service.profile.limits);
  const { group, added } = await settleGroup(exchange, kind, readResource(body, undefined, kind, service), undefined);
  const { schemas, ...attributes } = group;
  const created = service.now().toISOString();
  const meta = { resourceType: kind.type.name, created, lastModified: created, version: nextVersion() };
  const resource = { schemas, id: service.guid(), ...attributes, meta };
  const outcome = await service.store.insert(caller.tenant, kind.type, resource, context);
  if (outcome.kind === "duplicate") throw duplicate(kind.type, outcome.path);
  if (outcome.kind !== "stored") throw new Error(`The store answered an insert with "${outcome.kind}".`);
  await removeVanished(exchange, kind, added);
  return answerResource(201, outcome.resource, exchange, kind, project);
}

/** `GET /Users/{id}` (RFC 7644 §3.4.1). */
export async function readOneResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, caller } = exchange;
  const project = requestedProjection(exchange, kind);
  const context = readingContext(exchange, kind, project);
  const resource = await service.store.get(caller.tenant, kind.type, exchange.id, context);
  if (resource === undefined) throw notFound(kind.type, exchange.id);
  const conditions = conditionsOf(exchange);
  requireMatch(conditions, versionOf(resource));
  if (isKnown(conditions, versionOf(resource))) return answerEmpty(304, etagOf(resource));
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
  const { service, call, caller } = exchange;
  const { limits, capabilities } = service.profile;
  const project = requestedProjection(exchange, kind);
  const sent = readPatchRequest(await readJsonBody(call, limits), limits);
  const operations =
    kind.members === undefined ? sent : withMemberValues(sent, kind.members, memberKinds(exchange, kind));
  const members = memberChangesIn(operations, exchange, kind);
  const after =
    members !== undefined && service.store.changeMembers !== undefined
      ? await changeMembers(exchange, kind, members)
      : await update(exchange, kind, (before) => {
          // An operation may name a member by the URL that clients see; it is not stored again with the members that stay.
          const seen = withReferences(exchange, kind, before);
          const patched = applyPatch(seen, operations, kind.type, {
            validate: (resource) => kind.type.validate(resource),
          });
          kind.requireText(patched, before);
          return patched === seen ? before : applyRules(patched, before, service);
        });
  const isMembership = members !== undefined || touchesMembersOnly(operations, kind);
  if (!isMembership) return answerResource(200, after, exchange, kind, project);
  if (!asksForAttributes(exchange)) return answerEmpty(204, capabilities.etag ? etagOf(after) : {});
  const context = readingContext(exchange, kind, project);
  const shown = await service.store.get(caller.tenant, kind.type, exchange.id, context);
  if (shown === undefined) throw notFound(kind.type, exchange.id);
  return answerResource(200, shown, exchange, kind, project);
}

/** Single members that a request adds and removes; undefined for any other request, and where a rule of the service may have a say. */
function memberChangesIn(
  operations: readonly PatchOperation[],
  { service }: Exchange,
  { type, members }: ResourceKind,
): MembershipChanges | undefined {
  if (members === undefined || service.profile.limitations.length > 0) return undefined;
  const changes = membershipChanges(operations, type);
  return changes?.attribute === members.path ? changes : undefined;
}

/** RFC 7644 §3.5.2 lets a service answer 204: a group of thousands is not sent back for one member. */
function touchesMembersOnly(operations: readonly PatchOperation[], { type, members }: ResourceKind): boolean {
  if (members === undefined || operations.length === 0) return false;
  const name = members.name.toLowerCase();
  const prefix = `${type.schema.toLowerCase()}:`;
  return operations.every(({ path }) => {
    const text = path?.trim().toLowerCase() ?? "";
    const [attribute] = (text.startsWith(prefix) ? text.slice(prefix.length) : text).split(/[.[\s]/, 1);
    return attribute === name;
  });
}

function asksForAttributes({ parameters }: Exchange): boolean {
  return parameters.has("attributes") || parameters.has("excludedAttributes");
}

/** `DELETE /Users/{id}` (RFC 7644 §3.6). */
export async function deleteResource(exchange: Exchange, kind: ResourceKind): Promise<ScimAnswer> {
  const { service, caller, context, id } = exchange;
  const conditions = conditionsOf(exchange);
  const isConditional = conditions.ifMatch !== undefined || conditions.ifNoneMatch !== undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = isConditional ? await service.store.get(caller.tenant, kind.type, id, context) : undefined;
    const expected = before === undefined ? undefined : versionOf(before);
    if (expected !== undefined) requireConditions(conditions, expected);
    const isGone = isConditional && before === undefined;
    const outcome = isGone ? "missing" : await service.store.delete(caller.tenant, kind.type, id, expected, context);
    if (outcome === "missing") {
      await leaveGroupsLate(exchange, kind, id).catch((error: unknown) => service.report(error));
      throw notFound(kind.type, id);
    }
    // Somebody was faster; whether the conditions hold for what is there now is another question.
    if (outcome === "stale" && isConditional) continue;
    if (outcome === "stale") break;
    // The resource is gone, whatever becomes of this: to the client the request has succeeded.
    await leaveGroups(exchange, kind, id).catch((error: unknown) => service.report(error));
    return answerEmpty(204);
  }
  throw tooContended();
}

/**
 * Changes a resource in the store: the change is made on what is there, and made again when somebody else was faster, so that no write is lost. With
 * conditions on its version it is the caller who decides, by a 412.
 *
 * @param change - makes the new resource from the present one; one that equals it is not written, and keeps its version and `lastModified`.
 */
async function update(
  exchange: Exchange,
  kind: ResourceKind,
  change: (before: JsonObject) => Awaitable<JsonObject>,
): Promise<JsonObject> {
  const { service, caller, context, id } = exchange;
  const conditions = conditionsOf(exchange);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = await service.store.get(caller.tenant, kind.type, id, context);
    if (before === undefined) throw notFound(kind.type, id);
    const version = versionOf(before);
    requireConditions(conditions, version);
    const { group: after, added } = await settleGroup(exchange, kind, await change(before), before);
    if (deepEqual(after, before)) return before;
    const resource = { ...after, meta: nextMeta(before, service.now()) };
    const outcome = await service.store.replace(caller.tenant, kind.type, resource, version, context);
    if (outcome.kind === "duplicate") throw duplicate(kind.type, outcome.path);
    if (outcome.kind === "missing") throw notFound(kind.type, id);
    if (outcome.kind === "stale") continue;
    await removeVanished(exchange, kind, added);
    await renameInGroups(exchange, kind, before, outcome.resource);
    return outcome.resource;
  }
  throw tooContended();
}
