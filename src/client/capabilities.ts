/**
 * What a service is known to be able to do: from its profile, or from its ServiceProviderConfig once that was read.
 */
import { ScimError } from "../errors.ts";
import type { ServiceProviderConfig } from "../models/index.ts";
import type { Capabilities } from "../profile/service-profile.ts";

/** Largest page a client asks for by itself. */
const MAX_PAGE_SIZE = 500;
/** Page size for a service of which nothing is known. */
const DEFAULT_PAGE_SIZE = 100;

/** A configuration (RFC 7643 §5) in the words of a profile. */
export function capabilitiesOf(config: ServiceProviderConfig): Capabilities {
  const { patch, bulk, filter, changePassword, sort, etag, pagination } = config;
  return {
    patch: patch.supported,
    bulk: bulk.supported && { maxOperations: bulk.maxOperations, maxPayloadSize: bulk.maxPayloadSize },
    filter: filter.supported && { maxResults: filter.maxResults },
    cursor: pagination?.cursor === true && { timeout: pagination.cursorTimeout ?? 0 },
    changePassword: changePassword.supported,
    sort: sort.supported,
    etag: etag.supported,
  };
}

/** The error for something that the service is known not to have; raised before anything is sent. */
export function notSupported(what: string): ScimError {
  return new ScimError(`The service does not support ${what}, by its own account.`, { status: 501 });
}

/** Whether a service may be sent filters; undefined capabilities are those of a service of which nothing is known. */
export function canFilter(capabilities: Capabilities | undefined): boolean {
  return capabilities?.filter !== false;
}

/**
 * Refuses a filter for a service that has none: one that ignores what it does not know would give everybody, where the caller expects a few.
 *
 * @throws ScimError 501
 */
export function assertFilter(asked: { readonly filter?: unknown }, capabilities: Capabilities | undefined): void {
  if (asked.filter !== undefined && !canFilter(capabilities)) throw notSupported("filters");
}

/** Resources to ask for in one page. */
export function pageSize(capabilities: Capabilities | undefined): number {
  const filter = capabilities?.filter ?? false;
  // Some services announce 0 and mean that there is no bound.
  const known = filter !== false && filter.maxResults > 0;
  return Math.min(known ? filter.maxResults : DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
}
