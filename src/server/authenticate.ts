/**
 * Who is calling. The handler asks before anything else, also before it says which endpoints exist.
 */
import type { ScimCall } from "./call.ts";
import type { Awaitable } from "./store.ts";

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
export type Credentials = Pick<ScimCall, "method" | "url" | "header">;

/** Recognises a caller, or returns undefined for one who is to be answered 401. It may throw a `ScimError` for another answer, such as 403. */
export type Authenticate = (credentials: Credentials) => Awaitable<Caller | undefined>;

/** Decides about a token: true for a caller of the default tenant, a {@link Caller} to name tenant and subject, anything else to refuse. */
export type VerifyToken = (token: string) => Awaitable<boolean | Caller | undefined>;

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
      const verdict = await accepted(token);
      if (verdict === true) return caller;
      return typeof verdict === "object" ? verdict : undefined;
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
function readBearer(header: string | undefined): string | undefined {
  if (header === undefined || header.slice(0, 7).toLowerCase() !== "bearer ") return undefined;
  const token = header.slice(7).trim();
  return token === "" ? undefined : token;
}

function isOneOf(token: string, tokens: readonly string[]): boolean {
  let found = false;
  for (const expected of tokens) found = isSameText(token, expected) || found;
  return found;
}

/** Compares in a time that depends on the length of the given text alone. */
function isSameText(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let index = 0; index < given.length; index += 1) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index % expected.length);
  }
  return difference === 0;
}
