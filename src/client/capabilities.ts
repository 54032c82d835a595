/** What a service is known to be able to do: from its profile, or from its ServiceProviderConfig once that was read. */
import { ScimError } from "../errors.ts";
import type { ServiceProviderConfig } from "../models/index.ts";
import type { Capabilities } from "../profile/service-profile.ts";

/** Largest page that the client requests by default. */
const MAX_PAGE_SIZE = 500;
/** Page size for a service of which nothing is known. */
const DEFAULT_PAGE_SIZE = 100;

/** The capabilities that a ServiceProviderConfig announces (RFC 7643 §5). */
export function toCapabilities(config: ServiceProviderConfig): Capabilities {
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

/** The error for a feature that the service is known not to have; thrown before anything is sent. */
export function notSupportedError(feature: string): ScimError {
  return new ScimError(`The service does not support ${feature}, according to its profile or ServiceProviderConfig.`, {
    status: 501,
  });
}

/** Whether a service takes filters; true for a service of which nothing is known. */
export function canFilter(capabilities: Capabilities | undefined): boolean {
  return capabilities?.filter !== false;
}

/**
 * Rejects a filter for a service without filters: such a service may ignore it, and return every resource where the
 * caller expects a few.
 *
 * @throws ScimError 501
 */
export function assertFilterSupported(
  options: { readonly filter?: unknown },
  capabilities: Capabilities | undefined,
): void {
  if (options.filter !== undefined && !canFilter(capabilities)) throw notSupportedError("filters");
}

/** Resources to request in one page. */
export function defaultPageSize(capabilities: Capabilities | undefined): number {
  const filter = capabilities?.filter ?? false;
  // Some services announce 0 to say that there is no limit.
  const isLimited = filter !== false && filter.maxResults > 0;
  return Math.min(isLimited ? filter.maxResults : DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
}
