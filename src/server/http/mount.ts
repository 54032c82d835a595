/** Where the handler is mounted, and which tenant a request addresses by its path. */

/** Placeholder for the tenant in a base path or base URL. */
const PLACEHOLDER = "{tenant}";

/** How one request's path matched the base path. */
export interface MountMatch {
  /** Path below which the endpoints are, as this request spells it, without a trailing slash. */
  readonly basePath: string;
  /** The tenant that the path names, decoded; undefined where the base path has no placeholder. */
  readonly tenant: string | undefined;
}

/** Matches a path against the base path; undefined for a path elsewhere. */
export type MatchMount = (path: string) => MountMatch | undefined;

/**
 * Compiles a base path such as `/scim/v2`, or `/{tenant}/scim/v2`, in which the tenant is one whole segment.
 *
 * @throws TypeError for a placeholder that is only part of a segment or occurs twice.
 */
export function compileMount(basePath: string): MatchMount {
  const [before = "", after, ...more] = trimTrailingSlashes(basePath.startsWith("/") ? basePath : `/${basePath}`).split(
    PLACEHOLDER,
  );
  if (after === undefined) {
    const match: MountMatch = { basePath: before, tenant: undefined };
    return (path) => (isBelow(path, before.length) && path.startsWith(before) ? match : undefined);
  }
  if (more.length > 0 || !before.endsWith("/") || (after !== "" && !after.startsWith("/"))) {
    throw new TypeError(`The base path may hold ${PLACEHOLDER} once, as a whole segment: "${basePath}".`);
  }
  return (path) => {
    if (!path.startsWith(before)) return undefined;
    const slash = path.indexOf("/", before.length);
    const endOfTenant = slash < 0 ? path.length : slash;
    const end = endOfTenant + after.length;
    if (endOfTenant === before.length || !path.startsWith(after, endOfTenant) || !isBelow(path, end)) return undefined;
    const tenant = decode(path.slice(before.length, endOfTenant));
    return tenant === undefined ? undefined : { basePath: path.slice(0, end), tenant };
  };
}

/** Whether a path ends at an offset, or continues there with a new segment. */
function isBelow(path: string, end: number): boolean {
  return path.length === end || path[end] === "/";
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Whether a base URL depends on the tenant. */
export function hasTenantPlaceholder(baseUrl: string): boolean {
  return baseUrl.includes(PLACEHOLDER);
}

/** A base URL with the tenant in place of the placeholder. */
export function baseUrlOfTenant(baseUrl: string, tenant: string): string {
  return hasTenantPlaceholder(baseUrl) ? baseUrl.split(PLACEHOLDER).join(encodeURIComponent(tenant)) : baseUrl;
}

/** A string without its trailing slashes. */
export function trimTrailingSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}
