/** The status of a job, out of `synchronizationJob` (Microsoft Graph: synchronizationStatus). */
import type { FoundApplication } from "./find-application.ts";
import type { FoundJob } from "./job-access.ts";
import { type JsonObject, memberObject, numberIn, objectOf, objectsIn, stringIn, timeIn } from "./json-values.ts";
import type { EntraExecution, EntraJobStatus } from "./status-types.ts";

/** What Graph returns as the interval of a job that was never scheduled: the longest time that .NET knows. */
const UNSCHEDULED = "P10675199D";

/** Reads the status of a job. */
export function readStatus(application: FoundApplication, job: FoundJob): EntraJobStatus {
  const status = objectOf(job.body["status"]);
  return {
    servicePrincipalId: application.id,
    appId: application.appId,
    displayName: application.displayName,
    jobId: job.id,
    templateId: job.templateId,
    code: job.code,
    schedule: { state: job.state, interval: intervalOf(objectOf(job.body["schedule"])) },
    progress: objectsIn(status, "progress").map((progress) => ({
      units: stringIn(progress, "units"),
      completedUnits: numberIn(progress, "completedUnits"),
      totalUnits: numberIn(progress, "totalUnits"),
      observed: timeIn(progress, "progressObservationDateTime"),
    })),
    quarantine: quarantineOf(memberObject(status, "quarantine")),
    lastExecution: executionOf(status, "lastExecution"),
    lastSuccessfulExecution: executionOf(status, "lastSuccessfulExecution"),
    lastSuccessfulExecutionWithExports: executionOf(status, "lastSuccessfulExecutionWithExports"),
    steadyStateFirstAchieved: timeIn(status, "steadyStateFirstAchievedTime"),
    steadyStateLastAchieved: timeIn(status, "steadyStateLastAchievedTime"),
    successiveFailures: numberIn(status, "countSuccessiveCompleteFailures"),
    escrowsPruned: status["escrowsPruned"] === true,
    counts: objectsIn(status, "synchronizedEntryCountByType").map((count) => ({
      type: stringIn(count, "key"),
      count: numberIn(count, "value"),
    })),
    settings: settingsOf(job.body),
    troubleshootingUrl: stringIn(status, "troubleshootingUrl") || undefined,
  };
}

function intervalOf(schedule: JsonObject): string | undefined {
  const interval = stringIn(schedule, "interval");
  return interval === "" || interval.startsWith(UNSCHEDULED) ? undefined : interval;
}

function settingsOf(job: JsonObject): Readonly<Record<string, string>> {
  const settings = objectsIn(job, "synchronizationJobSettings");
  return Object.fromEntries(settings.map((setting) => [stringIn(setting, "name"), stringIn(setting, "value")]));
}

function quarantineOf(quarantine: JsonObject | undefined): EntraJobStatus["quarantine"] {
  if (quarantine === undefined) return undefined;
  return {
    reason: stringIn(quarantine, "reason"),
    began: timeIn(quarantine, "currentBegan"),
    nextAttempt: timeIn(quarantine, "nextAttempt"),
    seriesBegan: timeIn(quarantine, "seriesBegan"),
    seriesCount: numberIn(quarantine, "seriesCount"),
    error: errorOf(memberObject(quarantine, "error")),
  };
}

function executionOf(status: JsonObject, name: string): EntraExecution | undefined {
  const execution = memberObject(status, name);
  if (execution === undefined) return undefined;
  const counts = Object.entries(execution).flatMap(([key, value]) =>
    key.startsWith("count") && typeof value === "number" ? [[key, value] as const] : [],
  );
  return {
    id: stringIn(execution, "activityIdentifier"),
    state: stringIn(execution, "state"),
    began: timeIn(execution, "timeBegan"),
    ended: timeIn(execution, "timeEnded"),
    counts: Object.fromEntries(counts),
    error: errorOf(memberObject(execution, "error")),
  };
}

function errorOf(error: JsonObject | undefined): EntraExecution["error"] {
  if (error === undefined) return undefined;
  return {
    code: stringIn(error, "code"),
    message: stringIn(error, "message"),
    tenantActionable: error["tenantActionable"] === true,
  };
}
