/** The resources of the memory store, and the queries on them. */
import type { Filter } from "../../filter/ast.ts";
import { compileFilter } from "../../filter/compile.ts";
import type { AttributeNode, AttributeTree, JsonObject } from "../../models/attribute-tree.ts";
import type { ResourceType } from "../../models/resource-type.ts";
import type { Projector } from "../resource-type/projection.ts";
import { locateValue } from "../store/attribute-values.ts";
import { assertAffordable } from "../store/filter-cost.ts";
import type { StoreContext, StoreQuery, StoreSort } from "../store/store.ts";
import type { ChunkedList } from "./chunked-list.ts";
import { candidates, type MemoryIndexes, type ResourceSlot, type UniqueIndex } from "./memory-index.ts";
import type { MemoryMembers } from "./memory-members.ts";
import { MemoryOrder, type MemoryView, viewOfAll, viewOfFound } from "./memory-view.ts";

/** The resources of one type and tenant. */
export interface Collection {
  readonly order: ChunkedList<JsonObject>;
  readonly byId: Map<string, ResourceSlot>;
  readonly indexes: MemoryIndexes;
  /** The indexes of unique attributes by the description of the type: profiles may differ in what is unique. */
  readonly unique: WeakMap<AttributeTree, readonly UniqueIndex[]>;
  /**
   * Sort orders by the path of their attribute; created when a list is first sorted by an indexed one, and maintained
   * from then on.
   */
  readonly orders: Map<string, MemoryOrder>;
  readonly withoutSecrets: Projector;
  /** The members attribute, for a type of groups; the members are stored apart from the resources of `order`. */
  readonly memberAttribute: AttributeNode | undefined;
  readonly members: MemoryMembers | undefined;
}

/** The id of a stored resource. @throws TypeError for one without. */
export function idOf(resource: JsonObject): string {
  const { id } = resource;
  if (typeof id !== "string") throw new TypeError('A stored resource needs an "id" that is a string.');
  return id;
}

/** Whether the resources of a page are without members. */
export function omitsMembers({ memberAttribute }: Collection, context: StoreContext | undefined): boolean {
  return memberAttribute === undefined || context?.omit?.includes(memberAttribute.name) === true;
}

/** A resource as it was written; without its members if the context omits them. */
export function withMembers(collection: Collection, resource: JsonObject, context?: StoreContext): JsonObject {
  if (omitsMembers(collection, context)) return resource;
  return collection.members?.attach(idOf(resource), resource) ?? resource;
}

/** The result of a query, in its order. */
export function viewOf(collection: Collection, type: ResourceType, { filter, sort }: StoreQuery): MemoryView {
  if (filter === undefined) return sort === undefined ? viewOfAll(collection.order) : viewInOrder(collection, sort);
  const found = match(collection, type, filter);
  const by = sort === undefined ? undefined : locateValue(sort.by);
  return sort === undefined || by === undefined ? viewOfFound(found) : new MemoryOrder(by, found).view(sort.descending);
}

/** All resources in a sort order, which is kept for later queries where its attribute is indexed. */
function viewInOrder({ order, orders, indexes }: Collection, { by, descending }: StoreSort): MemoryView {
  const locator = locateValue(by);
  if (locator === undefined) return viewOfAll(order);
  const { path } = locator.node;
  const sorted = orders.get(path) ?? new MemoryOrder(locator, order);
  if (indexes.has(path)) orders.set(path, sorted);
  return sorted.view(descending);
}

/** The slots of the resources that match a filter, in the order of creation. */
function match(collection: Collection, type: ResourceType, filter: Filter): readonly ResourceSlot[] {
  const { order } = collection;
  const matches = compileFilter(filter, type);
  const slots = candidates(filter, type.tree, (path, value) => lookUp(collection, path, value));
  assertAffordable(filter, slots?.length ?? order.length);
  const found: ResourceSlot[] = [];
  for (const slot of slots === undefined ? order : [...slots].sort((a, b) => a.sequence - b.sequence)) {
    if (matches(withMembers(collection, slot.value))) found.push(slot);
  }
  return found;
}

function lookUp(collection: Collection, path: string, value: string): readonly ResourceSlot[] | undefined {
  const { byId, indexes, members, memberAttribute } = collection;
  if (path === "id") return slotsOf(byId, [value]);
  if (memberAttribute !== undefined && path === `${memberAttribute.name}.value`) {
    return slotsOf(byId, members?.groupsOf(value) ?? []);
  }
  return indexes.get(path)?.find(value);
}

function slotsOf(byId: ReadonlyMap<string, ResourceSlot>, ids: Iterable<string>): readonly ResourceSlot[] {
  return [...ids].map((id) => byId.get(id)).filter((slot) => slot !== undefined);
}
