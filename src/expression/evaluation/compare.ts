/**
 * Compares two values: as numbers if both are numbers or strings of digits, else as strings, by code units.
 *
 * FILETIMEs have more digits than a double can hold; if two doubles are equal, their digits decide.
 *
 * A string compares equal to a number (`[StatusRehire] = 1`), which the examples of the reference rely on. Null
 * compares as "".
 */
import { toUpper } from "../dotnet/casing.ts";
import type { ComparisonOperator } from "../syntax/ast.ts";
import { type ExpressionValue, stringsOf, toNumber } from "./values.ts";

/** Negative, zero or positive if the first value is below, equal to or above the second. */
type Order = number;

const TESTS: Readonly<Record<ComparisonOperator, (order: Order) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

/** The test of an operator. */
export function comparison(
  operator: ComparisonOperator,
  comparesCase = true,
): (left: ExpressionValue, right: ExpressionValue) => boolean {
  const test = TESTS[operator];
  const fold = (value: ExpressionValue) => (typeof value === "string" && !comparesCase ? toUpper(value) : value);
  return (left, right) => test(compareValues(fold(left), fold(right)));
}

function compareValues(left: ExpressionValue, right: ExpressionValue): Order {
  const leftNumber = typeof left === "boolean" ? undefined : toNumber(left);
  const rightNumber = typeof right === "boolean" ? undefined : toNumber(right);
  if (leftNumber === undefined || rightNumber === undefined)
    return compareStrings(comparisonString(left), comparisonString(right));
  const isExact = leftNumber !== rightNumber || Math.abs(leftNumber) <= Number.MAX_SAFE_INTEGER;
  return isExact ? leftNumber - rightNumber : compareStrings(comparisonString(left), comparisonString(right));
}

function compareStrings(left: string, right: string): Order {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function comparisonString(value: ExpressionValue): string {
  return typeof value === "string" ? value : stringsOf(value).join(";");
}
