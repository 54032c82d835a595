/** The operation of a PATCH request. */

/** One operation of a PATCH request (RFC 7644 §3.5.2), before it is checked. */
export interface PatchOperation {
  /** `add`, `replace` or `remove`, in any case: Entra sends `Add`. */
  readonly op: string;
  /** Target of the operation; absent for the resource itself. */
  readonly path?: string | undefined;
  /** Value to add or to set; absent for most removals. */
  readonly value?: unknown;
}
