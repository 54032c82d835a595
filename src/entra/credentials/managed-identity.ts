/** The managed identity of a resource of Azure. */

import type { TokenEndpointRequest } from "../../client/oauth/token-attempt.ts";
import { sendTokenRequest, type TokenEndpointOptions } from "../../client/oauth/token-endpoint.ts";
import { readTokenResponse } from "../../client/oauth/token-response.ts";
import { isLoopback } from "../../internal/loopback.ts";
import type { TokenCredential } from "./token-credential.ts";

/** Which managed identity, and where its tokens come from. */
export interface ManagedIdentityOptions extends TokenEndpointOptions {
  /** Client id of a user-assigned identity; the system-assigned one by default. */
  readonly clientId?: string | undefined;
  /**
   * Endpoint of App Service, Functions and Container Apps: the value of their variable `IDENTITY_ENDPOINT`, with
   * `identityHeader`. By default the instance metadata service of virtual machines (IMDS). Plain http is allowed on
   * loopback and link-local addresses.
   */
  readonly endpoint?: string | undefined;
  /** The value of the variable `IDENTITY_HEADER`, which goes with `endpoint`. */
  readonly identityHeader?: string | undefined;
}

const IMDS = "http://169.254.169.254/metadata/identity/oauth2/token";
const VERSIONS = { imds: "2018-02-01", appService: "2019-08-01" } as const;

/**
 * The credentials of a managed identity (Azure: how to use managed identities, on virtual machines and in App Service).
 * Azure Arc and Service Fabric have other endpoints, which are not supported.
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
