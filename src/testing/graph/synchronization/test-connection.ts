/**
 * Test Connection: the request that the provisioning service sends to a Tenant URL, and what it makes of the response
 * ("synchronizationJob: validateCredentials").
 */
import { isObject, readProperty } from "../../../internal/values.ts";
import { ServiceError } from "../service/service-error.ts";
import type { ApplicationContext } from "./context.ts";
import { synchronizationError } from "./synchronization-error.ts";

const UNAVAILABLE = "CredentialValidationUnavailable";
const REJECTED = "SystemForCrossDomainIdentityManagementCredentialValidationFailure";
const INCOMPATIBLE = "SystemForCrossDomainIdentityManagementServiceIncompatible";

/** Milliseconds until a Tenant URL counts as unavailable. */
const TIMEOUT = 30_000;

/**
 * Tests credentials.
 *
 * @param credentials - values by key: `BaseAddress` and `SecretToken`
 * @throws ServiceError 400 with the reason, in the form that the options ask for.
 */
export async function testConnection(
  { runtime, options }: Pick<ApplicationContext, "runtime" | "options">,
  credentials: ReadonlyMap<string, string>,
): Promise<void> {
  const failed = (code: string, message: string) => validationError(options.validationErrors ?? "json", code, message);
  const address = credentials.get("BaseAddress") ?? "";
  const token = credentials.get("SecretToken") ?? "";
  if (!URL.canParse(address)) throw failed(UNAVAILABLE, "The Tenant URL is not a URL.");
  if (token === "") throw failed(REJECTED, "The Secret Token is missing.");
  if (options.targetFetch === undefined) return;
  const request = testRequest(address, token, runtime.guid());
  const response = await options.targetFetch(request).catch(() => {
    throw failed(UNAVAILABLE, `We received no response from ${new URL(address).host}.`);
  });
  if (response.status === 401 || response.status === 403) {
    throw failed(REJECTED, `You appear to have entered invalid credentials: HTTP status ${response.status}.`);
  }
  if (response.status >= 500) throw failed(UNAVAILABLE, `The service responded with HTTP status ${response.status}.`);
  const body = await response.json().catch(() => undefined);
  if (response.status !== 200 || !isListResponse(body)) {
    throw failed(INCOMPATIBLE, `The response is no SCIM list: HTTP status ${response.status}.`);
  }
}

/** The service looks for a user that does not exist. */
function testRequest(address: string, token: string, userName: string): Request {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/Users`;
  url.searchParams.append("filter", `userName eq "${userName}"`);
  return new Request(url, {
    headers: { authorization: `Bearer ${token}`, accept: "application/scim+json" },
    signal: AbortSignal.timeout(TIMEOUT),
  });
}

function isListResponse(body: unknown): boolean {
  return isObject(body) && typeof readProperty(body, "totalResults") === "number";
}

function validationError(form: "json" | "wrapped" | "sentence", code: string, message: string): ServiceError {
  if (form === "json") return synchronizationError(400, code, message);
  const reason = form === "wrapped" ? JSON.stringify({ error: { code, message } }) : message;
  return new ServiceError(400, "UnknownError", reason);
}
