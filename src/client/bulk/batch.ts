/**
 * The parts of a bulk call: as many operations in one request as the service allows (RFC 7644 §3.7.4).
 */
import { ScimError } from "../../errors.ts";
import { BULK_REQUEST } from "../../urns.ts";
import { type Group, type Ids, toSend } from "./operation-order.ts";
import type { BatchEntry, BulkLimits } from "./types.ts";

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
 * Refuses what no request can hold, before the first one is sent.
 *
 * @throws ScimError (413)
 */
export function assertSendable(groups: readonly Group[], limits: BulkLimits, failOnErrors: number | undefined): void {
  const frame = sizeOf(bulkBody([], failOnErrors));
  for (const group of groups) {
    if (fits(group.length, frame + sizeOfGroup(entriesOf(group, new Map())), limits)) continue;
    const what =
      group.length === 1
        ? "an operation alone is larger than the service allows"
        : "operations that refer to each other do not fit one request";
    throw new ScimError(`The bulk request is not possible: ${what}.`, { status: 413 });
  }
}

/** What decides about the next request besides the limits. */
export interface BatchContext {
  /** Ids of the resources that the requests before have created. */
  readonly ids: Ids;
  /** After how many failures the service is to stop. */
  readonly failOnErrors: number | undefined;
  /** Whether what a group refers to is there, or comes with it. */
  readonly isSendable: (group: Group) => boolean;
}

/**
 * As many of the next groups as one request may hold; none when the next one is not sendable, or has outgrown the limits by the ids that came into it.
 *
 * @param start - place of the next group
 */
export function nextBatch(
  groups: readonly Group[],
  start: number,
  limits: BulkLimits,
  { ids, failOnErrors, isSendable }: BatchContext,
): Batch {
  const entries: BatchEntry[] = [];
  let bytes = sizeOf(bulkBody([], failOnErrors));
  let place = start;
  for (let group = groups[place]; group !== undefined && isSendable(group); group = groups[place]) {
    const more = entriesOf(group, ids);
    // A comma stands before all groups but the first.
    bytes += sizeOfGroup(more) + (entries.length === 0 ? 0 : 1);
    if (!fits(entries.length + more.length, bytes, limits)) break;
    entries.push(...more);
    place += 1;
  }
  return { entries, groups: place - start };
}

function entriesOf(group: Group, ids: Ids): readonly BatchEntry[] {
  return group.map((named) => ({ named, sent: toSend(named, ids) }));
}

function fits(operations: number, bytes: number, { maxOperations, maxPayloadSize }: BulkLimits): boolean {
  return (maxOperations <= 0 || operations <= maxOperations) && (maxPayloadSize <= 0 || bytes <= maxPayloadSize);
}

function sizeOfGroup(entries: readonly BatchEntry[]): number {
  return entries.reduce((bytes, { sent }) => bytes + sizeOf(sent), entries.length - 1);
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}
