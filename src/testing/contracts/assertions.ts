/** The assertions of the contract suites, without a test runner. */
import { deepEqual } from "../../internal/values.ts";

/** @throws Error unless a condition is true. */
export function check(condition: boolean, what: string, expected: string, found: string): asserts condition {
  if (!condition) throw new Error(`${what}: expected ${expected}, found ${found}.`);
}

/** @throws Error unless two values are equal as JSON. */
export function checkEqual(what: string, found: unknown, expected: unknown): void {
  check(deepEqual(found, expected), what, formatValue(expected), formatValue(found));
}

/** Formats a value for an error message. */
export function formatValue(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
