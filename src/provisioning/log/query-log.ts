/**
 * Queries over a log.
 */
import { ProvisioningError } from "../../errors.ts";
import type { ProvisioningAction, ProvisioningLogEntry, ProvisioningStatus } from "../ports/log.ts";

/** Conditions that entries must satisfy; an absent condition matches all entries. */
export interface LogQuery {
  /** Id or name of the user, in the source or in the target; the whole value, ignoring case. */
  readonly user?: string;
  /** Action of the entry. */
  readonly action?: ProvisioningAction;
  /** Status of the entry. */
  readonly status?: ProvisioningStatus;
  /** Id of the cycle; the whole value. */
  readonly cycle?: string;
  /** Earliest time, inclusive, ISO 8601 with or without a time; a date alone is its first moment in UTC. */
  readonly from?: string;
  /** Latest time, exclusive, in the same form. */
  readonly to?: string;
}

/**
 * Yields the entries that meet a query, in the order of the log, without collecting them.
 *
 * @param entries - such as `state.entries()` or `readJsonlLog(path)`.
 * @param query - the conditions.
 * @throws ProvisioningError `invalid_log`, at the first step, when `from` or `to` is not a time; an error of the
 *   entries.
 * @example
 * ```ts
 * import { readJsonlLog } from "proxyclick-scim/files";
 * import { queryLog } from "proxyclick-scim/provisioning";
 *
 * for await (const entry of queryLog(readJsonlLog("company.jsonl"), { user: "ada@contoso.com", status: "failure" })) {
 *   console.log(entry.activityDateTime, entry.provisioningStatusInfo.errorInformation?.reason);
 * }
 * ```
 */
export async function* queryLog(
  entries: AsyncIterable<ProvisioningLogEntry>,
  query: LogQuery,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const user = query.user?.toLowerCase();
  const from = parseTime("from", query.from) ?? Number.NEGATIVE_INFINITY;
  const to = parseTime("to", query.to) ?? Number.POSITIVE_INFINITY;
  for await (const entry of entries) {
    if (query.action !== undefined && entry.provisioningAction !== query.action) continue;
    if (query.status !== undefined && entry.provisioningStatusInfo.status !== query.status) continue;
    if (query.cycle !== undefined && entry.cycleId !== query.cycle) continue;
    if (user !== undefined && !isAbout(entry, user)) continue;
    const time = Date.parse(entry.activityDateTime);
    if (time >= from && time < to) yield entry;
  }
}

function isAbout({ sourceIdentity, targetIdentity }: ProvisioningLogEntry, user: string): boolean {
  // An account that does not exist yet has an empty id and name.
  return (
    user !== "" &&
    [sourceIdentity, targetIdentity].some(
      ({ id, displayName }) => id.toLowerCase() === user || displayName.toLowerCase() === user,
    )
  );
}

const ISO_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

function parseTime(name: "from" | "to", value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = ISO_TIME.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new ProvisioningError(
      "invalid_log",
      `The query of the log has a "${name}" that is no time; expected ISO 8601, such as 2026-03-01 or 2026-03-01T08:00:00Z`,
    );
  }
  return time;
}
