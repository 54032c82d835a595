/** Tests Tenant URL and Secret Token as Test Connection does ("synchronizationJob: validateCredentials"). */
import { EntraApplicationError, isGraphRequestError } from "../../../errors.ts";
import { joinSentences } from "../../../internal/join-sentences.ts";
import { type ProvisionedApplication, synchronizationPath } from "../../job/job-access.ts";
import type { SettingValue } from "../plan/plan-settings.ts";
import { errorWithoutSecrets, withoutSecrets } from "./without-secrets.ts";

/** Milliseconds: Entra waits for the Tenant URL. */
const TIMEOUT = 90_000;

/**
 * Tests credentials before anything is written.
 *
 * @throws EntraApplicationError `connection_refused`, with the reason that Entra gives.
 */
export async function testConnection(
  { client, application, signal }: ProvisionedApplication,
  templateId: string,
  credentials: readonly SettingValue[],
): Promise<void> {
  const path = `${synchronizationPath(application)}/jobs/validateCredentials`;
  const body = { useSavedCredentials: false, templateId, credentials };
  const call = { signal, timeout: TIMEOUT, repeatable: true, feature: "write_synchronization" } as const;
  try {
    await client.post(path, body, call);
  } catch (error) {
    if (!isGraphRequestError(error) || (error.code !== "invalid_request" && error.code !== "server_error"))
      throw errorWithoutSecrets(error, credentials);
    const reason = [error.graphCode, error.detail].filter(Boolean).join(": ");
    throw new EntraApplicationError(
      "connection_refused",
      joinSentences([`Test Connection failed: ${withoutSecrets(reason, credentials)}`, "No setting was written."]),
    );
  }
}
