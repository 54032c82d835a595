/**
 * Coercion of mapped values to the types of their target attributes.
 */
import { parseInstant } from "../../internal/instant.ts";
import type { AttributeNode, Json } from "../../models/attribute-tree.ts";
import { formatSourceValue } from "./format-value.ts";

/** Why a value does not fit its target attribute. */
export interface InvalidValue {
  readonly problem: string;
  /** Whether there are several values for an attribute with a single value, which has its own error code in the log. */
  readonly tooManyValues?: true;
}

/** A value that fits its target attribute, or why it does not. */
export type CoercedValue = { readonly value: Json } | InvalidValue;

type Scalar = string | number | boolean;
/** An element of a complex attribute, as the role functions return it. */
type Complex = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Converts a mapped value to the type of its target attribute: the string `False` to false for a boolean, a number to a
 * string for a string, a date to its first moment in UTC for a dateTime, a list of one to its element for an attribute
 * with a single value.
 *
 * @param value - Result of an expression, not empty.
 * @param node - The target attribute.
 */
export function coerceValue(value: Scalar | readonly (Scalar | Complex)[] | null, node: AttributeNode): CoercedValue {
  if (value === null) return { problem: "there is no value" };
  if (typeof value !== "object") {
    const single = coerceScalar(value, node);
    return "value" in single && node.multiValued ? { value: [single.value] } : single;
  }
  if (!node.multiValued) return coerceSingle(value, node);
  const values: Json[] = [];
  for (const element of value) {
    const result = coerceElement(element, node);
    if ("problem" in result) return result;
    values.push(result.value);
  }
  return { value: values };
}

/** Graph has lists that mean a single value, such as `businessPhones`. */
function coerceSingle(value: readonly (Scalar | Complex)[], node: AttributeNode): CoercedValue {
  const [only] = value;
  if (value.length === 1 && only !== undefined) return coerceElement(only, node);
  return { problem: `${node.path} can only accept one value, and there are ${value.length}`, tooManyValues: true };
}

function coerceElement(element: Scalar | Complex, node: AttributeNode): CoercedValue {
  return typeof element === "object" ? coerceComplex(element, node) : coerceScalar(element, node);
}

function coerceComplex(value: Complex, node: AttributeNode): CoercedValue {
  return node.type === "complex" ? { value } : { problem: `${node.path} expects one value, not several together` };
}

function coerceScalar(value: Scalar, node: AttributeNode): CoercedValue {
  switch (node.type) {
    case "boolean":
      return toBoolean(value, node);
    case "integer":
    case "decimal":
      return toNumber(value, node);
    case "dateTime":
      return toDateTime(value, node);
    case "binary":
      return toBinary(value, node);
    case "complex":
      // A mapping to a complex attribute means its value, as with `manager`.
      return node.subAttributes.has("value")
        ? { value: { value: formatSourceValue(value) } }
        : { problem: `${node.path} is complex: map its sub-attributes` };
    default:
      return { value: formatSourceValue(value) };
  }
}

function toBoolean(value: Scalar, node: AttributeNode): CoercedValue {
  const lowerCase = String(value).trim().toLowerCase();
  if (lowerCase === "true" || lowerCase === "1") return { value: true };
  if (lowerCase === "false" || lowerCase === "0") return { value: false };
  return { problem: `${node.path} expects True or False` };
}

/** A number as JSON or xsd:decimal writes it; other notations of JavaScript, such as `0x10`, do not count. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

function toNumber(value: Scalar, node: AttributeNode): CoercedValue {
  const trimmed = String(value).trim();
  const number = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!Number.isFinite(number)) return { problem: `${node.path} expects a number` };
  // JSON readers would round a longer integer.
  if (node.type === "integer" && !Number.isSafeInteger(number))
    return { problem: `${node.path} expects a whole number of at most 15 digits` };
  return { value: number };
}

const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;

/** A date and time stays as the directory writes it, when it is valid (RFC 7643 §2.3.5). */
function toDateTime(value: Scalar, node: AttributeNode): CoercedValue {
  const trimmed = String(value).trim();
  const dateTime = DATE_ONLY.test(trimmed) ? `${trimmed}T00:00:00Z` : trimmed;
  if (parseInstant(dateTime) !== undefined) return { value: dateTime };
  return { problem: `${node.path} expects a date and time such as 2026-01-31T08:30:00Z` };
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Base64 or base64url (RFC 7643 §2.3.6). */
function toBinary(value: Scalar, node: AttributeNode): CoercedValue {
  const encoded = String(value);
  return BASE64.test(encoded) ? { value: encoded } : { problem: `${node.path} expects a base64 string` };
}
