/**
 * Many writes in few requests (RFC 7644 §3.7): split by the service's limits, with references between the parts put right.
 */
import type { ScimRequestError } from "../errors.ts";
import { isObject, readProperty } from "../internal/values.ts";
import { BULK_REQUEST } from "../urns.ts";
import { type Batch, nextBatch, orderByReference } from "./bulk-order.ts";
import { errorOfMessage, notScim } from "./failure.ts";
import type { Reply, Transport } from "./transport.ts";
import type { CallOptions } from "./types.ts";

/** One write of a bulk request; `ResourceClient` makes them: `toCreate`, `toReplace`, `toUpdate`, `toPatch`, `toDelete`. */
export interface BulkOperation {
  /** What to do. */
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the base URL, such as `/Users/2819c223`. */
  readonly path: string;
  /** Name by which other operations refer to a resource that is created: `bulkId:` and this name. Made up where it is missing. */
  readonly bulkId?: string | undefined;
  /** Version that the resource must still have. */
  readonly version?: string | undefined;
  /** Body that the operation would have as a request of its own. */
  readonly data?: object | undefined;
}

/** What became of one operation. */
export interface BulkResult {
  /** The operation, as it was given. */
  readonly operation: BulkOperation;
  /** HTTP status; 0 when the operation was not tried, because too many before it had failed. */
  readonly status: number;
  /** Id of the resource, where there is one. */
  readonly id?: string | undefined;
  /** Version of the resource after the operation. */
  readonly version?: string | undefined;
  /** Body of the answer, where the service sends one. */
  readonly response?: unknown;
  /** Why the operation failed; undefined for one that succeeded or was not tried. */
  readonly error?: ScimRequestError | undefined;
}

/** Options of a bulk call. */
export interface BulkOptions extends CallOptions {
  /** After how many failures the rest is not tried; never by default. */
  readonly failOnErrors?: number | undefined;
}

/** Bounds of one bulk request. */
export interface BulkLimits {
  readonly maxOperations: number;
  readonly maxPayloadSize: number;
}

/**
 * Sends operations in as few requests as the limits allow.
 *
 * @returns one result for each operation, in the order in which they were given; operations that failed do not reject the call.
 * @throws ScimRequestError when a request as a whole fails; those before it took effect. ScimError (400, 413) for operations that cannot be sent.
 */
export async function sendBulk(
  operations: readonly BulkOperation[],
  limits: BulkLimits,
  transport: Transport,
  { failOnErrors, signal }: BulkOptions = {},
): Promise<readonly BulkResult[]> {
  const results = new Map<BulkOperation, BulkResult>();
  const ids = new Map<string, string>();
  let failures = 0;
  let rest = orderByReference(operations);
  while (rest.length > 0 && (failOnErrors === undefined || failures < failOnErrors)) {
    const batch = nextBatch(rest, ids, limits);
    rest = rest.slice(batch.operations.length);
    const body = {
      schemas: [BULK_REQUEST],
      ...(failOnErrors === undefined ? {} : { failOnErrors: failOnErrors - failures }),
      Operations: batch.operations.map(({ sent }) => sent),
    };
    const reply = await transport.send({ method: "POST", path: "/Bulk", body, signal });
    for (const result of readResults(batch, reply)) {
      results.set(result.operation, result);
      if (result.error !== undefined) failures += 1;
      const name = batch.names.get(result.operation);
      if (result.id !== undefined && name !== undefined) ids.set(name, result.id);
    }
  }
  return operations.map((operation) => results.get(operation) ?? { operation, status: 0 });
}

function readResults({ operations, names }: Batch, reply: Reply): readonly BulkResult[] {
  const { body } = reply.answer;
  const answers: unknown = isObject(body) ? readProperty(body, "Operations") : undefined;
  if (!Array.isArray(answers)) throw notScim(reply, "a BulkResponse");
  const unread = answers.filter(isObject);
  return operations.flatMap(({ operation }) => {
    const place = placeOf(operation, names.get(operation), unread);
    const [answer] = place < 0 ? [] : unread.splice(place, 1);
    return answer === undefined ? [] : [readResult(operation, answer, reply)];
  });
}

/** The answer to an operation: the one with its bulkId, else the one with its method that speaks of its resource (RFC 7644 §3.7). */
function placeOf(
  { method, path }: BulkOperation,
  bulkId: string | undefined,
  answers: readonly Readonly<Record<string, unknown>>[],
): number {
  const byName = answers.findIndex((answer) => bulkId !== undefined && readProperty(answer, "bulkId") === bulkId);
  if (byName >= 0) return byName;
  const candidates = answers.map(
    (answer) => readProperty(answer, "bulkId") === undefined && sameMethod(answer, method),
  );
  const byPath = answers.findIndex((answer, index) => {
    const location = readProperty(answer, "location");
    return candidates[index] === true && typeof location === "string" && location.endsWith(path);
  });
  return byPath >= 0 ? byPath : candidates.indexOf(true);
}

function sameMethod(answer: object, method: string): boolean {
  const given = readProperty(answer, "method");
  return typeof given === "string" && given.toUpperCase() === method;
}

function readResult(operation: BulkOperation, answer: object, reply: Reply): BulkResult {
  const status = statusOf(readProperty(answer, "status"));
  if (status === undefined) throw notScim(reply, "a status for each operation of a BulkResponse");
  const response = readProperty(answer, "response");
  const version = readProperty(answer, "version");
  const id = idOf(operation, answer, response);
  return {
    operation,
    status,
    ...(id === undefined ? {} : { id }),
    ...(typeof version === "string" ? { version } : {}),
    ...(response === undefined ? {} : { response }),
    ...(status < 400 ? {} : { error: errorOfMessage({ ...operation, tokens: reply.tokens }, status, response) }),
  };
}

/** RFC 7644 §3.7 says a text; a number, and SCIM 1.1's object with a code, are understood. */
function statusOf(value: unknown): number | undefined {
  const text = isObject(value) ? readProperty(value, "code") : value;
  const status = Number(text);
  return (typeof text === "string" || typeof text === "number") && status >= 100 && status < 600 ? status : undefined;
}

/** The end of the location is the id; the location itself is never followed. */
function idOf({ method, path }: BulkOperation, answer: object, response: unknown): string | undefined {
  const own = isObject(response) ? readProperty(response, "id") : undefined;
  if (typeof own === "string" && own !== "") return own;
  const location = readProperty(answer, "location");
  if (method !== "POST") return lastSegment(path);
  return typeof location === "string" ? lastSegment(location) : undefined;
}

function lastSegment(path: string): string | undefined {
  const segment = path.slice(path.lastIndexOf("/") + 1);
  try {
    return segment === "" || segment.startsWith("bulkId:") ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
