/** The errors of a store file: each names the file, the problem and what to do. */
import { ProvisioningError, ScimError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";

const BUSY = 5;
const LOCKED = 6;

/** The error for what SQLite or the operating system reports. */
export function toStoreError(error: unknown, path: string): Error {
  if (error instanceof ProvisioningError || error instanceof ScimError) return error;
  // The primary result code is the low byte of an extended one.
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) % 256 : 0;
  if (code === BUSY || code === LOCKED) {
    return new ScimError("The database is in use by another process; repeat the request.", {
      status: 503,
      cause: error,
    });
  }
  const reason = errorMessage(error);
  return new ProvisioningError(
    "invalid_state",
    `The database ${path} cannot be used: ${reason}; check its permissions, the space on its disk, and that it is a file of this package`,
    { cause: error },
  );
}
