/** The interface of credentials for Microsoft Graph, which every credential of `@azure/identity` implements, too. */

/** An access token for Microsoft Graph. */
export interface AccessToken {
  /** The token. */
  readonly token: string;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresOnTimestamp: number;
  /** When to renew it, in milliseconds since 1970; before it expires. */
  readonly refreshAfterTimestamp?: number | undefined;
}

/** Options of a token request. */
export interface GetTokenOptions {
  /** Aborts the request for the token. */
  readonly abortSignal?: AbortSignal;
  /** A claims challenge of Graph, as JSON, that the token must satisfy (continuous access evaluation). */
  readonly claims?: string;
  /** Whether the caller answers claims challenges. */
  readonly enableCae?: boolean;
}

/**
 * Provides access tokens. Structurally the `TokenCredential` of `@azure/core-auth`, so you can pass any
 * credential of `@azure/identity`. A credential need not cache tokens, because `GraphClient` does.
 */
export interface TokenCredential {
  /** Id or domain of the tenant, if known; identifies the directory in states and logs. */
  readonly tenantId?: string | undefined;
  /**
   * Requests a token.
   *
   * @param scopes - such as `https://graph.microsoft.com/.default`
   * @returns the token; null when the credential cannot provide one, which is an error for `GraphClient`.
   */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>;
}
