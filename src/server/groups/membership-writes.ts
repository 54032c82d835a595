/**
 * Changes of membership. Each is conditional on the version of its group and tried again when somebody else was faster, so that of changes made at the
 * same moment none is lost.
 */
import { deepEqual } from "../../internal/values.ts";
import type { Json, JsonObject } from "../../models/attribute-tree.ts";
import type { MembershipChanges } from "../../patch/index.ts";
import { contextWithout, type Exchange } from "../exchange/exchange.ts";
import { conditionsOf, MAX_ROUNDS, notFound, requireConditions, tooContended } from "../exchange/preconditions.ts";
import { isJsonObject } from "../http/json.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { inBatches } from "../store/batches.ts";
import { nextMeta, versionOf } from "../store/meta.ts";
import { directGroups, displayOf, type GroupEntry, groupKinds, memberKinds } from "./group-membership.ts";
import { findMember, lookUpMembers, memberElement } from "./resolve-members.ts";

/** Members by key. */
interface Change {
  readonly add: readonly JsonObject[];
  readonly remove: readonly string[];
}

/**
 * Adds and removes members by key, without reading the others.
 *
 * @returns the group, its members possibly left out.
 * @throws ScimError 400 for a member that is not there, 404 and 412 as every conditional write.
 */
export async function changeMembers(
  exchange: Exchange,
  kind: ResourceKind,
  { add, remove }: MembershipChanges,
): Promise<JsonObject> {
  const { service, caller, id } = exchange;
  const conditions = conditionsOf(exchange);
  const context = contextWithout(exchange, kind.members === undefined ? [] : [kind.members.name]);
  const added = await lookUpMembers(exchange, kind, add.filter(isJsonObject));
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const group = await service.store.get(caller.tenant, kind.type, id, context);
    if (group === undefined) throw notFound(kind.type, id);
    requireConditions(conditions, versionOf(group));
    const outcome = await attempt(exchange, { kind, group }, { add: added, remove });
    if (outcome === "missing") throw notFound(kind.type, id);
    if (outcome === "stale") continue;
    await removeVanished(exchange, kind, added);
    return outcome ?? group;
  }
  throw tooContended();
}

/**
 * Takes out of a group again what was deleted while it was being added: the deletion has looked for the groups of the resource too early to find this one.
 *
 * @param added - elements that are in the group since a moment ago.
 */
export async function removeVanished(
  exchange: Exchange,
  kind: ResourceKind,
  added: readonly JsonObject[],
): Promise<void> {
  const kinds = memberKinds(exchange, kind);
  await inBatches(added, async ({ value, type }) => {
    const target = kinds.find((candidate) => candidate.type.name === type);
    if (target === undefined || typeof value !== "string") return;
    if ((await findMember(exchange, target, value)) === undefined) await leaveGroups(exchange, target, value);
  });
}

/** Takes a resource that is gone out of the groups it was in. */
export async function leaveGroups(exchange: Exchange, kind: ResourceKind, id: string): Promise<void> {
  await changeGroupsOf(exchange, kind, id, { add: [], remove: [id] });
}

/**
 * Takes a resource that was gone already out of the groups that it may still be in: of a deletion before, only the first half was done, as by a store that failed after the
 * commit. An id that a resource of another type has is left alone.
 */
export async function leaveGroupsLate(exchange: Exchange, kind: ResourceKind, id: string): Promise<void> {
  for (const other of exchange.service.kinds) {
    if (other !== kind && (await findMember(exchange, other, id)) !== undefined) return;
  }
  await leaveGroups(exchange, kind, id);
}

/** Tells the groups of a resource its new name. */
export async function renameInGroups(
  exchange: Exchange,
  kind: ResourceKind,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  if (displayOf(before) === displayOf(after)) return;
  await changeGroupsOf(exchange, kind, String(after["id"]), { add: [memberElement(after, kind)], remove: [] });
}

/**
 * Changes the element of a member in all groups it is in. The groups are asked for anew in each round: one that the member has left since is not changed, as
 * its version is another.
 */
async function changeGroupsOf(exchange: Exchange, kind: ResourceKind, id: string, change: Change): Promise<void> {
  const kinds = groupKinds(exchange, kind);
  for (let round = 0; kinds.length > 0 && round < MAX_ROUNDS; round += 1) {
    const entries = (await directGroups(exchange, kinds, [id])).get(id) ?? [];
    let isStale = false;
    for (const entry of entries) isStale = (await attempt(exchange, entry, change)) === "stale" || isStale;
    if (!isStale) return;
  }
}

/** One try at the version that was read; undefined when nothing was to be changed. */
async function attempt(
  exchange: Exchange,
  { kind, group }: GroupEntry,
  change: Change,
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

function withChange(group: JsonObject, { members }: ResourceKind, { add, remove }: Change): JsonObject {
  if (members === undefined) return group;
  const elements = new Map(listOf(group[members.name]).map((element) => [element["value"], element]));
  for (const value of remove) elements.delete(value);
  for (const element of add) elements.set(element["value"], element);
  const { [members.name]: _, ...rest } = group;
  return elements.size === 0 ? rest : { ...rest, [members.name]: [...elements.values()] };
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
