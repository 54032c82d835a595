/**
 * From changes to PATCH operations (RFC 7644 §3.5.2), without reading the resource first.
 */
import { ScimError } from "../errors.ts";
import { isObject } from "../internal/values.ts";
import { type AttributeNode, type AttributeTree, resolveName } from "../models/attribute-tree.ts";
import type { PatchOperation } from "../patch/operation.ts";

/**
 * One operation for each attribute or sub-attribute that changes: `replace`, which also sets an attribute that was not there (RFC 7644 §3.5.2.3), or `remove`.
 *
 * @param changes - attributes and their new values, those of the core schema under its URN, too; null and an empty list remove, undefined is no change
 * @throws ScimError (400) for a name that the resource type does not know, and for one that the service alone writes.
 */
export function changesToOperations(changes: object, tree: AttributeTree): readonly PatchOperation[] {
  return Object.entries(changes).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined || name.toLowerCase() === "schemas") return [];
    if (name.toLowerCase() === tree.schema.toLowerCase() && isObject(value)) return changesToOperations(value, tree);
    const extension = tree.extensions.get(name.toLowerCase());
    if (extension === undefined) return operations(named(tree, name), value);
    if (!isObject(value)) return removal(extension.urn, value);
    return Object.entries(value).flatMap(([part, inner]: [string, unknown]) =>
      operations(find(extension.attributes, part, `${extension.urn}:${part}`), inner),
    );
  });
}

/** A name may stand after the URN of its schema (RFC 7644 §3.10), and may be that of a sub-attribute. */
function named(tree: AttributeTree, name: string): AttributeNode {
  const { attribute, subAttribute } = resolveName(tree, name) ?? {};
  // By its name once more, for what is unknown and what the service alone writes.
  if (attribute === undefined) return find(tree.attributes, name, name);
  const holder = new Map([[attribute.name.toLowerCase(), attribute]]);
  const whole = find(holder, attribute.name, name);
  if (subAttribute === undefined) return whole;
  if (whole.multiValued) {
    throw new ScimError(`${JSON.stringify(name)} does not say which value is meant: expected the list, or \`patch\`.`, {
      status: 400,
      scimType: "invalidPath",
    });
  }
  return find(whole.subAttributes, subAttribute.name, name);
}

function find(attributes: ReadonlyMap<string, AttributeNode>, name: string, path: string): AttributeNode {
  const attribute = attributes.get(name.toLowerCase());
  if (attribute === undefined) {
    throw new ScimError(`${JSON.stringify(path)} is not an attribute of this resource type.`, {
      status: 400,
      scimType: "invalidPath",
    });
  }
  if (attribute.mutability === "readOnly") {
    throw new ScimError(`${attribute.path} is written by the service alone.`, { status: 400, scimType: "mutability" });
  }
  return attribute;
}

function operations(attribute: AttributeNode, value: unknown): readonly PatchOperation[] {
  if (value === undefined) return [];
  assertJson(attribute, value);
  if (value === null || (Array.isArray(value) && value.length === 0)) return [{ op: "remove", path: attribute.path }];
  // A Date, too: in JSON it is a text.
  if (attribute.multiValued || attribute.subAttributes.size === 0 || !isObject(value))
    return [{ op: "replace", path: attribute.path, value }];
  return Object.entries(value).flatMap(([part, inner]: [string, unknown]) =>
    operations(find(attribute.subAttributes, part, `${attribute.path}.${part}`), inner),
  );
}

/** JSON makes null of NaN, which removes, and leaves functions out. */
function assertJson(attribute: AttributeNode, value: unknown): void {
  const isLost =
    typeof value === "number" ? !Number.isFinite(value) : ["bigint", "function", "symbol"].includes(typeof value);
  if (!isLost) return;
  throw new ScimError(`${attribute.path}: expected a value that JSON can hold.`, {
    status: 400,
    scimType: "invalidValue",
  });
}

function removal(urn: string, value: unknown): readonly PatchOperation[] {
  if (value === null) return [{ op: "remove", path: urn }];
  throw new ScimError(`${urn}: expected an object or null.`, { status: 400, scimType: "invalidValue" });
}
