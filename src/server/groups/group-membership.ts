/** Reads which resources are in which groups, and how responses show it (RFC 7643 §4.1.2 and §4.2). */
import type { Awaitable } from "../../internal/awaitable.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { isJsonObject } from "../../models/json.ts";
import { baseUrlOf, type Exchange } from "../exchange/exchange.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { inBatches } from "../store/batches.ts";

/** Page size of the queries to a store without `groupsOf`. */
const PAGE_SIZE = 1_000;

/** A group of a member. */
export interface GroupEntry {
  readonly kind: ResourceKind;
  /** The group, possibly without its members. */
  readonly group: JsonObject;
}

/** The name of a resource as references to it show it. */
export function displayNameOf({ displayName, name, userName }: JsonObject): string | undefined {
  const formatted = isJsonObject(name) ? name["formatted"] : undefined;
  return [displayName, formatted, userName].find((candidate) => typeof candidate === "string");
}

/** The groups of which resources are direct members, by the id of the member. */
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
  exchange: Exchange,
  kind: ResourceKind,
  ids: readonly string[],
): Awaitable<ReadonlyMap<string, readonly JsonObject[]>> {
  const { service, caller, context } = exchange;
  if (ids.length === 0) return new Map();
  if (service.store.groupsOf !== undefined) return service.store.groupsOf(caller.tenant, kind.type, ids, context);
  return queryGroups(exchange, kind, ids);
}

/** Queries once for each member, because many stores cannot take a filter over hundreds of ids. */
async function queryGroups(
  exchange: Exchange,
  kind: ResourceKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
  const found = await inBatches(ids, async (id) => [id, await queryGroupsOf(exchange, kind, id)] as const);
  return new Map(found.filter(([, groups]) => groups.length > 0));
}

async function queryGroupsOf(
  { service, caller, context }: Exchange,
  kind: ResourceKind,
  id: string,
): Promise<readonly JsonObject[]> {
  const path = { name: kind.members?.name ?? "members", subAttribute: "value" };
  const filter = { kind: "compare", operator: "eq", path, value: id } as const;
  const groups: JsonObject[] = [];
  for (let total = 1; groups.length < total; ) {
    const query = { filter, startIndex: groups.length + 1, count: PAGE_SIZE };
    const page = await service.store.query(caller.tenant, kind.type, query, context);
    groups.push(...page.resources);
    total = page.resources.length === 0 ? 0 : page.total;
  }
  return groups;
}

/**
 * The `groups` of resources, by their id: direct groups first, then the groups that contain those, and so on. Each
 * group is visited once, so groups that contain each other end the search.
 */
export async function computeGroups(
  exchange: Exchange,
  kind: ResourceKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
  const computed = new Map<string, readonly JsonObject[]>();
  const kinds = kind.groupKinds;
  if (kinds.length === 0) return computed;
  const direct = await directGroups(exchange, kinds, ids);
  if (direct.size === 0) return computed;
  const parents = await findParents(exchange, kinds, [...direct.values()].flat());
  const baseUrl = baseUrlOf(exchange);
  for (const [id, entries] of direct) {
    const directIds = new Set(entries.map(idOf));
    const groups = [...withAncestors(entries, parents)].map(([group, entry]) =>
      groupElement(entry, group, baseUrl, directIds.has(group) ? "direct" : "indirect"),
    );
    computed.set(id, groups);
  }
  return computed;
}

/** The groups above some groups, level by level; each group is looked up once. */
async function findParents(
  exchange: Exchange,
  kinds: readonly ResourceKind[],
  groups: readonly GroupEntry[],
): Promise<ReadonlyMap<string, readonly GroupEntry[]>> {
  const parents = new Map<string, readonly GroupEntry[]>();
  const nested = kinds.filter(({ memberKinds }) => memberKinds.some(({ members }) => members !== undefined));
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

/** Some groups and all their ancestors, in the order of their distance. */
function withAncestors(
  entries: readonly GroupEntry[],
  parents: ReadonlyMap<string, readonly GroupEntry[]>,
): ReadonlyMap<string, GroupEntry> {
  const found = new Map(entries.map((entry) => [idOf(entry), entry]));
  // Iterating over a Map includes the keys that are added on the way.
  for (const id of found.keys()) {
    for (const parent of parents.get(id) ?? []) {
      if (!found.has(idOf(parent))) found.set(idOf(parent), parent);
    }
  }
  return found;
}

function idOf({ group }: GroupEntry): string {
  return String(group["id"]);
}

function groupElement({ kind, group }: GroupEntry, id: string, baseUrl: string, type: string): JsonObject {
  const display = displayNameOf(group);
  const $ref = `${baseUrl}${kind.type.endpoint}/${encodeURIComponent(id)}`;
  return display === undefined ? { value: id, $ref, type } : { value: id, $ref, display, type };
}

/** A group whose members have the `$ref` under which this client reaches them; a resource without members as it is. */
export function withReferences(exchange: Exchange, kind: ResourceKind, resource: JsonObject): JsonObject {
  const { members } = kind;
  const elements = members === undefined ? undefined : resource[members.name];
  if (members === undefined || !Array.isArray(elements)) return resource;
  return { ...resource, [members.name]: referToMembers(exchange, kind, elements) };
}

function referToMembers(exchange: Exchange, kind: ResourceKind, members: readonly unknown[]): readonly JsonObject[] {
  const baseUrl = baseUrlOf(exchange);
  const collections = new Map(kind.memberKinds.map(({ type }) => [type.name, `${baseUrl}${type.endpoint}/`]));
  return members.filter(isJsonObject).map((member) => {
    const collection = collections.get(String(member["type"]));
    const { value } = member;
    const isKnown = collection !== undefined && typeof value === "string";
    return isKnown ? { ...member, $ref: collection + encodeURIComponent(value) } : member;
  });
}
