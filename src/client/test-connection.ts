/**
 * Test Connection, as Entra does it: a query for a user that cannot exist, to be answered by an empty list.
 */
import { isScimRequestError, type RequestErrorCode, ScimRequestError } from "../errors.ts";
import { printWhere } from "./equality-filter.ts";
import { readMember } from "./read-member.ts";
import { notScim } from "./transport/map-error.ts";
import type { Reply, Transport } from "./transport/transport.ts";
import type { CallOptions } from "./transport/transport-options.ts";

const ADVICE: Readonly<Record<RequestErrorCode, string>> = {
  unauthorized:
    "Copy the Secret Token again from the integration's page; if it still fails, check that the account behind it has Admin permissions.",
  forbidden: "Check that the account behind the Secret Token has Admin permissions in every location it provisions.",
  unreachable: "Check the Tenant URL, the network and any proxy between here and the service.",
  timeout: "Check the Tenant URL, the network and any proxy between here and the service.",
  not_scim: "Check the Tenant URL: it must be the base URL of a SCIM service, without /Users.",
  refused: "Check the Tenant URL, and whether the service supports filters on userName.",
};

/**
 * Asks a service for a user with a random name, or only for the number of its users.
 *
 * @param canFilter - whether the service has filters, as far as is known
 * @throws ScimRequestError whose message says what to do.
 */
export async function testConnection(
  transport: Transport,
  canFilter: boolean,
  options: CallOptions = {},
): Promise<void> {
  const query = new URLSearchParams(
    canFilter ? { filter: printWhere({ userName: globalThis.crypto.randomUUID() }) } : { count: "0" },
  );
  try {
    assertList(await transport.send({ method: "GET", path: "/Users", query, signal: options.signal }), canFilter);
  } catch (error) {
    throw isScimRequestError(error) ? withAdvice(error, transport.address) : error;
  }
}

function assertList(reply: Reply, filtered: boolean): void {
  const { body } = reply.answer;
  const total: unknown = typeof body === "object" && body !== null ? readMember(body, "totalResults") : undefined;
  if (typeof total !== "number") throw notScim(reply, "a ListResponse");
  if (filtered && total !== 0)
    throw notScim(reply, "an empty list for a user that does not exist: the service ignores filters");
}

function withAdvice(error: ScimRequestError, address: string): ScimRequestError {
  const { code, method, path, status, scimType, attempts, history, cause } = error;
  return new ScimRequestError(
    `Test Connection to ${address} failed. ${error.detail.replace(/\.$/, "")}. ${ADVICE[code]}`,
    {
      code,
      method,
      path,
      status,
      scimType,
      attempts,
      history,
      cause,
    },
  );
}
