/** Requests an access token by the OAuth 2.0 client credentials grant (RFC 6749 §4.4), as Entra does. */
import { clientCredentialsForm } from "../../client/oauth/client-credentials-grant.ts";
import { attemptTokenRequest } from "../../client/oauth/token-attempt.ts";
import { ScimRequestError } from "../../errors.ts";
import type { ServiceResponse } from "./exchange.ts";
import type { Redaction } from "./redaction.ts";
import { noResponseError } from "./transport.ts";

/** What a client needs for an access token. */
export interface ClientCredentials {
  /** URL of the token endpoint. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
}

/** The response of a token endpoint. */
interface TokenResponse {
  /** The response, with the token. */
  readonly response: ServiceResponse;
  /** The access token; undefined when there is none. */
  readonly token: string | undefined;
  /** Seconds for which the token is valid; undefined when the response does not say. */
  readonly lifetime: number | undefined;
}

/** Requests an access token. */
export type RequestToken = () => Promise<TokenResponse>;

/** How requests reach the token endpoint. */
interface TokenTransport {
  /** Sends a request. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Time limit of a response in milliseconds. */
  readonly timeout: number;
  /** Hides the secret and the tokens. */
  readonly redaction: Redaction;
}

/**
 * Creates the function that requests access tokens. It sends each request once, so that a check judges the first
 * response.
 */
export function createTokenRequest(
  credentials: ClientCredentials,
  { fetch, timeout, redaction }: TokenTransport,
  signal: AbortSignal,
): RequestToken {
  const { tokenEndpoint: url, clientSecret } = credentials;
  return async () => {
    redaction.add(clientSecret, "[secret]");
    const form = await clientCredentialsForm(credentials);
    const request = { method: "POST", path: url, headers: {}, body: new URLSearchParams(form).toString() };
    const response = await attemptTokenRequest({ url, form }, { fetch, timeout }, signal);
    if (!("status" in response)) throw noResponseError(request, response.code, redaction.hide(response.reason));
    const { access_token: token, expires_in: lifetime } = response.body;
    if (typeof token === "string") redaction.add(token, "[token]");
    return {
      response: { ...response, request },
      token: typeof token === "string" && token !== "" ? token : undefined,
      lifetime: typeof lifetime === "number" ? lifetime : undefined,
    };
  };
}

/**
 * Returns the token with which a run starts.
 *
 * @throws ScimRequestError `unauthorized` when the token endpoint returns none.
 */
export async function requireToken(requestToken: RequestToken): Promise<string> {
  const { response, token } = await requestToken();
  if (token !== undefined) return token;
  const { method, path } = response.request;
  throw new ScimRequestError(`${method} ${path}: the token endpoint returned no access_token (${response.status})`, {
    code: "unauthorized",
    method,
    requestPath: path,
    status: response.status,
    attempts: 1,
  });
}
