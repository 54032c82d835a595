/** The error for a provisioning job that could not run, or had to stop. */
import { isErrorOf, ProxyclickScimError } from "./base.ts";

/**
 * Why a provisioning job could not run or had to stop.
 *
 * - `invalid_mapping`: the synchronization schema, a scoping filter or an expression is invalid.
 * - `invalid_source`: the source cannot be read as a directory (no header, a needed column missing, not the expected
 *   JSON).
 * - `incomplete_source`: the source ended early, was empty, or had rows that could not be read; no user was removed.
 * - `state_in_use`: another process holds the state.
 * - `invalid_state`: the file is not a state of this package, is damaged, or was written by a newer version.
 * - `state_mismatch`: the state belongs to another source or target; nothing was written.
 * - `invalid_log`: the log cannot be written or read, or a query of it is not valid.
 * - `quarantined`: the job is in quarantine until its next attempt.
 * - `paused`, `not_paused`: the call needs a job that is not paused, or one that is.
 */
export type ProvisioningErrorCode =
  | "invalid_mapping"
  | "invalid_source"
  | "incomplete_source"
  | "state_in_use"
  | "invalid_state"
  | "state_mismatch"
  | "invalid_log"
  | "quarantined"
  | "paused"
  | "not_paused";

/**
 * A provisioning job that could not run, or had to stop. Failures of single users are in the log of the job instead.
 */
export class ProvisioningError extends ProxyclickScimError {
  /** Stable reason. */
  readonly code: ProvisioningErrorCode;

  constructor(code: ProvisioningErrorCode, message: string, options?: ErrorOptions) {
    super("ProvisioningError", [], message, options);
    this.code = code;
  }
}

/** Whether a value is a {@link ProvisioningError}, even one made by another copy of this package. */
export function isProvisioningError(value: unknown): value is ProvisioningError {
  return isErrorOf(value, "ProvisioningError");
}
