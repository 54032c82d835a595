/**
 * Errors of mappings that cannot be used, each with its place in the synchronization schema.
 */
import { type ExpressionError, ProvisioningError } from "../../errors.ts";

/** Creates the error of a mapping that cannot be used. */
export function invalidMapping(place: string, problem: string, options?: ErrorOptions): ProvisioningError {
  return new ProvisioningError("invalid_mapping", `${place}: ${problem}`, options);
}

/** Creates the error of an attribute mapping whose expression does not parse. */
export function invalidExpression(
  mapping: { readonly place: string; readonly target: string },
  error: ExpressionError,
): ProvisioningError {
  const { place, target } = mapping;
  return invalidMapping(`${place}.source.expression (${target})`, `${error.message}\n${error.caret}`, { cause: error });
}
