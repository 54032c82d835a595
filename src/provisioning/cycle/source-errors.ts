/** What an error of a source means to its job. */
import {
  type GraphErrorCode,
  type GraphRequestError,
  isGraphRequestError,
  isProvisioningError,
  isScimRequestError,
  ProvisioningError,
  type ScimRequestError,
} from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";

/** Errors of Microsoft Graph that may pass by themselves. */
const TEMPORARY: ReadonlySet<GraphErrorCode> = new Set([
  "conflict",
  "resync_required",
  "throttled",
  "server_error",
  "timeout",
  "network",
  "invalid_response",
]);

/** Whether a service, or Microsoft Graph, refused the credentials, or the credentials lack a permission. */
export function isCredentialRefused(error: unknown): error is ScimRequestError | GraphRequestError {
  if (!isScimRequestError(error) && !isGraphRequestError(error)) return false;
  return error.code === "unauthorized" || error.code === "forbidden" || error.code === "rejected_credentials";
}

/** The error of a read of users: `incomplete_source`, unless it says more than that. */
export function readError(error: unknown): unknown {
  if (isProvisioningError(error) || isCredentialRefused(error)) return error;
  return new ProvisioningError("incomplete_source", errorMessage(error), { cause: error });
}

/**
 * The outcome of a call of a source other than its read of users.
 *
 * @throws ProvisioningError `incomplete_source` for an error of Microsoft Graph that may pass by itself; else what the
 * source throws.
 */
export async function sourceCall<Result>(outcome: Promise<Result>): Promise<Result> {
  try {
    return await outcome;
  } catch (error) {
    throw isGraphRequestError(error) && TEMPORARY.has(error.code) ? readError(error) : error;
  }
}
