/**
 * What a service is known to be able to do: from its profile, or from its ServiceProviderConfig once that was read.
 */
import { ScimError } from "../errors.ts";
import type { ServiceProviderConfig } from "../models/index.ts";
import type { Capabilities } from "../profile/service-profile.ts";

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
