/** Matches the responses in a bulk response to the operations that were sent (RFC 7644 §3.7.3). */
import { isObject, readProperty } from "../../internal/values.ts";
import type { CompletedCall } from "../transport/call-record.ts";
import { bulkOperationError, requestError } from "../transport/map-error.ts";
import type { BatchEntry, BulkResult } from "./types.ts";

type OperationResponse = Readonly<Record<string, unknown>>;

/** The results of the operations that the service reports; undefined for a body that is not a bulk response. */
export function readResults(
  entries: readonly BatchEntry[],
  call: CompletedCall,
): ReadonlyMap<BatchEntry, BulkResult> | undefined {
  const { body } = call.response;
  const responses: unknown = isObject(body) ? readProperty(body, "Operations") : undefined;
  if (!Array.isArray(responses)) return undefined;
  const usable = responses.filter(isObject).filter((response) => statusOf(response) !== undefined);
  const results = new Map<BatchEntry, BulkResult>();
  for (const [entry, response] of matchResponses(entries, usable)) {
    const status = statusOf(response);
    if (status !== undefined) results.set(entry, toResult(entry, response, status, call));
  }
  return results;
}

/** The result of an operation that the bulk response does not mention. */
export function missingResult({ operation }: BatchEntry["planned"], call: CompletedCall): BulkResult {
  const { method, path } = operation;
  const problem = "the bulk response does not mention this operation, which may have taken effect";
  const error = requestError({ ...call, response: undefined, method, path }, "not_scim", problem, {
    mayHaveTakenEffect: true,
  });
  return { operation, status: 0, error };
}

type Matches = Map<BatchEntry, OperationResponse>;

/**
 * By bulkId; otherwise by method and location; otherwise by the order, where as many responses as operations are left.
 * The first of several responses to one operation counts.
 */
function matchResponses(
  entries: readonly BatchEntry[],
  responses: readonly OperationResponse[],
): ReadonlyMap<BatchEntry, OperationResponse> {
  const matches: Matches = new Map();
  const withBulkId = responses.filter((response) => bulkIdOf(response) !== undefined);
  const withoutBulkId = new Set(responses.filter((response) => bulkIdOf(response) === undefined));
  matchByBulkId(entries, withBulkId, matches);
  matchByLocation(entries, withoutBulkId, matches);
  matchByOrder(entries, withoutBulkId, matches);
  return matches;
}

/** Some services change the case of a bulkId. */
function matchByBulkId(
  entries: readonly BatchEntry[],
  responses: readonly OperationResponse[],
  matches: Matches,
): void {
  const bulkIds = new Set<unknown>(entries.map((entry) => entry.planned.bulkId));
  const exact = firstByKey(responses, bulkIdOf);
  const others = responses.filter((response) => !bulkIds.has(bulkIdOf(response)));
  const ignoringCase = firstByKey(others, (response) => bulkIdOf(response)?.toLowerCase());
  for (const entry of entries) {
    const { bulkId } = entry.planned;
    const response = exact.get(bulkId) ?? ignoringCase.get(bulkId.toLowerCase());
    if (response !== undefined) matches.set(entry, response);
  }
}

function matchByLocation(entries: readonly BatchEntry[], responses: Set<OperationResponse>, matches: Matches): void {
  const byLocation = firstByKey([...responses], (response) =>
    locationKey(readString(response, "method"), readString(response, "location")),
  );
  for (const entry of entries) {
    const { method, path } = entry.sent;
    if (matches.has(entry) || method === "POST") continue;
    const response = byLocation.get(locationKey(method, path) ?? "");
    if (response !== undefined && responses.delete(response)) matches.set(entry, response);
  }
}

function matchByOrder(
  entries: readonly BatchEntry[],
  responses: ReadonlySet<OperationResponse>,
  matches: Matches,
): void {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const open = entries.filter((entry) => !matches.has(entry) && entry.sent.method === method);
    const left = [...responses].filter((response) => readString(response, "method")?.toUpperCase() === method);
    // With one too few or too many, an id could be taken for that of another operation.
    if (open.length !== left.length) continue;
    for (const [index, entry] of open.entries()) {
      const response = left[index];
      if (response !== undefined) matches.set(entry, response);
    }
  }
}

function firstByKey(
  responses: readonly OperationResponse[],
  keyOf: (response: OperationResponse) => string | undefined,
): ReadonlyMap<string, OperationResponse> {
  const map = new Map<string, OperationResponse>();
  for (const response of responses) {
    const key = keyOf(response);
    if (key !== undefined && !map.has(key)) map.set(key, response);
  }
  return map;
}

/** Endpoint and id, in which both a path and a location end. */
function locationKey(method: string | undefined, location: string | undefined): string | undefined {
  if (method === undefined || location === undefined) return undefined;
  return `${method.toUpperCase()} ${location.split("/").slice(-2).join("/")}`;
}

function bulkIdOf(response: OperationResponse): string | undefined {
  return readString(response, "bulkId") ?? readString(response, "bulkid");
}

function readString(response: OperationResponse, name: string): string | undefined {
  const value = readProperty(response, name);
  return typeof value === "string" ? value : undefined;
}

function toResult(
  { planned, sent }: BatchEntry,
  operationResponse: OperationResponse,
  status: number,
  call: CompletedCall,
): BulkResult {
  const { operation } = planned;
  const response = readProperty(operationResponse, "response");
  const version = readString(operationResponse, "version");
  const id = idOf(sent, operationResponse, response, status);
  const { tokens } = call;
  const { method, path } = sent;
  return {
    operation,
    status,
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
    ...(response === undefined ? {} : { response }),
    ...(status < 400 ? {} : { error: bulkOperationError({ method, path, tokens }, status, response) }),
  };
}

/** RFC 7644 §3.7 prescribes a string; some services send a number, or the object with a `code` of SCIM 1.1. */
function statusOf(response: OperationResponse): number | undefined {
  const value = readProperty(response, "status");
  const code = isObject(value) ? readProperty(value, "code") : value;
  const status = Number(code);
  const isStatus = Number.isInteger(status) && status >= 100 && status < 600;
  return (typeof code === "string" || typeof code === "number") && isStatus ? status : undefined;
}

/** The id is the end of the location; the location itself is never followed. A create that failed has no id. */
function idOf(
  { method, path }: BatchEntry["sent"],
  operationResponse: OperationResponse,
  response: unknown,
  status: number,
): string | undefined {
  if (method !== "POST") return lastSegment(path);
  if (status >= 400) return undefined;
  const id = isObject(response) ? readProperty(response, "id") : undefined;
  if (typeof id === "string" && id !== "") return id;
  const location = readString(operationResponse, "location");
  return location === undefined ? undefined : lastSegment(location);
}

function lastSegment(path: string): string | undefined {
  const segment = path.slice(path.lastIndexOf("/") + 1);
  try {
    return segment === "" || segment.startsWith("bulkId:") ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
