import { ScimError } from "../errors.ts";
import type { AndFilter, Filter, OrFilter } from "./ast.ts";

/** The error of a filter that follows the grammar but cannot be answered (RFC 7644 §3.12). */
export function invalidFilter(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidFilter" });
}

/** The operands of a node. One made by hand of an empty list must not pass for a filter that lets everything through. */
export function operandsOf({ kind, operands }: AndFilter | OrFilter): readonly Filter[] {
  if (operands.length > 0) return operands;
  throw invalidFilter(`"${kind}" needs operands`);
}
