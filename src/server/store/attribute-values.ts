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
  const values: unknown[] = [];
  for (const element of elementsAt(resource, locator)) {
    const value = valueOfElement(element, locator);
    if (Array.isArray(value)) for (const single of value) values.push(single);
    else if (value !== undefined && value !== null) values.push(value);
  }
  return values;
}

/** The value by which a resource is sorted: of several, the primary one, else the first (RFC 7644 §3.4.2.3). */
export function sortValue(resource: JsonObject, locator: ValueLocator): unknown {
  const elements = elementsAt(resource, locator);
  const primary = elements.find((element) => isObject(element) && readProperty(element, "primary") === true);
  const value = valueOfElement(primary ?? elements[0], locator);
  return Array.isArray(value) ? value[0] : value;
}

function elementsAt(resource: JsonObject, locator: ValueLocator): readonly unknown[] {
  const value = wholeValue(resource, locator);
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** The value of an attribute as it stands in a resource: with all its sub-attributes, and a list as a list. */
export function wholeValue(resource: JsonObject, { extension, attribute }: ValueLocator): unknown {
  const owner = extension === undefined ? resource : readProperty(resource, extension);
  return isObject(owner) ? readProperty(owner, attribute) : undefined;
}

function valueOfElement(element: unknown, { subAttribute }: ValueLocator): unknown {
  if (subAttribute === undefined) return element;
  return isObject(element) ? readProperty(element, subAttribute) : undefined;
}
