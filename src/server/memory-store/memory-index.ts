/** The indexes of the memory store: from the values of an attribute to the slots of the resources that have them. */
import type { Filter } from "../../filter/ast.ts";
import type { AttributeNode, AttributePath, AttributeTree, JsonObject } from "../../models/attribute-tree.ts";
import { lookUpPath } from "../../models/attribute-tree.ts";
import { locateValue, type ValueLocator, wholeValue } from "../store/attribute-values.ts";
import { keyOf, keysAt, uniqueAttributes } from "../store/unique-paths.ts";
import type { Slot } from "./chunked-list.ts";

/** The slot of a resource in its collection. */
export type ResourceSlot = Slot<JsonObject>;

/** Slots by the value of one attribute, in the form in which the attribute compares. */
class MemoryIndex {
  readonly #attribute: ValueLocator;
  /** A single slot, the usual case, is stored without a set. */
  readonly #slots = new Map<string, ResourceSlot | Set<ResourceSlot>>();

  constructor(attribute: ValueLocator) {
    this.#attribute = attribute;
  }

  /** The slots whose resource has an equal value. */
  find(value: string): readonly ResourceSlot[] {
    const found = this.#slots.get(keyOf(value, this.#attribute.node) ?? "");
    if (found === undefined) return [];
    return found instanceof Set ? [...found] : [found];
  }

  /** Whether a slot other than its own has a value of a resource. */
  isTaken(resource: JsonObject, own?: ResourceSlot): boolean {
    return this.#keys(resource).some((key) => {
      const found = this.#slots.get(key);
      if (found === undefined || found === own) return false;
      return !(found instanceof Set) || found.size > 1 || own === undefined || !found.has(own);
    });
  }

  /** Adds a resource with its slot. */
  add(resource: JsonObject, slot: ResourceSlot): void {
    for (const key of this.#keys(resource)) this.#enter(key, slot);
  }

  /** Removes a resource. */
  remove(resource: JsonObject, slot: ResourceSlot): void {
    for (const key of this.#keys(resource)) this.#drop(key, slot);
  }

  /**
   * Replaces the resource of a slot. Only values that differ are touched: removing a key from a Map and adding it again
   * lengthens its bucket.
   */
  move(before: JsonObject, after: JsonObject, slot: ResourceSlot): void {
    if (wholeValue(before, this.#attribute) === wholeValue(after, this.#attribute)) return;
    const [oldKeys, newKeys] = [this.#keys(before), this.#keys(after)];
    if (oldKeys.length === newKeys.length && oldKeys.every((key, index) => key === newKeys[index])) return;
    // Sets, because one resource may have tens of thousands of values.
    const [removed, added] = [new Set(oldKeys), new Set(newKeys)];
    for (const key of removed) if (!added.has(key)) this.#drop(key, slot);
    for (const key of added) if (!removed.has(key)) this.#enter(key, slot);
  }

  #enter(key: string, slot: ResourceSlot): void {
    const found = this.#slots.get(key);
    if (found === undefined) this.#slots.set(key, slot);
    else if (found instanceof Set) found.add(slot);
    else if (found !== slot) this.#slots.set(key, new Set([found, slot]));
  }

  #drop(key: string, slot: ResourceSlot): void {
    const found = this.#slots.get(key);
    if (found instanceof Set) found.delete(slot);
    if (found === slot || (found instanceof Set && found.size === 0)) this.#slots.delete(key);
  }

  #keys(resource: JsonObject): readonly string[] {
    return keysAt(resource, this.#attribute);
  }
}

/** The indexes of a collection by the path of their attribute, such as `emails.value`. */
export type MemoryIndexes = Map<string, MemoryIndex>;

/** The index of a unique attribute, and the path under which it is unique. */
export interface UniqueIndex {
  readonly path: string;
  readonly index: MemoryIndex;
}

/** Creates an index for those of the named attributes that a resource type has. */
export function createIndexes(tree: AttributeTree, paths: readonly string[]): MemoryIndexes {
  const indexes = new Map<string, MemoryIndex>();
  for (const path of paths) {
    const [name = "", subAttribute] = path.split(".");
    const resolved = lookUpPath(tree, { name, subAttribute });
    const locator = resolved === undefined ? undefined : locateValue(resolved);
    if (locator !== undefined && hasKeys(locator.node)) indexes.set(locator.node.path, new MemoryIndex(locator));
  }
  return indexes;
}

/**
 * The indexes of the attributes that a description of a resource type has unique. Those that are missing, because other
 * descriptions of the type were used before, are created and filled.
 */
export function uniqueIndexes(
  tree: AttributeTree,
  indexes: MemoryIndexes,
  slots: Iterable<ResourceSlot>,
): readonly UniqueIndex[] {
  return uniqueAttributes(tree).map((locator) => {
    const known = indexes.get(locator.node.path);
    const index = known ?? new MemoryIndex(locator);
    if (known === undefined) {
      for (const slot of slots) index.add(slot.value, slot);
      indexes.set(locator.node.path, index);
    }
    return { path: locator.path, index };
  });
}

/** Whether an `eq` can be looked up: equal bytes can be written in more than one way. */
function hasKeys({ type }: AttributeNode): boolean {
  return type === "string" || type === "reference" || type === "integer" || type === "decimal";
}

/**
 * Finds the slots that can match a filter through the indexes: every match is among them, but not every one of them
 * matches. Undefined when no index applies, so that every resource has to be examined.
 */
export function candidates(
  filter: Filter,
  tree: AttributeTree,
  lookUp: (path: string, value: string) => readonly ResourceSlot[] | undefined,
): readonly ResourceSlot[] | undefined {
  return search(filter, (path) => {
    const found = lookUpPath(tree, path);
    return found === undefined ? undefined : locateValue(found)?.node;
  });

  function search(
    part: Filter,
    nodeOf: (path: AttributePath) => AttributeNode | undefined,
  ): readonly ResourceSlot[] | undefined {
    switch (part.kind) {
      case "compare": {
        const node = part.operator === "eq" && typeof part.value === "string" ? nodeOf(part.path) : undefined;
        return node === undefined || typeof part.value !== "string" ? undefined : lookUp(node.path, part.value);
      }
      case "and":
        return part.operands
          .map((operand) => search(operand, nodeOf))
          .filter((slots) => slots !== undefined)
          .reduce<readonly ResourceSlot[] | undefined>(
            (best, slots) => (best === undefined || slots.length < best.length ? slots : best),
            undefined,
          );
      case "or": {
        const found = part.operands.map((operand) => search(operand, nodeOf));
        return found.every((slots) => slots !== undefined) ? [...new Set(found.flat())] : undefined;
      }
      case "valuePath": {
        const attribute = lookUpPath(tree, part.path)?.attribute;
        return search(part.filter, ({ name }) => attribute?.subAttributes.get(name.toLowerCase()));
      }
      case "not":
      case "present":
        return undefined;
    }
  }
}
