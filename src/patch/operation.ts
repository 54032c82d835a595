/** The operation of a PATCH request. */
import { readProperty } from "../internal/values.ts";

/** One operation of a PATCH request (RFC 7644 §3.5.2), before it is checked. */
export interface PatchOperation {
  /** `add`, `replace` or `remove`, in any case: Entra sends `Add`. */
  readonly op: string;
  /** Target of the operation; absent for the resource itself. */
  readonly path?: string | undefined;
  /** Value to add or to set; absent for most removals. */
  readonly value?: unknown;
}

/** A member of an operation as it was sent: its name may have any case, as all names in SCIM (RFC 7643 §2.1). */
export function operationMember(operation: object, name: keyof PatchOperation): unknown {
  if (Object.hasOwn(operation, name)) return readProperty(operation, name);
  const other = Object.keys(operation).find((key) => key.toLowerCase() === name);
  return other === undefined ? undefined : readProperty(operation, other);
}
