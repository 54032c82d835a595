/** What each operator means for each type of attribute (RFC 7644 §3.4.2.2, table 3). */
import { compareInstants, parseInstant } from "../internal/instant.ts";
import type { AttributeNode, AttributeType } from "../models/attribute-tree.ts";
import type { CompareOperator } from "./ast.ts";
import { invalidFilter } from "./refusal.ts";

/** Whether a value satisfies a condition. An absent value, or one of another type than its attribute's, satisfies none. */
export type Test = (value: unknown) => boolean;

/** An operator for single values. `ne` is not among them: it is the negation of `eq` over all values of an attribute. */
export type ValueOperator = Exclude<CompareOperator, "ne">;

type Literal = string | number | boolean;

/** What stands in a filter, for messages and decisions. */
interface Comparison {
  readonly node: AttributeNode;
  readonly operator: ValueOperator;
  readonly value: Literal;
  /** Whether `"True"` counts as a boolean. */
  readonly booleanText: boolean;
}

const COMPARISONS: { readonly [Type in AttributeType]: (comparison: Comparison) => Test } = {
  string: compareText,
  reference: compareText,
  binary: compareBinary,
  boolean: compareBoolean,
  integer: compareNumbers,
  decimal: compareNumbers,
  dateTime: compareDateTimes,
  complex: unsupported,
};

/**
 * The test for one comparison, ready to run over many values.
 *
 * @throws ScimError (400 `invalidFilter`) when the operator or the value does not fit the type of the attribute: RFC 7644 §3.12 has the keyword for a
 * "comparison combination [that] is not supported" too.
 */
export function compileComparison(comparison: Comparison): Test {
  return COMPARISONS[comparison.node.type](comparison);
}

/** Texts are ordered by their UTF-16 code units, in lower case for attributes that are not `caseExact`. */
function compareText(comparison: Comparison): Test {
  const { node, operator, value } = comparison;
  if (typeof value !== "string") return mismatch(comparison, "a string");
  if (node.caseExact) return textTest(operator, value, (text) => text);
  const wanted = value.toLowerCase();
  if (operator !== "eq") return textTest(operator, wanted, (text) => text.toLowerCase());
  const equals = equalsLowerCase(value, wanted);
  return (text) => typeof text === "string" && equals(text);
}

/**
 * One character alone changes its length in lower case: `İ` becomes `i` and a combining dot. Where the wanted text holds no such dot, texts of another
 * length are told apart without lowering them.
 */
function equalsLowerCase(value: string, wanted: string): (text: string) => boolean {
  const { length } = wanted;
  if (wanted.includes("\u0307")) return (text) => text.toLowerCase() === wanted;
  return (text) => text.length === length && (text === value || text.toLowerCase() === wanted);
}

function textTest(operator: ValueOperator, wanted: string, prepare: (text: string) => string): Test {
  switch (operator) {
    case "eq":
      return (text) => text === wanted;
    case "co":
      return (text) => typeof text === "string" && prepare(text).includes(wanted);
    case "sw":
      return (text) => typeof text === "string" && prepare(text).startsWith(wanted);
    case "ew":
      return (text) => typeof text === "string" && prepare(text).endsWith(wanted);
    default: {
      const fits = ORDERINGS[operator];
      return (text) => typeof text === "string" && fits(compareCodeUnits(prepare(text), wanted));
    }
  }
}

function compareCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const ORDERINGS: { readonly [Operator in Exclude<ValueOperator, "co" | "sw" | "ew">]: (order: number) => boolean } = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

/** Binary values are case-exact (RFC 7643 §2.3.6) and have no order; their Base64 text has no meaningful parts. */
function compareBinary(comparison: Comparison): Test {
  const { operator, value } = comparison;
  if (operator !== "eq") return unsupported(comparison);
  return typeof value === "string" ? (bytes) => bytes === value : mismatch(comparison, "a string");
}

function compareBoolean(comparison: Comparison): Test {
  const { operator, value, booleanText } = comparison;
  if (operator !== "eq") return unsupported(comparison);
  const wanted = booleanText && typeof value === "string" ? readBoolean(value) : value;
  return typeof wanted === "boolean" ? (flag) => flag === wanted : mismatch(comparison, "true or false");
}

function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}

function compareNumbers(comparison: Comparison): Test {
  const { value } = comparison;
  const fits = ordering(comparison);
  if (typeof value !== "number") return mismatch(comparison, "a number");
  return (number) => typeof number === "number" && fits(number - value);
}

function compareDateTimes(comparison: Comparison): Test {
  const { value } = comparison;
  const fits = ordering(comparison);
  const wanted = typeof value === "string" ? parseInstant(value) : undefined;
  if (wanted === undefined) return mismatch(comparison, 'a dateTime such as "2011-05-13T04:42:34Z"');
  return (text) => {
    const instant = typeof text === "string" ? parseInstant(text) : undefined;
    return instant !== undefined && fits(compareInstants(instant, wanted));
  };
}

/** The reading of an order for types that know no parts: numbers and moments. */
function ordering(comparison: Comparison): (order: number) => boolean {
  const { operator } = comparison;
  return operator === "co" || operator === "sw" || operator === "ew" ? unsupported(comparison) : ORDERINGS[operator];
}

function unsupported({ node, operator }: Comparison): never {
  throw invalidFilter(`the operator "${operator}" does not fit the ${node.type} attribute "${node.path}"`);
}

function mismatch({ node }: Comparison, expected: string): never {
  throw invalidFilter(`the ${node.type} attribute "${node.path}" is compared with ${expected}`);
}
