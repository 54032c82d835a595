/** The token of a client of Microsoft Graph, from a credential or a function. */
import { TokenCache } from "../../client/oauth/token-cache.ts";
import { raceAbort } from "../../client/transport/race-abort.ts";
import type { TokenRequest } from "../../client/transport/transport-options.ts";
import { isOAuthTokenError, OAuthTokenError } from "../../errors.ts";
import { MINUTE } from "../../internal/duration.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { TimeLimitError, withTimeLimit } from "../../internal/time-limit.ts";
import type { AccessToken, TokenCredential } from "../credentials/token-credential.ts";

/** Why a token is needed; with the claims challenge of the response that rejected the one before. */
type GraphTokenRequest = TokenRequest & { readonly claims?: string | undefined };

/** Returns the current token, or a new one for a token that Graph rejected. */
export type GraphTokenSource = (request: GraphTokenRequest) => Promise<string>;

/** How long a credential may take in milliseconds, its own retries included. */
const CREDENTIAL_LIMIT = 5 * MINUTE;
/** Longest message of a foreign credential that an error repeats. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * The tokens of a credential.
 *
 * @param scope - such as `https://graph.microsoft.com/.default`
 * @throws TypeError for what is no credential. The function that it returns rejects with OAuthTokenError or the
 * signal's reason.
 */
export function graphTokenSource(
  credential: TokenCredential | ((request: TokenRequest) => Promise<string>),
  scope: string,
): GraphTokenSource {
  if (typeof credential === "function") {
    return (request) => usable(async () => credential(request), request.signal);
  }
  if (typeof credential?.getToken !== "function") {
    throw new TypeError("credential: expected an object with getToken, or a function that returns a token");
  }
  const cache = new TokenCache(async ({ signal, claims }) => {
    const options = { abortSignal: signal, enableCae: true, ...(claims === undefined ? {} : { claims }) };
    return assertIssued(await credential.getToken(scope, options));
  });
  return (request) => usable(() => cache.get(request), request.signal);
}

function assertIssued(issued: AccessToken | null): AccessToken {
  if (issued === null || issued === undefined) {
    throw new OAuthTokenError("unusable_credentials", "the credential returned no token");
  }
  if (Number.isFinite(issued.expiresOnTimestamp)) return issued;
  throw new OAuthTokenError("unusable_credentials", "the credential returned a token without expiresOnTimestamp");
}

/**
 * A token that can be sent. Errors of foreign credentials may hold the request with its secret, so none is passed on as
 * `cause`.
 */
async function usable(get: () => Promise<string>, signal: AbortSignal | undefined): Promise<string> {
  let token: string;
  try {
    token = await raceAbort(withTimeLimit("the credential", get, CREDENTIAL_LIMIT), signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TimeLimitError) throw new OAuthTokenError("timeout", error.message);
    if (isOAuthTokenError(error)) throw error;
    const message = errorMessage(error, "no reason given").slice(0, MAX_MESSAGE_LENGTH);
    throw new OAuthTokenError("unusable_credentials", `the credential failed: ${message}`);
  }
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new OAuthTokenError("unusable_credentials", "the credential returned no usable token");
}
