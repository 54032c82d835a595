/** The secrets of a synchronization ("Add synchronization secrets"). */
import { type GraphObject, objectOf } from "../service/graph-object.ts";
import { ServiceError } from "../service/service-error.ts";

/** The closed set of keys (Microsoft Graph: synchronizationSecret), which is case-sensitive. */
const KEYS: ReadonlySet<string> = new Set(
  (
    "None UserName Password SecretToken AppKey BaseAddress ClientIdentifier ClientSecret SingleSignOnType Sandbox Url " +
    "Domain ConsumerKey ConsumerSecret TokenKey TokenExpiration Oauth2AccessToken Oauth2AccessTokenCreationTime " +
    "Oauth2RefreshToken SyncAll InstanceName Oauth2ClientId Oauth2ClientSecret CompanyId UpdateKeyOnSoftDelete " +
    "SynchronizationSchedule SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings " +
    "SkipOutOfScopeDeletions Oauth2AuthorizationCode Oauth2RedirectUri ApplicationTemplateIdentifier " +
    "Oauth2TokenExchangeUri Oauth2AuthorizationUri AuthenticationType Server PerformInboundEntitlementGrants " +
    "HardDeletesEnabled SyncAgentCompatibilityKey SyncAgentADContainer ValidateDomain TestReferences ConnectionString"
  ).split(" "),
);

/** Keys whose value a GET does not return. */
const MASKED: ReadonlySet<string> = new Set(
  (
    "Password SecretToken AppKey ClientSecret ConsumerSecret TokenKey Oauth2AccessToken Oauth2RefreshToken " +
    "Oauth2ClientSecret Oauth2AuthorizationCode ConnectionString"
  ).split(" "),
);

/** Keys whose value is JSON and cannot be cleared. */
const NOTIFICATION_SETTINGS = "SyncNotificationSettings";

/** What a GET returns in place of a secret. */
const MASK = "*";

/**
 * Reads a list of pairs of key and value.
 *
 * @param member - name of the list in the body
 * @throws ServiceError 400 for a list that is missing or has values that are not strings; 500 for an unknown key.
 */
export function readSecrets(body: unknown, member: "value" | "credentials"): ReadonlyMap<string, string> {
  const list = objectOf(body)[member];
  if (!Array.isArray(list)) throw new ServiceError(400, "BadRequest", "Empty Payload. JSON content expected.");
  return new Map(list.map((pair) => readPair(objectOf(pair))));
}

function readPair({ key, value }: GraphObject): readonly [string, string] {
  if (typeof key !== "string" || !KEYS.has(key)) {
    throw new ServiceError(500, "InternalError", `Requested value '${String(key)}' was not found.`);
  }
  if (typeof value !== "string") {
    const message = `Cannot convert the value of '${key}' to the expected type 'Edm.String'.`;
    throw new ServiceError(400, "BadRequest", message);
  }
  if (key === NOTIFICATION_SETTINGS && !isJsonObject(value)) {
    throw new ServiceError(400, "InvalidNotificationSettings", "The notification settings are not valid JSON.");
  }
  return [key, value];
}

function isJsonObject(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

/**
 * Stores secrets. An empty value removes the key; a mask is stored like any other value.
 *
 * @param mode - whether keys that are not sent stay, which is not documented
 */
export function storeSecrets(
  stored: Map<string, string>,
  sent: ReadonlyMap<string, string>,
  mode: "merge" | "replace",
): void {
  if (mode === "replace") stored.clear();
  for (const [key, value] of sent) {
    if (value === "") stored.delete(key);
    else stored.set(key, value);
  }
}

/** The secrets as a GET returns them: secret values are masked. */
export function maskedSecrets(stored: ReadonlyMap<string, string>): readonly GraphObject[] {
  return [...stored].map(([key, value]) => ({ key, value: MASKED.has(key) ? MASK : value }));
}

/** Reads an entry of stored notification settings. */
export function notificationSettings(stored: ReadonlyMap<string, string>): GraphObject {
  const settings: unknown = JSON.parse(stored.get(NOTIFICATION_SETTINGS) ?? "{}");
  return objectOf(settings);
}

/** Keys that an `acquireAccessToken` needs. */
const OAUTH_KEYS = ["Oauth2ClientId", "Oauth2ClientSecret", "Oauth2AuthorizationCode", "Oauth2RedirectUri"] as const;

/** Returns the keys that an exchange of an authorization code lacks. */
export function missingOauthKeys(sent: ReadonlyMap<string, string>): readonly string[] {
  return OAUTH_KEYS.filter((key) => (sent.get(key) ?? "") === "");
}
