/** Reads the response of a token endpoint (RFC 6749 §5), without repeating any secret in an error. */
import { OAuthTokenError } from "../../errors.ts";
import { MINUTE } from "../../internal/duration.ts";
import { joinSentences } from "../../internal/join-sentences.ts";
import { readProperty } from "../../internal/values.ts";
import { adviceFor } from "./aadsts-advice.ts";
import type { IssuedToken } from "./access-token.ts";
import type { TokenEndpointRequest, TokenEndpointResponse } from "./token-attempt.ts";
import { address } from "./token-endpoint.ts";
import { errorCodeOf, withoutSecrets } from "./without-secrets.ts";

/** Life of a token whose response does not say it. */
const DEFAULT_LIFE = 5 * MINUTE;
/** Longest life that is believed; Entra's tokens live up to 28 hours. */
const MAX_LIFE = 48 * 60 * MINUTE;
/** Longest description of an endpoint that an error repeats. */
const MAX_DESCRIPTION = 500;

/**
 * The token of a response.
 *
 * @param request - the request, whose secrets are kept out of messages
 * @param now - milliseconds since 1970
 * @throws OAuthTokenError `rejected_credentials` or `invalid_response`.
 */
export function readTokenResponse(
  response: TokenEndpointResponse,
  request: TokenEndpointRequest,
  now: number,
): IssuedToken {
  const { status, body } = response;
  if (status >= 400) throw rejection(response, request);
  const token = readProperty(body, "access_token");
  if (status < 200 || status > 299 || typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
    throw new OAuthTokenError(
      "invalid_response",
      `token endpoint ${address(request.url)}: status ${status} without a usable access_token; check its URL`,
      { status },
    );
  }
  const refreshIn = secondsOf(readProperty(body, "refresh_in"));
  return {
    token,
    expiresOnTimestamp: Math.min(expiryOf(body, now) ?? now + DEFAULT_LIFE, now + MAX_LIFE),
    ...(refreshIn === undefined ? {} : { refreshAfterTimestamp: now + refreshIn * 1_000 }),
  };
}

/** `expires_in` of RFC 6749 §5.1, or the `expires_on` of managed identities, in seconds since 1970. */
function expiryOf(body: object, now: number): number | undefined {
  const life = secondsOf(readProperty(body, "expires_in"));
  if (life !== undefined) return now + life * 1_000;
  const end = secondsOf(readProperty(body, "expires_on"));
  return end === undefined ? undefined : end * 1_000;
}

/** Managed identities send numbers as strings. */
function secondsOf(value: unknown): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || !/^\d{1,13}$/.test(value))) return undefined;
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

function rejection({ status, body }: TokenEndpointResponse, request: TokenEndpointRequest): OAuthTokenError {
  const code = errorCodeOf(body, request);
  const description = withoutSecrets(readProperty(body, "error_description"), MAX_DESCRIPTION, request);
  const reason = [code, description].filter((part) => part !== "").join(": ");
  return new OAuthTokenError(
    "rejected_credentials",
    joinSentences([
      `token endpoint ${address(request.url)}: ${reason === "" ? `status ${status}` : reason}`,
      adviceFor(code, description),
    ]),
    { status, oauthError: code === "" ? undefined : code },
  );
}
