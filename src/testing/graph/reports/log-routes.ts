/**
 * Routes of the reports ("List provisioningObjectSummary", "List directoryAudits").
 */
import { checkedFilter, type Filterable, type ItemFilter } from "../service/filter-check.ts";
import type { GraphObject } from "../service/graph-object.ts";
import { decodeToken, encodeToken } from "../service/link-token.ts";
import type { ODataQuery } from "../service/odata-query.ts";
import type { GraphAnswer, GraphRoute, RoutedRequest } from "../service/route.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import { badRequest, ServiceError } from "../service/service-error.ts";
import type { ProvisioningLog } from "./provisioning-log.ts";
import type { RequestLimit } from "./request-limit.ts";

/** Strings are compared with regard to case. */
function stringProperties(operators: readonly string[], ...lines: readonly string[]): Filterable {
  const paths = lines.flatMap((line) => line.split(" "));
  return new Map(paths.map((path) => [path, { type: "string", operators, caseSensitive: true }]));
}

/** Properties that the provisioning log can be filtered on. */
const PROVISIONING: Filterable = new Map([
  ["activityDateTime", { type: "dateTime", operators: ["eq", "gt", "lt"] }],
  ...stringProperties(
    ["eq", "contains"],
    "changeId cycleId jobId tenantId provisioningAction initiatedBy/id initiatedBy/displayName",
    "initiatedBy/initiatorType servicePrincipal/id servicePrincipal/displayName sourceIdentity/identityType",
    "sourceIdentity/id sourceIdentity/displayName targetIdentity/identityType targetIdentity/id",
    "targetIdentity/displayName sourceSystem/displayName targetSystem/displayName",
  ),
]);

/** Properties that directory audits can be filtered on. */
const AUDITS: Filterable = new Map([
  ["activityDateTime", { type: "dateTime", operators: ["eq", "ge", "le"] }],
  ...stringProperties(
    ["eq", "startswith"],
    "activityDisplayName category correlationId loggedByService result initiatedBy/app/appId",
    "initiatedBy/app/displayName initiatedBy/user/id initiatedBy/user/displayName",
    "initiatedBy/user/userPrincipalName",
  ),
]);

const OPTIONS = ["$filter", "$orderby", "$top"];

/** Largest page; the documentation states none, 1,000 is that of other reports. */
const MAX_TOP = 1_000;

/** What the reports need. */
export interface ReportParts {
  readonly runtime: EmulatorRuntime;
  readonly log: ProvisioningLog;
  /** The limit that all reports share. */
  readonly limit: RequestLimit;
  /** Whether the tenant has the licence that the provisioning log needs. */
  readonly hasLicense: boolean;
}

/** Returns the routes of the reports. */
export function logRoutes({ runtime, log, limit, hasLicense }: ReportParts): readonly GraphRoute[] {
  return [
    {
      method: "GET",
      path: "/auditLogs/provisioning",
      permissions: ["ProvisioningLog.Read.All", "AuditLog.Read.All"],
      options: OPTIONS,
      answer: (request) => {
        limit.admit(runtime.now());
        if (!hasLicense) throw licenseMissing();
        if (request.query.skipToken !== undefined && log.refusedSkipTokens > 0) {
          log.refusedSkipTokens -= 1;
          throw badRequest("Invalid skip token");
        }
        const answer = page(request, log.visible(), PROVISIONING);
        if (log.brokenPages === 0) return answer;
        log.brokenPages -= 1;
        return { ...answer, truncated: true };
      },
    },
    {
      method: "GET",
      path: "/auditLogs/directoryAudits",
      permissions: ["AuditLog.Read.All"],
      options: OPTIONS,
      answer: (request) => {
        limit.admit(runtime.now());
        return page(request, log.audits(), AUDITS);
      },
    },
  ];
}

function licenseMissing(): ServiceError {
  return new ServiceError(
    403,
    "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
}

/** A record with its place in the order. */
interface Place {
  readonly time: string;
  readonly id: string;
}

/**
 * A page. Without `$top` everything is in one page, up to the largest, and there is no next link. A token remembers the
 * place of the last record, so that records that appear later, before that place, are not on the following pages.
 */
function page(request: RoutedRequest, records: readonly GraphObject[], filterable: Filterable): GraphAnswer {
  const { query } = request;
  const top = query.top ?? MAX_TOP;
  if (top > MAX_TOP) throw badRequest(`Invalid value '${top}' for $top: the maximum is ${MAX_TOP}.`);
  const matches = filterOf(query, filterable);
  const direction = directionOf(query);
  const after = placeOf(query);
  const rest = records
    .filter(matches)
    .map((record) => ({ record, time: String(record["activityDateTime"]), id: String(record["id"]) }))
    .sort((one, other) => direction * compare(one, other))
    .filter((place) => after === undefined || direction * compare(place, after) > 0);
  const value = rest.slice(0, top);
  const last = value.at(-1);
  const hasMore = query.top !== undefined && last !== undefined && rest.length > value.length;
  return {
    body: {
      "@odata.context": `${request.base}/$metadata#${request.path.slice(1)}`,
      value: value.map(({ record }) => record),
      ...(hasMore ? { "@odata.nextLink": nextLink(request, last) } : {}),
    },
  };
}

function compare(one: Place, other: Place): number {
  if (one.time !== other.time) return one.time < other.time ? -1 : 1;
  return one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
}

/** The reports document conditions that are all to hold, and nothing else. */
function filterOf({ filter }: ODataQuery, filterable: Filterable): ItemFilter {
  if (filter === undefined) return () => true;
  const conditions = filter.kind === "and" ? filter.operands : [filter];
  const other = conditions.find(({ kind }) => kind !== "compare" && kind !== "call");
  if (other !== undefined) throw badRequest(`Invalid filter clause: '${other.kind}' is not supported.`);
  return checkedFilter(filter, filterable, false);
}

/** 1 for the oldest first, -1 for the newest first, which is the default. */
function directionOf({ orderBy }: ODataQuery): number {
  if (orderBy === undefined) return -1;
  const match = /^activityDateTime(?: (asc|desc))?$/.exec(orderBy.trim());
  if (match === null) throw badRequest(`The $orderby expression '${orderBy}' is not supported.`);
  return match[1] === "desc" ? -1 : 1;
}

function nextLink({ base, path, query }: RoutedRequest, { time, id }: Place): string {
  const options = [...query.options].filter(([name]) => name !== "$skiptoken");
  const parameters = [...options, ["$skiptoken", encodeToken({ time, id, query: queryKey(query) })] as const];
  const search = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${base}${path}?${search}`;
}

/** What a skip token belongs to: a token of another query is refused. */
function queryKey({ options }: ODataQuery): string {
  return ["$filter", "$orderby", "$top"].map((name) => options.get(name) ?? "").join("\n");
}

function placeOf(query: ODataQuery): Place | undefined {
  if (query.skipToken === undefined) return undefined;
  const token = decodeToken(query.skipToken);
  if (token === undefined || token["query"] !== queryKey(query)) throw badRequest("Invalid skip token");
  return { time: String(token["time"]), id: String(token["id"]) };
}
