/** An access token with its life. */

/** An access token (RFC 6749 §5.1) with points in time in the place of durations. */
export interface IssuedToken {
  /** The token. */
  readonly token: string;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresOnTimestamp: number;
  /** From when on it should be renewed, in milliseconds since 1970; some minutes before it expires by default. */
  readonly refreshAfterTimestamp?: number | undefined;
}
