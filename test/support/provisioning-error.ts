/** Catches a ProvisioningError. */
import { isProvisioningError, type ProvisioningErrorCode } from "../../src/errors.ts";

/** Code and message of the ProvisioningError that a call rejects with. */
export async function provisioningErrorOf(
  call: () => Promise<unknown>,
): Promise<{ readonly code: ProvisioningErrorCode; readonly message: string }> {
  try {
    await call();
  } catch (error) {
    if (isProvisioningError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("expected a ProvisioningError, but the call succeeded");
}
