/**
 * Who is calling. The handler asks before anything else, also before it says which endpoints exist.
 */

import type { Awaitable } from "../../internal/awaitable.ts";
import type { ScimCall } from "../http/messages.ts";
import { isSameSecret } from "./constant-time.ts";

/** The tenant that is assumed where an authentication does not tell tenants apart. */
export const DEFAULT_TENANT = "default";

/** A caller who was recognised. */
export interface Caller {
  /** Whose resources the caller works on; the first argument of every store call. */
  readonly tenant: string;
  /** The caller itself, such as a client id; handed on to the store. */
  readonly subject?: string | undefined;
}

/** What an authentication may look at. */
export interface Credentials extends Pick<ScimCall, "method" | "url" | "header"> {
  /**
   * The tenant that the request addresses, by the base path or by the handler's option `tenant`; undefined where neither names one. It is the client's
   * word: the handler answers 403 unless the caller who is recognised belongs to this tenant.
   */
  readonly tenant?: string | undefined;
}

/** Recognises a caller, or returns undefined for one who is to be answered 401. It may throw a `ScimError` for another answer, such as 403. */
export type Authenticate = (credentials: Credentials) => Awaitable<Caller | undefined>;

/**
 * Decides about a token: true for a caller of the default tenant, a {@link Caller} to name tenant and subject, anything else to refuse. The second
 * argument tells which tenant the request addresses.
 */
export type VerifyToken = (token: string, credentials: Credentials) => Awaitable<boolean | Caller | undefined>;

/** Options of {@link bearerToken}. */
export interface BearerTokenOptions {
  /** Tenant of callers for whom none is named. Default: `default`. */
  readonly tenant?: string;
}

/**
 * Authentication by a bearer token (RFC 6750 §2.1).
 *
 * Tokens are compared in constant time. It fails closed: without a token to compare with (undefined, empty or blank) every request is refused.
 *
 * @param accepted - the token; several tokens, valid side by side, for rotation; or a function that verifies one.
 * @param options - tenant of the callers.
 * @example
 * ```ts
 * import { bearerToken } from "proxyclick-scim/server";
 *
 * bearerToken("a-long-secret");
 * bearerToken(["the new one", "the old one, until everybody has changed"]);
 * bearerToken(async (token) => (token === "of-contoso" ? { tenant: "contoso" } : undefined));
 * ```
 */
export function bearerToken(
  accepted: string | readonly (string | undefined)[] | VerifyToken | undefined,
  options: BearerTokenOptions = {},
): Authenticate {
  const caller: Caller = { tenant: options.tenant ?? DEFAULT_TENANT };
  if (typeof accepted === "function") {
    return async (credentials) => {
      const token = readBearer(credentials.header("authorization"));
      if (token === undefined) return undefined;
      const verdict = await accepted(token, credentials);
      if (verdict === true) return caller;
      return typeof verdict === "object" && verdict !== null ? verdict : undefined;
    };
  }
  const tokens = (typeof accepted === "string" ? [accepted] : (accepted ?? [])).filter(isUsable);
  return (credentials) => {
    const token = readBearer(credentials.header("authorization"));
    return token !== undefined && isOneOf(token, tokens) ? caller : undefined;
  };
}

function isUsable(token: string | undefined): token is string {
  return typeof token === "string" && token.trim() !== "";
}

/** The token of an `Authorization` header; the scheme in any case (RFC 9110 §11.1), undefined for another scheme and for an empty token. */
export function readBearer(header: string | undefined): string | undefined {
  if (header === undefined || header.slice(0, 7).toLowerCase() !== "bearer ") return undefined;
  const token = header.slice(7).trim();
  return token === "" ? undefined : token;
}

/** Looks at every token, so that the time does not tell which one fits. */
function isOneOf(token: string, tokens: readonly string[]): boolean {
  let found = false;
  for (const expected of tokens) found = isSameSecret(token, expected) || found;
  return found;
}
