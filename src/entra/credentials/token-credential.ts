/** The shape of credentials for Microsoft Graph: any credential of `@azure/identity` has it too. */

/** An access token for Microsoft Graph. */
export interface AccessToken {
  /** The token. */
  readonly token: string;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresOnTimestamp: number;
  /** From when on it should be renewed, in milliseconds since 1970. */
  readonly refreshAfterTimestamp?: number | undefined;
}

/** What a credential gets besides the scope. */
export interface GetTokenOptions {
  /** Aborts the request for the token. */
  readonly abortSignal?: AbortSignal;
  /** A claims challenge of Graph, as JSON: the token must fulfil it (continuous access evaluation). */
  readonly claims?: string;
  /** Whether the caller answers claims challenges. */
  readonly enableCae?: boolean;
}

/**
 * Provides access tokens. Structurally the `TokenCredential` of `@azure/core-auth`, so each credential of
 * `@azure/identity` fits. A credential need not keep tokens: the client of Graph does.
 */
export interface TokenCredential {
  /** Id or domain of its tenant, where it knows it: it identifies the directory in states and logs. */
  readonly tenantId?: string | undefined;
  /**
   * Requests a token.
   *
   * @param scopes - such as `https://graph.microsoft.com/.default`
   * @returns null when the credential has none.
   */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>;
}
