/** The status of a provisioning job of Entra. */

/** A cycle of a job. */
export interface EntraExecution {
  /** Identifies the cycle. */
  readonly id: string;
  /** `Succeeded`, `Failed` or `EntryLevelErrors`. */
  readonly state: string;
  /** When it began, ISO 8601. */
  readonly began: string | undefined;
  /** When it ended, ISO 8601. */
  readonly ended: string | undefined;
  /** Counts in Graph's names, such as `countEntitled`, `countExported`, `countEscrowed`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why it failed. */
  readonly error:
    | {
        /** Entra's code. */
        readonly code: string;
        /** Entra's explanation. */
        readonly message: string;
        /** Whether an administrator of the tenant can fix it. */
        readonly tenantActionable: boolean;
      }
    | undefined;
}

/** The status of a provisioning job of Entra. A time is undefined when the event never happened. */
export interface EntraJobStatus {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  /** Application (client) id. */
  readonly appId: string;
  /** Name of the application. */
  readonly displayName: string;
  /** Id of the job. */
  readonly jobId: string;
  /** Id of the template that the job was created from. */
  readonly templateId: string;
  /** `NotConfigured`, `NotRun`, `Active`, `Paused` or `Quarantine`; Entra may add codes. */
  readonly code: string;
  /** When the job runs. */
  readonly schedule: {
    /** `Active`, `Disabled` or `Paused`. */
    readonly state: string;
    /** Interval as an ISO 8601 duration, such as `PT40M`; undefined for a job that was never scheduled. */
    readonly interval: string | undefined;
  };
  /** Progress of the running cycle; may be empty. */
  readonly progress: readonly {
    /** What is counted. */
    readonly units: string;
    /** Units that are done. */
    readonly completedUnits: number;
    /** All units. */
    readonly totalUnits: number;
    /** When this was observed, ISO 8601. */
    readonly observed: string | undefined;
  }[];
  /** Why and since when the job is in quarantine; undefined when it is not. */
  readonly quarantine:
    | {
        /** Entra's reason, such as `EncounteredQuarantineException` (credentials) or `TooManyDeletes`. */
        readonly reason: string;
        /** When this quarantine began, ISO 8601. */
        readonly began: string | undefined;
        /** When Entra tries again, ISO 8601. */
        readonly nextAttempt: string | undefined;
        /** When the series of quarantines began, ISO 8601. */
        readonly seriesBegan: string | undefined;
        /** Number of quarantines in the series. */
        readonly seriesCount: number;
        /** The error behind it. */
        readonly error: EntraExecution["error"];
      }
    | undefined;
  /** The last cycle. */
  readonly lastExecution: EntraExecution | undefined;
  /** The last cycle that succeeded. */
  readonly lastSuccessfulExecution: EntraExecution | undefined;
  /** The last cycle that succeeded and changed the target. */
  readonly lastSuccessfulExecutionWithExports: EntraExecution | undefined;
  /** When the initial cycle ended, ISO 8601; undefined before that. */
  readonly steadyStateFirstAchieved: string | undefined;
  /** When the last cycle ended, ISO 8601. */
  readonly steadyStateLastAchieved: string | undefined;
  /** Complete failures since the last success. */
  readonly successiveFailures: number;
  /** Whether errors of the initial cycle were dropped because there were too many. */
  readonly escrowsPruned: boolean;
  /** Linked objects by type, such as `User to User`; the names are for people. */
  readonly counts: readonly {
    /** Types of the objects. */
    readonly type: string;
    /** Number of objects. */
    readonly count: number;
  }[];
  /** Settings of the job, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** A page of Microsoft about the state of the job. */
  readonly troubleshootingUrl: string | undefined;
}
