/**
 * Keeps the immutable sub-attributes of the elements of a list that is replaced.
 *
 * An element that takes the place of one with the same key keeps what is immutable in it, and must not have another
 * value.
 */
import { isUnassigned, readProperty, valuesEqual } from "../internal/values.ts";
import { type AttributeNode, isReference } from "../models/attribute-tree.ts";
import { type Elements, identityOf } from "./elements.ts";
import { isRecord } from "./json-record.ts";
import { type OperationLocation, rejectOperation } from "./patch-error.ts";

/** What names and describes the resource of a reference: `value` is the key, and the others follow from it. */
const REFERENCE_PARTS: readonly string[] = ["value", "$ref", "type", "display"];

/** The immutable sub-attributes of elements of a list, other than those that describe the resource of a reference. */
export function immutableParts(attribute: AttributeNode): readonly AttributeNode[] {
  if (!attribute.multiValued) return [];
  const parts = [...attribute.subAttributes.values()].filter(({ mutability }) => mutability === "immutable");
  return isReference(attribute) ? parts.filter(({ name }) => !REFERENCE_PARTS.includes(name)) : parts;
}

/** Finds the stored element that has the key of another one, as `identityOf` defines it. */
export function findByKey<Element>(
  stored: readonly Element[],
  attribute: AttributeNode,
): (element: unknown) => Element | undefined {
  const byKey = new Map(stored.map((element) => [identityOf(element, attribute), element]));
  return (element) => byKey.get(identityOf(element, attribute));
}

/**
 * The elements that replace others, with what is immutable in those.
 *
 * @throws ScimError (400 `mutability`) for an immutable value that differs.
 */
export function keepImmutableParts(
  before: Elements,
  after: Elements,
  attribute: AttributeNode,
  location: OperationLocation,
): Elements {
  const parts = immutableParts(attribute);
  if (parts.length === 0 || before.length === 0) return after;
  const storedFor = findByKey(before, attribute);
  return after.map((element) => {
    const stored = storedFor(element);
    if (!isRecord(element) || !isRecord(stored)) return element;
    const kept: Record<string, unknown> = {};
    for (const node of parts) {
      const value = readProperty(stored, node.name);
      const given = readProperty(element, node.name);
      if (isUnassigned(value)) continue;
      if (isUnassigned(given)) kept[node.name] = value;
      else if (!valuesEqual(given, value, node))
        rejectOperation("mutability", location, `"${node.path}" is immutable and already has another value`);
    }
    return Object.keys(kept).length === 0 ? element : { ...element, ...kept };
  });
}
