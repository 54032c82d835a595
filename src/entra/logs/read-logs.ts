/** Reads Entra's provisioning log (Microsoft Graph: List provisioningObjectSummary). */
import { isGraphRequestError } from "../../errors.ts";
import { toLogEntry } from "../../graph-log/to-log-entry.ts";
import type { ProvisioningLogEntry } from "../../provisioning/ports/log.ts";
import type { GraphClient } from "../graph/graph-client.ts";
import { invalidResponseError } from "../graph/graph-error.ts";
import type { GraphCall, GraphPage } from "../graph/graph-options.ts";
import { LogCursor } from "./log-cursor.ts";
import type { EntraLogOptions } from "./log-options.ts";
import type { RequestPace } from "./request-pace.ts";

const PATH = "/auditLogs/provisioning";
const DEFAULT_OVERLAP = 1_800_000;
const DEFAULT_PAGE_SIZE = 500;
const MAX_PAGE_SIZE = 1_000;
/** How often a reading begins again at the cursor without a new record in between. */
const MAX_RESTARTS = 3;

/** Options of a reading, checked. */
export interface LogReading {
  readonly cursor: LogCursor;
  readonly until: number | undefined;
  readonly pageSize: number;
  readonly onCursor: EntraLogOptions["onCursor"];
  readonly signal: AbortSignal | undefined;
}

/** Where a log is read. */
export interface LogSource {
  readonly client: GraphClient;
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  readonly pace: RequestPace;
}

/**
 * Checks the options of a reading.
 *
 * @throws RangeError for an invalid one.
 */
export function logReading(options: EntraLogOptions): LogReading {
  const { overlap = DEFAULT_OVERLAP, pageSize = DEFAULT_PAGE_SIZE, cursor } = options;
  if (!(overlap >= 0)) throw new RangeError("Invalid overlap: expected milliseconds from zero on.");
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > MAX_PAGE_SIZE)
    throw new RangeError(`Invalid pageSize: expected an integer from 1 to ${MAX_PAGE_SIZE}.`);
  return {
    cursor:
      cursor === undefined ? new LogCursor(overlap, timeOf("since", options.since)) : LogCursor.parse(cursor, overlap),
    until: timeOf("until", options.until),
    pageSize,
    onCursor: options.onCursor,
    signal: options.signal,
  };
}

function timeOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw new RangeError(`Invalid ${name}: expected ISO 8601, such as 2026-03-01T08:00:00Z.`);
  return time;
}

/** Reads the records, oldest first; a record that was read before, or comes twice, is left out. */
export async function* readLogs(
  source: LogSource,
  reading: LogReading,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const { cursor, onCursor, signal } = reading;
  let link: string | undefined;
  let restarts = 0;
  const seen = new Set<string>();
  for (;;) {
    const page: GraphPage | undefined = await readPage(source, reading, link, restarts === MAX_RESTARTS);
    if (page === undefined) {
      restarts += 1;
      link = undefined;
      seen.clear();
      continue;
    }
    for (const [index, record] of page.value.entries()) {
      const entry = toLogEntry(PATH, `record ${index + 1} of a page`, record);
      if (!cursor.add(entry.id, Date.parse(entry.activityDateTime))) continue;
      restarts = 0;
      signal?.throwIfAborted();
      yield entry;
    }
    cursor.trim();
    onCursor?.(cursor.toString());
    if (page.nextLink === undefined) return;
    link = page.nextLink;
    if (seen.has(link)) throw endlessLog();
    seen.add(link);
  }
}

function endlessLog(): Error {
  const request = { method: "GET", path: PATH, feature: "read_logs", isInDoubt: false } as const;
  return invalidResponseError("the log does not end: a link came twice", 200, request);
}

/**
 * Reads a page, with a second attempt; undefined when the reading is to begin again at the cursor.
 *
 * @param isLast - whether it has begun again often enough, so that the error is reported
 */
async function readPage(
  source: LogSource,
  reading: LogReading,
  link: string | undefined,
  isLast: boolean,
): Promise<GraphPage | undefined> {
  try {
    return await requestPage(source, reading, link);
  } catch (error) {
    if (!isBrokenPage(error)) throw error;
  }
  try {
    return await requestPage(source, reading, link);
  } catch (error) {
    if (isLast || !isBrokenPage(error)) throw error;
    return undefined;
  }
}

/** Graph is known for skip tokens that it does not accept for a while, and for JSON that is cut short. */
function isBrokenPage(error: unknown): boolean {
  if (!isGraphRequestError(error)) return false;
  if (error.code === "invalid_response") return true;
  return error.code === "invalid_request" && /skip\s?token/i.test(error.detail ?? "");
}

function requestPage(
  { client, servicePrincipalId, pace }: LogSource,
  reading: LogReading,
  link: string | undefined,
): Promise<GraphPage> {
  const { signal, pageSize } = reading;
  const call: GraphCall = { signal, feature: "read_logs", beforeAttempt: () => pace.wait(signal) };
  if (link !== undefined) return client.page(link, call);
  const query = {
    $filter: filterOf(servicePrincipalId, reading),
    $orderby: "activityDateTime asc",
    $top: String(pageSize),
  };
  return client.page(PATH, { ...call, query });
}

/** Graph documents no `ge`: a time is compared with one that is a millisecond earlier. */
function filterOf(servicePrincipalId: string, { cursor, until }: LogReading): string {
  const { start } = cursor;
  return [
    `servicePrincipal/id eq '${servicePrincipalId}'`,
    ...(start === undefined ? [] : [`activityDateTime gt ${new Date(start - 1).toISOString()}`]),
    ...(until === undefined ? [] : [`activityDateTime lt ${new Date(until).toISOString()}`]),
  ].join(" and ");
}
