/**
 * Which answer of a bulk response belongs to which operation (RFC 7644 §3.7.3).
 */
import { isObject, readProperty } from "../../internal/values.ts";
import { errorOfMessage, requestError } from "../transport/map-error.ts";
import type { Reply } from "../transport/transport.ts";
import type { BatchEntry, BulkResult } from "./types.ts";

type BulkAnswer = Readonly<Record<string, unknown>>;

/** The answers of a service in the order of the operations, as far as there are any; undefined for what is no bulk response. */
export function readAnswers(
  entries: readonly BatchEntry[],
  reply: Reply,
): ReadonlyMap<BatchEntry, BulkResult> | undefined {
  const { body } = reply.answer;
  const answers: unknown = isObject(body) ? readProperty(body, "Operations") : undefined;
  if (!Array.isArray(answers)) return undefined;
  const usable = answers.filter(isObject).filter((answer) => statusOf(answer) !== undefined);
  const found = new Map<BatchEntry, BulkResult>();
  for (const [entry, answer] of assign(entries, usable)) {
    const status = statusOf(answer);
    if (status !== undefined) found.set(entry, readResult(entry, answer, status, reply));
  }
  return found;
}

/** The result of an operation to which a service that answered said nothing. */
export function unanswered({ operation }: BatchEntry["named"], reply: Reply): BulkResult {
  const call = { ...reply, answer: undefined, method: operation.method, path: operation.path };
  const detail = "the answer to the bulk request says nothing of this operation, which may have taken effect";
  return { operation, status: 0, error: requestError(call, "not_scim", detail, { mayHaveTakenEffect: true }) };
}

type Assigned = Map<BatchEntry, BulkAnswer>;

/** By bulkId; else by method and location; else, where as many are left as operations, by the order. The first of several answers counts. */
function assign(entries: readonly BatchEntry[], answers: readonly BulkAnswer[]): ReadonlyMap<BatchEntry, BulkAnswer> {
  const found: Assigned = new Map();
  const named = answers.filter((answer) => bulkIdOf(answer) !== undefined);
  const nameless = new Set(answers.filter((answer) => bulkIdOf(answer) === undefined));
  assignByName(entries, named, found);
  assignByPlace(entries, nameless, found);
  assignByOrder(entries, nameless, found);
  return found;
}

/** Some services change the case of names. */
function assignByName(entries: readonly BatchEntry[], answers: readonly BulkAnswer[], found: Assigned): void {
  const names = new Set<unknown>(entries.map((entry) => entry.named.bulkId));
  const exact = firsts(answers, bulkIdOf);
  const others = answers.filter((answer) => !names.has(bulkIdOf(answer)));
  const loose = firsts(others, (answer) => bulkIdOf(answer)?.toLowerCase());
  for (const entry of entries) {
    const { bulkId } = entry.named;
    const answer = exact.get(bulkId) ?? loose.get(bulkId.toLowerCase());
    if (answer !== undefined) found.set(entry, answer);
  }
}

function assignByPlace(entries: readonly BatchEntry[], nameless: Set<BulkAnswer>, found: Assigned): void {
  const places = firsts([...nameless], (answer) => placeOf(readText(answer, "method"), readText(answer, "location")));
  for (const entry of entries) {
    const { method, path } = entry.sent;
    if (found.has(entry) || method === "POST") continue;
    const answer = places.get(placeOf(method, path) ?? "");
    if (answer !== undefined && nameless.delete(answer)) found.set(entry, answer);
  }
}

function assignByOrder(entries: readonly BatchEntry[], nameless: ReadonlySet<BulkAnswer>, found: Assigned): void {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const open = entries.filter((entry) => !found.has(entry) && entry.sent.method === method);
    const left = [...nameless].filter((answer) => readText(answer, "method")?.toUpperCase() === method);
    // With one too few or too many, an id would come to the wrong operation.
    if (open.length !== left.length) continue;
    for (const [index, entry] of open.entries()) {
      const answer = left[index];
      if (answer !== undefined) found.set(entry, answer);
    }
  }
}

function firsts(
  answers: readonly BulkAnswer[],
  keyOf: (answer: BulkAnswer) => string | undefined,
): ReadonlyMap<string, BulkAnswer> {
  const map = new Map<string, BulkAnswer>();
  for (const answer of answers) {
    const key = keyOf(answer);
    if (key !== undefined && !map.has(key)) map.set(key, answer);
  }
  return map;
}

/** Endpoint and id, which a path and a location end in. */
function placeOf(method: string | undefined, location: string | undefined): string | undefined {
  if (method === undefined || location === undefined) return undefined;
  return `${method.toUpperCase()} ${location.split("/").slice(-2).join("/")}`;
}

function bulkIdOf(answer: BulkAnswer): string | undefined {
  return readText(answer, "bulkId") ?? readText(answer, "bulkid");
}

function readText(answer: BulkAnswer, name: string): string | undefined {
  const value = readProperty(answer, name);
  return typeof value === "string" ? value : undefined;
}

function readResult({ named, sent }: BatchEntry, answer: BulkAnswer, status: number, reply: Reply): BulkResult {
  const { operation } = named;
  const response = readProperty(answer, "response");
  const version = readText(answer, "version");
  const id = idOf(sent, answer, response, status);
  const call = { ...reply, method: sent.method, path: sent.path, attempts: 1 };
  return {
    operation,
    status,
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
    ...(response === undefined ? {} : { response }),
    ...(status < 400 ? {} : { error: errorOfMessage(call, status, response) }),
  };
}

/** RFC 7644 §3.7 says a text; a number, and SCIM 1.1's object with a code, are understood. */
function statusOf(answer: BulkAnswer): number | undefined {
  const value = readProperty(answer, "status");
  const text = isObject(value) ? readProperty(value, "code") : value;
  const status = Number(text);
  const isStatus = Number.isInteger(status) && status >= 100 && status < 600;
  return (typeof text === "string" || typeof text === "number") && isStatus ? status : undefined;
}

/** The end of the location is the id; the location itself is never followed. A create that failed has made nothing. */
function idOf(
  { method, path }: BatchEntry["sent"],
  answer: BulkAnswer,
  response: unknown,
  status: number,
): string | undefined {
  if (method !== "POST") return lastSegment(path);
  if (status >= 400) return undefined;
  const own = isObject(response) ? readProperty(response, "id") : undefined;
  if (typeof own === "string" && own !== "") return own;
  const location = readText(answer, "location");
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
