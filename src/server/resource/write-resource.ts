/**
 * Writes resources to the store: the one place that knows what a write means for groups.
 *
 * The members of a written group are resolved; a renamed resource is renamed in its groups; a deleted one is removed
 * from them.
 */
import { type Awaitable, isPending } from "../../internal/awaitable.ts";
import { deepEqual } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { Exchange } from "../exchange/exchange.ts";
import {
  duplicate,
  MAX_ATTEMPTS,
  notFound,
  preconditionsOf,
  requirePreconditions,
  tooManyConflicts,
} from "../exchange/preconditions.ts";
import { displayNameOf } from "../groups/group-membership.ts";
import {
  removeFromGroups,
  removeMissingFromGroups,
  settleAddedMembers,
  updateInGroups,
} from "../groups/membership-writes.ts";
import { resolveGroup } from "../groups/resolve-members.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { nextMeta, nextVersion, versionOf } from "../store/meta.ts";

/**
 * Adds a new resource, under a new id.
 *
 * @throws ScimError 409 for a unique value that is taken, 400 for a member that does not exist.
 */
export async function insertResource(exchange: Exchange, kind: ResourceKind, input: JsonObject): Promise<JsonObject> {
  const { service, caller, context } = exchange;
  const { resource, added } = await resolveGroup(exchange, kind, input, undefined);
  const created = service.now().toISOString();
  const meta = { resourceType: kind.type.name, created, lastModified: created, version: nextVersion() };
  const stamped = { schemas: resource["schemas"], id: service.guid(), ...resource, meta };
  const outcome = await service.store.insert(caller.tenant, kind.type, stamped, context);
  if (outcome.kind === "duplicate") throw duplicate(kind.type, outcome.path);
  if (outcome.kind !== "stored") throw new Error(`The store returned "${outcome.kind}" for an insert.`);
  // The resource exists: after an error, the client would create a second one.
  try {
    await settleAddedMembers(exchange, kind, added);
  } catch (error) {
    service.reportError(error);
  }
  return outcome.resource;
}

/**
 * Changes the resource of an exchange. The change is made on the stored version and repeated when another writer was
 * faster, so that no write is lost; with preconditions, the client gets a 412 instead. Over a store that answers at
 * once, nothing happens between reading and writing.
 *
 * @param change - makes the new resource from the stored one; an equal one is not written, and keeps its version and
 * `lastModified`.
 * @throws ScimError 404, 409 or 412, or what `change` throws.
 */
export async function updateResource(
  exchange: Exchange,
  kind: ResourceKind,
  change: (before: JsonObject) => Awaitable<JsonObject>,
): Promise<JsonObject> {
  const { service, caller, context, id } = exchange;
  const preconditions = preconditionsOf(exchange);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const found = service.store.get(caller.tenant, kind.type, id, context);
    const before = isPending(found) ? await found : found;
    if (before === undefined) throw notFound(kind.type, id);
    const version = versionOf(before);
    requirePreconditions(preconditions, version);
    const changed = change(before);
    const resolved = resolveGroup(exchange, kind, isPending(changed) ? await changed : changed, before);
    const { resource: after, added } = isPending(resolved) ? await resolved : resolved;
    if (deepEqual(after, before)) {
      // It may be the repetition of a change that failed before it reached the groups.
      await updateInGroups(exchange, kind, id);
      return before;
    }
    const stamped = { ...after, meta: nextMeta(before, service.now()) };
    const outcome = await service.store.replace(caller.tenant, kind.type, stamped, version, context);
    if (outcome.kind === "duplicate") throw duplicate(kind.type, outcome.path);
    if (outcome.kind === "missing") throw notFound(kind.type, id);
    if (outcome.kind === "stale") continue;
    await settleAddedMembers(exchange, kind, added);
    if (displayNameOf(before) !== displayNameOf(outcome.resource)) await updateInGroups(exchange, kind, id);
    return outcome.resource;
  }
  throw tooManyConflicts();
}

/**
 * Deletes the resource of an exchange.
 *
 * @throws ScimError 404 or 412.
 */
export async function removeResource(exchange: Exchange, kind: ResourceKind): Promise<void> {
  const { service, caller, context, id } = exchange;
  const preconditions = preconditionsOf(exchange);
  const isConditional = preconditions.ifMatch !== undefined || preconditions.ifNoneMatch !== undefined;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = isConditional ? await service.store.get(caller.tenant, kind.type, id, context) : undefined;
    const expected = before === undefined ? undefined : versionOf(before);
    if (expected !== undefined) requirePreconditions(preconditions, expected);
    const isGone = isConditional && before === undefined;
    const outcome = isGone ? "missing" : await service.store.delete(caller.tenant, kind.type, id, expected, context);
    if (outcome === "missing") {
      await removeMissingFromGroups(exchange, kind, id).catch((error: unknown) => service.reportError(error));
      throw notFound(kind.type, id);
    }
    if (outcome === "deleted") {
      // For the client the deletion has succeeded, even if this fails.
      await removeFromGroups(exchange, kind, id).catch((error: unknown) => service.reportError(error));
      return;
    }
    // Another writer was faster: the preconditions must be checked again on the new version.
    if (!isConditional) break;
  }
  throw tooManyConflicts();
}
