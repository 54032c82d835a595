/**
 * Bulk requests (RFC 7644 §3.7).
 *
 * Operations run in the order of the request, except that an operation that refers to a resource waits until the
 * request has created it. Where operations wait for one another in a cycle, one of them creates its resource without
 * the references; they are added as soon as their targets exist (§3.7.1).
 */
import { ScimError } from "../../errors.ts";
import { WorkBreaks } from "../../internal/work-breaks.ts";
import { type BulkData, resolveBodyReferences, resolvePathReferences } from "../../patch/bulk-references.ts";
import { BULK_RESPONSE, PATCH_OP, SCIM_MEDIA_TYPE } from "../../urns.ts";
import { baseUrlOf, type Exchange } from "../exchange/exchange.ts";
import { dispatch, findRoute, type Routes } from "../exchange/router.ts";
import { withEffects } from "../http/deadline.ts";
import type { RequestBody, ScimRequest, ScimResponse } from "../http/messages.ts";
import { segmentsBelow } from "../http/request-target.ts";
import { errorResponse, jsonResponse, responseToError } from "../http/respond.ts";
import { type BulkLimits, type BulkOperation, readBulkRequest } from "./bulk-request.ts";
import { PendingReferences } from "./pending-references.ts";
import { splitData } from "./split-references.ts";

/** The progress of a bulk request. */
interface BulkRun {
  readonly exchange: Exchange;
  readonly routes: Routes;
  readonly breaks: WorkBreaks;
  readonly pending: PendingReferences;
  /** Ids of created resources by bulkId. */
  readonly created: Map<string, string>;
  /** bulkIds of resources that could not be created. */
  readonly failed: Set<string>;
  /** The response to each operation that was tried. */
  readonly responses: Map<BulkOperation, ScimResponse>;
  /** The references to add, by bulkId, to resources that were created without all of them. */
  readonly postponed: Map<string, PostponedReferences>;
}

/** The references of a resource that was created without them. */
interface PostponedReferences {
  readonly operation: BulkOperation;
  readonly data: BulkData;
}

/** `POST /Bulk`. */
export async function runBulk(exchange: Exchange, routes: Routes, limits: BulkLimits): Promise<ScimResponse> {
  const { operations, failOnErrors } = await readBulkRequest(exchange, limits);
  const creating = new Set(operations.filter(createsResource).flatMap(({ bulkId }) => bulkId ?? []));
  const run: BulkRun = {
    exchange,
    routes,
    breaks: new WorkBreaks(),
    pending: new PendingReferences(operations, creating),
    created: new Map(),
    failed: new Set(),
    responses: new Map(),
    postponed: new Map(),
  };
  await runOperations(operations, failOnErrors, run);
  for (const { operation, data } of run.postponed.values()) {
    await startTurn(run);
    await addReferences(operation, data, run);
  }
  const results = operations.flatMap((operation) => {
    const response = run.responses.get(operation);
    return response === undefined ? [] : [resultOf(operation, response, run)];
  });
  return jsonResponse(200, { schemas: [BULK_RESPONSE], Operations: results });
}

async function runOperations(operations: readonly BulkOperation[], failOnErrors: number, run: BulkRun): Promise<void> {
  let waiting: readonly BulkOperation[] = operations;
  while (waiting.length > 0 && countErrors(run) < failOnErrors) {
    const blocked: BulkOperation[] = [];
    let errors = countErrors(run);
    for (const operation of waiting) {
      if (run.pending.of(operation).size > 0) blocked.push(operation);
      else if (errors < failOnErrors && isError(await runOperation(operation, operation.data, run))) errors += 1;
    }
    if (blocked.length === waiting.length) await breakCycle(blocked, run);
    waiting = blocked;
  }
}

/**
 * Removes one operation from a list in which each waits for another, and creates its resource without the unresolved
 * references.
 */
async function breakCycle(blocked: BulkOperation[], run: BulkRun): Promise<void> {
  const [operation] = blocked.splice(Math.max(0, blocked.findIndex(createsResource)), 1);
  if (operation === undefined) return;
  const { now, later } = splitData(operation.data, run.pending.of(operation));
  if (later !== undefined && operation.bulkId !== undefined) {
    run.postponed.set(operation.bulkId, { operation, data: { ...operation.data, value: later } });
  }
  await runOperation(operation, { ...operation.data, value: now }, run);
}

function countErrors({ responses }: BulkRun): number {
  return [...responses.values()].filter(isError).length;
}

function isError({ status }: ScimResponse): boolean {
  return status >= 400;
}

function createsResource({ method, problem }: BulkOperation): boolean {
  return method === "POST" && problem === undefined;
}

/**
 * Between two operations, other requests get their turn; and once the request has ended, nothing more of it is started.
 */
async function startTurn({ exchange, breaks }: BulkRun): Promise<void> {
  await breaks.takeBreak();
  exchange.context.lifetime.throwIfEnded();
}

/** Runs an operation and records its response. Where `data` is reduced, the missing references are postponed. */
async function runOperation(operation: BulkOperation, data: BulkData, run: BulkRun): Promise<ScimResponse> {
  await startTurn(run);
  const response = await respondTo(operation, data, run);
  run.responses.set(operation, response);
  if (operation.method === "POST" && operation.bulkId !== undefined && operation.problem === undefined) {
    const id = createdId(response);
    if (id === undefined) run.failed.add(operation.bulkId);
    else run.created.set(operation.bulkId, id);
    run.pending.resolve(operation.bulkId, !run.postponed.has(operation.bulkId));
    await addPostponedReferences(operation.bulkId, run);
  }
  return response;
}

async function respondTo(operation: BulkOperation, data: BulkData, run: BulkRun): Promise<ScimResponse> {
  if (operation.problem !== undefined) {
    return errorResponse(new ScimError(operation.problem, { status: 400, scimType: "invalidSyntax" }));
  }
  const needed = data === operation.data ? operation.references : [];
  if ([...needed].some((reference) => !run.created.has(reference))) return unresolvedReferenceResponse();
  return await send(run, {
    method: operation.method,
    path: resolvePathReferences(operation.path, run.created),
    version: operation.version,
    body: resolveBodyReferences(data, run.created),
  });
}

/** Adds the references that waited for one resource last. */
async function addPostponedReferences(bulkId: string, run: BulkRun): Promise<void> {
  for (const dependent of run.pending.dependentsOf(bulkId)) {
    const waiting = dependent.bulkId ?? "";
    const postponed = run.postponed.get(waiting);
    if (postponed?.operation !== dependent || run.pending.of(dependent).size > 0) continue;
    await addReferences(dependent, postponed.data, run);
    run.postponed.delete(waiting);
    run.pending.resolve(waiting, true);
  }
}

/**
 * Adds postponed references. A resource that cannot have them is deleted again: an operation succeeds as a whole or not
 * at all.
 */
async function addReferences(operation: BulkOperation, data: BulkData, run: BulkRun): Promise<void> {
  const bulkId = operation.bulkId ?? "";
  const id = run.created.get(bulkId);
  if (id === undefined) return;
  const path = `${operation.path}/${encodeURIComponent(id)}`;
  const value = resolveBodyReferences(data, run.created);
  const body = { schemas: [PATCH_OP], Operations: [{ op: "add", value }] };
  const response = [...operation.references].some((reference) => !run.created.has(reference))
    ? unresolvedReferenceResponse()
    : await send(run, { method: "PATCH", path, version: undefined, body });
  if (response.status < 400) {
    updateVersion(operation, response, run);
    return;
  }
  await send(run, { method: "DELETE", path, version: undefined, body: undefined });
  run.created.delete(bulkId);
  run.failed.add(bulkId);
  run.responses.set(operation, response);
}

/** The version in the result of a creation is that of the complete resource, references included. */
function updateVersion(operation: BulkOperation, { headers }: ScimResponse, { responses }: BulkRun): void {
  const creation = responses.get(operation);
  const { etag } = headers;
  if (creation === undefined || etag === undefined) return;
  responses.set(operation, { ...creation, headers: { ...creation.headers, etag } });
}

/** RFC 7644 §3.7.1 names this status for references that cannot be resolved. */
function unresolvedReferenceResponse(): ScimResponse {
  return errorResponse(
    new ScimError("The operation refers to a bulkId whose resource is not created by this request.", {
      status: 409,
      scimType: "invalidValue",
    }),
  );
}

/** The id of a created resource is the last segment of its location. */
function createdId({ status, headers }: ScimResponse): string | undefined {
  const location = status === 201 ? headers["location"] : undefined;
  return location === undefined ? undefined : decodeURIComponent(location.slice(location.lastIndexOf("/") + 1));
}

interface InnerRequest {
  readonly method: string;
  readonly path: string;
  readonly version: string | undefined;
  readonly body: unknown;
}

/** Runs an operation like a request of its own. */
async function send(
  { exchange, routes }: BulkRun,
  { method, path, version, body }: InnerRequest,
): Promise<ScimResponse> {
  const { lifetime } = exchange.context;
  const effects = lifetime.effects;
  try {
    const match = findRoute(routes, segmentsBelow("", path) ?? []);
    if (match === undefined) throw new ScimError("There is no such endpoint for bulk operations.", { status: 404 });
    const request = new OperationRequest(exchange.request, method, version, body);
    return await dispatch(match.methods, { ...exchange, request, id: match.id ?? "", parameters: new Map() });
  } catch (error) {
    return responseToError(withEffects(error, lifetime.effects > effects), exchange.service.reportError);
  }
}

/** An operation as a request; a class for the reason that `RequestContext` is one. */
class OperationRequest implements ScimRequest {
  readonly method: string;
  readonly #outer: ScimRequest;
  readonly #version: string | undefined;
  readonly #body: unknown;

  constructor(outer: ScimRequest, method: string, version: string | undefined, body: unknown) {
    this.method = method;
    this.#outer = outer;
    this.#version = version;
    this.#body = body;
  }

  get url(): string {
    return this.#outer.url;
  }

  get origin(): string {
    return this.#outer.origin;
  }

  get signal(): AbortSignal {
    return this.#outer.signal;
  }

  get isDisconnected(): boolean {
    return this.#outer.isDisconnected;
  }

  header(name: string): string | undefined {
    if (name === "content-type") return SCIM_MEDIA_TYPE;
    return name === "if-match" ? this.#version : undefined;
  }

  readBody(): Promise<RequestBody> {
    return Promise.resolve({ kind: "parsed", value: this.#body });
  }
}

/** One entry of the BulkResponse, which holds the body of a response only for an error. */
function resultOf({ method, bulkId, path }: BulkOperation, response: ScimResponse, { exchange, created }: BulkRun) {
  const { status, headers, body } = response;
  const location = method === "POST" ? headers["location"] : baseUrlOf(exchange) + resolvePathReferences(path, created);
  return {
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(headers["etag"] === undefined ? {} : { version: headers["etag"] }),
    ...(location === undefined ? {} : { location }),
    status: String(status),
    ...(status >= 400 && typeof body === "string" ? { response: JSON.parse(body) } : {}),
  };
}
