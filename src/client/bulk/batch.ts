/** Fills bulk requests: as many operations in each as the service allows (RFC 7644 §3.7.4). */
import { ScimError } from "../../errors.ts";
import { BULK_REQUEST } from "../../urns.ts";
import { withResolvedReferences } from "./operation-order.ts";
import type { BatchEntry, BulkLimits, OperationGroup, ResourceIds } from "./types.ts";

/** Operations of one request. */
export interface Batch {
  readonly entries: readonly BatchEntry[];
  /** How many groups they are. */
  readonly groups: number;
}

/** The body of a request. */
export function bulkBody(entries: readonly BatchEntry[], failOnErrors: number | undefined): object {
  return {
    schemas: [BULK_REQUEST],
    ...(failOnErrors === undefined ? {} : { failOnErrors }),
    Operations: entries.map(({ sent }) => sent),
  };
}

/**
 * Checks that every group fits into a request, before the first one is sent.
 *
 * @throws ScimError (413)
 */
export function assertFitsLimits(
  groups: readonly OperationGroup[],
  limits: BulkLimits,
  failOnErrors: number | undefined,
): void {
  const frame = sizeOf(bulkBody([], failOnErrors));
  for (const group of groups) {
    if (fits(group.length, frame + sizeOfEntries(entriesOf(group, new Map())), limits)) continue;
    const problem =
      group.length === 1
        ? "an operation is larger than the service allows for a request"
        : "operations that refer to each other do not fit into one request";
    throw new ScimError(`Bulk request too large: ${problem}`, { status: 413 });
  }
}

/** What decides about the next request besides the limits. */
interface BatchContext {
  /** Ids of the resources that earlier requests created. */
  readonly ids: ResourceIds;
  /** Number of failures after which the service is to stop. */
  readonly failOnErrors: number | undefined;
  /** Whether the resources that a group refers to exist, or are created with it. */
  readonly isSendable: (group: OperationGroup) => boolean;
}

/**
 * As many of the next groups as one request can hold; none when the next one is not sendable, or has become too large
 * by the ids that were filled in.
 *
 * @param start - index of the next group
 */
export function nextBatch(
  groups: readonly OperationGroup[],
  start: number,
  limits: BulkLimits,
  { ids, failOnErrors, isSendable }: BatchContext,
): Batch {
  const entries: BatchEntry[] = [];
  let bytes = sizeOf(bulkBody([], failOnErrors));
  let index = start;
  for (let group = groups[index]; group !== undefined && isSendable(group); group = groups[index]) {
    const added = entriesOf(group, ids);
    // A comma precedes every group but the first.
    bytes += sizeOfEntries(added) + (entries.length === 0 ? 0 : 1);
    if (!fits(entries.length + added.length, bytes, limits)) break;
    entries.push(...added);
    index += 1;
  }
  return { entries, groups: index - start };
}

function entriesOf(group: OperationGroup, ids: ResourceIds): readonly BatchEntry[] {
  return group.map((planned) => ({ planned, sent: withResolvedReferences(planned, ids) }));
}

function fits(operations: number, bytes: number, { maxOperations, maxPayloadSize }: BulkLimits): boolean {
  return (maxOperations <= 0 || operations <= maxOperations) && (maxPayloadSize <= 0 || bytes <= maxPayloadSize);
}

function sizeOfEntries(entries: readonly BatchEntry[]): number {
  return entries.reduce((bytes, { sent }) => bytes + sizeOf(sent), entries.length - 1);
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}
