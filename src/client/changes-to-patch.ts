/** Turns changes into PATCH operations (RFC 7644 §3.5.2), without reading the resource first. */
import { ScimError, type ScimType } from "../errors.ts";
import { isObject } from "../internal/values.ts";
import { type AttributeNode, type AttributeTree, resolveName } from "../models/attribute-tree.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { withoutServerManaged } from "./values/server-managed.ts";

/**
 * One operation for each attribute or sub-attribute that changes: `replace`, which also sets an attribute that had no
 * value (RFC 7644 §3.5.2.3), or `remove`.
 *
 * @param changes - new values by attribute, with those of the core schema under its URN too; null and an empty list
 * remove, undefined changes nothing
 * @throws ScimError 400: `invalidPath` for an unknown attribute, `invalidValue` for a value that JSON cannot represent.
 */
export function changesToOperations(changes: object, tree: AttributeTree): readonly PatchOperation[] {
  return Object.entries(withoutServerManaged({ ...changes }, tree)).flatMap(([name, value]) => {
    if (name.toLowerCase() === tree.schema.toLowerCase() && isObject(value)) return changesToOperations(value, tree);
    const extension = tree.extensions.get(name.toLowerCase());
    if (extension === undefined) return operationsFor(namedAttribute(tree, name), value);
    if (!isObject(value)) return removeExtension(extension.urn, value);
    return Object.entries(value).flatMap(([attribute, inner]: [string, unknown]) =>
      operationsFor(knownAttribute(extension.attributes, attribute, `${extension.urn}:${attribute}`), inner),
    );
  });
}

/** A name may follow the URN of its schema (RFC 7644 §3.10), and may be that of a sub-attribute. */
function namedAttribute(tree: AttributeTree, name: string): AttributeNode {
  const { attribute, subAttribute } = resolveName(tree, name) ?? {};
  // Reports the name as unknown.
  if (attribute === undefined) return knownAttribute(tree.attributes, name, name);
  if (subAttribute === undefined) return attribute;
  if (attribute.multiValued) {
    throw invalid(
      "invalidPath",
      `${JSON.stringify(name)} does not say which value to change: set the list, or use patch`,
    );
  }
  return subAttribute;
}

function knownAttribute(attributes: ReadonlyMap<string, AttributeNode>, name: string, path: string): AttributeNode {
  const attribute = attributes.get(name.toLowerCase());
  if (attribute === undefined) {
    throw invalid("invalidPath", `${JSON.stringify(path)} is not an attribute of this resource type`);
  }
  return attribute;
}

function operationsFor(attribute: AttributeNode, value: unknown): readonly PatchOperation[] {
  if (value === undefined) return [];
  assertJson(attribute, value);
  if (value === null || (Array.isArray(value) && value.length === 0)) return [{ op: "remove", path: attribute.path }];
  // A Date is an object without sub-attributes, and a string in JSON.
  if (attribute.multiValued || attribute.subAttributes.size === 0 || !isObject(value))
    return [{ op: "replace", path: attribute.path, value }];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    operationsFor(knownAttribute(attribute.subAttributes, name, `${attribute.path}.${name}`), inner),
  );
}

/** JSON turns NaN into null, which would remove the attribute, and leaves functions out. */
function assertJson(attribute: AttributeNode, value: unknown): void {
  const isLost =
    typeof value === "number" ? !Number.isFinite(value) : ["bigint", "function", "symbol"].includes(typeof value);
  if (isLost) throw invalid("invalidValue", `${attribute.path} needs a value that JSON can represent`);
}

function removeExtension(urn: string, value: unknown): readonly PatchOperation[] {
  if (value === null) return [{ op: "remove", path: urn }];
  throw invalid("invalidValue", `${urn} needs an object or null`);
}

function invalid(scimType: ScimType, problem: string): ScimError {
  return new ScimError(problem, { status: 400, scimType });
}
