/** Provisioning on demand by Entra (Microsoft Graph: synchronizationJob: provisionOnDemand). */
import { toLogEntry } from "../../graph-log/to-log-entry.ts";
import { canonicalId, isGuid } from "../../internal/object-id.ts";
import { isObject } from "../../internal/values.ts";
import type { OnDemandResult } from "../../provisioning/ports/command.ts";
import type { ProvisioningLogEntry } from "../../provisioning/ports/log.ts";
import { type FoundJob, jobPath, type ProvisionedApplication, requireJob } from "./job-access.ts";
import { type JsonObject, memberObject, objectOf, objectsIn, stringIn } from "./json-values.ts";
import { readJobSchema } from "./read-schema.ts";

/** Milliseconds that Entra may take; usually it takes less than 30 seconds. */
const TIMEOUT = 120_000;

/** A user to provision. */
export interface OnDemandInput {
  /** Object id or user principal name. */
  readonly user: string;
  readonly now: () => Date;
  /** Keeps to the limit of the service. */
  readonly beforeAttempt: () => Promise<void>;
}

/** Lets Entra provision a user. */
export async function provisionOnDemand(
  access: ProvisionedApplication,
  { user, now, beforeAttempt }: OnDemandInput,
): Promise<OnDemandResult> {
  const { client, application, signal } = access;
  const job = await requireJob(access);
  const objectId = await userId(access, user);
  const ruleId = userRuleId(await readJobSchema(access, job));
  const body = { parameters: [{ ruleId, subjects: [{ objectId, objectTypeName: "User" }] }] };
  const path = `${jobPath(application, job.id)}/provisionOnDemand`;
  const call = { signal, timeout: TIMEOUT, beforeAttempt, feature: "write_synchronization" } as const;
  const answer = await client.post(path, body, call);
  return readResult(answer, { job, path, objectId, user, now });
}

async function userId({ client, signal }: ProvisionedApplication, user: string): Promise<string> {
  if (isGuid(user)) return canonicalId(user);
  const path = `/users/${encodeURIComponent(user.trim())}`;
  return stringIn(objectOf(await client.get(path, { query: { $select: "id" }, signal, feature: "read_users" })), "id");
}

/** The rule that provisions users: the first by priority with an enabled mapping of users. */
function userRuleId(schema: JsonObject): string {
  const rules = [...objectsIn(schema, "synchronizationRules")].sort((a, b) => priorityOf(a) - priorityOf(b));
  const isOfUsers = (mapping: JsonObject) =>
    mapping["enabled"] !== false && stringIn(mapping, "sourceObjectName").toLowerCase() === "user";
  const rule = rules.find((each) => objectsIn(each, "objectMappings").some(isOfUsers)) ?? rules[0];
  return rule === undefined ? "" : stringIn(rule, "id");
}

function priorityOf(rule: JsonObject): number {
  return typeof rule["priority"] === "number" ? rule["priority"] : 0;
}

/** What a result belongs to. */
interface OnDemandCall {
  readonly job: FoundJob;
  readonly path: string;
  readonly objectId: string;
  readonly user: string;
  readonly now: () => Date;
}

const RESULT_OF = { success: "Success", warning: "Success", skipped: "Skipped", failure: "Failure" } as const;
const STATUS_OF: Readonly<Record<string, string>> = { success: "success", skipped: "skipped", failure: "failure" };

/**
 * Reads the response, which is one of success even when the user failed. `key` is JSON with the result, or the name of
 * a .NET type; `value` is JSON in a string, an object or a list.
 */
function readResult(answer: unknown, call: OnDemandCall): OnDemandResult {
  const response = objectOf(answer);
  const key = parsed(response["key"]);
  const value = parsed(response["value"]);
  const entry = toEntry(key, value, call);
  const stated = stringIn(key, "result").toLowerCase();
  const result = Object.hasOwn(STATUS_OF, stated) ? STATUS_OF[stated] : undefined;
  const status = entry.provisioningStatusInfo.status;
  return { result: result === undefined ? RESULT_OF[status] : capitalized(result), entry };
}

function capitalized(result: string): OnDemandResult["result"] {
  return result === "success" ? "Success" : result === "skipped" ? "Skipped" : "Failure";
}

/** An object out of JSON or of a list with one. */
function parsed(value: unknown): JsonObject {
  if (isObject(value)) return value;
  if (Array.isArray(value)) return objectOf(value[0]);
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return {};
  try {
    return parsed(JSON.parse(value));
  } catch {
    return {};
  }
}

function toEntry(key: JsonObject, value: JsonObject, call: OnDemandCall): ProvisioningLogEntry {
  const { job, path, objectId, user, now } = call;
  const end = stringIn(value, "endTime") || stringIn(value, "startTime") || now().toISOString();
  const source = memberObject(value, "sourceIdentity") ?? { id: objectId, type: "User", displayName: user };
  return toLogEntry(path, "the result", {
    ...value,
    id: stringIn(value, "changeId"),
    jobId: job.id,
    activityDateTime: end,
    durationInMilliseconds: durationOf(value),
    provisioningStatusInfo: statusOf(key, memberObject(value, "statusInfo")),
    sourceIdentity: source,
  });
}

function durationOf(value: JsonObject): number {
  const duration = Date.parse(stringIn(value, "endTime")) - Date.parse(stringIn(value, "startTime"));
  return Number.isFinite(duration) ? Math.max(0, duration) : 0;
}

/**
 * Status and cause: those of the value, else those of the key; a failure that either says is one. A response with no
 * known status is no success.
 */
function statusOf(key: JsonObject, info: JsonObject | undefined): JsonObject {
  const details = parsed(key["details"]);
  const [stated, own] = [stringIn(key, "result"), stringIn(info ?? {}, "status")].map((each) => each.toLowerCase());
  const status = stated === "failure" ? stated : own || stated;
  if (status === undefined || !Object.hasOwn(RESULT_OF, status)) {
    const reason = "The response of Entra does not say whether the user was provisioned.";
    return { status: "failure", errorInformation: { errorCode: "UnknownResult", reason } };
  }
  const errorCode = stringIn(info ?? {}, "errorCode") || stringIn(details, "errorCode");
  const reason = stringIn(info ?? {}, "reason") || stringIn(details, "errorMessage");
  return { status, errorInformation: errorCode === "" && reason === "" ? null : { ...info, errorCode, reason } };
}
