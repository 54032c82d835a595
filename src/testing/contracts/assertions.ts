/** The assertions of the contract suites; they import no test runner. */
import { deepEqual } from "../../internal/values.ts";

/** @throws Error unless a condition holds. */
export function check(holds: boolean, what: string, expected: string, found: string): asserts holds {
  if (!holds) throw new Error(`${what}: expected ${expected}, found ${found}.`);
}

/** @throws Error unless two values are equal as JSON. */
export function checkEqual(what: string, found: unknown, expected: unknown): void {
  check(deepEqual(found, expected), what, show(expected), show(found));
}

/** A value as an error message shows it. */
export function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
