/** Where the handler is mounted, and which tenant a request addresses by its path. */

/** Stands in a base path or base URL for the tenant. */
const PLACEHOLDER = "{tenant}";

/** Where one request found the service. */
export interface Mounted {
  /** Path below which the endpoints are, as this request spells it, without a slash at its end. */
  readonly basePath: string;
  /** The tenant that the path names, decoded; undefined where the base path has no place for one. */
  readonly tenant: string | undefined;
}

/** Finds the service in a path; undefined for a path elsewhere. */
export type Mount = (path: string) => Mounted | undefined;

/**
 * Prepares a base path such as `/scim/v2`, or `/{tenant}/scim/v2` for a tenant that is one whole segment of the path.
 *
 * @throws TypeError for a placeholder that is only a part of a segment, or stands there twice.
 */
export function compileMount(basePath: string): Mount {
  const [before = "", after, ...more] = withoutSlashes(basePath.startsWith("/") ? basePath : `/${basePath}`).split(
    PLACEHOLDER,
  );
  if (after === undefined) {
    const mounted: Mounted = { basePath: before, tenant: undefined };
    return (path) => (isBelow(path, before.length) && path.startsWith(before) ? mounted : undefined);
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

/** Whether a path ends at an offset, or goes on there with a new segment. */
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

/** A base URL with the tenant in its place. */
export function urlOfTenant(baseUrl: string, tenant: string): string {
  return baseUrl.includes(PLACEHOLDER) ? baseUrl.split(PLACEHOLDER).join(encodeURIComponent(tenant)) : baseUrl;
}

/** A text without the slashes at its end. */
export function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}
