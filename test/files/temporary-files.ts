import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { isProvisioningError, type ProvisioningErrorCode } from "../../src/errors.ts";

/** Writes files into a directory that is gone after the tests of the file. */
export function temporaryFiles(): (name: string, content: string | Uint8Array) => string {
  const directory = mkdtempSync(join(tmpdir(), "proxyclick-scim-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
}

/** The code and message of the ProvisioningError that a call ends with. */
export async function refusal(call: () => Promise<unknown>): Promise<{ code: ProvisioningErrorCode; message: string }> {
  try {
    await call();
  } catch (error) {
    if (isProvisioningError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("expected a ProvisioningError, but the call succeeded");
}
