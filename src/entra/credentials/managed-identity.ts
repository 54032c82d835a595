/** The managed identity of an Azure resource. */

import type { TokenEndpointRequest } from "../../client/oauth/token-attempt.ts";
import { sendTokenRequest, type TokenEndpointOptions } from "../../client/oauth/token-endpoint.ts";
import { readTokenResponse } from "../../client/oauth/token-response.ts";
import { isLoopback } from "../../internal/loopback.ts";
import type { TokenCredential } from "./token-credential.ts";

/** Which managed identity, and where its tokens come from. */
export interface ManagedIdentityOptions extends TokenEndpointOptions {
  /** Client id of a user-assigned identity. Default: the system-assigned identity. */
  readonly clientId?: string | undefined;
  /**
   * The value of the environment variable `IDENTITY_ENDPOINT` in App Service, Functions and Container Apps; use it
   * with `identityHeader`. Default: the instance metadata service (IMDS) of virtual machines. Plain http is allowed for
   * loopback and link-local addresses.
   */
  readonly endpoint?: string | undefined;
  /** The value of the environment variable `IDENTITY_HEADER`; use it with `endpoint`. */
  readonly identityHeader?: string | undefined;
}

const IMDS = "http://169.254.169.254/metadata/identity/oauth2/token";
const VERSIONS = { imds: "2018-02-01", appService: "2019-08-01" } as const;

/**
 * Credentials of a managed identity, of a virtual machine or of App Service, Functions and Container Apps. Azure Arc
 * and Service Fabric are not supported. Source: Azure, how to use managed identities.
 *
 * @throws TypeError for an invalid endpoint.
 */
export function managedIdentity(options: ManagedIdentityOptions = {}): TokenCredential {
  const { clientId, identityHeader } = options;
  const endpoint = parseEndpoint(options.endpoint ?? IMDS);
  const headers: Record<string, string> =
    identityHeader === undefined ? { metadata: "true" } : { "x-identity-header": identityHeader };
  const secrets = identityHeader === undefined ? [] : [identityHeader];
  const version = identityHeader === undefined ? VERSIONS.imds : VERSIONS.appService;
  return {
    getToken: async (scopes, { abortSignal } = {}) => {
      const url = new URL(endpoint);
      url.searchParams.set("api-version", version);
      url.searchParams.set(
        "resource",
        [scopes]
          .flat()
          .join(" ")
          .replace(/\/\.default$/, ""),
      );
      if (clientId !== undefined) url.searchParams.set("client_id", clientId);
      const request: TokenEndpointRequest = { url: url.href, headers, secrets };
      return readTokenResponse(await sendTokenRequest(async () => request, options, abortSignal), request, Date.now());
    },
  };
}

/** The endpoint answers on the machine itself, so http cannot be read by others. */
function parseEndpoint(value: string): string {
  const url = URL.parse(String(value));
  const isLocal = url !== null && (isLoopback(url.hostname) || /^169\.254\.\d+\.\d+$/.test(url.hostname));
  if (url !== null && (url.protocol === "https:" || (url.protocol === "http:" && isLocal))) return url.href;
  throw new TypeError(
    "endpoint: expected the value of IDENTITY_ENDPOINT: https, or http on a loopback or link-local address",
  );
}
