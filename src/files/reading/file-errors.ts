/** The errors of files that cannot be read or written as expected. */

import { ProvisioningError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";

/** A source file that does not have the expected form. */
export function invalidSource(path: string, problem: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError("invalid_source", `${path}: ${problem}`, cause === undefined ? undefined : { cause });
}

/** A source file that ends early, or contains too little to act on. */
export function incompleteSource(path: string, problem: string): ProvisioningError {
  return new ProvisioningError("incomplete_source", `${path}: ${problem}`);
}

/** A source file that changed between its verification and the end of the read. */
export function changedSource(path: string): ProvisioningError {
  return incompleteSource(path, "changed while it was read; run again when it is written whole");
}

const REASONS = new Map([
  ["ENOENT", "no such file"],
  ["ENOTDIR", "no such file: a part of the path is not a directory"],
  ["EACCES", "cannot be read: permission denied"],
  ["EPERM", "cannot be read: permission denied"],
  ["EISDIR", "is a directory; expected a file"],
]);

/** A source file that the operating system does not let us read. */
export function unreadableSource(path: string, error: unknown): ProvisioningError {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
  return invalidSource(path, REASONS.get(code) ?? `cannot be read: ${code}`, error);
}

/**
 * Runs an operation on a log or report file.
 *
 * @param problem - What a failure means, such as `The log file a.jsonl cannot be written`.
 * @throws ProvisioningError `invalid_log` for any failure; one that is a ProvisioningError already passes unchanged.
 */
export async function orInvalidLog<Result>(problem: string, operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof ProvisioningError) throw error;
    const reason = errorMessage(error, "unknown");
    throw new ProvisioningError("invalid_log", `${problem}: ${reason}`, { cause: error });
  }
}
