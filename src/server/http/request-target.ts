/** Splits the target of a request into path and query parameters, without the cost of a `URL`. */
import { ScimError } from "../../errors.ts";

/** Query parameters by canonical name; the first value where a name is repeated. */
export type QueryParameters = ReadonlyMap<string, string>;

/** The target of a request. */
export interface RequestTarget {
  /** Path as sent, still encoded. */
  readonly path: string;
  readonly parameters: QueryParameters;
}

const NO_PARAMETERS: QueryParameters = new Map();

/** The parameters of RFC 7644 §3.9 and §3.4.2 and of RFC 9865, by their name in lower case. */
export const KNOWN_PARAMETERS: ReadonlyMap<string, string> = new Map(
  ["attributes", "excludedAttributes", "filter", "sortBy", "sortOrder", "startIndex", "count", "cursor"].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

/** Splits a path with a query, or a whole URL. */
export function parseTarget(url: string): RequestTarget {
  const start = url.startsWith("/") ? 0 : startOfPath(url);
  const query = url.indexOf("?", start);
  if (query < 0) return { path: url.slice(start), parameters: NO_PARAMETERS };
  return { path: url.slice(start, query), parameters: parseQuery(url.slice(query + 1)) };
}

function startOfPath(url: string): number {
  const scheme = url.indexOf("://");
  const slash = scheme < 0 ? -1 : url.indexOf("/", scheme + 3);
  return slash < 0 ? url.length : slash;
}

/**
 * Names have any case, as all names in SCIM. A flag without a value, such as Entra's `aadOptscim062020`, is a parameter
 * that no operation reads.
 */
function parseQuery(query: string): QueryParameters {
  const parameters = new Map<string, string>();
  for (const [given, value] of new URLSearchParams(query)) {
    const name = KNOWN_PARAMETERS.get(given.toLowerCase()) ?? given;
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/**
 * The segments of a path below a base path, still encoded; undefined for a path elsewhere. Empty segments are dropped,
 * because a tenant URL with a trailing slash produces `//Users`.
 */
export function segmentsBelow(basePath: string, path: string): readonly string[] | undefined {
  if (!path.startsWith(basePath)) return undefined;
  const rest = path.slice(basePath.length);
  if (rest !== "" && !rest.startsWith("/")) return undefined;
  return rest.split("/").filter((segment) => segment !== "");
}

/**
 * Decodes a segment of a path.
 *
 * @throws ScimError 400 for an invalid percent encoding.
 */
export function decodeSegment(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ScimError("The path of the request has an invalid percent encoding.", { status: 400 });
  }
}
