/** Reads the values that a path names from a resource. */
import { isObject, readProperty } from "../../internal/values.ts";
import type { AttributeNode, JsonObject, ResolvedPath } from "../../models/attribute-tree.ts";

/** An attribute with comparable values, and how to reach them in a resource. */
export interface ValueLocator {
  /** Key of the extension that holds the attribute; undefined in the core schema. */
  readonly extension: string | undefined;
  /** Name of the attribute. */
  readonly attribute: string;
  /** Name of the sub-attribute; undefined for a simple attribute. */
  readonly subAttribute: string | undefined;
  /** The attribute or sub-attribute that has the values. */
  readonly node: AttributeNode;
}

/**
 * Locates the values of a path. A complex attribute alone means its `value`, as in filters (RFC 7644 §3.4.2.2);
 * undefined for one without a `value`.
 */
export function locateValue({ extension, attribute, subAttribute }: ResolvedPath): ValueLocator | undefined {
  if (attribute === undefined) return undefined;
  const isComplexAlone = attribute.type === "complex" && subAttribute === undefined;
  const sub = isComplexAlone ? attribute.subAttributes.get("value") : subAttribute;
  if (isComplexAlone && sub === undefined) return undefined;
  return {
    extension: extension?.urn,
    attribute: attribute.name,
    subAttribute: sub?.name,
    node: sub ?? attribute,
  };
}

/** All values of an attribute, in order. */
export function valuesAt(resource: JsonObject, locator: ValueLocator): readonly unknown[] {
  return elementsAt(resource, locator).flatMap((element) => {
    const value = valueOfElement(element, locator);
    return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  });
}

/** The value by which a resource is sorted: of several, the primary one, else the first (RFC 7644 §3.4.2.3). */
export function sortValue(resource: JsonObject, locator: ValueLocator): unknown {
  const elements = elementsAt(resource, locator);
  const primary = elements.find((element) => isObject(element) && readProperty(element, "primary") === true);
  const value = valueOfElement(primary ?? elements[0], locator);
  return Array.isArray(value) ? value[0] : value;
}

function elementsAt(resource: JsonObject, { extension, attribute }: ValueLocator): readonly unknown[] {
  const owner = extension === undefined ? resource : readProperty(resource, extension);
  const value = isObject(owner) ? readProperty(owner, attribute) : undefined;
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

function valueOfElement(element: unknown, { subAttribute }: ValueLocator): unknown {
  if (subAttribute === undefined) return element;
  return isObject(element) ? readProperty(element, subAttribute) : undefined;
}
