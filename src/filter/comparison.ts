/** What each operator means for each type of attribute (RFC 7644 §3.4.2.2, table 3). */
import { compareInstants, parseInstant } from "../internal/instant.ts";
import type { AttributeNode, AttributeType } from "../models/attribute-tree.ts";
import type { CompareOperator } from "./ast.ts";
import { invalidFilter } from "./invalid-filter.ts";

/** Whether a value satisfies a condition. An absent value, or one of another type than its attribute's, satisfies none. */
export type Test = (value: unknown) => boolean;

/** A comparison of single values. `ne` is not among them: it is the negation of `eq` over all values of an attribute. */
export interface Comparison {
  /** The attribute. */
  readonly node: AttributeNode;
  readonly operator: Exclude<CompareOperator, "ne">;
  readonly value: string | number | boolean;
  /** Whether the text `"True"` counts as a boolean. */
  readonly booleanText: boolean;
}

const numbers = ordered(
  (value) => (typeof value === "number" ? value : undefined),
  (left, right) => left - right,
  "a number",
);

const COMPARISONS: { readonly [Type in AttributeType]: (comparison: Comparison) => Test } = {
  string: texts,
  reference: texts,
  integer: numbers,
  decimal: numbers,
  dateTime: ordered(
    (value) => (typeof value === "string" ? parseInstant(value) : undefined),
    compareInstants,
    'a dateTime such as "2011-05-13T04:42:34Z"',
  ),
  boolean: booleans,
  // Binary values are case-exact (RFC 7643 §2.3.6) and have no order; parts of their Base64 text mean nothing.
  binary: (comparison) => (comparison.operator === "eq" ? exactTexts(comparison) : unsupported(comparison)),
  complex: unsupported,
};

const ORDERS: { readonly [Operator in CompareOperator]?: (order: number) => boolean } = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

/**
 * The test for one comparison, ready to run over many values.
 *
 * @throws ScimError (400 `invalidFilter`) when the operator or the value does not fit the type of the attribute: RFC 7644 §3.12 has the keyword for an
 * "attribute and filter comparison combination" that is not supported, too.
 */
export function compileComparison(comparison: Comparison): Test {
  return COMPARISONS[comparison.node.type](comparison);
}

/** Comparison of a type whose values have an order but no parts. */
function ordered<Value>(
  read: (value: unknown) => Value | undefined,
  order: (left: Value, right: Value) => number,
  expected: string,
): (comparison: Comparison) => Test {
  return (comparison) => {
    const fits = ORDERS[comparison.operator] ?? unsupported(comparison);
    const wanted = read(comparison.value) ?? mismatch(comparison, expected);
    return (value) => {
      const own = read(value);
      return own !== undefined && fits(order(own, wanted));
    };
  };
}

/** Text is ordered by its UTF-16 code units; case does not count unless the attribute is `caseExact`. */
function texts(comparison: Comparison): Test {
  const { node, operator, value } = comparison;
  if (node.caseExact) return exactTexts(comparison);
  if (typeof value !== "string") return mismatch(comparison, "a string");
  const wanted = value.toLowerCase();
  if (operator === "eq") return equalsLowerCase(value, wanted);
  const test = exactTexts({ ...comparison, value: wanted });
  return (text) => typeof text === "string" && test(text.toLowerCase());
}

/**
 * One character alone changes its length in lower case: `İ` becomes `i` and a combining dot. Where the wanted text holds no such dot, texts of another
 * length are told apart without lowering them.
 */
function equalsLowerCase(value: string, wanted: string): Test {
  const { length } = wanted;
  if (wanted.includes("\u0307")) return (text) => typeof text === "string" && text.toLowerCase() === wanted;
  return (text) =>
    typeof text === "string" && text.length === length && (text === value || text.toLowerCase() === wanted);
}

function exactTexts(comparison: Comparison): Test {
  const wanted = comparison.value;
  if (typeof wanted !== "string") return mismatch(comparison, "a string");
  switch (comparison.operator) {
    case "eq":
      return (text) => text === wanted;
    case "co":
      return (text) => typeof text === "string" && text.includes(wanted);
    case "sw":
      return (text) => typeof text === "string" && text.startsWith(wanted);
    case "ew":
      return (text) => typeof text === "string" && text.endsWith(wanted);
    default:
      return orderedTexts(comparison);
  }
}

const orderedTexts = ordered(
  (value) => (typeof value === "string" ? value : undefined),
  (left, right) => (left === right ? 0 : left < right ? -1 : 1),
  "a string",
);

function booleans(comparison: Comparison): Test {
  const { operator, value, booleanText } = comparison;
  if (operator !== "eq") return unsupported(comparison);
  const text = String(value).toLowerCase();
  if (typeof value !== "boolean" && !(booleanText && typeof value === "string" && /^(?:true|false)$/.test(text))) {
    return mismatch(comparison, "true or false");
  }
  const wanted = text === "true";
  return (flag) => flag === wanted;
}

function unsupported({ node, operator }: Comparison): never {
  throw invalidFilter(`the operator "${operator}" does not fit the ${node.type} attribute "${node.path}"`);
}

function mismatch({ node }: Comparison, expected: string): never {
  throw invalidFilter(`the ${node.type} attribute "${node.path}" is compared with ${expected}`);
}
