/** Authentication by the access tokens of an OAuth 2.0 issuer, such as those that Entra's provisioning service gets when no secret token is set. */

import type { Awaitable } from "../../internal/awaitable.ts";
import { type Authenticate, type Caller, readBearer } from "./bearer-token.ts";

/**
 * Application id under which Entra's provisioning service gets its tokens: the first-party application Microsoft.Azure.SyncFabric. Its id is known from
 * sign-in logs; that its tokens carry it is an assumption, hence {@link Oauth2JwtOptions.clients}.
 */
export const ENTRA_PROVISIONING_CLIENT = "00000014-0000-0000-c000-000000000000";

/** Asymmetric only: with a shared secret, whoever can check a token can make one. */
const ASYMMETRIC: ReadonlySet<string> = new Set([
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

/** Stands in an issuer for the token's own `tid`. */
const TENANT_IN_ISSUER = "{tenantid}";

/** More than any access token of Entra; longer ones are refused before they are looked at. */
const MAX_TOKEN_LENGTH = 16_384;

/** Claims of a token whose signature, issuer, audience and times have been checked. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** Options of {@link oauth2Jwt}. */
export interface Oauth2JwtOptions {
  /**
   * Who signs the tokens, exactly as in `iss`: `https://sts.windows.net/<tenant id>/` for Entra's tokens of version 1. With `{tenantid}` in place of
   * the tenant id the token's own `tid` is put there, and `tenant` must say which tenants are customers: everybody can have a directory at Entra.
   */
  readonly issuer: string | readonly string[];
  /**
   * For whom the tokens are, exactly as in `aud`. For an app outside of Entra's gallery that is `8adf8e6e-67b2-4cf2-a259-e3dc5476c621`, for one in the
   * gallery its application template id.
   */
  readonly audience: string | readonly string[];
  /**
   * The issuer's public keys: the URL of its key set, such as `https://login.microsoftonline.com/common/discovery/keys`, or the set itself. From a URL they
   * are fetched when first needed, kept for ten minutes, and fetched anew for an unknown key, every thirty seconds at most.
   */
  readonly jwks:
    | string
    | URL
    | {
        /** JSON Web Keys (RFC 7517 §5). */
        readonly keys: readonly object[];
      };
  /** Signature algorithms that are accepted; asymmetric ones only. Default: `RS256`, which Entra uses. */
  readonly algorithms?: readonly string[];
  /** Seconds by which the issuer's clock may differ from ours, for `exp` and `nbf`. Default: 60. */
  readonly clockToleranceSeconds?: number;
  /**
   * Clients whose tokens are accepted, by their id in `azp` or `appid`; `any` for every client of the issuer. Default: Entra's provisioning service,
   * {@link ENTRA_PROVISIONING_CLIENT}.
   */
  readonly clients?: readonly string[] | "any";
  /** The tenant that a token is for: one for all, or found by the claims, where undefined refuses the token. Default: the claim `tid`. */
  readonly tenant?: string | ((claims: TokenClaims) => Awaitable<string | undefined>);
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

type Verify = (token: string) => Promise<TokenClaims | undefined>;

/**
 * Authentication by signed access tokens (RFC 9068, RFC 7519), such as Entra's. It needs the package `jose`, which is loaded when the first token comes.
 *
 * A token has to be signed by a key of the issuer with an allowed algorithm, to name the issuer, the audience and a client that is let in, and to be in
 * its time; `exp` must be there. When the keys cannot be fetched the request is answered 500 and the error reported, since that is no fault of the token.
 *
 * @param options - issuer, audience and keys.
 * @throws TypeError for a key set URL that is none, and for options that would let in too many: no issuer or audience, a symmetric algorithm, `{tenantid}`
 * without a function `tenant`.
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
  const issuers = listOf(options.issuer);
  requireSafe(options, issuers);
  let verify: Promise<Verify> | undefined;
  return async (credentials) => {
    const token = readBearer(credentials.header("authorization"));
    if (token === undefined || token.length > MAX_TOKEN_LENGTH) return undefined;
    verify ??= loadVerifier(options).catch((error: unknown) => {
      verify = undefined;
      throw error;
    });
    const claims = await (await verify)(token);
    return claims === undefined || !isIssuedBy(claims, issuers) ? undefined : await callerOf(claims, options);
  };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function requireSafe(options: Oauth2JwtOptions, issuers: readonly string[]): void {
  const audiences = listOf(options.audience);
  if (typeof options.jwks === "string") new URL(options.jwks);
  const isMissing = (values: readonly string[]) => values.length === 0 || values.some((value) => value === "");
  if (isMissing(issuers) || isMissing(audiences)) throw new TypeError("oauth2Jwt needs an issuer and an audience.");
  const weak = options.algorithms?.find((algorithm) => !ASYMMETRIC.has(algorithm));
  if (weak !== undefined || options.algorithms?.length === 0) {
    throw new TypeError(`oauth2Jwt accepts asymmetric algorithms only, such as RS256, not ${weak ?? "none at all"}.`);
  }
  if (typeof options.tenant !== "function" && issuers.some((issuer) => issuer.includes(TENANT_IN_ISSUER))) {
    throw new TypeError(`An issuer with ${TENANT_IN_ISSUER} needs a function "tenant" that knows your customers.`);
  }
}

async function loadVerifier(options: Oauth2JwtOptions): Promise<Verify> {
  const jose = await loadJose();
  const { jwks, now = () => new Date() } = options;
  const keys =
    typeof jwks === "string" || jwks instanceof URL
      ? jose.createRemoteJWKSet(new URL(jwks))
      : jose.createLocalJWKSet({ keys: jwks.keys.map((key) => ({ kty: "", ...key })) });
  return async (token) => {
    try {
      const { payload } = await jose.jwtVerify(token, keys, {
        audience: [...listOf(options.audience)],
        algorithms: [...(options.algorithms ?? ["RS256"])],
        clockTolerance: options.clockToleranceSeconds ?? 60,
        currentDate: now(),
        requiredClaims: ["exp", "iss", "aud"],
      });
      return payload;
    } catch (error) {
      if (isFaultOfToken(error)) return undefined;
      throw error;
    }
  };
}

/** Imported by a literal name, so that bundlers find it, and inside `try`, so that they do without it. */
async function loadJose(): Promise<typeof import("jose")> {
  try {
    return await import("jose");
  } catch (cause) {
    throw new Error('oauth2Jwt needs the package "jose": npm install jose', { cause });
  }
}

/** Jose's stable codes for tokens that are malformed, badly signed, out of time, or made for somebody else. */
const FAULTS_OF_TOKENS: ReadonlySet<unknown> = new Set([
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

/** Anything else, such as keys that cannot be fetched, is no answer to the client. */
function isFaultOfToken(error: unknown): boolean {
  return typeof error === "object" && error !== null && FAULTS_OF_TOKENS.has(Reflect.get(error, "code"));
}

function isIssuedBy({ iss, tid }: TokenClaims, issuers: readonly string[]): boolean {
  return issuers.some((issuer) => {
    if (!issuer.includes(TENANT_IN_ISSUER)) return iss === issuer;
    // Only what looks like a tenant id may fill the gap, so that no claim can move the issuer elsewhere.
    return (
      typeof tid === "string" && /^[\w.-]{1,100}$/.test(tid) && iss === issuer.replace(TENANT_IN_ISSUER, () => tid)
    );
  });
}

async function callerOf(claims: TokenClaims, options: Oauth2JwtOptions): Promise<Caller | undefined> {
  const { clients = [ENTRA_PROVISIONING_CLIENT] } = options;
  // Version 2 of Entra's tokens has azp, version 1 has appid; a token with both must mean one client.
  const named = [claims["azp"], claims["appid"]].filter((id) => id !== undefined);
  const isLetIn = (id: unknown): boolean => typeof id === "string" && (clients === "any" || clients.includes(id));
  if (clients !== "any" && (named.length === 0 || !named.every(isLetIn))) return undefined;
  const tenant = await tenantOf(claims, options);
  if (typeof tenant !== "string" || tenant === "") return undefined;
  const subject = [...named, claims["sub"]].find((id) => typeof id === "string");
  return { tenant, subject };
}

async function tenantOf(claims: TokenClaims, { tenant }: Oauth2JwtOptions): Promise<unknown> {
  if (tenant === undefined) return claims["tid"];
  return typeof tenant === "string" ? tenant : await tenant(claims);
}
