/** The error when no access token could be obtained. */
import { isErrorOf, ProxyclickScimError } from "./base.ts";

/**
 * Why there is no access token.
 *
 * - `rejected_credentials`: the token endpoint rejected the credentials or the request.
 * - `unusable_credentials`: the credentials cannot be used, for example because a key or token file cannot be read or a
 *   credential returned no token.
 * - `server_error`: the token endpoint failed or was busy, even after all retries.
 * - `timeout`: the token endpoint did not respond in time.
 * - `unreachable`: no response (network, DNS, TLS), after all retries.
 * - `invalid_response`: a response without a usable token.
 */
export type OAuthTokenErrorCode =
  | "rejected_credentials"
  | "unusable_credentials"
  | "server_error"
  | "timeout"
  | "unreachable"
  | "invalid_response";

/** A failed request for an access token. Contains no secret, assertion or token. */
export class OAuthTokenError extends ProxyclickScimError {
  /** Why there is no token. */
  readonly code: OAuthTokenErrorCode;
  /** HTTP status of the token endpoint's response; 0 when there was none. */
  readonly status: number;
  /** Error code of the response (RFC 6749 §5.2), such as `invalid_client`. */
  readonly oauthError: string | undefined;

  /**
   * @param code - why there is no token
   * @param message - what failed, why, and what to do
   */
  constructor(
    code: OAuthTokenErrorCode,
    message: string,
    options: ErrorOptions & {
      /** HTTP status of the response; 0 by default. */
      readonly status?: number | undefined;
      /** Error code of the response. */
      readonly oauthError?: string | undefined;
    } = {},
  ) {
    super("OAuthTokenError", [], message, options);
    this.code = code;
    this.status = options.status ?? 0;
    this.oauthError = options.oauthError;
  }
}

/** Whether a value is an {@link OAuthTokenError}, even one made by another copy of this package. */
export function isOAuthTokenError(value: unknown): value is OAuthTokenError {
  return isErrorOf(value, "OAuthTokenError");
}
