/** Authentication by a bearer token, and the types that every authentication shares. */
import type { Awaitable } from "../../internal/awaitable.ts";
import { isSameSecret } from "./constant-time.ts";

/** The tenant of callers where the authentication does not distinguish tenants. */
export const DEFAULT_TENANT = "default";

/** A caller whom the authentication recognized. */
export interface Caller {
  /** Whose resources the caller works on; the first argument of every store call. */
  readonly tenant: string;
  /** The caller itself, such as a client id; passed on to the store. */
  readonly subject?: string | undefined;
}

/** What an authentication can read of a request. */
export interface Credentials {
  /** HTTP method in upper case. */
  readonly method: string;
  /** Path and query as sent, or a whole URL. */
  readonly url: string;
  /**
   * The tenant that the request addresses, by the base path or by the handler's option `tenant`; undefined where
   * neither names one. The client chose it: the handler answers 403 unless the recognized caller belongs to this
   * tenant.
   */
  readonly tenant?: string | undefined;
  /**
   * A request header.
   *
   * @param name - in lower case.
   */
  header(name: string): string | undefined;
}

/**
 * Recognizes a caller. Returns undefined for a caller who gets 401; throws a `ScimError` for another response, such as
 * 403.
 */
export type Authenticate = (credentials: Credentials) => Awaitable<Caller | undefined>;

/**
 * Authentication by a bearer token (RFC 6750 §2.1).
 *
 * Tokens are compared in constant time. One line break at the end of an accepted token, as in a file with the token, is
 * not part of it. Without a token to compare with (undefined, empty or blank) every request is rejected.
 *
 * @param accepted - the token; several tokens that are valid at the same time, for rotation; or a function that
 * verifies a token. The function returns true for a caller of the default tenant, a {@link Caller} to name tenant and
 * subject, and anything else to reject the token.
 * @param options - `tenant`: tenant of callers for whom none is named; default `default`.
 * @example
 * ```ts
 * import { bearerToken } from "proxyclick-scim/server";
 *
 * bearerToken("a-long-secret");
 * bearerToken(["the new token", "the old token, until every client has changed"]);
 * bearerToken(async (token) => (token === "of-contoso" ? { tenant: "contoso" } : undefined));
 * ```
 */
export function bearerToken(
  accepted:
    | string
    | readonly (string | undefined)[]
    | ((token: string, credentials: Credentials) => Awaitable<boolean | Caller | undefined>)
    | undefined,
  options: {
    /** Tenant of callers for whom none is named. Default: `default`. */
    readonly tenant?: string;
  } = {},
): Authenticate {
  const caller: Caller = { tenant: options.tenant ?? DEFAULT_TENANT };
  if (typeof accepted === "function") {
    return async (credentials) => {
      const token = readBearerToken(credentials.header("authorization"));
      if (token === undefined) return undefined;
      const verdict = await accepted(token, credentials);
      if (verdict === true) return caller;
      return typeof verdict === "object" && verdict !== null ? verdict : undefined;
    };
  }
  const tokens = (typeof accepted === "string" ? [accepted] : (accepted ?? []))
    .filter(isNonBlank)
    .map(withoutLineBreak);
  return (credentials) => {
    const token = readBearerToken(credentials.header("authorization"));
    return token !== undefined && matchesAny(token, tokens) ? caller : undefined;
  };
}

function isNonBlank(token: string | undefined): token is string {
  return typeof token === "string" && token.trim() !== "";
}

/** A token without the line break with which most programs end a file. */
function withoutLineBreak(token: string): string {
  return token.replace(/\r?\n$/, "");
}

/**
 * The token of an `Authorization` header, with the scheme in any case (RFC 9110 §11.1); undefined for another scheme
 * and for an empty token.
 */
export function readBearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header.slice(0, 7).toLowerCase() !== "bearer ") return undefined;
  const token = header.slice(7).trim();
  return token === "" ? undefined : token;
}

/** Compares with every token, so that the time does not reveal which one matches. */
function matchesAny(token: string, tokens: readonly string[]): boolean {
  let found = false;
  for (const expected of tokens) found = isSameSecret(token, expected) || found;
  return found;
}
