/**
 * Many writes in few requests (RFC 7644 §3.7): split by the service's limits, with references between the parts put right.
 */
import { isScimRequestError, ScimError } from "../../errors.ts";
import { errorOfMessage, requestError } from "../transport/map-error.ts";
import type { Transport } from "../transport/transport.ts";
import { assertSendable, type Batch, bulkBody, nextBatch } from "./batch.ts";
import { readAnswers, unanswered } from "./match-responses.ts";
import { type Group, orderByReference } from "./operation-order.ts";
import type { BulkLimits, BulkOperation, BulkOptions, BulkResult, NamedOperation } from "./types.ts";

/** How far a call has come. */
interface Progress {
  readonly results: Map<NamedOperation, BulkResult>;
  /** Ids of resources by bulkId. */
  readonly ids: Map<string, string>;
  readonly options: BulkOptions;
  failures: number;
}

/**
 * Sends operations in as few requests as the limits allow.
 *
 * @returns one result for each operation, in the order in which they were given; operations that failed do not reject the call.
 * @throws ScimRequestError when the first request as a whole fails. ScimError (400, 413) for operations that cannot be sent.
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
  assertSendable(groups, limits, failOnErrors);
  const progress: Progress = { results: new Map(), ids: new Map(), options, failures: 0 };
  await sendGroups(groups, limits, transport, progress);
  const byIndex = new Map([...progress.results].map(([{ index }, result]) => [index, result]));
  return operations.map((operation, index) => byIndex.get(index) ?? { operation, status: 0 });
}

function assertOperations(operations: readonly BulkOperation[], failOnErrors: number | undefined): void {
  if (failOnErrors !== undefined && !(Number.isInteger(failOnErrors) && failOnErrors >= 1)) {
    throw invalid("expected a whole number from 1 for failOnErrors");
  }
  for (const { method, path } of operations) {
    if (!["POST", "PUT", "PATCH", "DELETE"].includes(method)) {
      throw invalid("expected the method POST, PUT, PATCH or DELETE in upper case");
    }
    // A service may take what follows two slashes for a host (RFC 3986 §4.2).
    if (!/^\/[^/]/.test(path)) throw invalid("expected a path below the base URL that begins with one slash");
  }
}

async function sendGroups(
  groups: readonly Group[],
  limits: BulkLimits,
  transport: Transport,
  progress: Progress,
): Promise<void> {
  const { failOnErrors } = progress.options;
  const isSendable = (group: Group): boolean =>
    group.every(({ refersTo }) =>
      refersTo.every((other) => !progress.results.has(other) || progress.ids.has(other.bulkId)),
    );
  let bounds = limits;
  let place = 0;
  for (let group = groups[place]; group !== undefined; group = groups[place]) {
    const left = failOnErrors === undefined ? undefined : failOnErrors - progress.failures;
    if (left !== undefined && left <= 0) return;
    const batch = nextBatch(groups, place, bounds, { ...progress, failOnErrors: left, isSendable });
    if (batch.groups === 0) {
      for (const named of group) note(refusal(named.operation, isSendable(group)), named, progress);
      place += 1;
      continue;
    }
    const outcome = await sendBatch(batch, left, transport, progress);
    if (outcome === "failed") return;
    // RFC 7644 §3.7.4: nothing of it was executed. Some services take less than they announce.
    if (outcome === "too large") bounds = { ...bounds, maxOperations: Math.floor(batch.entries.length / 2) };
    else place += batch.groups;
  }
}

/** Sends one request and notes what it says. One that fails rejects the call only when nothing is known yet. */
async function sendBatch(
  { entries, groups }: Batch,
  failOnErrors: number | undefined,
  transport: Transport,
  progress: Progress,
): Promise<"answered" | "too large" | "failed"> {
  const { signal } = progress.options;
  try {
    const body = bulkBody(entries, failOnErrors);
    const reply = await transport.send({ method: "POST", path: "/Bulk", body, signal });
    const answers = readAnswers(entries, reply);
    if (answers === undefined) {
      throw requestError(reply, "not_scim", "the answer is no BulkResponse, and it is unknown what took effect", {
        mayHaveTakenEffect: true,
      });
    }
    const errors = [...answers.values()].filter(({ error }) => error !== undefined).length;
    const isCut = failOnErrors !== undefined && errors >= failOnErrors;
    for (const entry of entries) {
      const result = answers.get(entry) ?? (isCut ? undefined : unanswered(entry.named, reply));
      if (result !== undefined) note(result, entry.named, progress);
    }
    return "answered";
  } catch (error) {
    if (!isScimRequestError(error)) throw error;
    if (error.status === 413 && groups > 1) return "too large";
    if (progress.results.size === 0) throw error;
    for (const { named } of entries) note({ operation: named.operation, status: error.status, error }, named, progress);
    return "failed";
  }
}

function note(result: BulkResult, named: NamedOperation, progress: Progress): void {
  progress.results.set(named, result);
  if (result.error !== undefined) progress.failures += 1;
  else if (result.id !== undefined) progress.ids.set(named.bulkId, result.id);
  progress.options.onResult?.(result);
}

/** An operation that is not sent: it refers to what was not created (RFC 7644 §3.7.1 names the status), or the ids in it have made it too large. */
function refusal(operation: BulkOperation, isSendable: boolean): BulkResult {
  const status = isSendable ? 413 : 409;
  const detail = isSendable
    ? "the operation was not sent, because it is larger than the service allows"
    : "the operation was not sent, because it refers to a resource that is not known to have been created";
  const call = { method: operation.method, path: operation.path };
  const body = isSendable ? { detail } : { detail, scimType: "invalidValue" };
  return { operation, status, error: errorOfMessage(call, status, body) };
}

function invalid(reason: string): ScimError {
  return new ScimError(`The bulk request is not possible: ${reason}.`, { status: 400, scimType: "invalidValue" });
}
