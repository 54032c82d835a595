/** Errors about filters that follow the grammar but cannot be evaluated. */
import { isScimError, ScimError } from "../errors.ts";
import type { Filter, FilterNode } from "./ast.ts";

/** The error for a filter in a request that cannot be evaluated (RFC 7644 §3.12). */
export function invalidFilter(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidFilter" });
}

/**
 * Runs an action on the arguments of a caller. What would be an error of a request is a mistake in the calling code
 * here.
 *
 * @throws TypeError for each ScimError of the action.
 */
export function rejectMisuse<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!isScimError(error)) throw error;
    throw new TypeError(error.detail, { cause: error });
  }
}

/**
 * The operands of an `and` or `or`.
 *
 * @throws TypeError for an empty list, which only code can make: it must not pass for a filter that matches everything.
 */
export function operandsOf({ kind, operands }: FilterNode<"and" | "or">): readonly Filter[] {
  if (operands.length > 0) return operands;
  throw new TypeError(`"${kind}" needs operands`);
}
