/**
 * Comparison of two values: as numbers where both are numbers or text of digits, else as text, code unit by code unit.
 *
 * FILETIMEs have more digits than a double holds; where two doubles are the same, their digits decide.
 *
 * A text attribute compares equal to a number (`[StatusRehire] = 1`), which the examples of the reference rely on. Null compares as "".
 */
import type { ComparisonOperator } from "../syntax/ast.ts";
import { textsOf, toNumber, type Value } from "./values.ts";

/** Negative, zero or positive, as the first value is below, at or above the second. */
type Order = number;

const TESTS: Readonly<Record<ComparisonOperator, (order: Order) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

/** The test that an operator stands for. */
export function comparison(operator: ComparisonOperator): (left: Value, right: Value) => boolean {
  const test = TESTS[operator];
  return (left, right) => test(compareValues(left, right));
}

function compareValues(left: Value, right: Value): Order {
  const leftNumber = typeof left === "boolean" ? undefined : toNumber(left);
  const rightNumber = typeof right === "boolean" ? undefined : toNumber(right);
  if (leftNumber === undefined || rightNumber === undefined) return compareTexts(compareText(left), compareText(right));
  const isExact = leftNumber !== rightNumber || Math.abs(leftNumber) <= Number.MAX_SAFE_INTEGER;
  return isExact ? leftNumber - rightNumber : compareTexts(compareText(left), compareText(right));
}

function compareTexts(left: string, right: string): Order {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function compareText(value: Value): string {
  return typeof value === "string" ? value : textsOf(value).join(";");
}
