/**
 * Bulk requests (RFC 7644 §3.7).
 *
 * Operations run in the order of the request, except that one that refers to a resource waits until the request has created it. Where operations wait for
 * one another in a circle, one of them creates its resource without the references, which are added when the others are there (§3.7.1).
 */
import { ScimError } from "../../errors.ts";
import { type BulkData, resolveBodyReferences, resolvePathReferences } from "../../patch/bulk-references.ts";
import { BULK_RESPONSE, PATCH_OP, SCIM_MEDIA_TYPE } from "../../urns.ts";
import { baseUrlOf, type Exchange } from "../exchange/exchange.ts";
import { dispatch, findRoute, type Routes } from "../exchange/router.ts";
import { answerFailure } from "../http/error-response.ts";
import type { ScimAnswer, ScimCall } from "../http/messages.ts";
import { segmentsBelow } from "../http/request-target.ts";
import { answerError, answerJson } from "../http/respond.ts";
import { type BulkLimits, type BulkOperation, readBulkRequest } from "./bulk-request.ts";
import { splitData } from "./split-references.ts";

/** How far a bulk request has come. */
interface Progress {
  readonly exchange: Exchange;
  readonly routes: Routes;
  /** bulkIds of the resources that the request creates. */
  readonly creating: ReadonlySet<string>;
  /** Ids of created resources by bulkId. */
  readonly created: Map<string, string>;
  /** bulkIds of resources that could not be created. */
  readonly failed: Set<string>;
  /** The answer to each operation that was tried. */
  readonly answers: Map<BulkOperation, ScimAnswer>;
  /** What has to be added, by bulkId, to resources that were created without all of their references. */
  readonly postponed: Map<string, Postponed>;
}

/** The references of a resource that was created without them. */
interface Postponed {
  readonly operation: BulkOperation;
  readonly data: BulkData;
}

/** `POST /Bulk`. */
export async function runBulk(exchange: Exchange, routes: Routes, limits: BulkLimits): Promise<ScimAnswer> {
  const { operations, failOnErrors } = await readBulkRequest(exchange, limits);
  const progress: Progress = {
    exchange,
    routes,
    creating: new Set(operations.filter(createsResource).flatMap(({ bulkId }) => bulkId ?? [])),
    created: new Map(),
    failed: new Set(),
    answers: new Map(),
    postponed: new Map(),
  };
  await runAll(operations, failOnErrors, progress);
  for (const { operation, data } of progress.postponed.values()) await complete(operation, data, progress);
  const results = operations.flatMap((operation) => {
    const answer = progress.answers.get(operation);
    return answer === undefined ? [] : [resultOf(operation, answer, progress)];
  });
  return answerJson(200, { schemas: [BULK_RESPONSE], Operations: results });
}

async function runAll(operations: readonly BulkOperation[], failOnErrors: number, progress: Progress): Promise<void> {
  let waiting: readonly BulkOperation[] = operations;
  while (waiting.length > 0 && countErrors(progress) < failOnErrors) {
    const left: BulkOperation[] = [];
    let errors = countErrors(progress);
    for (const operation of waiting) {
      if (waitsFor(operation, progress).size > 0) left.push(operation);
      else if (errors < failOnErrors && isError(await run(operation, operation.data, progress))) errors += 1;
    }
    if (left.length === waiting.length) await breakCircle(left, progress);
    waiting = left;
  }
}

/** Takes one of some operations that all wait, and creates its resource without the references that nothing stands behind yet. */
async function breakCircle(left: BulkOperation[], progress: Progress): Promise<void> {
  const [operation] = left.splice(Math.max(0, left.findIndex(createsResource)), 1);
  if (operation === undefined) return;
  const { now, later } = splitData(operation.data, waitsFor(operation, progress));
  if (later !== undefined && operation.bulkId !== undefined) {
    progress.postponed.set(operation.bulkId, { operation, data: { ...operation.data, value: later } });
  }
  await run(operation, { ...operation.data, value: now }, progress);
}

function countErrors({ answers }: Progress): number {
  return [...answers.values()].filter(isError).length;
}

function isError({ status }: ScimAnswer): boolean {
  return status >= 400;
}

function createsResource({ method, problem }: BulkOperation): boolean {
  return method === "POST" && problem === undefined;
}

/** The bulkIds that an operation needs and that are still to be created, or to be completed before it changes them. */
function waitsFor({ method, references }: BulkOperation, progress: Progress): ReadonlySet<string> {
  const { creating, created, failed, postponed } = progress;
  const isPending = (id: string): boolean => creating.has(id) && !created.has(id) && !failed.has(id);
  return new Set([...references].filter((id) => isPending(id) || (method !== "POST" && postponed.has(id))));
}

/** Completes what waited for a resource last. */
async function completeWith(bulkId: string, progress: Progress): Promise<void> {
  const { postponed } = progress;
  for (const [waiting, { operation, data }] of postponed) {
    if (!operation.references.has(bulkId) || waitsFor(operation, progress).size > 0) continue;
    await complete(operation, data, progress);
    postponed.delete(waiting);
  }
}

/** Adds the references that were left out. A resource that cannot have them is taken back: an operation succeeds as a whole or not at all. */
async function complete(operation: BulkOperation, data: BulkData, progress: Progress): Promise<void> {
  const id = progress.created.get(operation.bulkId ?? "");
  if (id === undefined) return;
  const path = `${operation.path}/${encodeURIComponent(id)}`;
  const value = resolveBodyReferences(data, progress.created);
  const body = { schemas: [PATCH_OP], Operations: [{ op: "add", value }] };
  const answer = [...operation.references].some((reference) => !progress.created.has(reference))
    ? unresolved()
    : await request(progress, { method: "PATCH", path, version: undefined, body });
  if (answer.status < 400) {
    noteVersion(operation, answer, progress);
    return;
  }
  await request(progress, { method: "DELETE", path, version: undefined, body: undefined });
  progress.created.delete(operation.bulkId ?? "");
  progress.failed.add(operation.bulkId ?? "");
  progress.answers.set(operation, answer);
}

/** The version in the result of a creation is that of the whole resource, references included. */
function noteVersion(operation: BulkOperation, { headers }: ScimAnswer, { answers }: Progress): void {
  const creation = answers.get(operation);
  const { etag } = headers;
  if (creation === undefined || etag === undefined) return;
  answers.set(operation, { ...creation, headers: { ...creation.headers, etag } });
}

/** Runs an operation whose references are resolved as far as they can be. */
async function run(operation: BulkOperation, data: BulkData, progress: Progress): Promise<ScimAnswer> {
  const { created, failed, answers } = progress;
  const answer = await answerOperation();
  answers.set(operation, answer);
  if (operation.method === "POST" && operation.bulkId !== undefined && operation.problem === undefined) {
    const id = createdId(answer);
    if (id === undefined) failed.add(operation.bulkId);
    else created.set(operation.bulkId, id);
    await completeWith(operation.bulkId, progress);
  }
  return answer;

  async function answerOperation(): Promise<ScimAnswer> {
    if (operation.problem !== undefined) {
      return answerError(new ScimError(operation.problem, { status: 400, scimType: "invalidSyntax" }));
    }
    const rest = data === operation.data ? operation.references : [];
    if ([...rest].some((reference) => !created.has(reference))) return unresolved();
    return await request(progress, {
      method: operation.method,
      path: resolvePathReferences(operation.path, created),
      version: operation.version,
      body: resolveBodyReferences(data, created),
    });
  }
}

/** RFC 7644 §3.7.1 names this status for references that cannot be resolved. */
function unresolved(): ScimAnswer {
  return answerError(
    new ScimError("The operation refers to a bulkId whose resource is not created by this request.", {
      status: 409,
      scimType: "invalidValue",
    }),
  );
}

/** The id of a created resource is the end of its location. */
function createdId({ status, headers }: ScimAnswer): string | undefined {
  const location = status === 201 ? headers["location"] : undefined;
  return location === undefined ? undefined : decodeURIComponent(location.slice(location.lastIndexOf("/") + 1));
}

interface InnerRequest {
  readonly method: string;
  readonly path: string;
  readonly version: string | undefined;
  readonly body: unknown;
}

/** Answers an operation as a request of its own. */
async function request(
  { exchange, routes }: Progress,
  { method, path, version, body }: InnerRequest,
): Promise<ScimAnswer> {
  try {
    const match = findRoute(routes, segmentsBelow("", path) ?? []);
    if (match === undefined) throw new ScimError("There is no such endpoint for bulk operations.", { status: 404 });
    const call = innerCall(exchange.call, method, version, body);
    return await dispatch(match.methods, { ...exchange, call, id: match.id, parameters: new Map() });
  } catch (error) {
    return answerFailure(error, exchange.service.report);
  }
}

function innerCall(outer: ScimCall, method: string, version: string | undefined, value: unknown): ScimCall {
  const headers = new Map([
    ["content-type", SCIM_MEDIA_TYPE],
    ...(version === undefined ? [] : [["if-match", version] as const]),
  ]);
  return {
    method,
    url: outer.url,
    origin: outer.origin,
    signal: outer.signal,
    header: (name) => headers.get(name),
    readBody: () => Promise.resolve({ kind: "parsed", value }),
  };
}

/** One entry of the BulkResponse: the body of an answer only where it is an error. */
function resultOf({ method, bulkId, path }: BulkOperation, answer: ScimAnswer, { exchange, created }: Progress) {
  const { status, headers, body } = answer;
  const resolved = resolvePathReferences(path, created);
  const target = method === "POST" ? headers["location"] : baseUrlOf(exchange) + resolved;
  return {
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(headers["etag"] === undefined ? {} : { version: headers["etag"] }),
    ...(target === undefined ? {} : { location: target }),
    status: String(status),
    ...(status >= 400 && body !== undefined ? { response: JSON.parse(body) } : {}),
  };
}
