/** The lookup tables of the store in memory: from the values of an attribute to the places of the resources that have them. */
import type { Filter } from "../../filter/ast.ts";
import { comparable } from "../../internal/values.ts";
import type { AttributeNode, AttributePath, AttributeTree, JsonObject } from "../../models/attribute-tree.ts";
import { resolvePath } from "../../models/attribute-tree.ts";
import { type ValuePlace, valuePlace, valuesAt } from "../store/attribute-values.ts";
import type { Place } from "./chunked-list.ts";

/** Where a resource stands in the order of its collection. */
export type ResourcePlace = Place<JsonObject>;

/** Places by the value of one attribute, in the form in which the attribute compares. */
export class MemoryIndex {
  readonly #attribute: ValuePlace;
  /** One place, the usual case, is kept without a set around it. */
  readonly #places = new Map<string, ResourcePlace | Set<ResourcePlace>>();

  constructor(attribute: ValuePlace) {
    this.#attribute = attribute;
  }

  /** The attribute or sub-attribute that is indexed. */
  get node(): AttributeNode {
    return this.#attribute.node;
  }

  /** The places whose resource has a value that equals a text. */
  find(text: string): readonly ResourcePlace[] {
    const found = this.#places.get(comparable(text, this.node));
    if (found === undefined) return [];
    return found instanceof Set ? [...found] : [found];
  }

  /** Whether a value of a resource is taken by a place other than its own. */
  isTaken(resource: JsonObject, own?: ResourcePlace): boolean {
    return this.#keys(resource).some((key) => {
      const found = this.#places.get(key);
      if (found === undefined || found === own) return false;
      return !(found instanceof Set) || found.size > 1 || own === undefined || !found.has(own);
    });
  }

  /** Enters a resource at its place. */
  add(resource: JsonObject, place: ResourcePlace): void {
    for (const key of this.#keys(resource)) this.#enter(key, place);
  }

  /** Takes a resource out again. */
  remove(resource: JsonObject, place: ResourcePlace): void {
    for (const key of this.#keys(resource)) this.#drop(key, place);
  }

  /** Exchanges the resource of a place: only values that differ are touched, for taking a key out of a table and in again makes its bucket longer. */
  move(before: JsonObject, after: JsonObject, place: ResourcePlace): void {
    const [left, entered] = [this.#keys(before), this.#keys(after)];
    if (left.length === entered.length && left.every((key, index) => key === entered[index])) return;
    // Sets, as one resource may have tens of thousands of values.
    const [gone, come] = [new Set(left), new Set(entered)];
    for (const key of gone) if (!come.has(key)) this.#drop(key, place);
    for (const key of come) if (!gone.has(key)) this.#enter(key, place);
  }

  #enter(key: string, place: ResourcePlace): void {
    const found = this.#places.get(key);
    if (found === undefined) this.#places.set(key, place);
    else if (found instanceof Set) found.add(place);
    else if (found !== place) this.#places.set(key, new Set([found, place]));
  }

  #drop(key: string, place: ResourcePlace): void {
    const found = this.#places.get(key);
    if (found instanceof Set) found.delete(place);
    if (found === place || (found instanceof Set && found.size === 0)) this.#places.delete(key);
  }

  #keys(resource: JsonObject): readonly string[] {
    return valuesAt(resource, this.#attribute)
      .map((value) => keyOf(value, this.node))
      .filter((key) => key !== undefined);
  }
}

/** Two values that are equal have one key. */
function keyOf(value: unknown, node: AttributeNode): string | undefined {
  if (typeof value === "string") return comparable(value, node);
  return typeof value === "number" ? String(value) : undefined;
}

/** The indexes of a collection by the path of their attribute, such as `emails.value`. */
export type MemoryIndexes = ReadonlyMap<string, MemoryIndex>;

/** Makes an index for each unique attribute of a resource type, and for the named ones that it has. */
export function createIndexes(tree: AttributeTree, paths: readonly string[]): MemoryIndexes {
  const named = paths.map((path) => {
    const [name = "", subAttribute] = path.split(".");
    return resolvePath(tree, { name, subAttribute });
  });
  const unique = [
    ...[...tree.attributes.values()].map((attribute) => ({ attribute })),
    ...[...tree.extensions.values()].flatMap((extension) =>
      [...extension.attributes.values()].map((attribute) => ({ extension, attribute })),
    ),
  ].filter(({ attribute }) => isUnique(attribute));
  const indexes = new Map<string, MemoryIndex>();
  for (const path of [...unique, ...named]) {
    const place = path === undefined ? undefined : valuePlace(path);
    if (place !== undefined && hasKeys(place.node)) indexes.set(place.node.path, new MemoryIndex(place));
  }
  return indexes;
}

/** Whether the values of an attribute are unique in the store. `id` is, by the key under which a resource is kept. */
export function isUnique(attribute: AttributeNode): boolean {
  return attribute.uniqueness !== "none" && attribute.path !== "id";
}

/** Dates and bytes have values that are equal in more than one spelling. */
function hasKeys({ type }: AttributeNode): boolean {
  return type === "string" || type === "reference" || type === "integer" || type === "decimal";
}

/**
 * The places that can match a filter, found through the indexes: every match is among them, not every one of them matches. Undefined when the filter
 * leaves nothing to look up, so that every resource has to be looked at.
 */
export function candidates(
  filter: Filter,
  tree: AttributeTree,
  lookUp: (path: string, text: string) => readonly ResourcePlace[] | undefined,
): readonly ResourcePlace[] | undefined {
  return search(filter, (path) => {
    const found = resolvePath(tree, path);
    return found === undefined ? undefined : valuePlace(found)?.node;
  });

  function search(
    part: Filter,
    nodeOf: (path: AttributePath) => AttributeNode | undefined,
  ): readonly ResourcePlace[] | undefined {
    switch (part.kind) {
      case "compare": {
        const node = part.operator === "eq" && typeof part.value === "string" ? nodeOf(part.path) : undefined;
        return node === undefined || typeof part.value !== "string" ? undefined : lookUp(node.path, part.value);
      }
      case "and":
        return part.operands
          .map((operand) => search(operand, nodeOf))
          .filter((places) => places !== undefined)
          .reduce<readonly ResourcePlace[] | undefined>(
            (best, places) => (best === undefined || places.length < best.length ? places : best),
            undefined,
          );
      case "or": {
        const found = part.operands.map((operand) => search(operand, nodeOf));
        return found.every((places) => places !== undefined) ? [...new Set(found.flat())] : undefined;
      }
      case "valuePath": {
        const attribute = resolvePath(tree, part.path)?.attribute;
        return search(part.filter, ({ name }) => attribute?.subAttributes.get(name.toLowerCase()));
      }
      case "not":
      case "present":
        return undefined;
    }
  }
}
