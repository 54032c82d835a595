/**
 * The order of bulk operations: a resource is created before another one refers to it, or in the same request.
 */
import { ScimError } from "../../errors.ts";
import { isObject } from "../../internal/values.ts";
import {
  type BulkData,
  referencesIn,
  resolveBodyReferences,
  resolvePathReferences,
} from "../../patch/bulk-references.ts";
import type { BulkOperation, NamedOperation } from "./types.ts";

const REFERENCE = "bulkId:";

/** Operations that are sent in one request or not at all: one, or several that refer to each other in a circle. */
export type Group = readonly NamedOperation[];

/** Ids of resources by bulkId. */
export type Ids = ReadonlyMap<string, string>;

/**
 * Operations in an order in which creations come before the operations that refer to them; otherwise as they were given.
 *
 * @throws ScimError (400) for two operations with one name, and for a reference to none.
 */
export function orderByReference(operations: readonly BulkOperation[]): readonly Group[] {
  return circles(nameAll(operations));
}

function nameAll(operations: readonly BulkOperation[]): readonly NamedOperation[] {
  const taken = new Set(operations.flatMap(({ bulkId }) => bulkId ?? []));
  const named = new Map<string, NamedOperation & { refersTo: readonly NamedOperation[] }>();
  let number = 0;
  for (const [index, operation] of operations.entries()) {
    let bulkId = operation.bulkId;
    while (bulkId === undefined) {
      number += 1;
      if (!taken.has(`op-${number}`)) bulkId = `op-${number}`;
    }
    if (named.has(bulkId)) throw invalid(`two operations have the bulkId ${bulkId.slice(0, 100)}`);
    named.set(bulkId, { index, operation, bulkId, refersTo: [] });
  }
  for (const entry of named.values()) {
    entry.refersTo = [...referencesOf(entry.operation)].flatMap(({ bulkId, certain }) => {
      const other = named.get(bulkId);
      if (other === undefined && certain) {
        throw invalid(`${REFERENCE}${bulkId.slice(0, 100)} refers to no operation of this call`);
      }
      return other ?? [];
    });
  }
  return [...named.values()];
}

interface Reference {
  readonly bulkId: string;
  /** Whether it is one by the schema; else it is one only when it names an operation. */
  readonly certain: boolean;
}

function referencesOf(operation: BulkOperation): readonly Reference[] {
  const certain = [...referencesIn(operation.path, dataOf(operation))].map((bulkId) => ({ bulkId, certain: true }));
  if (operation.type !== undefined) return certain;
  const perhaps = new Set<string>();
  mapTexts(operation.data, (text) => {
    if (text.startsWith(REFERENCE)) perhaps.add(text.slice(REFERENCE.length));
    return text;
  });
  return [...certain, ...[...perhaps].map((bulkId) => ({ bulkId, certain: false }))];
}

function dataOf({ method, data, type }: BulkOperation): BulkData {
  return { value: data, isPatch: method === "PATCH", tree: type?.tree };
}

/** One visit of {@link circles}, in the words of Tarjan: `low` is the earliest entry on the stack that can be reached. */
interface Visit {
  readonly entry: NamedOperation;
  readonly number: number;
  low: number;
  next: number;
  open: boolean;
}

/** Strongly connected components (Tarjan 1972), what is referred to first; without recursion, for chains may be long. */
function circles(entries: readonly NamedOperation[]): readonly Group[] {
  const visits = new Map<NamedOperation, Visit>();
  const stack: Visit[] = [];
  const trail: Visit[] = [];
  const groups: Group[] = [];
  const enter = (entry: NamedOperation): void => {
    const visit = { entry, number: visits.size, low: visits.size, next: 0, open: true };
    visits.set(entry, visit);
    stack.push(visit);
    trail.push(visit);
  };
  const leave = (visit: Visit): void => {
    trail.pop();
    const from = trail.at(-1);
    if (from !== undefined) from.low = Math.min(from.low, visit.low);
    if (visit.low !== visit.number) return;
    const group = stack.splice(stack.lastIndexOf(visit));
    for (const member of group) member.open = false;
    groups.push(group.map((member) => member.entry).sort((a, b) => a.index - b.index));
  };
  for (const entry of entries) {
    if (!visits.has(entry)) enter(entry);
    for (let visit = trail.at(-1); visit !== undefined; visit = trail.at(-1)) {
      const other = visit.entry.refersTo[visit.next];
      visit.next += 1;
      const met = other === undefined ? undefined : visits.get(other);
      if (other === undefined) leave(visit);
      else if (met === undefined) enter(other);
      else if (met.open) visit.low = Math.min(visit.low, met.number);
    }
  }
  return groups;
}

/** An operation as it is sent, with the ids of what the requests before have created. */
export function toSend({ operation, bulkId }: NamedOperation, ids: Ids): BulkOperation {
  const { type, data, ...head } = operation;
  const path = resolvePathReferences(operation.path, ids);
  const sent = { ...head, bulkId, path };
  if (data === undefined) return sent;
  const resolved =
    type === undefined
      ? mapTexts(
          data,
          (text) => (text.startsWith(REFERENCE) ? ids.get(text.slice(REFERENCE.length)) : undefined) ?? text,
        )
      : resolveBodyReferences(dataOf(operation), ids);
  return { ...sent, data: isObject(resolved) ? resolved : data };
}

/** A copy with every text replaced. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, change));
  // A date and its like say themselves how they are written.
  if (!isObject(value) || "toJSON" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapTexts(part, change)]));
}

function invalid(reason: string): ScimError {
  return new ScimError(`The bulk request is not possible: ${reason}.`, { status: 400, scimType: "invalidValue" });
}
