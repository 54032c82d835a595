/**
 * Reads values in the forms that identity providers send: the one place for POST, PUT and PATCH.
 *
 * A form is read only where it has one meaning. Everything else is left as it is, for validation to reject.
 */
import { isObject, isUnassigned, readProperty } from "../internal/values.ts";
import { type AttributeNode, isReference } from "./attribute-tree.ts";

/** The forms that are read. */
export interface ValueLeniencies {
  /** `"True"` and `"false"` for booleans. */
  readonly stringBooleans: boolean;
  /** A string for a complex value is its `value`, and a list of one is the value in it. */
  readonly stringReferences: boolean;
  /** A complex value as a JSON string, alone or as the `value` of an element, and `displayName` for `display`. */
  readonly jsonStrings: boolean;
  /** An empty string is no value if the attribute cannot hold strings, and so is a reference without an id. */
  readonly emptyStrings: boolean;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Whether a value means "no value": null and the empty array (RFC 7643 §2.5), and with a leniency the empty string if
 * the attribute cannot hold strings, or a reference to nothing, such as `manager: {"value": ""}`. `false`, `0` and the
 * empty string of a string attribute are values.
 */
export function isNoValue(value: unknown, node: AttributeNode, leniencies: ValueLeniencies): boolean {
  if (value === "") return leniencies.emptyStrings && !isStringType(node);
  if (value === null || (Array.isArray(value) && value.length === 0)) return true;
  return leniencies.emptyStrings && !node.multiValued && isReference(node) && refersToNothing(value, node, leniencies);
}

function isStringType({ type }: AttributeNode): boolean {
  return type === "string" || type === "reference" || type === "binary";
}

function refersToNothing(value: unknown, node: AttributeNode, leniencies: ValueLeniencies): boolean {
  const opened = parseJsonString(openSingle(value, leniencies), leniencies);
  if (!isObject(opened)) return isUnassigned(opened) || opened === "";
  const names = Object.keys(opened);
  if (names.length === 0) return true;
  const written = names.filter((name) => {
    const part = node.subAttributes.get(name.toLowerCase());
    // What the service sets says nothing about the reference.
    return part !== undefined && part.mutability !== "readOnly";
  });
  const isBlank = (name: string): boolean => isUnassigned(opened[name]) || opened[name] === "";
  return written.some((name) => name.toLowerCase() === "value") && written.every(isBlank);
}

/** Entra sends `"True"` and `"False"`. */
export function readBoolean(value: unknown): unknown {
  if (typeof value !== "string" || value.length > 5) return value;
  const lowerCase = value.toLowerCase();
  return lowerCase === "true" ? true : lowerCase === "false" ? false : value;
}

/** The complex value in a list of one; anything else is returned unchanged. */
export function openSingle(value: unknown, { stringReferences }: ValueLeniencies): unknown {
  if (!stringReferences || !Array.isArray(value) || value.length !== 1) return value;
  const [single]: readonly unknown[] = value;
  return single;
}

/** The elements that are meant by the value of a multi-valued attribute: a list, one element, or a JSON string. */
export function readList(value: unknown, { type }: AttributeNode, leniencies: ValueLeniencies): readonly unknown[] {
  const opened = type === "complex" ? parseJsonString(value, leniencies) : value;
  return Array.isArray(opened) ? opened : [opened];
}

/** The object that is meant by one complex value; undefined for a value that means none. */
export function readComplex(
  value: unknown,
  attribute: AttributeNode,
  leniencies: ValueLeniencies,
): Members | undefined {
  const opened = parseJsonString(openSingle(value, leniencies), leniencies);
  if (isObject(opened)) return expandRole(opened, attribute, leniencies);
  if (!leniencies.stringReferences || !attribute.subAttributes.has("value")) return undefined;
  return typeof opened === "string" && opened !== "" ? { value: opened } : undefined;
}

/** Whether {@link readComplex} may read something else from an object than its members. */
export function isPlainObject(value: Members, attribute: AttributeNode): boolean {
  const { value: inner } = value;
  if (!attribute.multiValued) return inner !== "" || !isReference(attribute);
  if (typeof inner !== "string") return true;
  // A brace, a bracket or white space may begin JSON.
  const first = inner.charCodeAt(0);
  return first !== 0x7b && first !== 0x5b && !(first <= 0x20);
}

/** How the JSON of an object or an array begins. */
const JSON_START = /^\s*[[{]/;

/** Parses a JSON string of an object or an array; any other value is returned unchanged. */
function parseJsonString(value: unknown, { jsonStrings }: ValueLeniencies): unknown {
  if (!jsonStrings || typeof value !== "string" || !JSON_START.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

/**
 * Expands Entra's application role: an element with `id`, `value` and `displayName`, or one whose `value` is such an
 * object as a JSON string. Its `displayName` becomes the element's `display`.
 */
function expandRole(record: Members, attribute: AttributeNode, leniencies: ValueLeniencies): Members {
  if (!attribute.multiValued || !leniencies.jsonStrings) return record;
  const value = parseJsonString(readProperty(record, "value"), leniencies);
  const role = isObject(value) && typeof readProperty(value, "value") === "string" ? { ...record, ...value } : record;
  const name = readProperty(role, "displayName");
  const takesName = attribute.subAttributes.has("display") && !attribute.subAttributes.has("displayname");
  return takesName && typeof name === "string" && !Object.hasOwn(role, "display") ? { ...role, display: name } : role;
}
