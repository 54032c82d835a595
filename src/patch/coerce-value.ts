/** Converts the values of operations to the type of their attribute. */
import { describeType, withArticle } from "../internal/describe-type.ts";
import { parseInstant } from "../internal/instant.ts";
import { isUnassigned, readProperty } from "../internal/values.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";
import { isNoValue, readBoolean, readComplex, readList } from "../models/lenient-values.ts";
import type { Elements } from "./elements.ts";
import type { JsonRecord } from "./json-record.ts";
import type { Leniencies } from "./options.ts";
import { type OperationLocation, rejectOperation, shorten } from "./patch-error.ts";
import type { SubAttributeChange } from "./step.ts";

/**
 * Converts a value to the type of its attribute (RFC 7643 §2.3): one value, or a list when the attribute is
 * multi-valued.
 *
 * @throws ScimError (400 `invalidValue`) for a value of another type.
 */
export function coerceValue(
  value: unknown,
  node: AttributeNode,
  leniencies: Leniencies,
  location: OperationLocation,
): unknown {
  if (node.multiValued) return coerceElements(value, node, leniencies, location);
  return coerceElement(value, node, leniencies, location);
}

/** Converts one value, also of a multi-valued attribute. */
export function coerceElement(
  value: unknown,
  node: AttributeNode,
  leniencies: Leniencies,
  location: OperationLocation,
): unknown {
  if (node.type === "complex") return coerceRecord(value, node, leniencies, location);
  const given = node.type === "boolean" && leniencies.stringBooleans ? readBoolean(value) : value;
  return hasType(given, node)
    ? given
    : rejectOperation("invalidValue", location, `${expected(node)}, found ${describeType(given)}`);
}

function hasType(value: unknown, { type }: AttributeNode): boolean {
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "decimal":
      return typeof value === "number" && Number.isFinite(value);
    case "integer":
      return Number.isInteger(value);
    case "dateTime":
      return typeof value === "string" && parseInstant(value) !== undefined;
    case "string":
    case "reference":
    case "binary":
      return typeof value === "string";
    case "complex":
      return false;
  }
}

/** Converts a value to elements of a multi-valued attribute; it may be one element or an array of them. */
export function coerceElements(
  value: unknown,
  attribute: AttributeNode,
  leniencies: Leniencies,
  location: OperationLocation,
): Elements {
  return readList(value, attribute, leniencies)
    .filter((element) => !isUnassigned(element))
    .map((element) => coerceElement(element, attribute, leniencies, location))
    .filter((element) => !isUnassigned(element));
}

function coerceRecord(
  value: unknown,
  node: AttributeNode,
  leniencies: Leniencies,
  location: OperationLocation,
): JsonRecord {
  const record: Record<string, unknown> = {};
  for (const change of coerceSubAttributes(value, node, leniencies, location)) {
    if (change.value !== undefined) record[change.node.name] = change.value;
  }
  return record;
}

/**
 * Converts a complex value to changes of its sub-attributes: null removes one, and readOnly ones are ignored (RFC 7644
 * §3.3).
 */
export function coerceSubAttributes(
  value: unknown,
  attribute: AttributeNode,
  leniencies: Leniencies,
  location: OperationLocation,
): readonly SubAttributeChange[] {
  const record = readComplex(value, attribute, leniencies);
  if (record === undefined)
    return rejectOperation("invalidValue", location, `${expected(attribute)}, found ${describeType(value)}`);
  const changes: SubAttributeChange[] = [];
  for (const name of Object.keys(record)) {
    const node = attribute.subAttributes.get(name.toLowerCase());
    const member = readProperty(record, name);
    if (node === undefined) {
      if (!leniencies.ignoreUnknown)
        rejectOperation("invalidValue", location, `"${attribute.path}" has no sub-attribute "${shorten(name)}"`);
    } else if (node.mutability !== "readOnly" && member !== undefined) {
      const nothing = isNoValue(member, node, leniencies);
      changes.push({ node, value: nothing ? undefined : coerceValue(member, node, leniencies, location) });
    }
  }
  return changes;
}

function expected({ path, type, subAttributes }: AttributeNode): string {
  if (type !== "complex") return `${path}: expected ${withArticle(type)}`;
  const names = [...subAttributes.values()].map(({ name }) => name).join(", ");
  return `${path}: expected an object with some of ${names}`;
}
