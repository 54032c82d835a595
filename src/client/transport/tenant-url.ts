/** The base URL of a SCIM service, and the URLs of requests below it. */
import { ScimError } from "../../errors.ts";
import { isLoopback } from "../../internal/loopback.ts";

/**
 * Key of the option that allows plain http to another machine, where everyone on the way can read the token: for test
 * networks only. It is a symbol, so that it is easy to find in code and cannot come from a configuration file. Loopback
 * addresses need no permission.
 */
export const allowInsecureRequests: unique symbol = Symbol("proxyclick-scim.allowInsecureRequests");

/** A base URL in its parts. */
export interface TenantUrl {
  /** Such as `https://api.proxyclick.com`. */
  readonly origin: string;
  /** Path without a trailing slash, such as `/scim/v1`; may be empty. */
  readonly path: string;
  /** Flags that Entra appends to a tenant URL, such as `aadOptscim062020`; they are sent with every request. */
  readonly flags: string;
}

/**
 * Parses a tenant URL as Entra understands it: trailing slashes are ignored, a query is kept as flags.
 *
 * @throws TypeError when it is not an http(s) URL, has credentials, or is plain http to another machine without
 * permission.
 */
export function parseTenantUrl(url: string, insecureAllowed = false): TenantUrl {
  const parsed = URL.parse(String(url).trim());
  if (parsed === null || (parsed.protocol !== "https:" && parsed.protocol !== "http:")) {
    throw new TypeError("Invalid tenant URL: expected an absolute URL that begins with https://");
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new TypeError("Invalid tenant URL: it must not contain a user name or password");
  }
  if (parsed.protocol === "http:" && !insecureAllowed && !isLoopback(parsed.hostname)) {
    throw new TypeError(
      "Invalid tenant URL: http would send the token in clear text, so use https, or http on a loopback address",
    );
  }
  return {
    origin: parsed.origin,
    path: parsed.pathname.replace(/\/+$/, ""),
    flags: parsed.search.slice(1).replace(/&+$/, ""),
  };
}

/**
 * The URL of a request.
 *
 * @param path - below the base URL, with its segments encoded by {@link pathSegment}
 */
export function requestUrl(base: TenantUrl, path: string, query?: URLSearchParams): string {
  const search = [base.flags, query?.toString() ?? ""].filter((part) => part !== "").join("&");
  return `${base.origin}${base.path}${path}${search === "" ? "" : `?${search}`}`;
}

/**
 * An id as one segment of a path.
 *
 * @throws TypeError for an id that is missing or empty, which would address the whole collection.
 * @throws ScimError 400 `invalidValue` for `.` and `..`, which a URL parser would resolve. Services choose ids, so this
 * is no mistake of the caller.
 */
export function pathSegment(id: string | undefined): string {
  if (typeof id !== "string" || id === "") throw new TypeError("Invalid id: expected a string that is not empty");
  if (id === "." || id === "..") {
    throw new ScimError(`Invalid id: ${JSON.stringify(id)} cannot be part of a URL`, {
      status: 400,
      scimType: "invalidValue",
    });
  }
  return encodeURIComponent(id.toWellFormed());
}
