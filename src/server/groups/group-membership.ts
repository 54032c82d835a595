/** Groups and their members: who is in which group, and what is shown of it (RFC 7643 §4.1.2 and §4.2). */

import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { baseUrlOf, type Exchange } from "../exchange/exchange.ts";
import { isJsonObject } from "../http/json.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { inBatches } from "../store/batches.ts";

/** Groups that a store without `groupsOf` is asked for at once. */
const PAGE = 1_000;

/** A group as far as its members need to know it. */
export interface GroupEntry {
  readonly kind: ResourceKind;
  /** The group, its members possibly left out. */
  readonly group: JsonObject;
}

/** The name of a resource to show where it is referred to. */
export function displayOf({ displayName, name, userName }: JsonObject): string | undefined {
  const formatted = isJsonObject(name) ? name["formatted"] : undefined;
  return [displayName, formatted, userName].find((text) => typeof text === "string");
}

/** The kinds of groups that resources of a type may be members of. */
export function groupKinds({ service }: Exchange, { type }: ResourceKind): readonly ResourceKind[] {
  return service.kinds.filter(({ members }) =>
    members?.subAttributes.get("$ref")?.referenceTypes.some((name) => name === type.name),
  );
}

/** The kinds of resources that may be members of a group. */
export function memberKinds({ service }: Exchange, { members }: ResourceKind): readonly ResourceKind[] {
  const names = members?.subAttributes.get("$ref")?.referenceTypes ?? [];
  return service.kinds.filter(({ type }) => names.includes(type.name));
}

/** The groups that resources are members of themselves, by the id of the member. */
export async function directGroups(
  exchange: Exchange,
  kinds: readonly ResourceKind[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly GroupEntry[]>> {
  const found = new Map<string, GroupEntry[]>();
  for (const kind of kinds) {
    for (const [id, groups] of await groupsOf(exchange, kind, ids)) {
      const entries = found.get(id) ?? [];
      for (const group of groups) entries.push({ kind, group });
      found.set(id, entries);
    }
  }
  return found;
}

function groupsOf(
  { service, caller, context }: Exchange,
  kind: ResourceKind,
  ids: readonly string[],
): Awaitable<ReadonlyMap<string, readonly JsonObject[]>> {
  const { store } = service;
  if (ids.length === 0) return new Map();
  if (store.groupsOf !== undefined) return store.groupsOf(caller.tenant, kind.type, ids, context);
  return searchGroups();

  /** One question a member: a filter over hundreds of ids is more than many stores take. */
  async function searchGroups(): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
    const found = await inBatches(ids, async (id) => [id, await searchGroupsOf(id)] as const);
    return new Map(found.filter(([, groups]) => groups.length > 0));
  }

  async function searchGroupsOf(id: string): Promise<readonly JsonObject[]> {
    const path = { name: kind.members?.name ?? "members", subAttribute: "value" };
    const filter = { kind: "compare", operator: "eq", path, value: id } as const;
    const groups: JsonObject[] = [];
    for (let total = 1; groups.length < total; ) {
      const page = { filter, startIndex: groups.length + 1, count: PAGE };
      const { total: all, resources } = await store.query(caller.tenant, kind.type, page, context);
      groups.push(...resources);
      total = resources.length === 0 ? 0 : all;
    }
    return groups;
  }
}

/**
 * The `groups` of resources, by their id: direct ones, then those that a group of theirs is a member of, and so on. Each group is met once, so groups
 * that contain one another end the walk.
 */
export async function listGroups(
  exchange: Exchange,
  kind: ResourceKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
  const shown = new Map<string, readonly JsonObject[]>();
  const kinds = groupKinds(exchange, kind);
  if (kinds.length === 0) return shown;
  const direct = await directGroups(exchange, kinds, ids);
  if (direct.size === 0) return shown;
  const parents = await findParents(exchange, kinds, [...direct.values()].flat());
  const baseUrl = baseUrlOf(exchange);
  for (const [id, entries] of direct) {
    const own = new Set(entries.map(idOf));
    const groups = [...reach(entries, parents)].map(([group, entry]) =>
      showGroup(entry, group, baseUrl, own.has(group) ? "direct" : "indirect"),
    );
    shown.set(id, groups);
  }
  return shown;
}

/** The groups above some groups, level by level, each asked for once. */
async function findParents(
  exchange: Exchange,
  kinds: readonly ResourceKind[],
  groups: readonly GroupEntry[],
): Promise<ReadonlyMap<string, readonly GroupEntry[]>> {
  const parents = new Map<string, readonly GroupEntry[]>();
  const nested = kinds.filter((kind) => memberKinds(exchange, kind).some(({ members }) => members !== undefined));
  let level = new Set(groups.map(idOf));
  while (level.size > 0 && nested.length > 0) {
    const found = await directGroups(exchange, nested, [...level]);
    for (const id of level) parents.set(id, found.get(id) ?? []);
    level = new Set(
      [...found.values()]
        .flat()
        .map(idOf)
        .filter((id) => !parents.has(id)),
    );
  }
  return parents;
}

/** All groups that can be reached from some, in the order of their distance. */
function reach(
  entries: readonly GroupEntry[],
  parents: ReadonlyMap<string, readonly GroupEntry[]>,
): ReadonlyMap<string, GroupEntry> {
  const reached = new Map(entries.map((entry) => [idOf(entry), entry]));
  // A Map that grows while it is walked is walked to its new end.
  for (const id of reached.keys()) {
    for (const parent of parents.get(id) ?? []) {
      if (!reached.has(idOf(parent))) reached.set(idOf(parent), parent);
    }
  }
  return reached;
}

function idOf({ group }: GroupEntry): string {
  return String(group["id"]);
}

function showGroup({ kind, group }: GroupEntry, id: string, baseUrl: string, type: string): JsonObject {
  const display = displayOf(group);
  const $ref = `${baseUrl}${kind.type.endpoint}/${encodeURIComponent(id)}`;
  return display === undefined ? { value: id, $ref, type } : { value: id, $ref, display, type };
}

/** A group with its members as they are shown: each with the `$ref` under which this client reaches it. Other resources stay as they are. */
export function withReferences(exchange: Exchange, kind: ResourceKind, resource: JsonObject): JsonObject {
  const { members } = kind;
  const elements = members === undefined ? undefined : resource[members.name];
  if (members === undefined || !Array.isArray(elements)) return resource;
  return { ...resource, [members.name]: showMembers(exchange, kind, elements) };
}

function showMembers(exchange: Exchange, kind: ResourceKind, members: readonly unknown[]): readonly JsonObject[] {
  const baseUrl = baseUrlOf(exchange);
  const collections = new Map(
    memberKinds(exchange, kind).map(({ type }) => [type.name, `${baseUrl}${type.endpoint}/`]),
  );
  const shown: JsonObject[] = [];
  for (const member of members) {
    if (!isJsonObject(member)) continue;
    const collection = collections.get(String(member["type"]));
    const { value } = member;
    const isKnown = collection !== undefined && typeof value === "string";
    shown.push(isKnown ? { ...member, $ref: collection + encodeURIComponent(value) } : member);
  }
  return shown;
}
