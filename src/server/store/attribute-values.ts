/** Reads the values that a path names out of a resource. */
import { isObject, readProperty } from "../../internal/values.ts";
import type { AttributeNode, JsonObject, ResolvedPath } from "../../models/attribute-tree.ts";

/** An attribute that has a comparable value, and how to reach it. */
export interface ValuePlace {
  /** Key of the extension the attribute stands under; undefined in the core schema. */
  readonly extension: string | undefined;
  /** Name of the attribute. */
  readonly attribute: string;
  /** Name of the sub-attribute; undefined for a simple attribute. */
  readonly subAttribute: string | undefined;
  /** The attribute or sub-attribute whose values are meant. */
  readonly node: AttributeNode;
}

/** Where the values of a path stand. A complex attribute alone means its `value`, as in filters (RFC 7644 §3.4.2.2); undefined for one that has none. */
export function valuePlace({ extension, attribute, subAttribute }: ResolvedPath): ValuePlace | undefined {
  if (attribute === undefined) return undefined;
  const isBare = attribute.type === "complex" && subAttribute === undefined;
  const sub = isBare ? attribute.subAttributes.get("value") : subAttribute;
  if (isBare && sub === undefined) return undefined;
  return {
    extension: extension?.urn,
    attribute: attribute.name,
    subAttribute: sub?.name,
    node: sub ?? attribute,
  };
}

/** All values at a place, in order. */
export function valuesAt(resource: JsonObject, place: ValuePlace): readonly unknown[] {
  return elementsAt(resource, place).flatMap((element) => {
    const value = partOf(element, place);
    return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  });
}

/** The value that stands for the attribute in an order: of several, the primary one, else the first (RFC 7644 §3.4.2.3). */
export function leadingValue(resource: JsonObject, place: ValuePlace): unknown {
  const elements = elementsAt(resource, place);
  const primary = elements.find((element) => isObject(element) && readProperty(element, "primary") === true);
  const value = partOf(primary ?? elements[0], place);
  return Array.isArray(value) ? value[0] : value;
}

function elementsAt(resource: JsonObject, { extension, attribute }: ValuePlace): readonly unknown[] {
  const holder = extension === undefined ? resource : readProperty(resource, extension);
  const value = isObject(holder) ? readProperty(holder, attribute) : undefined;
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

function partOf(element: unknown, { subAttribute }: ValuePlace): unknown {
  if (subAttribute === undefined) return element;
  return isObject(element) ? readProperty(element, subAttribute) : undefined;
}
