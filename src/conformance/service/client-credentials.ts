/** Requests an access token by the OAuth 2.0 client credentials grant (RFC 6749 §4.4), as Entra does. */
import { ScimRequestError } from "../../errors.ts";
import type { ServiceResponse } from "./exchange.ts";
import type { Redaction } from "./redaction.ts";
import type { SendForm } from "./transport.ts";

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

/** Creates the function that requests access tokens. */
export function createTokenRequest(
  { tokenEndpoint, clientId, clientSecret, scope }: ClientCredentials,
  sendForm: SendForm,
  redaction: Redaction,
  signal: AbortSignal,
): RequestToken {
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope !== undefined && { scope }),
  };
  return async () => {
    redaction.add(clientSecret, "[secret]");
    const response = await sendForm(tokenEndpoint, form, signal);
    const { access_token: token, expires_in: lifetime } = response.body;
    if (typeof token === "string") redaction.add(token, "[token]");
    return {
      response,
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
