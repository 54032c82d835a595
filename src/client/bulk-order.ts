/**
 * The order of bulk operations and their parts: a resource is created before another one refers to it, or in the same request.
 */
import { ScimError } from "../errors.ts";
import { isObject } from "../internal/values.ts";
import type { BulkLimits, BulkOperation } from "./bulk.ts";

const REFERENCE = "bulkId:";
/** Room for `schemas`, `failOnErrors` and what holds a bulk request together. */
const FRAME_BYTES = 200;

/** An operation that has its place in the order. */
export interface OrderedOperation {
  readonly operation: BulkOperation;
  readonly bulkId: string;
  /** Names that it refers to. */
  readonly refersTo: readonly string[];
}

/** Operations of one request. */
export interface Batch {
  readonly operations: readonly { readonly operation: BulkOperation; readonly sent: object }[];
  /** The name of each operation. */
  readonly names: ReadonlyMap<BulkOperation, string>;
}

/**
 * Operations in an order in which creations come before the operations that refer to them; otherwise as they were given.
 *
 * @throws ScimError (400) for two operations with one name, and for a reference to none.
 */
export function orderByReference(operations: readonly BulkOperation[]): readonly OrderedOperation[] {
  const named = nameAll(operations);
  const ordered = new Set<OrderedOperation>();
  const visit = (entry: OrderedOperation, trail: ReadonlySet<OrderedOperation>): void => {
    if (ordered.has(entry) || trail.has(entry)) return;
    const further = new Set([...trail, entry]);
    for (const name of entry.refersTo) {
      const other = named.get(name);
      if (other === undefined) throw invalid(`${REFERENCE}${name.slice(0, 100)} refers to no operation of this call`);
      visit(other, further);
    }
    ordered.add(entry);
  };
  for (const entry of named.values()) visit(entry, new Set());
  return [...ordered];
}

function nameAll(operations: readonly BulkOperation[]): ReadonlyMap<string, OrderedOperation> {
  const taken = new Set(operations.flatMap(({ bulkId }) => bulkId ?? []));
  const named = new Map<string, OrderedOperation>();
  let number = 0;
  for (const operation of operations) {
    let bulkId = operation.bulkId;
    while (bulkId === undefined) {
      number += 1;
      if (!taken.has(`op-${number}`)) bulkId = `op-${number}`;
    }
    if (named.has(bulkId)) throw invalid(`two operations have the bulkId ${bulkId.slice(0, 100)}`);
    named.set(bulkId, { operation, bulkId, refersTo: referencesOf(operation) });
  }
  return named;
}

function referencesOf({ path, data }: BulkOperation): readonly string[] {
  const place = path.indexOf(`/${REFERENCE}`);
  return [...(place < 0 ? [] : [path.slice(place + 1 + REFERENCE.length)]), ...new Set(referencesIn(data))];
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.startsWith(REFERENCE) ? [value.slice(REFERENCE.length)] : [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/**
 * As many of the next operations as one request may hold.
 *
 * @param ids - of the resources that the requests before have created, by bulkId
 * @throws ScimError (413) when one operation alone, or a circle of references, does not fit.
 */
export function nextBatch(
  rest: readonly OrderedOperation[],
  ids: ReadonlyMap<string, string>,
  limits: BulkLimits,
): Batch {
  const encoder = new TextEncoder();
  const operations: { operation: BulkOperation; sent: object }[] = [];
  const names = new Map<BulkOperation, string>();
  let bytes = FRAME_BYTES;
  for (const { operation, bulkId } of rest) {
    const sent = resolved({ ...operation, bulkId }, ids);
    bytes += encoder.encode(JSON.stringify(sent)).byteLength + 1;
    if (operations.length >= limits.maxOperations || bytes > limits.maxPayloadSize) break;
    operations.push({ operation, sent });
    names.set(operation, bulkId);
  }
  if (operations.length === 0) throw tooLarge("an operation alone is larger than the service allows");
  assertWhole(rest, operations.length);
  return { operations, names };
}

/** References that could not be put in order go round in a circle, and are only understood within one request. */
function assertWhole(rest: readonly OrderedOperation[], count: number): void {
  const later = new Set(rest.slice(count).map(({ bulkId }) => bulkId));
  if (rest.slice(0, count).some(({ refersTo }) => refersTo.some((name) => later.has(name)))) {
    throw tooLarge("operations that refer to each other do not fit one request");
  }
}

function resolved(value: object, ids: ReadonlyMap<string, string>): object {
  const resolve = (part: unknown): unknown => {
    if (typeof part === "string") return resolveText(part, ids);
    if (Array.isArray(part)) return part.map(resolve);
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, resolve(inner)]));
  };
  return ids.size === 0
    ? value
    : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolve(part)]));
}

function resolveText(text: string, ids: ReadonlyMap<string, string>): string {
  if (text.startsWith(REFERENCE)) return ids.get(text.slice(REFERENCE.length)) ?? text;
  const place = text.startsWith("/") ? text.indexOf(`/${REFERENCE}`) : -1;
  const id = place < 0 ? undefined : ids.get(text.slice(place + 1 + REFERENCE.length));
  return id === undefined ? text : `${text.slice(0, place + 1)}${encodeURIComponent(id)}`;
}

function invalid(reason: string): ScimError {
  return new ScimError(`The bulk request is not possible: ${reason}.`, { status: 400, scimType: "invalidValue" });
}

function tooLarge(reason: string): ScimError {
  return new ScimError(`The bulk request is not possible: ${reason}.`, { status: 413 });
}
