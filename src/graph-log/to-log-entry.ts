/**
 * Brings entries of Entra's provisioning log to the form of this package's.
 *
 * They come as Graph and PowerShell write them, in the names of the beta version and of Azure Monitor, and as rows of
 * the admin center's CSV. What an entry does not say is empty, never invented.
 */
import { ProvisioningError } from "../errors.ts";
import { withGraphNames } from "../internal/graph-names.ts";
import { isObject } from "../internal/values.ts";
import type { ProvisioningLogEntry, ProvisioningStep } from "../provisioning/index.ts";
import type { ErrorInformation, ProvisioningAction, ProvisioningStatus } from "../provisioning/ports/log.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** Longest value that a message repeats. */
const MAX_SHOWN = 60;

const ACTIONS: ReadonlyMap<string, ProvisioningAction> = new Map<string, ProvisioningAction>([
  ["create", "create"],
  ["update", "update"],
  ["delete", "delete"],
  ["disable", "disable"],
  ["stageddelete", "stagedDelete"],
]);

/** Azure Monitor numbers the results. */
const STATUSES: ReadonlyMap<string, ProvisioningStatus> = new Map<string, ProvisioningStatus>([
  ["success", "success"],
  ["succeeded", "success"],
  ["0", "success"],
  ["failure", "failure"],
  ["failed", "failure"],
  ["1", "failure"],
  ["skipped", "skipped"],
  ["2", "skipped"],
  ["warning", "warning"],
  // What Graph returns for a status that is newer than the API version.
  ["unknownfuturevalue", "warning"],
]);

type StepType = ProvisioningStep["provisioningStepType"];

const STEP_TYPES: ReadonlyMap<string, StepType> = new Map<string, StepType>([
  ["import", "import"],
  ["0", "import"],
  ["scoping", "scoping"],
  ["1", "scoping"],
  ["matching", "matching"],
  ["2", "matching"],
  ["processing", "processing"],
  ["3", "processing"],
  ["referenceresolution", "referenceResolution"],
  ["4", "referenceResolution"],
  ["export", "export"],
  ["5", "export"],
]);

/** Whether an object may be an entry: it says when something was done, and what or with which result. */
export function isForeignEntry(item: JsonObject): boolean {
  const entry = unwrap(item);
  const names = ["provisioningAction", "action", "provisioningStatusInfo", "statusInfo"];
  return timeOf(entry) !== undefined && names.some((name) => partOf(entry, name) !== undefined);
}

/** The part of an error message that says what is wrong with an entry. */
class EntryProblem extends Error {
  override name = "EntryProblem";
}

/**
 * Converts an entry.
 *
 * @param path - What holds it: a file, or a path of Graph.
 * @param location - Where it is, such as `entry 3`.
 * @throws ProvisioningError `invalid_log` for an entry without a time or a result that can be read.
 */
export function toLogEntry(path: string, location: string, item: JsonObject): ProvisioningLogEntry {
  try {
    return convert(item);
  } catch (error) {
    if (!(error instanceof EntryProblem)) throw error;
    throw new ProvisioningError("invalid_log", `${path}: ${location} ${error.message}`);
  }
}

function convert(item: JsonObject): ProvisioningLogEntry {
  const entry = unwrap(item);
  const status = objectOf(partOf(entry, "provisioningStatusInfo", "statusInfo"), "status");
  const tenantId = stringOf(entry, "tenantId");
  const application = partOf(entry, "servicePrincipal");
  const servicePrincipal = objectOf(Array.isArray(application) ? application[0] : application, "displayName");
  return {
    id: stringOf(entry, "id"),
    activityDateTime: toTime(timeOf(entry)),
    ...(tenantId === "" ? {} : { tenantId }),
    jobId: stringOf(entry, "jobId"),
    cycleId: stringOf(entry, "cycleId"),
    changeId: stringOf(entry, "changeId"),
    provisioningAction: ACTIONS.get(keyOf(stringOf(entry, "provisioningAction", "action"))) ?? "other",
    durationInMilliseconds: toNumber(stringOf(entry, "durationInMilliseconds", "durationMs")),
    provisioningStatusInfo: { status: toStatus(stringOf(status, "status")), errorInformation: toError(status) },
    provisioningSteps: listOf(partOf(entry, "provisioningSteps")).map(toStep),
    modifiedProperties: listOf(partOf(entry, "modifiedProperties")).map(toModifiedProperty),
    ...(servicePrincipal === undefined
      ? {}
      : { servicePrincipal: { id: stringOf(servicePrincipal, "id"), displayName: nameOf(servicePrincipal) } }),
    sourceSystem: toSystem(partOf(entry, "sourceSystem")),
    targetSystem: toSystem(partOf(entry, "targetSystem")),
    initiatedBy: toInitiator(partOf(entry, "initiatedBy")),
    sourceIdentity: toIdentity(partOf(entry, "sourceIdentity")),
    targetIdentity: toIdentity(partOf(entry, "targetIdentity")),
  };
}

/** Azure Monitor has the entry in `properties`, beside some of its members in other names. */
function unwrap(item: JsonObject): JsonObject {
  const properties = partOf(item, "properties");
  const entry =
    isObject(properties) && partOf(item, "sourceIdentity") === undefined ? { ...item, ...properties } : item;
  return withGraphNames(entry);
}

/** A member by the first of its names that has a value. Azure Monitor and CSV write objects as strings of JSON. */
function partOf(object: JsonObject, ...names: readonly string[]): unknown {
  return parseNested(valueIn(object, names));
}

function valueIn(object: JsonObject, names: readonly string[]): unknown {
  const name = names.find((one) => Object.hasOwn(object, one) && (object[one] ?? "") !== "");
  return name === undefined ? undefined : object[name];
}

function parseNested(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

/** An object, in Graph's names. A string in its place is one of its members. */
function objectOf(value: unknown, member: string): JsonObject | undefined {
  if (isObject(value)) return withGraphNames(value);
  return typeof value === "string" || typeof value === "number" ? { [member]: String(value) } : undefined;
}

function listOf(value: unknown): readonly JsonObject[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter(isObject).map((item) => withGraphNames(item));
}

function stringOf(object: JsonObject | undefined, ...names: readonly string[]): string {
  const value = object === undefined ? undefined : valueIn(object, names);
  if (value === undefined) return "";
  return typeof value === "object" ? toJson(value) : String(value);
}

/** JSON of a part that has no place of its own in an entry. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new EntryProblem("is nested too deeply");
  }
}

function nameOf(object: JsonObject | undefined): string {
  return stringOf(object, "displayName", "name");
}

function timeOf(entry: JsonObject): string | undefined {
  const time = partOf(entry, "activityDateTime", "time", "timeGenerated");
  return typeof time === "string" ? time : undefined;
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)$/s;

/** A time without a zone is in UTC, as the logs are; a date with slashes begins with the month (assumptions). */
function toTime(value: string | undefined): string {
  const trimmed = value?.trim() ?? "";
  const time = Date.parse(trimmed);
  if (ISO_TIME.test(trimmed) && !Number.isNaN(time)) return trimmed;
  const named = trimmed
    .replace(DAY_FIRST, "$2/$1/$3$4")
    .replace(/[\u202f\u00a0]/g, " ")
    .replace(/\s*\(?UTC\)?$/i, "");
  const zoned = /(?:Z|GMT|[+-]\d\d:?\d\d)$/i.test(named) ? named : `${named} UTC`;
  const parsed = Date.parse(zoned);
  if (Number.isNaN(parsed))
    throw new EntryProblem(`has the time ${shown(trimmed)}; expected ISO 8601, such as 2026-03-01T08:00:00Z`);
  return new Date(parsed).toISOString();
}

function toStatus(value: string): ProvisioningStatus {
  const status = STATUSES.get(keyOf(value));
  if (status !== undefined) return status;
  throw new EntryProblem(`has the status ${shown(value)}; expected Success, Failure, Skipped or Warning`);
}

function toError(status: JsonObject | undefined): ErrorInformation | null {
  const error = objectOf(status === undefined ? undefined : partOf(status, "errorInformation"), "reason");
  if (error === undefined) return null;
  const category = keyOf(stringOf(error, "errorCategory"));
  const information: ErrorInformation = {
    errorCode: stringOf(error, "errorCode", "code"),
    reason: stringOf(error, "reason", "message"),
    additionalDetails: stringOf(error, "additionalDetails") || null,
    errorCategory:
      category === "nonservicefailure" ? "nonServiceFailure" : category === "success" ? "success" : "failure",
    recommendedAction: stringOf(error, "recommendedAction") || null,
  };
  return information.errorCode === "" && information.reason === "" ? null : information;
}

function toStep(step: JsonObject): ProvisioningStep {
  return {
    name: stringOf(step, "name"),
    provisioningStepType: STEP_TYPES.get(keyOf(stringOf(step, "provisioningStepType", "type"))) ?? "processing",
    status: STATUSES.get(keyOf(stringOf(step, "status"))) ?? "success",
    description: stringOf(step, "description"),
    details: toDetails(partOf(step, "details")),
  };
}

function toModifiedProperty(property: JsonObject): ProvisioningLogEntry["modifiedProperties"][number] {
  return {
    displayName: nameOf(property),
    oldValue: stringOf(property, "oldValue") || null,
    newValue: stringOf(property, "newValue") || null,
  };
}

function toSystem(value: unknown): ProvisioningLogEntry["sourceSystem"] {
  const system = objectOf(value, "displayName");
  return { id: stringOf(system, "id"), displayName: nameOf(system), details: detailsOf(system) };
}

function toIdentity(value: unknown): ProvisioningLogEntry["sourceIdentity"] {
  const identity = objectOf(value, "displayName");
  return {
    id: stringOf(identity, "id"),
    displayName: nameOf(identity),
    identityType: stringOf(identity, "identityType", "type"),
    details: detailsOf(identity),
  };
}

function toInitiator(value: unknown): ProvisioningLogEntry["initiatedBy"] {
  const initiator = objectOf(value, "displayName");
  return {
    id: stringOf(initiator, "id"),
    displayName: nameOf(initiator),
    initiatorType: stringOf(initiator, "initiatorType", "initiatingType", "type"),
  };
}

function detailsOf(object: JsonObject | undefined): Readonly<Record<string, string>> {
  return object === undefined ? {} : toDetails(partOf(object, "details"));
}

function toDetails(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.keys(value).map((name) => [name, stringOf(value, name)]));
}

function toNumber(value: string): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}

/** What spellings of a word have in common. */
function keyOf(value: string): string {
  return value.replaceAll(/[^a-z\d]/gi, "").toLowerCase();
}

function shown(value: string): string {
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
}
