/** The reference store: everything in memory, nothing persistent. */
import { isDeeperThan, MAX_DEPTH } from "../../internal/depth.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import { compileSecretRemoval } from "../resource-type/projection.ts";
import { membersAttribute } from "../store/group-attributes.ts";
import { versionOf } from "../store/meta.ts";
import { assertStorable, checksStrings } from "../store/storable-strings.ts";
import type {
  DeleteOutcome,
  MemberChanges,
  MembersOutcome,
  Store,
  StoreContext,
  StorePage,
  StoreQuery,
  WriteOutcome,
} from "../store/store.ts";
import { ChunkedList } from "./chunked-list.ts";
import { DocumentCache, MemoryPage } from "./document-cache.ts";
import { createIndexes, type ResourceSlot, uniqueIndexes } from "./memory-index.ts";
import { MemoryMembers } from "./memory-members.ts";
import { type Collection, idOf, omitsMembers, viewOf, withMembers } from "./memory-query.ts";
import { type MemoryOrder, pageOf } from "./memory-view.ts";

/**
 * Attributes by which clients look up resources: RFC 7643 §3.1, Entra's matching attributes, and the name of a group.
 */
const DEFAULT_INDEXES = ["userName", "externalId", "emails.value", "displayName"];

/** Maximum number of bytes of documents. */
const DEFAULT_DOCUMENT_BYTES = 16_000_000;

/**
 * A store in memory: for tests, for demos, and as a model for other stores.
 *
 * Lists are in the order of creation. Pages, `eq` lookups, lists sorted by an indexed attribute and changes of members
 * cost the same with ten resources and with a hundred thousand. Attributes that are never returned, such as `password`,
 * are dropped before a resource is stored.
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
  /** @internal */
  readonly [checksStrings] = true;
  readonly #indexed: readonly string[];
  readonly #documents: DocumentCache;
  /**
   * By tenant, then by the name of the resource type. The first insert creates an entry, so that reads cannot fill the
   * maps.
   */
  readonly #tenants = new Map<string, Map<string, Collection>>();

  /**
   * @param options - `indexes`: attributes besides the unique ones on which an `eq` filter is answered by an index,
   * such as `emails.value`. Default: `userName`, `externalId`, `emails.value`, `displayName`; attributes that a
   * resource type does not have are ignored. `documentBytes`: how many bytes of the
   * JSON documents of listed resources are kept, so that the next list does not serialize them again. Default:
   * 16,000,000, about 20,000 users; 0 keeps none.
   */
  constructor(
    options: {
      /** Paths of the indexed attributes, such as `emails.value`. */
      readonly indexes?: readonly string[];
      /** Maximum number of bytes of JSON documents that are kept. */
      readonly documentBytes?: number;
    } = {},
  ) {
    this.#indexed = options.indexes ?? DEFAULT_INDEXES;
    this.#documents = new DocumentCache(options.documentBytes ?? DEFAULT_DOCUMENT_BYTES);
  }

  get(tenant: string, type: ResourceType, id: string, context?: StoreContext): JsonObject | undefined {
    const collection = this.#find(tenant, type);
    const slot = collection?.byId.get(id);
    return collection === undefined || slot === undefined ? undefined : withMembers(collection, slot.value, context);
  }

  query(tenant: string, type: ResourceType, query: StoreQuery, context?: StoreContext): StorePage {
    const collection = this.#find(tenant, type);
    if (collection === undefined) return { total: 0, resources: [] };
    const view = viewOf(collection, type, query);
    const { slots, next } = pageOf(view, query);
    const resources = slots.map(({ value }) => withMembers(collection, value, context));
    const hasDocuments = omitsMembers(collection, context);
    return hasDocuments
      ? new MemoryPage(view.length, resources, next, this.#documents)
      : { total: view.length, resources, next };
  }

  insert(tenant: string, type: ResourceType, resource: JsonObject): WriteOutcome {
    assertDepth(resource);
    assertStorable(resource);
    const collection = this.#find(tenant, type) ?? this.#create(tenant, type);
    const stored = collection.withoutSecrets(resource);
    const id = idOf(stored);
    if (collection.byId.has(id)) return { kind: "duplicate", path: "id" };
    const path = duplicatePath(collection, type, stored);
    if (path !== undefined) return { kind: "duplicate", path };
    const withoutMembers = collection.members?.extract(id, stored) ?? stored;
    const slot = collection.order.append(withoutMembers);
    collection.byId.set(id, slot);
    for (const index of lookupsOf(collection)) index.add(withoutMembers, slot);
    return { kind: "stored", resource: stored };
  }

  replace(tenant: string, type: ResourceType, resource: JsonObject, expectedVersion: string): WriteOutcome {
    const collection = this.#find(tenant, type);
    const id = idOf(resource);
    const slot = collection?.byId.get(id);
    if (collection === undefined || slot === undefined) return { kind: "missing" };
    if (versionOf(slot.value) !== expectedVersion) return { kind: "stale" };
    assertDepth(resource);
    assertStorable(resource);
    const stored = collection.withoutSecrets(resource);
    const path = duplicatePath(collection, type, stored, slot);
    if (path !== undefined) return { kind: "duplicate", path };
    put(collection, slot, collection.members?.extract(id, stored) ?? stored);
    return { kind: "stored", resource: stored };
  }

  delete(tenant: string, type: ResourceType, id: string, expectedVersion: string | undefined): DeleteOutcome {
    const collection = this.#find(tenant, type);
    const slot = collection?.byId.get(id);
    if (collection === undefined || slot === undefined) return "missing";
    if (expectedVersion !== undefined && versionOf(slot.value) !== expectedVersion) return "stale";
    for (const index of lookupsOf(collection)) index.remove(slot.value, slot);
    collection.byId.delete(id);
    collection.order.remove(slot);
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
    const slot = collection?.byId.get(id);
    assertStorable(changes.add, "members");
    if (collection === undefined || slot === undefined) return { kind: "missing" };
    if (versionOf(slot.value) !== expectedVersion) return { kind: "stale" };
    if (!collection.members?.change(id, changes)) return { kind: "unchanged" };
    put(collection, slot, { ...slot.value, meta: changes.meta });
    return { kind: "stored", resource: slot.value };
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
      unique: new WeakMap(),
      orders: new Map(),
      withoutSecrets: compileSecretRemoval(type.tree),
      memberAttribute,
      members: memberAttribute === undefined ? undefined : new MemoryMembers(memberAttribute),
    };
    this.#tenants.set(tenant, collections.set(type.name, collection));
    return collection;
  }
}

/** Later reads recurse over the resource. */
function assertDepth(resource: JsonObject): void {
  if (!isDeeperThan(resource, MAX_DEPTH)) return;
  throw new TypeError(`A stored resource may be nested at most ${MAX_DEPTH} levels deep.`);
}

/** The indexes and sort orders of a collection. */
function lookupsOf({ indexes, orders }: Collection): readonly MemoryLookup[] {
  return [...indexes.values(), ...orders.values()];
}

/** An index or a sort order. */
type MemoryLookup = Pick<MemoryOrder, "add" | "remove" | "move">;

/** Replaces the resource in a slot. */
function put(collection: Collection, slot: ResourceSlot, resource: JsonObject): void {
  for (const lookup of lookupsOf(collection)) lookup.move(slot.value, resource, slot);
  slot.value = resource;
}

/** The path of a unique attribute whose value another resource has. */
function duplicatePath(
  collection: Collection,
  { tree }: ResourceType,
  resource: JsonObject,
  own?: ResourceSlot,
): string | undefined {
  let unique = collection.unique.get(tree);
  if (unique === undefined) {
    unique = uniqueIndexes(tree, collection.indexes, collection.order);
    collection.unique.set(tree, unique);
  }
  return unique.find(({ index }) => index.isTaken(resource, own))?.path;
}
