/**
 * Authentication by the access tokens of an OAuth 2.0 issuer, such as those that Entra's provisioning service gets when
 * no secret token is configured.
 */
import type { Awaitable } from "../../internal/awaitable.ts";
import { isLoopback } from "../../internal/loopback.ts";
import { millisecondClock } from "../../internal/millisecond-clock.ts";
import { type Authenticate, type Caller, readBearerToken } from "./bearer-token.ts";
import { remoteKeys } from "./remote-keys.ts";

/**
 * Application id under which Entra's provisioning service gets its tokens: the first-party application
 * Microsoft.Azure.SyncFabric. The id is known from sign-in logs; that the tokens carry it is an assumption, hence the
 * option {@link Oauth2JwtOptions.clients}.
 */
export const ENTRA_PROVISIONING_CLIENT = "00000014-0000-0000-c000-000000000000";

/** Asymmetric only: with a shared secret, every party that can verify a token can also forge one. */
const ASYMMETRIC_ALGORITHMS: ReadonlySet<string> = new Set([
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
]);

/** Placeholder in an issuer for the claim `tid`. */
const TENANT_PLACEHOLDER = "{tenantid}";

/** More characters than any access token of Entra has; longer ones are rejected unread. */
const MAX_TOKEN_LENGTH = 16_384;

/** Claims of a token whose signature, issuer, audience and times were verified. */
type TokenClaims = Readonly<Record<string, unknown>>;

/** Options of {@link oauth2Jwt}. */
export interface Oauth2JwtOptions {
  /**
   * Issuer of the tokens, exactly as in `iss`: `https://sts.windows.net/<tenant id>/` for Entra's tokens of version 1.
   * With `{tenantid}` in place of the tenant id, the token's own `tid` is inserted, and `tenant` must be a function
   * that knows the tenants of your customers: any organization can have a directory at Entra.
   */
  readonly issuer: string | readonly string[];
  /**
   * Audience of the tokens, exactly as in `aud`: `8adf8e6e-67b2-4cf2-a259-e3dc5476c621` for an app outside Entra's
   * gallery, the application template id for a gallery app.
   */
  readonly audience: string | readonly string[];
  /**
   * The issuer's public keys: the URL of its key set, such as
   * `https://login.microsoftonline.com/common/discovery/keys`, or the set itself. The URL is https, or http on a
   * loopback address. Keys from a URL are fetched on first use, cached for ten minutes, and fetched again for an
   * unknown key, at most every thirty seconds. While the URL cannot be reached, the last set stays in use for 24 hours.
   */
  readonly jwks:
    | string
    | URL
    | {
        /** JSON Web Keys (RFC 7517 §5). */
        readonly keys: readonly object[];
      };
  /** Accepted signature algorithms, asymmetric ones only. Default: `RS256`, which Entra uses. */
  readonly algorithms?: readonly string[];
  /** Milliseconds by which the issuer's clock may differ from ours, for `exp` and `nbf`. Default: 60,000. */
  readonly clockTolerance?: number;
  /**
   * Clients whose tokens are accepted, by their id in `azp` or `appid`, or else in `client_id`; `any` for every client
   * of the issuer. Default: Entra's provisioning service, {@link ENTRA_PROVISIONING_CLIENT}.
   */
  readonly clients?: readonly string[] | "any";
  /**
   * The tenant that a token is for: one for all tokens, or a function of the verified claims, which returns undefined
   * to reject the token. Default: the claim `tid`.
   */
  readonly tenant?: string | ((claims: Readonly<Record<string, unknown>>) => Awaitable<string | undefined>);
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

type VerifyToken = (token: string) => Promise<TokenClaims | undefined>;

/**
 * Authentication by signed access tokens (RFC 9068, RFC 7519), such as Entra's. It needs the package `jose`, which is
 * loaded when the first token arrives.
 *
 * A token must be signed by a key of the issuer with an accepted algorithm, name the issuer, the audience and an
 * accepted client, and be valid now; `exp` is required. When the keys cannot be fetched, the request gets 500 and the
 * error is reported, because the token is not at fault.
 *
 * @param options - issuer, audience and keys.
 * @throws TypeError for an invalid key set URL, and for options that would admit too many callers: no issuer or
 * audience, a symmetric algorithm, `{tenantid}` without a function `tenant`.
 * @example
 * ```ts
 * import { oauth2Jwt } from "proxyclick-scim/server";
 *
 * const entraTenantId = "11111111-2222-3333-4444-555555555555";
 * const authenticate = oauth2Jwt({
 *   issuer: `https://sts.windows.net/${entraTenantId}/`,
 *   audience: "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
 *   jwks: `https://login.microsoftonline.com/${entraTenantId}/discovery/keys`,
 * });
 * ```
 */
export function oauth2Jwt(options: Oauth2JwtOptions): Authenticate {
  const issuers = toList(options.issuer);
  assertOptions(options, issuers);
  let verifier: Promise<VerifyToken> | undefined;
  return async (credentials) => {
    const token = readBearerToken(credentials.header("authorization"));
    if (token === undefined || token.length > MAX_TOKEN_LENGTH) return undefined;
    verifier ??= loadVerifier(options).catch((error: unknown) => {
      verifier = undefined;
      throw error;
    });
    const verify = await verifier;
    const claims = await verify(token);
    return claims === undefined || !isIssuedBy(claims, issuers) ? undefined : await callerOf(claims, options);
  };
}

function toList(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function assertOptions(options: Oauth2JwtOptions, issuers: readonly string[]): void {
  const audiences = toList(options.audience);
  const { jwks } = options;
  if (typeof jwks === "string" || jwks instanceof URL) assertKeyUrl(new URL(jwks));
  const isMissing = (values: readonly string[]) => values.length === 0 || values.some((value) => value === "");
  if (isMissing(issuers) || isMissing(audiences)) throw new TypeError("oauth2Jwt needs an issuer and an audience.");
  const weak = options.algorithms?.find((algorithm) => !ASYMMETRIC_ALGORITHMS.has(algorithm));
  if (weak !== undefined || options.algorithms?.length === 0) {
    throw new TypeError(`oauth2Jwt accepts asymmetric algorithms only, such as RS256, not ${weak ?? "none"}.`);
  }
  if (typeof options.tenant !== "function" && issuers.some((issuer) => issuer.includes(TENANT_PLACEHOLDER))) {
    throw new TypeError(`An issuer with ${TENANT_PLACEHOLDER} needs a function "tenant" that knows your customers.`);
  }
}

/** Whoever can change the keys on their way can sign any token. */
function assertKeyUrl({ protocol, hostname }: URL): void {
  if (protocol === "https:" || (protocol === "http:" && isLoopback(hostname))) return;
  throw new TypeError("oauth2Jwt fetches keys over https only, or over http from a loopback address: change jwks.");
}

async function loadVerifier(options: Oauth2JwtOptions): Promise<VerifyToken> {
  const jose = await loadJose();
  const { jwks, now = () => new Date() } = options;
  const keys =
    typeof jwks === "string" || jwks instanceof URL
      ? remoteKeys(new URL(jwks), jose.createLocalJWKSet, millisecondClock(options.now))
      : jose.createLocalJWKSet({ keys: jwks.keys.map((key) => ({ kty: "", ...key })) });
  return async (token) => {
    try {
      const { payload } = await jose.jwtVerify(token, keys, {
        audience: [...toList(options.audience)],
        algorithms: [...(options.algorithms ?? ["RS256"])],
        // In seconds here.
        clockTolerance: (options.clockTolerance ?? 60_000) / 1_000,
        currentDate: now(),
        requiredClaims: ["exp", "iss", "aud"],
      });
      return payload;
    } catch (error) {
      if (isTokenError(error)) return undefined;
      throw error;
    }
  };
}

/** Imported by a literal name, so that bundlers find it, and inside `try`, so that they can do without it. */
async function loadJose(): Promise<typeof import("jose")> {
  try {
    return await import("jose");
  } catch (cause) {
    throw new Error('oauth2Jwt needs the package "jose": npm install jose', { cause });
  }
}

/** Jose's stable codes for tokens that are malformed, badly signed, expired, or made for another audience. */
const TOKEN_ERROR_CODES: ReadonlySet<unknown> = new Set([
  "ERR_JWT_INVALID",
  "ERR_JWT_EXPIRED",
  "ERR_JWT_CLAIM_VALIDATION_FAILED",
  "ERR_JWS_INVALID",
  "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  "ERR_JOSE_ALG_NOT_ALLOWED",
  "ERR_JOSE_NOT_SUPPORTED",
  "ERR_JWKS_NO_MATCHING_KEY",
  "ERR_JWKS_MULTIPLE_MATCHING_KEYS",
]);

/** Other errors, such as keys that cannot be fetched, are not the fault of the token. */
function isTokenError(error: unknown): boolean {
  return typeof error === "object" && error !== null && TOKEN_ERROR_CODES.has(Reflect.get(error, "code"));
}

function isIssuedBy({ iss, tid }: TokenClaims, issuers: readonly string[]): boolean {
  return issuers.some((issuer) => {
    if (!issuer.includes(TENANT_PLACEHOLDER)) return iss === issuer;
    // Only what looks like a tenant id is inserted, so that no claim can redirect the issuer.
    return (
      typeof tid === "string" && /^[\w.-]{1,100}$/.test(tid) && iss === issuer.replace(TENANT_PLACEHOLDER, () => tid)
    );
  });
}

async function callerOf(claims: TokenClaims, options: Oauth2JwtOptions): Promise<Caller | undefined> {
  const { clients = [ENTRA_PROVISIONING_CLIENT] } = options;
  const named = clientsIn(claims);
  const isAccepted = (id: unknown): boolean => typeof id === "string" && (clients === "any" || clients.includes(id));
  if (clients !== "any" && (named.length === 0 || !named.every(isAccepted))) return undefined;
  const tenant = await tenantOf(claims, options);
  if (typeof tenant !== "string" || tenant === "") return undefined;
  const subject = [...named, claims["sub"]].find((id) => typeof id === "string");
  return { tenant, subject };
}

/**
 * The clients that a token names. Entra's tokens have `azp` in version 2 and `appid` in version 1; a token with both
 * must name accepted clients only. Other issuers have `client_id` (RFC 9068 §2.2).
 */
function clientsIn({ azp, appid, client_id }: TokenClaims): readonly unknown[] {
  const named = [azp, appid].filter((id) => id !== undefined);
  return named.length > 0 || client_id === undefined ? named : [client_id];
}

async function tenantOf(claims: TokenClaims, { tenant }: Oauth2JwtOptions): Promise<unknown> {
  if (tenant === undefined) return claims["tid"];
  return typeof tenant === "string" ? tenant : await tenant(claims);
}
