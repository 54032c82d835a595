/** Test Connection as Entra does it: a query for a user that cannot exist, which must be answered by an empty list. */
import { isScimRequestError, type RequestErrorCode, ScimRequestError } from "../errors.ts";
import { printEquality } from "./equality-filter.ts";
import { readMember } from "./read-member.ts";
import type { CompletedCall } from "./transport/call-record.ts";
import { notScimError } from "./transport/map-error.ts";
import type { Transport } from "./transport/transport.ts";
import type { CallOptions } from "./transport/transport-options.ts";

const CHECK_NETWORK = "Check the Tenant URL, the network and any proxy between here and the service.";
const CHECK_URL_AND_FILTERS = "Check the Tenant URL, and whether the service supports filters on userName.";

const ADVICE: Readonly<Record<RequestErrorCode, string>> = {
  unauthorized:
    "Copy the Secret Token again from the integration's page; if it still fails, check that the account behind it has Admin permissions.",
  forbidden: "Check that the account behind the Secret Token has Admin permissions in every location it provisions.",
  unreachable: CHECK_NETWORK,
  timeout: CHECK_NETWORK,
  not_scim: "Check the Tenant URL: it must be the base URL of a SCIM service, without /Users.",
  invalid: CHECK_URL_AND_FILTERS,
  not_found: CHECK_URL_AND_FILTERS,
  conflict: CHECK_URL_AND_FILTERS,
  refused: CHECK_URL_AND_FILTERS,
};

/**
 * Queries a service for a user with a random name or, without filters, for the number of its users.
 *
 * @param canFilter - whether the service takes filters, as far as is known
 * @throws ScimRequestError whose message says what to do.
 */
export async function testConnection(
  transport: Transport,
  canFilter: boolean,
  options: CallOptions = {},
): Promise<void> {
  const query = new URLSearchParams(
    canFilter ? { filter: printEquality("userName", globalThis.crypto.randomUUID()) } : { count: "0" },
  );
  try {
    assertList(await transport.send({ method: "GET", path: "/Users", query, options }), canFilter);
  } catch (error) {
    throw isScimRequestError(error) ? withAdvice(error, transport.address) : error;
  }
}

function assertList(call: CompletedCall, isFiltered: boolean): void {
  const { body } = call.response;
  const total: unknown = typeof body === "object" && body !== null ? readMember(body, "totalResults") : undefined;
  if (typeof total !== "number") throw notScimError(call, "a ListResponse");
  if (isFiltered && total !== 0) {
    throw notScimError(call, "an empty list for a user that does not exist: the service ignores filters");
  }
}

function withAdvice(error: ScimRequestError, address: string): ScimRequestError {
  const problem = error.message.replace(/\.$/, "");
  return new ScimRequestError(`Test Connection to ${address} failed. ${problem}. ${ADVICE[error.code]}`, error);
}
