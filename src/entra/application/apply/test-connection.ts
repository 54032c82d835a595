/** Tests Tenant URL and Secret Token as Test Connection does ("synchronizationJob: validateCredentials"). */
import { EntraApplicationError, type GraphRequestError, isGraphRequestError } from "../../../errors.ts";
import { joinSentences } from "../../../internal/join-sentences.ts";
import { type ProvisionedApplication, synchronizationPath } from "../../job/job-access.ts";
import { type SettingValue, secretsOf } from "../plan/plan-settings.ts";

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
  const secrets = secretsOf(credentials);
  const call = { signal, timeout: TIMEOUT, repeatable: true, feature: "write_synchronization", secrets } as const;
  try {
    await client.post(path, body, call);
  } catch (error) {
    if (!isGraphRequestError(error) || !isRefusal(error)) throw error;
    const reason =
      [error.graphCode, error.detail].filter(Boolean).join(": ") || `status ${error.status}, without a reason`;
    throw new EntraApplicationError(
      "connection_refused",
      joinSentences([`Test Connection failed: ${reason}`, "No setting was written."]),
    );
  }
}

/**
 * The provisioning service also uses 401 and 404 for credentials that the target refuses; the code tells them apart.
 */
function isRefusal({ code, graphCode = "" }: GraphRequestError): boolean {
  return code === "invalid_request" || code === "server_error" || /CredentialValidation/.test(graphCode);
}
