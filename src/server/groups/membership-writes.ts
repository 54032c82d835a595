/**
 * Writes memberships.
 *
 * Each write is conditional on the version of its group and repeated when another writer was faster, so that no
 * concurrent change is lost.
 */
import type { Awaitable } from "../../internal/awaitable.ts";
import { deepEqual } from "../../internal/values.ts";
import type { Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonObject } from "../../models/json.ts";
import type { MembershipChanges } from "../../patch/index.ts";
import { contextOmitting, type Exchange } from "../exchange/exchange.ts";
import {
  MAX_ATTEMPTS,
  notFound,
  preconditionsOf,
  requirePreconditions,
  tooManyConflicts,
} from "../exchange/preconditions.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { inBatches } from "../store/batches.ts";
import { nextMeta, versionOf } from "../store/meta.ts";
import type { MemberChanges } from "../store/store.ts";
import { directGroups, type GroupEntry } from "./group-membership.ts";
import { findMember, resolveMembers } from "./resolve-members.ts";

/** Members to add and to remove, by key. */
type MembershipChange = Pick<MemberChanges, "add" | "remove">;

/**
 * Adds and removes members of one group by key, without reading its other members.
 *
 * @returns the group, possibly without its members.
 * @throws ScimError 400 for a member that does not exist; 404 and 412 like every conditional write.
 */
export async function changeMembers(
  exchange: Exchange,
  kind: ResourceKind,
  { add, remove }: MembershipChanges,
): Promise<JsonObject> {
  const { service, caller, id } = exchange;
  const preconditions = preconditionsOf(exchange);
  const context = contextOmitting(exchange, kind.members === undefined ? [] : [kind.members.name]);
  const { elements: added, existing } = await resolveMembers(exchange, kind, add.filter(isJsonObject));
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const group = await service.store.get(caller.tenant, kind.type, id, context);
    if (group === undefined) throw notFound(kind.type, id);
    requirePreconditions(preconditions, versionOf(group));
    const outcome = await attemptChange(exchange, { kind, group }, { add: added, remove });
    if (outcome === "missing") throw notFound(kind.type, id);
    if (outcome === "stale") continue;
    await settleAddedMembers(exchange, kind, [...existing]);
    return outcome ?? group;
  }
  throw tooManyConflicts();
}

/**
 * Brings members that were just added up to date: one that was deleted or renamed in between looked for its groups too
 * early to find this one.
 *
 * No rule of the store can take the place of this second look: a store knows ids, but not which types the members of a
 * group may have, nor whether the service accepts dangling members.
 *
 * @param added - elements as they were added.
 * @throws what the store throws. A member that was deleted in between then stays in the group, until somebody repeats
 * the deletion ({@link removeMissingFromGroups}) or removes the member.
 */
export async function settleAddedMembers(
  exchange: Exchange,
  kind: ResourceKind,
  added: readonly JsonObject[],
): Promise<void> {
  if (added.length === 0) return;
  await inBatches(added, async (element) => {
    const { value, type } = element;
    const target = kind.memberKinds.find((candidate) => candidate.type.name === type);
    if (target === undefined || typeof value !== "string") return;
    if (!deepEqual(await findMember(exchange, target, value), element)) await updateInGroups(exchange, target, value);
  });
}

/** Removes a deleted resource from its groups. */
export async function removeFromGroups(exchange: Exchange, kind: ResourceKind, id: string): Promise<void> {
  await changeGroupsOf(exchange, kind, id, () => ({ add: [], remove: [id] }));
}

/**
 * Removes a resource that was already gone from the groups it may still be in: an earlier deletion may have ended
 * halfway, for example when the store failed after the commit. An id that a resource of another type has is left alone.
 */
export async function removeMissingFromGroups(exchange: Exchange, kind: ResourceKind, id: string): Promise<void> {
  for (const other of exchange.service.kinds) {
    if (other !== kind && (await findMember(exchange, other, id)) !== undefined) return;
  }
  await removeFromGroups(exchange, kind, id);
}

/**
 * Brings the element of a resource in all its groups to what the resource is now; a deleted one is removed. The
 * resource is read after its groups: of two changes at once, the later name remains.
 */
export async function updateInGroups(exchange: Exchange, kind: ResourceKind, id: string): Promise<void> {
  await changeGroupsOf(exchange, kind, id, async () => {
    const element = await findMember(exchange, kind, id);
    return element === undefined ? { add: [], remove: [id] } : { add: [element], remove: [] };
  });
}

/**
 * Changes the element of a member in all its groups. Each round looks the groups up again, so that a group that the
 * member has since left is not changed.
 *
 * @param findChange - called after the groups are read, if there are any.
 */
async function changeGroupsOf(
  exchange: Exchange,
  kind: ResourceKind,
  id: string,
  findChange: () => Awaitable<MembershipChange>,
): Promise<void> {
  const kinds = kind.groupKinds;
  if (kinds.length === 0) return;
  const { store } = exchange.service;
  if (store.changeMemberships !== undefined) return await changeMemberships(exchange, kind, id, findChange);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const entries = (await directGroups(exchange, kinds, [id])).get(id) ?? [];
    if (entries.length === 0) return;
    const change = await findChange();
    let isStale = false;
    for (const entry of entries) isStale = (await attemptChange(exchange, entry, change)) === "stale" || isStale;
    if (!isStale) return;
  }
  throw tooManyConflicts();
}

/**
 * Changes the element of a member in all its groups at once. The member is read again after a change: of two changes at
 * once, the later name remains.
 */
async function changeMemberships(
  exchange: Exchange,
  kind: ResourceKind,
  id: string,
  findChange: () => Awaitable<MembershipChange>,
): Promise<void> {
  const { service, caller, context } = exchange;
  let change = await findChange();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const [element] = change.add;
    let changed = 0;
    for (const { type } of kind.groupKinds) {
      const write = service.store.changeMemberships?.(caller.tenant, type, id, element, service.now(), context);
      changed += (await write) ?? 0;
    }
    if (changed === 0) return;
    const later = await findChange();
    if (deepEqual(later, change)) return;
    change = later;
  }
  throw tooManyConflicts();
}

/** One attempt, at the version that was read; undefined when there was nothing to change. */
async function attemptChange(
  exchange: Exchange,
  { kind, group }: GroupEntry,
  change: MembershipChange,
): Promise<JsonObject | "missing" | "stale" | undefined> {
  const { service, caller, context } = exchange;
  const { store } = service;
  const version = versionOf(group);
  const id = String(group["id"]);
  const meta = nextMeta(group, service.now());
  if (store.changeMembers !== undefined) {
    const outcome = await store.changeMembers(caller.tenant, kind.type, id, { ...change, meta }, version, context);
    if (outcome.kind === "stored") return outcome.resource;
    return outcome.kind === "unchanged" ? undefined : outcome.kind;
  }
  const whole = await store.get(caller.tenant, kind.type, id, context);
  if (whole === undefined) return "missing";
  if (versionOf(whole) !== version) return "stale";
  const changed = withChange(whole, kind, change);
  if (deepEqual(changed, whole)) return undefined;
  const outcome = await store.replace(caller.tenant, kind.type, { ...changed, meta }, version, context);
  if (outcome.kind === "stored") return outcome.resource;
  return outcome.kind === "missing" ? "missing" : "stale";
}

function withChange(group: JsonObject, { members }: ResourceKind, { add, remove }: MembershipChange): JsonObject {
  if (members === undefined) return group;
  const elements = new Map(elementsOf(group[members.name]).map((element) => [element["value"], element]));
  for (const value of remove) elements.delete(value);
  for (const element of add) elements.set(element["value"], element);
  const { [members.name]: _, ...rest } = group;
  return elements.size === 0 ? rest : { ...rest, [members.name]: [...elements.values()] };
}

function elementsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
