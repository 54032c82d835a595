/**
 * Comparison of two values: as numbers where both are numbers or text of digits, else as text, code unit by code unit.
 *
 * A text attribute compares equal to a number (`[StatusRehire] = 1`), which the examples of the reference rely on. Null compares as "".
 */
import type { CompareOperator } from "./ast.ts";
import { entryText, scalarText, toInteger, toNumber, type Value } from "./values.ts";

/** Negative, zero or positive, as the first value is below, at or above the second. */
type Order = number;

const TESTS: Readonly<Record<CompareOperator, (order: Order) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

/** The test that an operator stands for. */
export function comparison(operator: CompareOperator): (left: Value, right: Value) => boolean {
  const test = TESTS[operator];
  return (left, right) => test(compareValues(left, right));
}

function compareValues(left: Value, right: Value): Order {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return compareNumbers(left, right) ?? compareTexts(compareText(left), compareText(right));
}

/** FILETIMEs and object identifiers have more digits than a double holds: whole numbers compare exactly. */
function compareNumbers(left: Value, right: Value): Order | undefined {
  if (!mayBeNumber(left) || !mayBeNumber(right)) return undefined;
  const leftNumber = toNumber(left);
  const rightNumber = toNumber(right);
  if (leftNumber === undefined || rightNumber === undefined) return undefined;
  if (leftNumber !== rightNumber || Math.abs(leftNumber) <= Number.MAX_SAFE_INTEGER) return leftNumber - rightNumber;
  return compareIntegers(toInteger(left) ?? 0n, toInteger(right) ?? 0n);
}

function compareIntegers(left: bigint, right: bigint): Order {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Whether a value is a number or a text that begins like one; spares the pattern for all other texts. */
function mayBeNumber(value: Value): boolean {
  if (typeof value === "number") return true;
  if (typeof value !== "string" || value === "") return false;
  const code = value.charCodeAt(0);
  return (code >= 48 && code <= 57) || code === 45 || code === 38 || code <= 32;
}

function compareTexts(left: string, right: string): Order {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function compareText(value: Value): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return typeof value === "object" ? value.map(entryText).join(";") : scalarText(value);
}
