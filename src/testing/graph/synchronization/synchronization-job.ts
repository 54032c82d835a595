/** A synchronization job, and its form in responses (Microsoft Graph: synchronizationJob, synchronizationStatus). */
import type { GraphObject } from "../service/graph-object.ts";

/** Interval of a job that was never scheduled. */
const UNSCHEDULED = "P10675199DT2H48M5.4775807S";
/** Interval of a scheduled job. */
const EVERY_40_MINUTES = "PT40M";
/** A time that stands for never. */
const NEVER = "0001-01-01T00:00:00Z";

/** What a test may set of the status of a job; the rest is as computed. */
export interface JobChanges {
  /** Members of `status`, such as `code`, `quarantine` or `progress`. */
  readonly status?: GraphObject | undefined;
  /** Members of `schedule`. */
  readonly schedule?: GraphObject | undefined;
  /** Entries of `synchronizationJobSettings`, by name. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** A synchronization job. */
export class SynchronizationJob {
  readonly id: string;
  readonly templateId: string;
  /** The schema; replaced as a whole. */
  schema: GraphObject;
  /** `Disabled` until the first start. */
  schedule: "Active" | "Disabled" | "Paused" = "Disabled";
  /** Calls of start while the job was active, which Microsoft warns about. */
  redundantStarts = 0;
  /** The last cycle that ended, as `synchronizationTaskExecution`. */
  lastExecution: GraphObject | undefined;
  /** The last cycle that ended without a failure of the whole cycle. */
  lastSuccessfulExecution: GraphObject | undefined;
  /** The last successful cycle that changed the target. */
  lastSuccessfulExecutionWithExports: GraphObject | undefined;
  /** Failed cycles since the last successful one. */
  successiveFailures = 0;
  /** Present while the job is in quarantine. */
  quarantine: GraphObject | undefined;
  /** When the first cycle was complete. */
  steadyStateFirst: string | undefined;
  /** When the last cycle was complete. */
  steadyStateLast: string | undefined;
  /** Linked users. */
  synchronizedUsers = 0;
  /** What a test has set; the status and the schedule until the job is started, paused or restarted. */
  changes: JobChanges = {};

  constructor(id: string, templateId: string, schema: GraphObject) {
    this.id = id;
    this.templateId = templateId;
    this.schema = schema;
  }

  /** Starts, restarts or pauses the job; what a test has set of status and schedule no longer counts. */
  setSchedule(state: "Active" | "Paused"): void {
    this.schedule = state;
    this.changes = { settings: this.changes.settings };
  }

  /** Returns the job as a response has it. */
  toJson(isConfigured: boolean): GraphObject {
    const { status, schedule, settings = {} } = this.changes;
    const names = new Map([["QuarantineTooManyDeletesThreshold", "500"], ...Object.entries(settings)]);
    return {
      id: this.id,
      templateId: this.templateId,
      schedule: {
        expiration: null,
        interval: this.schedule === "Disabled" ? UNSCHEDULED : EVERY_40_MINUTES,
        state: this.schedule,
        ...schedule,
      },
      status: { ...this.#status(isConfigured), ...status },
      synchronizationJobSettings: [...names].map(([name, value]) => ({ name, value })),
    };
  }

  /** `status.code`, with what a test has set. */
  code(isConfigured: boolean): string {
    const set = this.changes.status?.["code"];
    if (typeof set === "string") return set;
    if (!isConfigured) return "NotConfigured";
    if (this.quarantine !== undefined) return "Quarantine";
    if (this.schedule === "Paused") return "Paused";
    if (this.lastSuccessfulExecution === undefined) return "NotRun";
    return "Active";
  }

  #status(isConfigured: boolean): GraphObject {
    const exists = this.synchronizedUsers > 0;
    return {
      code: this.code(isConfigured),
      countSuccessiveCompleteFailures: this.successiveFailures,
      escrowsPruned: false,
      lastExecution: this.lastExecution ?? null,
      lastSuccessfulExecution: this.lastSuccessfulExecution ?? null,
      lastSuccessfulExecutionWithExports: this.lastSuccessfulExecutionWithExports ?? null,
      progress: [],
      quarantine: this.quarantine ?? null,
      steadyStateFirstAchievedTime: this.steadyStateFirst ?? NEVER,
      steadyStateLastAchievedTime: this.steadyStateLast ?? NEVER,
      synchronizedEntryCountByType: exists ? [{ key: "User to User", value: this.synchronizedUsers }] : [],
      troubleshootingUrl: "",
    };
  }
}
