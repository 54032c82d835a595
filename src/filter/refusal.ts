import { ScimError } from "../errors.ts";

/** The error of a filter that follows the grammar but cannot be answered (RFC 7644 §3.12). */
export function invalidFilter(detail: string): ScimError {
  return new ScimError(detail, { status: 400, scimType: "invalidFilter" });
}
