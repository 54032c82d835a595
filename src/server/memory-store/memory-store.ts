/** The reference store: everything in memory, nothing kept. */
import type { Filter } from "../../filter/ast.ts";
import { compileFilter } from "../../filter/compile.ts";
import { DEEPEST, isDeeperThan } from "../../internal/depth.ts";
import type { AttributeNode, JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { compileSecretRemoval, type Projector } from "../resource-type/projection.ts";
import { valuePlace } from "../store/attribute-values.ts";
import { membersAttribute } from "../store/group-attributes.ts";
import { versionOf } from "../store/meta.ts";
import type {
  DeleteOutcome,
  MemberChanges,
  MembersOutcome,
  Store,
  StoreContext,
  StorePage,
  StoreQuery,
  StoreSort,
  WriteOutcome,
} from "../store/store.ts";
import { ChunkedList } from "./chunked-list.ts";
import { candidates, createIndexes, isUnique, type MemoryIndexes, type ResourcePlace } from "./memory-index.ts";
import { MemoryMembers } from "./memory-members.ts";
import { MemoryOrder, type MemoryView, pageOf, viewOfAll, viewOfFound } from "./memory-view.ts";

/** Attributes by which clients look resources up: RFC 7643 §3.1, Entra's matching attributes, and the name of a group. */
const MATCHING = ["userName", "externalId", "emails.value", "displayName"];

/** Options of {@link MemoryStore}. */
export interface MemoryStoreOptions {
  /**
   * Attributes besides the unique ones on which a filter with `eq` is answered without looking at every resource, such as `emails.value`. Default:
   * `userName`, `externalId`, `emails.value`, `displayName`; those that a resource type does not have are left out.
   */
  readonly indexes?: readonly string[];
}

/** The resources of one type and tenant. */
interface Collection {
  readonly order: ChunkedList<JsonObject>;
  readonly byId: Map<string, ResourcePlace>;
  readonly indexes: MemoryIndexes;
  /** Orders by the path of their attribute; made when a list is first sorted by one that is indexed, and kept from then on. */
  readonly orders: Map<string, MemoryOrder>;
  readonly withoutSecrets: Projector;
  /** The attribute of the members, for a type of groups, and the members, which do not stand in the resources of `order`. */
  readonly memberAttribute: AttributeNode | undefined;
  readonly members: MemoryMembers | undefined;
}

/**
 * A store in memory: for tests, for the embedded endpoint, and as the pattern for others.
 *
 * Lists are in the order of creation; pages, `eq` lookups, lists sorted by an indexed attribute and changes of members cost the same with ten resources
 * and with a hundred thousand. Attributes that are never returned, such as `password`, are dropped before a resource is kept.
 *
 * @example
 * ```ts
 * import { UserType } from "proxyclick-scim/models";
 * import { DEFAULT_TENANT, MemoryStore } from "proxyclick-scim/server";
 *
 * const store = new MemoryStore();
 * store.query(DEFAULT_TENANT, UserType, { startIndex: 1, count: 10 }, { signal: AbortSignal.timeout(1000) });
 * ```
 */
export class MemoryStore implements Store {
  readonly #indexed: readonly string[];
  /** By tenant, then by the name of the resource type; entries are made by the first insert, so that reading cannot fill it. */
  readonly #tenants = new Map<string, Map<string, Collection>>();

  constructor(options: MemoryStoreOptions = {}) {
    this.#indexed = options.indexes ?? MATCHING;
  }

  get(tenant: string, type: ResourceType, id: string, context?: StoreContext): JsonObject | undefined {
    const collection = this.#find(tenant, type);
    const place = collection?.byId.get(id);
    return collection === undefined || place === undefined ? undefined : shown(collection, place.value, context);
  }

  query(tenant: string, type: ResourceType, query: StoreQuery, context?: StoreContext): StorePage {
    const collection = this.#find(tenant, type);
    if (collection === undefined) return { total: 0, resources: [] };
    const view = viewOf(collection, type, query);
    const { places, next } = pageOf(view, query);
    return { total: view.length, resources: places.map(({ value }) => shown(collection, value, context)), next };
  }

  insert(tenant: string, type: ResourceType, resource: JsonObject): WriteOutcome {
    refuseDeep(resource);
    const collection = this.#find(tenant, type) ?? this.#create(tenant, type);
    const kept = collection.withoutSecrets(resource);
    const id = idOf(kept);
    if (collection.byId.has(id)) return { kind: "duplicate", path: "id" };
    const path = takenPath(collection, kept);
    if (path !== undefined) return { kind: "duplicate", path };
    const head = collection.members?.keep(id, kept) ?? kept;
    const place = collection.order.append(head);
    collection.byId.set(id, place);
    for (const index of lookupsOf(collection)) index.add(head, place);
    return { kind: "stored", resource: kept };
  }

  replace(tenant: string, type: ResourceType, resource: JsonObject, expectedVersion: string): WriteOutcome {
    const collection = this.#find(tenant, type);
    const id = idOf(resource);
    const place = collection?.byId.get(id);
    if (collection === undefined || place === undefined) return { kind: "missing" };
    if (versionOf(place.value) !== expectedVersion) return { kind: "stale" };
    refuseDeep(resource);
    const kept = collection.withoutSecrets(resource);
    const path = takenPath(collection, kept, place);
    if (path !== undefined) return { kind: "duplicate", path };
    put(collection, place, collection.members?.keep(id, kept) ?? kept);
    return { kind: "stored", resource: kept };
  }

  delete(tenant: string, type: ResourceType, id: string, expectedVersion: string | undefined): DeleteOutcome {
    const collection = this.#find(tenant, type);
    const place = collection?.byId.get(id);
    if (collection === undefined || place === undefined) return "missing";
    if (expectedVersion !== undefined && versionOf(place.value) !== expectedVersion) return "stale";
    for (const index of lookupsOf(collection)) index.remove(place.value, place);
    collection.byId.delete(id);
    collection.order.remove(place);
    collection.members?.drop(id);
    return "deleted";
  }

  changeMembers(
    tenant: string,
    type: ResourceType,
    id: string,
    changes: MemberChanges,
    expectedVersion: string,
  ): MembersOutcome {
    const collection = this.#find(tenant, type);
    const place = collection?.byId.get(id);
    if (collection === undefined || place === undefined) return { kind: "missing" };
    if (versionOf(place.value) !== expectedVersion) return { kind: "stale" };
    if (!collection.members?.change(id, changes)) return { kind: "unchanged" };
    put(collection, place, { ...place.value, meta: changes.meta });
    return { kind: "stored", resource: place.value };
  }

  groupsOf(tenant: string, type: ResourceType, members: readonly string[]): ReadonlyMap<string, readonly JsonObject[]> {
    const found = new Map<string, readonly JsonObject[]>();
    const collection = this.#find(tenant, type);
    if (collection?.members === undefined) return found;
    for (const member of members) {
      const groups: JsonObject[] = [];
      for (const id of collection.members.groupsOf(member)) {
        const group = collection.byId.get(id)?.value;
        if (group !== undefined) groups.push(group);
      }
      if (groups.length > 0) found.set(member, groups);
    }
    return found;
  }

  #find(tenant: string, type: ResourceType): Collection | undefined {
    return this.#tenants.get(tenant)?.get(type.name);
  }

  #create(tenant: string, type: ResourceType): Collection {
    const collections = this.#tenants.get(tenant) ?? new Map<string, Collection>();
    const memberAttribute = membersAttribute(type.tree);
    const collection: Collection = {
      order: new ChunkedList(),
      byId: new Map(),
      indexes: createIndexes(type.tree, this.#indexed),
      orders: new Map(),
      withoutSecrets: compileSecretRemoval(type.tree),
      memberAttribute,
      members: memberAttribute === undefined ? undefined : new MemoryMembers(memberAttribute),
    };
    this.#tenants.set(tenant, collections.set(type.name, collection));
    return collection;
  }
}

function idOf(resource: JsonObject): string {
  const { id } = resource;
  if (typeof id !== "string") throw new TypeError('A resource that is stored needs an "id".');
  return id;
}

/** Whatever reads a resource later recurses over it. */
function refuseDeep(resource: JsonObject): void {
  if (!isDeeperThan(resource, DEEPEST)) return;
  throw new TypeError(`A resource that is stored may be nested ${DEEPEST} levels deep at most.`);
}

/** Everything that finds places by their resource. */
function* lookupsOf({ indexes, orders }: Collection): Iterable<MemoryLookup> {
  yield* indexes.values();
  yield* orders.values();
}

/** What {@link lookupsOf} gives. */
type MemoryLookup = Pick<MemoryOrder, "add" | "remove" | "move">;

/** Puts a resource in the place of another. */
function put(collection: Collection, place: ResourcePlace, resource: JsonObject): void {
  for (const lookup of lookupsOf(collection)) lookup.move(place.value, resource, place);
  place.value = resource;
}

/** A resource as it was written, unless nobody will look at its members. */
function shown({ members, memberAttribute }: Collection, resource: JsonObject, context?: StoreContext): JsonObject {
  if (members === undefined || memberAttribute === undefined) return resource;
  return context?.omit?.includes(memberAttribute.name) ? resource : members.complete(idOf(resource), resource);
}

/** The path of a unique attribute of which another resource has the value. */
function takenPath(collection: Collection, resource: JsonObject, own?: ResourcePlace): string | undefined {
  for (const [path, index] of collection.indexes) {
    if (isUnique(index.node) && index.isTaken(resource, own)) return path;
  }
  return undefined;
}

/** What a query asks for, in its order. */
function viewOf(collection: Collection, type: ResourceType, { filter, sort }: StoreQuery): MemoryView {
  if (filter === undefined) return sort === undefined ? viewOfAll(collection.order) : viewInOrder(collection, sort);
  const found = match(collection, type, filter);
  const by = sort === undefined ? undefined : valuePlace(sort.by);
  return sort === undefined || by === undefined ? viewOfFound(found) : new MemoryOrder(by, found).view(sort.descending);
}

/** All resources in an order, which is kept for next time where its attribute is indexed. */
function viewInOrder({ order, orders, indexes }: Collection, { by, descending }: StoreSort): MemoryView {
  const place = valuePlace(by);
  if (place === undefined) return viewOfAll(order);
  const { path } = place.node;
  const sorted = orders.get(path) ?? new MemoryOrder(place, order);
  if (indexes.has(path)) orders.set(path, sorted);
  return sorted.view(descending);
}

/** The places of the resources that match a filter, in the order of creation. */
function match(collection: Collection, type: ResourceType, filter: Filter): readonly ResourcePlace[] {
  const { order } = collection;
  const matches = compileFilter(filter, type);
  const places = candidates(filter, type.tree, (path, text) => lookUp(collection, path, text));
  const found: ResourcePlace[] = [];
  for (const place of places === undefined ? order : [...places].sort((a, b) => a.sequence - b.sequence)) {
    if (matches(shown(collection, place.value))) found.push(place);
  }
  return found;
}

function lookUp(collection: Collection, path: string, text: string): readonly ResourcePlace[] | undefined {
  const { byId, indexes, members, memberAttribute } = collection;
  if (path === "id") return placesOf(byId, [text]);
  if (memberAttribute !== undefined && path === `${memberAttribute.name}.value`) {
    return placesOf(byId, members?.groupsOf(text) ?? []);
  }
  return indexes.get(path)?.find(text);
}

function placesOf(byId: ReadonlyMap<string, ResourcePlace>, ids: Iterable<string>): readonly ResourcePlace[] {
  return [...ids].map((id) => byId.get(id)).filter((place) => place !== undefined);
}
