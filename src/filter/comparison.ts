/** Compares values by the type of their attribute (RFC 7644 §3.4.2.2, table 3). */
import { compareCodePoints } from "../internal/code-points.ts";
import { comparisonKey, equalityTest, isAscii } from "../internal/comparison-key.ts";
import { compareInstants, parseInstant } from "../internal/instant.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";
import type { CompareOperator } from "./ast.ts";
import { invalidFilter } from "./invalid-filter.ts";

/**
 * Whether a value satisfies a condition. An absent value, or one whose type is not that of its attribute, satisfies
 * none.
 */
export type ValueTest = (value: unknown) => boolean;

/**
 * A comparison of single values. There is no `ne`: it is the negation of `eq` over all values of an attribute.
 */
export interface Comparison {
  /** The attribute. */
  readonly node: AttributeNode;
  readonly operator: Exclude<CompareOperator, "ne">;
  readonly value: string | number | boolean;
  /** Whether the string `"True"` counts as a boolean. */
  readonly allowBooleanString: boolean;
  /** Makes the form in which strings compare. */
  readonly keyOf: KeyOf;
}

/** Makes the form in which the strings of an attribute compare. */
export type KeyOf = (value: string, node: AttributeNode) => string;

/** Length from which the key of a string is kept for the next condition. */
const LONG = 1_000;

/**
 * Makes keys for the conditions of one filter. Hundreds of conditions may look at one string of a megabyte: its key is
 * made once.
 */
export function keysOfFilter(): KeyOf {
  let last: readonly [value: string, node: AttributeNode, key: string] | undefined;
  return (value, node) => {
    if (value.length < LONG) return comparisonKey(value, node);
    if (last?.[0] !== value || last[1] !== node) last = [value, node, comparisonKey(value, node)];
    return last[2];
  };
}

const compareNumbers = ordered(
  (value) => (typeof value === "number" ? value : undefined),
  (left, right) => left - right,
  "a number",
);

const COMPARISONS: { readonly [Type in AttributeNode["type"]]: (comparison: Comparison) => ValueTest } = {
  string: compareStrings,
  reference: compareStrings,
  integer: compareNumbers,
  decimal: compareNumbers,
  dateTime: ordered(
    (value) => (typeof value === "string" ? parseInstant(value) : undefined),
    compareInstants,
    'a dateTime such as "2011-05-13T04:42:34Z"',
  ),
  boolean: compareBooleans,
  // Binary values are case-exact (RFC 7643 §2.3.6) and have no order; parts of their base64 mean nothing.
  binary: (comparison) => (comparison.operator === "eq" ? compareExactStrings(comparison) : rejectOperator(comparison)),
  complex: rejectOperator,
};

const ORDERS: { readonly [Operator in CompareOperator]?: (order: number) => boolean } = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

/**
 * Compiles one comparison to a test that can run over many values.
 *
 * @throws ScimError (400 `invalidFilter`) when the operator or the value does not suit the type of the attribute: RFC
 * 7644 §3.12 also defines the keyword for an "attribute and filter comparison combination" that is not supported.
 */
export function compileComparison(comparison: Comparison): ValueTest {
  return COMPARISONS[comparison.node.type](comparison);
}

/** Compares values of a type that has an order but no substrings. */
function ordered<Value>(
  read: (value: unknown) => Value | undefined,
  order: (left: Value, right: Value) => number,
  expected: string,
): (comparison: Comparison) => ValueTest {
  return (comparison) => {
    const matchesOrder = ORDERS[comparison.operator] ?? rejectOperator(comparison);
    const wanted = read(comparison.value) ?? rejectValue(comparison, expected);
    return (value) => {
      const actual = read(value);
      return actual !== undefined && matchesOrder(order(actual, wanted));
    };
  };
}

/** Strings are compared, and ordered by code points, in the form in which their attribute compares. */
function compareStrings(comparison: Comparison): ValueTest {
  const { node, operator, value, keyOf } = comparison;
  if (node.caseExact) return compareExactStrings(comparison);
  if (typeof value !== "string") return rejectValue(comparison, "a string");
  if (operator === "eq") return equalityTest(value, node);
  const wanted = comparisonKey(value, node);
  const test = compareExactStrings({ ...comparison, value: wanted });
  if (!isAscii(wanted)) return (actual) => typeof actual === "string" && test(keyOf(actual, node));
  const decide = asciiTest(operator, wanted);
  if (decide !== undefined) {
    return (actual) => typeof actual === "string" && (decide(actual) ?? test(keyOf(actual, node)));
  }
  const pattern = searchPattern(wanted);
  return (actual) => {
    if (typeof actual !== "string") return false;
    const found = actual.search(pattern);
    return found >= 0 && (actual.charCodeAt(found) < 128 || test(keyOf(actual, node)));
  };
}

/**
 * A pattern that finds the wanted string in any case, or else the first character beyond ASCII, in one scan: only
 * values with such a character need a key. It may combine with the character before it, so none may follow the match.
 */
function searchPattern(wanted: string): RegExp {
  return new RegExp(`${wanted.replace(/\W/g, "\\$&")}(?![\\u0080-\\uffff])|[\\u0080-\\uffff]`, "i");
}

/**
 * A test that looks at no more characters of a value than decide; its result is undefined when one beyond ASCII is
 * among them, so that the key has to be made. Undefined for `co`.
 */
function asciiTest(
  operator: Comparison["operator"],
  wanted: string,
): ((actual: string) => boolean | undefined) | undefined {
  if (operator === "co") return undefined;
  if (operator === "ew") return (actual) => endsWith(actual, wanted);
  const accepts = ORDERS[operator];
  return (actual) => {
    const at = firstDifference(actual, wanted);
    if (isBeyondAscii(actual, at) || isBeyondAscii(actual, at + 1)) return undefined;
    if (accepts === undefined) return at === wanted.length;
    if (at === wanted.length || at === actual.length) return accepts(actual.length - wanted.length);
    return accepts(lowerCaseAt(actual, at) - wanted.charCodeAt(at));
  };
}

/** Index of the first character that differs, but for case, from that of a wanted string in lower case. */
function firstDifference(actual: string, wanted: string): number {
  let at = 0;
  while (at < wanted.length && lowerCaseAt(actual, at) === wanted.charCodeAt(at)) at += 1;
  return at;
}

function endsWith(actual: string, wanted: string): boolean | undefined {
  const shift = actual.length - wanted.length;
  let at = wanted.length - 1;
  while (at >= 0 && lowerCaseAt(actual, shift + at) === wanted.charCodeAt(at)) at -= 1;
  return isBeyondAscii(actual, shift + at) ? undefined : at < 0;
}

/** Code of a character, in lower case if it is a capital letter of ASCII; NaN outside of the string. */
function lowerCaseAt(value: string, index: number): number {
  const code = value.charCodeAt(index);
  return code >= 0x41 && code <= 0x5a ? code + 32 : code;
}

function isBeyondAscii(value: string, index: number): boolean {
  return value.charCodeAt(index) > 127;
}

function compareExactStrings(comparison: Comparison): ValueTest {
  const wanted = comparison.value;
  if (typeof wanted !== "string") return rejectValue(comparison, "a string");
  const { operator } = comparison;
  // Half of a surrogate pair is no character, so it is not a part of the character either.
  if (!(wanted.isWellFormed() || Object.hasOwn(ORDERS, operator))) return () => false;
  switch (operator) {
    case "eq":
      return (actual) => actual === wanted;
    case "co":
      return (actual) => typeof actual === "string" && actual.includes(wanted);
    case "sw":
      return (actual) => typeof actual === "string" && actual.startsWith(wanted);
    case "ew":
      return (actual) => typeof actual === "string" && actual.endsWith(wanted);
    default:
      return compareStringOrder(comparison);
  }
}

const compareStringOrder = ordered(
  (value) => (typeof value === "string" ? value : undefined),
  compareCodePoints,
  "a string",
);

function compareBooleans(comparison: Comparison): ValueTest {
  const { operator, value, allowBooleanString } = comparison;
  if (operator !== "eq") return rejectOperator(comparison);
  const lowerCase = String(value).toLowerCase();
  const isAccepted = typeof value === "boolean" || allowBooleanString;
  if (!isAccepted || !/^(?:true|false)$/.test(lowerCase)) return rejectValue(comparison, "true or false");
  const wanted = lowerCase === "true";
  return (flag) => flag === wanted;
}

function rejectOperator({ node, operator }: Comparison): never {
  throw invalidFilter(`the operator "${operator}" does not fit the ${node.type} attribute "${node.path}"`);
}

function rejectValue({ node }: Comparison, expected: string): never {
  throw invalidFilter(`the ${node.type} attribute "${node.path}" must be compared with ${expected}`);
}
