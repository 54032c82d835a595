import type { AttributeNode, Json } from "../models/attribute-tree.ts";

/** A value that fits the target attribute, or why there is none. */
export type Coerced = { readonly value: Json } | { readonly problem: string };

type Scalar = string | number | boolean;
/** An element of a complex attribute, as the role functions give it. */
type Complex = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Brings a mapped value to the type of its target attribute: the text `False` to false for a boolean, a number to text for a string.
 *
 * @param value - Result of an expression, not empty.
 * @param node - The target attribute.
 */
export function coerce(value: Scalar | readonly (Scalar | Complex)[] | null, node: AttributeNode): Coerced {
  if (value === null) return { problem: "there is no value" };
  if (typeof value !== "object") {
    const single = coerceScalar(value, node);
    return "value" in single && node.multiValued ? { value: [single.value] } : single;
  }
  if (!node.multiValued) return { problem: `${node.path} can only accept one value, and there are ${value.length}` };
  const values: Json[] = [];
  for (const element of value) {
    const result = typeof element === "object" ? coerceComplex(element, node) : coerceScalar(element, node);
    if ("problem" in result) return result;
    values.push(result.value);
  }
  return { value: values };
}

function coerceComplex(value: Complex, node: AttributeNode): Coerced {
  return node.type === "complex" ? { value } : { problem: `${node.path} expects one value, not several together` };
}

function coerceScalar(value: Scalar, node: AttributeNode): Coerced {
  switch (node.type) {
    case "boolean":
      return toBoolean(value, node);
    case "integer":
    case "decimal":
      return toNumber(value, node);
    case "complex":
      // A complex attribute as target means its value, as in a mapping to `manager`.
      return node.subAttributes.has("value")
        ? { value: { value: toText(value) } }
        : { problem: `${node.path} is complex: map its sub-attributes` };
    default:
      return { value: toText(value) };
  }
}

function toText(value: Scalar): string {
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

function toBoolean(value: Scalar, node: AttributeNode): Coerced {
  const text = String(value).trim().toLowerCase();
  if (text === "true" || text === "1") return { value: true };
  if (text === "false" || text === "0") return { value: false };
  return { problem: `${node.path} expects True or False` };
}

function toNumber(value: Scalar, node: AttributeNode): Coerced {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return { problem: `${node.path} expects a number` };
  if (node.type === "integer" && !Number.isInteger(number)) return { problem: `${node.path} expects a whole number` };
  return { value: number };
}
