/**
 * The address of a SCIM service: where requests go, and nowhere else.
 */
import { ScimError } from "../../errors.ts";
import { isLoopback } from "../../internal/loopback.ts";

/**
 * Key of the option that allows plain http to another machine, where everyone on the way reads the token: for test networks only. A symbol, so that
 * it is easy to find in code and cannot come from a configuration file. Loopback addresses need no permission.
 */
export const allowInsecureRequests: unique symbol = Symbol("proxyclick-scim.allowInsecureRequests");

/** A base URL taken apart. */
export interface TenantUrl {
  /** Such as `https://api.proxyclick.com`. */
  readonly origin: string;
  /** Path without a slash at its end, such as `/scim/v1`; may be empty. */
  readonly path: string;
  /** Flags that Entra appends to a tenant URL, such as `aadOptscim062020`; sent along with every request. */
  readonly flags: string;
}

/**
 * Reads a tenant URL as Entra understands it: slashes at the end are ignored, a query is kept as flags.
 *
 * @throws ScimError when it is no http(s) URL, carries credentials, or is plain http to another machine without permission.
 */
export function parseTenantUrl(text: string, insecureAllowed = false): TenantUrl {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw invalid("expected an absolute URL that begins with https://");
  }
  if (url.username !== "" || url.password !== "") throw invalid("it must not carry a user name or password");
  if (url.protocol === "http:" && !insecureAllowed && !isLoopback(url.hostname)) {
    throw invalid("http would send the token in the clear; expected https, or http on a loopback address");
  }
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, ""), flags: url.search.slice(1).replace(/&+$/, "") };
}

function invalid(reason: string): ScimError {
  return new ScimError(`The tenant URL is not usable: ${reason}.`, { status: 400, scimType: "invalidValue" });
}

/**
 * The URL of a request.
 *
 * @param path - below the base URL, with its parts encoded by {@link pathSegment}
 */
export function requestUrl(base: TenantUrl, path: string, query?: URLSearchParams): string {
  const search = [base.flags, query?.toString() ?? ""].filter((part) => part !== "").join("&");
  return `${base.origin}${base.path}${path}${search === "" ? "" : `?${search}`}`;
}

/**
 * An id as one segment of a path. Ids come from services: one that could leave its segment is refused.
 *
 * @throws ScimError for an id that is missing or empty, which would address the whole collection, and for `.` and `..`, which a URL parser would resolve.
 */
export function pathSegment(id: string | undefined): string {
  if (typeof id !== "string" || id === "" || id === "." || id === "..") {
    throw new ScimError(
      "The id is not usable as a part of a URL: expected a text that is not empty, other than `.` and `..`.",
      {
        status: 400,
        scimType: "invalidValue",
      },
    );
  }
  return encodeURIComponent(id.toWellFormed());
}
