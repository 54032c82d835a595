/**
 * The members of the groups in memory, by key in both directions, so that the cost of a change does not depend on the
 * size of the group.
 */
import { comparisonKey } from "../../internal/comparison-key.ts";
import { deepEqual } from "../../internal/values.ts";
import type { AttributeNode, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonList, isJsonObject } from "../../models/json.ts";
import type { MemberChanges } from "../store/store.ts";

/** The members of all groups of one type. */
export class MemoryMembers {
  readonly #attribute: AttributeNode;
  readonly #value: AttributeNode | undefined;
  /**
   * Elements by group and by the member's key, in the order in which they were added; no group without members has an
   * entry.
   */
  readonly #members = new Map<string, Map<string, JsonObject>>();
  /** Groups by the member's key: the inverse of `#members`. */
  readonly #groups = new Map<string, Set<string>>();

  /** @param attribute - the members attribute. */
  constructor(attribute: AttributeNode) {
    this.#attribute = attribute;
    this.#value = attribute.subAttributes.get("value");
  }

  /** Stores the members of a group and returns the group without them. */
  extract(group: string, resource: JsonObject): JsonObject {
    const { [this.#attribute.name]: members, ...rest } = resource;
    this.drop(group);
    if (!isJsonList(members)) return resource;
    for (const element of members) if (isJsonObject(element)) this.#add(group, element);
    return rest;
  }

  /** A group with its members. */
  attach(group: string, resource: JsonObject): JsonObject {
    const members = this.#members.get(group);
    return members === undefined ? resource : { ...resource, [this.#attribute.name]: [...members.values()] };
  }

  /** Removes the members of a group. */
  drop(group: string): void {
    for (const key of this.#members.get(group)?.keys() ?? []) this.#unlink(group, key);
    this.#members.delete(group);
  }

  /** Changes the members of a group; false when there was nothing to change. */
  change(group: string, { add, remove }: MemberChanges): boolean {
    let changed = false;
    for (const value of remove) changed = this.#remove(group, this.#keyOf(value)) || changed;
    for (const element of add) changed = this.#add(group, element) || changed;
    return changed;
  }

  /** The groups that have a member. */
  groupsOf(member: string): Iterable<string> {
    return this.#groups.get(this.#keyOf(member)) ?? [];
  }

  #add(group: string, element: JsonObject): boolean {
    const { value } = element;
    const key = typeof value === "string" ? this.#keyOf(value) : JSON.stringify(element);
    const members = this.#members.get(group) ?? new Map<string, JsonObject>();
    if (deepEqual(members.get(key), element)) return false;
    this.#members.set(group, members.set(key, element));
    const groups = this.#groups.get(key) ?? new Set<string>();
    this.#groups.set(key, groups.add(group));
    return true;
  }

  #remove(group: string, key: string): boolean {
    const members = this.#members.get(group);
    if (members === undefined || !members.delete(key)) return false;
    if (members.size === 0) this.#members.delete(group);
    this.#unlink(group, key);
    return true;
  }

  #unlink(group: string, key: string): void {
    const groups = this.#groups.get(key);
    groups?.delete(group);
    if (groups?.size === 0) this.#groups.delete(key);
  }

  #keyOf(value: string): string {
    return comparisonKey(value, this.#value);
  }
}
