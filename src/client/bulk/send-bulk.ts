/**
 * Sends many writes in few requests (RFC 7644 §3.7), split by the service's limits, with references across the requests
 * resolved.
 */
import { isScimRequestError } from "../../errors.ts";
import { bulkOperationError, requestError } from "../transport/map-error.ts";
import type { Transport } from "../transport/transport.ts";
import { assertFitsLimits, type Batch, bulkBody, nextBatch } from "./batch.ts";
import { missingResult, readResults } from "./match-responses.ts";
import { orderByReference } from "./operation-order.ts";
import type { BulkLimits, BulkOperation, BulkOptions, BulkResult, OperationGroup, PlannedOperation } from "./types.ts";

/** How far a call has come. */
interface Progress {
  readonly results: Map<PlannedOperation, BulkResult>;
  /** Ids of created resources by bulkId. */
  readonly ids: Map<string, string>;
  readonly options: BulkOptions;
  failures: number;
}

/**
 * Sends operations in as few requests as the limits allow.
 *
 * @returns one result for each operation, in the given order; operations that failed do not reject the call.
 * @throws ScimRequestError when the first request fails as a whole. TypeError, RangeError or ScimError (413) for
 * operations that cannot be sent.
 */
export async function sendBulk(
  operations: readonly BulkOperation[],
  limits: BulkLimits,
  transport: Transport,
  options: BulkOptions = {},
): Promise<readonly BulkResult[]> {
  const { failOnErrors } = options;
  assertOperations(operations, failOnErrors);
  const groups = orderByReference(operations);
  assertFitsLimits(groups, limits, failOnErrors);
  const progress: Progress = { results: new Map(), ids: new Map(), options, failures: 0 };
  await sendGroups(groups, limits, transport, progress);
  const byIndex = new Map([...progress.results].map(([{ index }, result]) => [index, result]));
  return operations.map((operation, index) => byIndex.get(index) ?? { operation, status: 0 });
}

function assertOperations(operations: readonly BulkOperation[], failOnErrors: number | undefined): void {
  if (failOnErrors !== undefined && !(Number.isInteger(failOnErrors) && failOnErrors >= 1)) {
    throw new RangeError("failOnErrors: expected a whole number from 1 on");
  }
  for (const { method, path } of operations) {
    if (!["POST", "PUT", "PATCH", "DELETE"].includes(method)) {
      throw new TypeError("Bulk request: expected the method POST, PUT, PATCH or DELETE, in upper case");
    }
    // A service may take what follows two slashes for a host (RFC 3986 §4.2).
    if (!/^\/[^/]/.test(path)) {
      throw new TypeError("Bulk request: expected a path below the base URL that begins with one slash");
    }
  }
}

async function sendGroups(
  groups: readonly OperationGroup[],
  limits: BulkLimits,
  transport: Transport,
  progress: Progress,
): Promise<void> {
  const { failOnErrors } = progress.options;
  const isSendable = (group: OperationGroup): boolean =>
    group.every(({ refersTo }) =>
      refersTo.every((other) => !progress.results.has(other) || progress.ids.has(other.bulkId)),
    );
  let currentLimits = limits;
  let index = 0;
  for (let group = groups[index]; group !== undefined; group = groups[index]) {
    const failuresLeft = failOnErrors === undefined ? undefined : failOnErrors - progress.failures;
    if (failuresLeft !== undefined && failuresLeft <= 0) return;
    const batch = nextBatch(groups, index, currentLimits, { ...progress, failOnErrors: failuresLeft, isSendable });
    if (batch.groups === 0) {
      const canSend = isSendable(group);
      for (const planned of group) recordResult(notSentResult(planned.operation, canSend), planned, progress);
      index += 1;
      continue;
    }
    const outcome = await sendBatch(batch, failuresLeft, transport, progress);
    if (outcome === "failed") return;
    // RFC 7644 §3.7.4: a service that answers 413 has executed nothing. Some allow less than they announce.
    if (outcome === "too large") {
      currentLimits = { ...currentLimits, maxOperations: Math.floor(batch.entries.length / 2) };
    } else index += batch.groups;
  }
}

/**
 * Sends one request and records its results. A request that fails rejects the call only when there is no result yet.
 */
async function sendBatch(
  { entries, groups }: Batch,
  failOnErrors: number | undefined,
  transport: Transport,
  progress: Progress,
): Promise<"answered" | "too large" | "failed"> {
  try {
    const body = bulkBody(entries, failOnErrors);
    const call = await transport.send({ method: "POST", path: "/Bulk", body, options: progress.options });
    const results = readResults(entries, call);
    if (results === undefined) {
      throw requestError(call, "not_scim", "the response is not a BulkResponse, and it is unknown what took effect", {
        mayHaveTakenEffect: true,
      });
    }
    const failures = [...results.values()].filter(({ error }) => error !== undefined).length;
    const hasStopped = failOnErrors !== undefined && failures >= failOnErrors;
    for (const entry of entries) {
      const result = results.get(entry) ?? (hasStopped ? undefined : missingResult(entry.planned, call));
      if (result !== undefined) recordResult(result, entry.planned, progress);
    }
    return "answered";
  } catch (error) {
    if (!isScimRequestError(error)) throw error;
    if (error.status === 413 && groups > 1) return "too large";
    if (progress.results.size === 0) throw error;
    for (const { planned } of entries) {
      recordResult({ operation: planned.operation, status: error.status, error }, planned, progress);
    }
    return "failed";
  }
}

function recordResult(result: BulkResult, planned: PlannedOperation, progress: Progress): void {
  progress.results.set(planned, result);
  if (result.error !== undefined) progress.failures += 1;
  else if (result.id !== undefined) progress.ids.set(planned.bulkId, result.id);
  progress.options.onResult?.(result);
}

/**
 * The result of an operation that is not sent: it refers to a resource that was not created (status 409 by RFC 7644
 * §3.7.1), or the ids in it have made it too large.
 */
function notSentResult(operation: BulkOperation, isSendable: boolean): BulkResult {
  const status = isSendable ? 413 : 409;
  const detail = isSendable
    ? "the operation was not sent, because it is larger than the service allows"
    : "the operation was not sent, because it refers to a resource that is not known to have been created";
  const call = { method: operation.method, path: operation.path };
  const body = isSendable ? { detail } : { detail, scimType: "invalidValue" };
  return { operation, status, error: bulkOperationError(call, status, body) };
}
