/** The token of a SCIM client by OAuth 2.0 client credentials. */
import type { TokenRequest } from "../transport/transport-options.ts";
import { requestByClientCredentials } from "./client-credentials-grant.ts";
import { TokenCache } from "./token-cache.ts";
import { parseTokenEndpoint, type TokenEndpointOptions } from "./token-endpoint.ts";

/** What a client needs for access tokens. */
export interface OAuthClientCredentials extends TokenEndpointOptions {
  /** URL of the token endpoint; https, or http on a loopback address. */
  readonly tokenEndpoint: string;
  /** Id of the client. */
  readonly clientId: string;
  /** Secret of the client; no error and no log contains it. */
  readonly clientSecret: string;
  /**
   * How the client proves itself: `client_secret_post`, id and secret in the form, as Entra sends them, or
   * `client_secret_basic`, in the `Authorization` header, which some servers demand (RFC 6749 §2.3.1).
   * `client_secret_post` by default.
   */
  readonly authentication?: "client_secret_post" | "client_secret_basic" | undefined;
  /** Scope of the tokens; none by default. */
  readonly scope?: string | undefined;
}

/**
 * Returns the current access token of a client for the `token` option (RFC 6749 §4.4). A token is kept until some
 * minutes before it expires, concurrent calls share one request, and a token that the service rejects is replaced.
 *
 * @example
 * ```ts
 * import { oauthClientCredentials, ScimClient } from "proxyclick-scim/client";
 *
 * const token = oauthClientCredentials({
 *   tokenEndpoint: "https://login.example.com/oauth2/token",
 *   clientId: "provisioning",
 *   clientSecret: "a-long-secret",
 * });
 * const client = new ScimClient({ baseUrl: "https://scim.example.com/scim/v2", token });
 * ```
 *
 * @throws TypeError for an invalid token endpoint, client id or secret. The function that it returns rejects with
 * OAuthTokenError, or with the reason of the signal.
 */
export function oauthClientCredentials(options: OAuthClientCredentials): (request?: TokenRequest) => Promise<string> {
  const { clientId, clientSecret, scope, authentication } = options;
  const tokenEndpoint = parseTokenEndpoint(options.tokenEndpoint);
  for (const [name, value] of Object.entries({ clientId, clientSecret })) {
    if (typeof value !== "string" || value === "") throw new TypeError(`${name}: expected a string that is not empty`);
  }
  const grant = { tokenEndpoint, clientId, clientSecret, scope, isBasic: authentication === "client_secret_basic" };
  const cache = new TokenCache((request) => requestByClientCredentials(grant, options, request));
  return (request = {}) => cache.get(request);
}
