/** The OAuth 2.0 client credentials grant (RFC 6749 §4.4), with a secret or an assertion (RFC 7523 §2.2). */
import type { IssuedToken } from "./access-token.ts";
import type { TokenEndpointRequest } from "./token-attempt.ts";
import { sendTokenRequest, type TokenEndpointOptions } from "./token-endpoint.ts";
import { readTokenResponse } from "./token-response.ts";
import { encodeFormValue } from "./without-secrets.ts";

/** A client with its proof: a secret, or a function that makes an assertion for each request. */
export interface ClientCredentialsGrant {
  /** URL of the token endpoint, as `parseTokenEndpoint` returns it. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** Whether id and secret are sent in the `Authorization` header in place of the form (RFC 6749 §2.3.1). */
  readonly isBasic?: boolean | undefined;
  readonly assertion?: ((signal: AbortSignal | undefined) => Promise<string>) | undefined;
  readonly scope?: string | undefined;
}

/**
 * Requests a token.
 *
 * @param claims - a claims challenge of the service, as JSON (OpenID Connect Core §5.5)
 * @throws OAuthTokenError; what `assertion` throws; the signal's reason.
 */
export async function requestByClientCredentials(
  grant: ClientCredentialsGrant,
  options: TokenEndpointOptions,
  { signal, claims }: { readonly signal?: AbortSignal | undefined; readonly claims?: string | undefined },
): Promise<IssuedToken> {
  let request: TokenEndpointRequest = { url: grant.tokenEndpoint };
  const response = await sendTokenRequest(
    async () => {
      request = await grantRequest(grant, claims, signal);
      return request;
    },
    options,
    signal,
  );
  return readTokenResponse(response, request, Date.now());
}

async function grantRequest(
  grant: ClientCredentialsGrant,
  claims: string | undefined,
  signal: AbortSignal | undefined,
): Promise<TokenEndpointRequest> {
  const form = await clientCredentialsForm(grant, claims, signal);
  const authorization = grant.isBasic === true ? basicCredentials(grant) : undefined;
  return {
    url: grant.tokenEndpoint,
    form,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
    secrets: [grant.clientSecret, form["client_assertion"], authorization].filter((secret) => secret !== undefined),
  };
}

/**
 * The form of a request.
 *
 * @throws what `assertion` throws.
 */
export async function clientCredentialsForm(
  { clientId, clientSecret, isBasic = false, assertion, scope }: ClientCredentialsGrant,
  claims?: string,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  return {
    grant_type: "client_credentials",
    ...(isBasic ? {} : { client_id: clientId }),
    ...(clientSecret === undefined || isBasic ? {} : { client_secret: clientSecret }),
    ...(assertion === undefined
      ? {}
      : {
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: await assertion(signal),
        }),
    ...(scope === undefined ? {} : { scope }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** Id and secret are encoded as in a form first, so that neither can contain the colon. */
function basicCredentials({ clientId, clientSecret = "" }: ClientCredentialsGrant): string {
  const [id, secret] = [clientId, clientSecret].map(encodeFormValue);
  return `Basic ${btoa(`${id}:${secret}`)}`;
}
