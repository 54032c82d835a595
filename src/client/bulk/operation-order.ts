/** Orders bulk operations, so that a resource is created before another one refers to it, or in the same request. */
import { isObject } from "../../internal/values.ts";
import {
  type BulkData,
  referencesIn,
  resolveBodyReferences,
  resolvePathReferences,
} from "../../patch/bulk-references.ts";
import type { BulkOperation, OperationGroup, PlannedOperation, ResourceIds } from "./types.ts";

const REFERENCE = "bulkId:";

/**
 * Operations in an order in which creations come before the operations that refer to them; otherwise in the given
 * order.
 *
 * @throws TypeError for two operations with one bulkId, and for a reference to none.
 */
export function orderByReference(operations: readonly BulkOperation[]): readonly OperationGroup[] {
  return stronglyConnectedGroups(planOperations(operations));
}

function planOperations(operations: readonly BulkOperation[]): readonly PlannedOperation[] {
  const taken = new Set(operations.flatMap(({ bulkId }) => bulkId ?? []));
  const planned = new Map<string, PlannedOperation & { refersTo: readonly PlannedOperation[] }>();
  let number = 0;
  for (const [index, operation] of operations.entries()) {
    let bulkId = operation.bulkId;
    while (bulkId === undefined) {
      number += 1;
      if (!taken.has(`op-${number}`)) bulkId = `op-${number}`;
    }
    if (planned.has(bulkId))
      throw new TypeError(`Bulk request: two operations have the bulkId ${bulkId.slice(0, 100)}`);
    planned.set(bulkId, { index, operation, bulkId, refersTo: [] });
  }
  for (const entry of planned.values()) {
    entry.refersTo = referencesOf(entry.operation).flatMap(({ bulkId, isCertain }) => {
      const other = planned.get(bulkId);
      if (other === undefined && isCertain) {
        throw new TypeError(`Bulk request: ${REFERENCE}${bulkId.slice(0, 100)} refers to no operation of this call`);
      }
      return other ?? [];
    });
  }
  return [...planned.values()];
}

interface Reference {
  readonly bulkId: string;
  /** Whether the schema says that it is a reference; otherwise it is one only when it names an operation. */
  readonly isCertain: boolean;
}

function referencesOf(operation: BulkOperation): readonly Reference[] {
  const certain = [...referencesIn(operation.path, dataOf(operation))].map((bulkId) => ({ bulkId, isCertain: true }));
  if (operation.type !== undefined) return certain;
  const possible = new Set<string>();
  mapStrings(operation.data, (value) => {
    if (value.startsWith(REFERENCE)) possible.add(value.slice(REFERENCE.length));
    return value;
  });
  return [...certain, ...[...possible].map((bulkId) => ({ bulkId, isCertain: false }))];
}

function dataOf({ method, data, type }: BulkOperation): BulkData {
  return { value: data, isPatch: method === "PATCH", tree: type?.tree };
}

/**
 * One visit of {@link stronglyConnectedGroups}. `low` is the earliest entry on the stack that can be reached from it.
 */
interface Visit {
  readonly entry: PlannedOperation;
  readonly number: number;
  low: number;
  nextReference: number;
  isOnStack: boolean;
}

/**
 * Strongly connected components (Tarjan 1972), those that are referred to first; without recursion, because chains may
 * be long.
 */
function stronglyConnectedGroups(entries: readonly PlannedOperation[]): readonly OperationGroup[] {
  const visits = new Map<PlannedOperation, Visit>();
  const stack: Visit[] = [];
  const path: Visit[] = [];
  const groups: OperationGroup[] = [];
  const enter = (entry: PlannedOperation): void => {
    const visit = { entry, number: visits.size, low: visits.size, nextReference: 0, isOnStack: true };
    visits.set(entry, visit);
    stack.push(visit);
    path.push(visit);
  };
  const leave = (visit: Visit): void => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
    if (visit.low !== visit.number) return;
    const group = stack.splice(stack.lastIndexOf(visit));
    for (const member of group) member.isOnStack = false;
    groups.push(group.map((member) => member.entry).sort((a, b) => a.index - b.index));
  };
  for (const entry of entries) {
    if (!visits.has(entry)) enter(entry);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const other = visit.entry.refersTo[visit.nextReference];
      visit.nextReference += 1;
      const earlier = other === undefined ? undefined : visits.get(other);
      if (other === undefined) leave(visit);
      else if (earlier === undefined) enter(other);
      else if (earlier.isOnStack) visit.low = Math.min(visit.low, earlier.number);
    }
  }
  return groups;
}

/** An operation as it is sent, with the ids of the resources that earlier requests created. */
export function withResolvedReferences({ operation, bulkId }: PlannedOperation, ids: ResourceIds): BulkOperation {
  const { type, data, ...head } = operation;
  const path = resolvePathReferences(operation.path, ids);
  const sent = { ...head, bulkId, path };
  if (data === undefined) return sent;
  const resolved =
    type === undefined
      ? mapStrings(data, (value) => resolvedReference(value, ids) ?? value)
      : resolveBodyReferences(dataOf(operation), ids);
  return { ...sent, data: isObject(resolved) ? resolved : data };
}

function resolvedReference(value: string, ids: ResourceIds): string | undefined {
  return value.startsWith(REFERENCE) ? ids.get(value.slice(REFERENCE.length)) : undefined;
}

/** A copy in which every string is mapped. */
function mapStrings(value: unknown, map: (value: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((element) => mapStrings(element, map));
  // Dates and other objects with `toJSON` serialize themselves.
  if (!isObject(value) || "toJSON" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapStrings(member, map)]));
}
