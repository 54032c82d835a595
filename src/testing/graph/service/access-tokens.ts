/** Access tokens that the emulator issued, and the check of the `Authorization` header. */
import type { EmulatorRuntime } from "./runtime.ts";
import { ServiceError } from "./service-error.ts";

/** Life of an access token in seconds, as Microsoft Entra reports it for an application. */
export const TOKEN_LIFE = 3_599;

/** The signed-in application. */
export interface SignedIn {
  /** Client id of the application. */
  readonly clientId: string;
  /** Application permissions. */
  readonly permissions: ReadonlySet<string>;
}

interface IssuedToken extends SignedIn {
  readonly expires: number;
  /** The claims that the token was requested with, as JSON. */
  readonly claims: string | undefined;
}

/** The access tokens of an emulator. */
export class AccessTokens {
  readonly #runtime: EmulatorRuntime;
  readonly #tokens = new Map<string, IssuedToken>();
  #requiredClaims: string | undefined;

  constructor(runtime: EmulatorRuntime) {
    this.#runtime = runtime;
  }

  /** Issues a token that is valid for a number of seconds, and has the claims of a challenge. */
  issue(application: SignedIn, life: number = TOKEN_LIFE, claims?: string): string {
    const token = `emulated.${this.#runtime.opaqueId()}`;
    this.#tokens.set(token, { ...application, expires: this.#runtime.now().getTime() + life * 1_000, claims });
    return token;
  }

  /** Lets all tokens expire. */
  expireAll(): void {
    for (const [token, issued] of this.#tokens) this.#tokens.set(token, { ...issued, expires: 0 });
  }

  /** Refuses tokens that were not requested with these claims; undefined accepts all. */
  requireClaims(claims: string | undefined): void {
    this.#requiredClaims = claims;
  }

  /**
   * Returns the application that a request is signed in as.
   *
   * @throws ServiceError 401 for a token that is missing, unknown or expired.
   */
  check(authorization: string | null): SignedIn {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) throw unauthorized("Access token is empty.");
    const issued = this.#tokens.get(token);
    if (issued === undefined) throw unauthorized("IDX14100: JWT is not well formed, there are no dots (.).");
    if (issued.expires <= this.#runtime.now().getTime())
      throw unauthorized("Lifetime validation failed, the token is expired.");
    const required = this.#requiredClaims;
    if (required !== undefined && issued.claims !== required)
      throw unauthorized("Continuous access evaluation resulted in challenge.", required);
    return issued;
  }
}

/** 401 for an access token, with a claims challenge if the next token needs other claims. */
function unauthorized(message: string, claims?: string): ServiceError {
  const challenge = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"';
  const demand = claims === undefined ? "" : `, error="insufficient_claims", claims="${btoa(claims)}"`;
  return new ServiceError(401, "InvalidAuthenticationToken", message, {
    headers: { "www-authenticate": `${challenge}${demand}` },
  });
}
