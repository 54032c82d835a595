/** The reference store: everything in memory, nothing kept. */
import type { Filter } from "../filter/ast.ts";
import { compileFilter } from "../filter/compile.ts";
import { compareValues } from "../internal/values.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { leadingValue, valuePlace } from "./attribute-values.ts";
import { ChunkedList } from "./chunked-list.ts";
import { candidates, createIndexes, isUnique, type MemoryIndexes, type ResourcePlace } from "./memory-index.ts";
import { versionOf } from "./meta.ts";
import { compileSecretRemoval, type Projector } from "./projection.ts";
import type { DeleteOutcome, Store, StorePage, StoreQuery, StoreSort, WriteOutcome } from "./store.ts";

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
  readonly type: ResourceType;
  readonly order: ChunkedList<JsonObject>;
  readonly byId: Map<string, ResourcePlace>;
  readonly indexes: MemoryIndexes;
  readonly withoutSecrets: Projector;
}

/**
 * A store in memory: for tests, for the embedded endpoint, and as the pattern for others.
 *
 * Lists are in the order of creation; pages and `eq` lookups cost the same with ten resources and with a hundred thousand. Attributes that are
 * never returned, such as `password`, are dropped before a resource is kept.
 */
export class MemoryStore implements Store {
  readonly #indexed: readonly string[];
  /** By tenant, then by the name of the resource type; entries are made by the first insert, so that reading cannot fill it. */
  readonly #tenants = new Map<string, Map<string, Collection>>();

  constructor(options: MemoryStoreOptions = {}) {
    this.#indexed = options.indexes ?? MATCHING;
  }

  get(tenant: string, type: ResourceType, id: string): JsonObject | undefined {
    return this.#find(tenant, type)?.byId.get(id)?.value;
  }

  query(tenant: string, type: ResourceType, query: StoreQuery): StorePage {
    const collection = this.#find(tenant, type);
    if (collection === undefined) return { total: 0, resources: [] };
    const { filter, sort, count } = query;
    const offset = query.startIndex - 1;
    if (filter === undefined && sort === undefined) {
      return { total: collection.order.length, resources: collection.order.slice(offset, count) };
    }
    const found = filter === undefined ? [...collection.order] : match(collection, filter);
    const ordered = sort === undefined ? found : inOrder(found, sort);
    return { total: found.length, resources: ordered.slice(offset, offset + count) };
  }

  insert(tenant: string, type: ResourceType, resource: JsonObject): WriteOutcome {
    const collection = this.#find(tenant, type) ?? this.#create(tenant, type);
    const kept = collection.withoutSecrets(resource);
    const id = idOf(kept);
    if (collection.byId.has(id)) return { kind: "duplicate", path: "id" };
    const path = takenPath(collection, kept);
    if (path !== undefined) return { kind: "duplicate", path };
    const place = collection.order.append(kept);
    collection.byId.set(id, place);
    for (const index of collection.indexes.values()) index.add(kept, place);
    return { kind: "stored", resource: kept };
  }

  replace(tenant: string, type: ResourceType, resource: JsonObject, expectedVersion: string): WriteOutcome {
    const collection = this.#find(tenant, type);
    const place = collection?.byId.get(idOf(resource));
    if (collection === undefined || place === undefined) return { kind: "missing" };
    if (versionOf(place.value) !== expectedVersion) return { kind: "stale" };
    const kept = collection.withoutSecrets(resource);
    const path = takenPath(collection, kept, place);
    if (path !== undefined) return { kind: "duplicate", path };
    for (const index of collection.indexes.values()) {
      index.remove(place.value, place);
      index.add(kept, place);
    }
    place.value = kept;
    return { kind: "stored", resource: kept };
  }

  delete(tenant: string, type: ResourceType, id: string, expectedVersion: string | undefined): DeleteOutcome {
    const collection = this.#find(tenant, type);
    const place = collection?.byId.get(id);
    if (collection === undefined || place === undefined) return "missing";
    if (expectedVersion !== undefined && versionOf(place.value) !== expectedVersion) return "stale";
    for (const index of collection.indexes.values()) index.remove(place.value, place);
    collection.byId.delete(id);
    collection.order.remove(place);
    return "deleted";
  }

  #find(tenant: string, type: ResourceType): Collection | undefined {
    return this.#tenants.get(tenant)?.get(type.name);
  }

  #create(tenant: string, type: ResourceType): Collection {
    const collections = this.#tenants.get(tenant) ?? new Map<string, Collection>();
    const collection: Collection = {
      type,
      order: new ChunkedList(),
      byId: new Map(),
      indexes: createIndexes(type.tree, this.#indexed),
      withoutSecrets: compileSecretRemoval(type.tree),
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

/** The path of a unique attribute of which another resource has the value. */
function takenPath(collection: Collection, resource: JsonObject, own?: ResourcePlace): string | undefined {
  for (const [path, index] of collection.indexes) {
    if (isUnique(index.node) && index.isTaken(resource, own)) return path;
  }
  return undefined;
}

/** The resources that match a filter, in the order of creation. */
function match({ type, order, byId, indexes }: Collection, filter: Filter): readonly JsonObject[] {
  const matches = compileFilter(filter, type);
  const places = candidates(filter, type.tree, (path, text) => {
    if (path !== "id") return indexes.get(path)?.find(text);
    const place = byId.get(text);
    return place === undefined ? [] : [place];
  });
  const found: JsonObject[] = [];
  if (places === undefined) {
    for (const resource of order) if (matches(resource)) found.push(resource);
    return found;
  }
  for (const { value } of [...places].sort((a, b) => a.sequence - b.sequence)) if (matches(value)) found.push(value);
  return found;
}

/** RFC 7644 §3.4.2.3: resources without a value come last in ascending order and first in descending order. */
function inOrder(resources: readonly JsonObject[], { by, descending }: StoreSort): readonly JsonObject[] {
  const place = valuePlace(by);
  if (place === undefined) return resources;
  const direction = descending ? -1 : 1;
  return resources
    .map((resource) => ({ resource, value: leadingValue(resource, place) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return direction * (Number(a.value === undefined) - Number(b.value === undefined));
      }
      return direction * (compareValues(a.value, b.value, place.node) ?? 0);
    })
    .map(({ resource }) => resource);
}
