import { parseInstant } from "../../internal/instant.ts";
import type { AttributeNode, Json } from "../../models/attribute-tree.ts";

/** Why a value does not fit its target attribute. */
export interface InvalidValue {
  readonly problem: string;
  /** Several values for an attribute that takes one, which the log has a code of its own for. */
  readonly tooManyValues?: true;
}

/** A value that fits the target attribute, or why there is none. */
export type CoercedValue = { readonly value: Json } | InvalidValue;

type Scalar = string | number | boolean;
/** An element of a complex attribute, as the role functions give it. */
type Complex = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Brings a mapped value to the type of its target attribute: the text `False` to false for a boolean, a number to text for a string, a day to its
 * first moment in UTC for a dateTime, the only element of a list to itself for an attribute with one value.
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

/** An attribute with one value takes a list of one: Graph has lists that mean a single value, such as `businessPhones`. */
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
      // A complex attribute as target means its value, as in a mapping to `manager`.
      return node.subAttributes.has("value")
        ? { value: { value: toStringValue(value) } }
        : { problem: `${node.path} is complex: map its sub-attributes` };
    default:
      return { value: toStringValue(value) };
  }
}

function toStringValue(value: Scalar): string {
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

function toBoolean(value: Scalar, node: AttributeNode): CoercedValue {
  const text = String(value).trim().toLowerCase();
  if (text === "true" || text === "1") return { value: true };
  if (text === "false" || text === "0") return { value: false };
  return { problem: `${node.path} expects True or False` };
}

/** A number as JSON or xsd:decimal writes it; other notations of JavaScript, such as `0x10`, are none. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

function toNumber(value: Scalar, node: AttributeNode): CoercedValue {
  const text = String(value).trim();
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return { problem: `${node.path} expects a number` };
  // A whole number that JSON's readers cannot hold would arrive as another one.
  if (node.type === "integer" && !Number.isSafeInteger(number))
    return { problem: `${node.path} expects a whole number of at most 15 digits` };
  return { value: number };
}

const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;

/** A date and time stands as the directory writes it, when it is one (RFC 7643 §2.3.5). */
function toDateTime(value: Scalar, node: AttributeNode): CoercedValue {
  const text = String(value).trim();
  const dateTime = DATE_ONLY.test(text) ? `${text}T00:00:00Z` : text;
  if (parseInstant(dateTime) !== undefined) return { value: dateTime };
  return { problem: `${node.path} expects a date and time such as 2026-01-31T08:30:00Z` };
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Base64 or base64url (RFC 7643 §2.3.6). */
function toBinary(value: Scalar, node: AttributeNode): CoercedValue {
  const text = String(value);
  return BASE64.test(text) ? { value: text } : { problem: `${node.path} expects base64 text` };
}
