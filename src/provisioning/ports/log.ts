/**
 * The provisioning log: entries in the form of Microsoft Graph's `provisioningObjectSummary`, and the sinks that
 * receive them.
 */

/**
 * Error code of a reference that was left out because the referenced user has no account, or that the target rejected.
 */
export const UNRESOLVED_REFERENCE = "UnableToResolveReferenceAttributeValue";

/** Initiator of the entries of this package; it tells them from those of Entra. */
export const LOG_INITIATOR = "proxyclick-scim";

/** One step of the work on one object. */
export interface ProvisioningStep {
  /** Name of the step, such as `EntryExportAdd`. */
  readonly name: string;
  /** Stage that the step belongs to. */
  readonly provisioningStepType: "import" | "scoping" | "matching" | "processing" | "referenceResolution" | "export";
  /** How the step ended; the object as a whole may end differently. */
  readonly status: "success" | "failure" | "skipped" | "warning";
  /** What happened, as a sentence for people. */
  readonly description: string;
  /** Facts behind the description, such as imported attributes or `SkipReason`; empty when there are none. */
  readonly details: Readonly<Record<string, string>>;
}

/** Tenant and application that log entries carry, which a job cannot know by itself. */
export interface LogIdentity {
  /** Id of the tenant whose directory is the source. */
  readonly tenantId?: string;
  /**
   * The enterprise application, with its application id where that is known. Default: the application of the source's
   * assignments.
   */
  readonly servicePrincipal?: NonNullable<ProvisioningLogEntry["servicePrincipal"]> & {
    /** Application (client) id. */
    readonly appId?: string;
  };
}

/** The logged change of one object: one line of a JSONL log. */
export interface ProvisioningLogEntry {
  /** Identifies the entry: never used twice, and the same after a crash. */
  readonly id: string;
  /** When the work on the object ended, ISO 8601 in UTC. */
  readonly activityDateTime: string;
  /** The tenant of the directory; absent unless the job's option `identity` names it. */
  readonly tenantId?: string;
  /** The job, the same in all its cycles. */
  readonly jobId: string;
  /** The cycle, the same in all its entries. */
  readonly cycleId: string;
  /** This one change of this one object. */
  readonly changeId: string;
  /** What was done, or tried and failed; `other` when the work ended before there was anything to do. */
  readonly provisioningAction: "create" | "update" | "delete" | "stagedDelete" | "disable" | "other";
  /** Milliseconds from the start of the work on the object to its end. */
  readonly durationInMilliseconds: number;
  /** How the work on the object ended, and why. */
  readonly provisioningStatusInfo: {
    /** The result as a whole, whatever single steps report. */
    readonly status: "success" | "warning" | "failure" | "skipped";
    /** Cause of a failure or a skip; null on success, and on a skip because both sides agree already. */
    readonly errorInformation: {
      /** Error code, such as `EntryConflict`, or the reason of a skip, such as `NotEffectivelyEntitled`. */
      readonly errorCode: string;
      /** What went wrong, as a sentence for people. */
      readonly reason: string;
      /** Further details, such as the HTTP status of the response; null when there are none. */
      readonly additionalDetails: string | null;
      /**
       * `failure`: the object could not be provisioned; `nonServiceFailure`: the object itself is not fit to be
       * provisioned; `success` comes from Graph only.
       */
      readonly errorCategory: "failure" | "nonServiceFailure" | "success";
      /** What an administrator can do about it; null when nothing is known to help. */
      readonly recommendedAction: string | null;
    } | null;
  };
  /** What was done, in order, from import to export or to the step that ended the work. */
  readonly provisioningSteps: readonly ProvisioningStep[];
  /** Changed target attributes, with values as Graph renders them; empty when none was changed. */
  readonly modifiedProperties: readonly {
    /** Target attribute as the mapping names it, such as `name.givenName`. */
    readonly displayName: string;
    /** Value before the change, `[Redact]` for a secret one; null when none was known. */
    readonly oldValue: string | null;
    /** Value after the change, `[Redact]` for a secret one; null when it was removed. */
    readonly newValue: string | null;
  }[];
  /**
   * The enterprise application that users are assigned to, as one object, like Graph sends it; absent when it is not
   * known.
   */
  readonly servicePrincipal?: {
    /** Object id of the application. */
    readonly id: string;
    /** Name in the admin center. */
    readonly displayName: string;
  };
  /** Where the object comes from. */
  readonly sourceSystem: {
    /** Id of the directory in the synchronization schema; empty when the schema has none. */
    readonly id: string;
    /** Name of the system, such as `Microsoft Entra ID`. */
    readonly displayName: string;
    /**
     * Details of the system. Those of a target name the application where it is known: `ApplicationId`,
     * `ServicePrincipalId`, `ServicePrincipalDisplayName`.
     */
    readonly details: Readonly<Record<string, string>>;
  };
  /** Where the object goes to. */
  readonly targetSystem: ProvisioningLogEntry["sourceSystem"];
  /** The initiator of the change. */
  readonly initiatedBy: {
    /** Identifier of the initiator; empty for a system, as Entra leaves it. */
    readonly id: string;
    /** Name of the initiator; `proxyclick-scim` in the entries of this package. */
    readonly displayName: string;
    /** Type of initiator; `system` in the entries of this package. */
    readonly initiatorType: string;
  };
  /** The user in the source. */
  readonly sourceIdentity: {
    /** Object id in the source, or SCIM id in the target; empty when there is no account yet. */
    readonly id: string;
    /** Name for people, such as the user principal name; empty when none is known. */
    readonly displayName: string;
    /** Type of object in the synchronization schema: `User` in a directory, a schema URN in a target. */
    readonly identityType: string;
    /** Details of the object; empty in the entries of this package. */
    readonly details: Readonly<Record<string, string>>;
  };
  /** The account in the target. */
  readonly targetIdentity: ProvisioningLogEntry["sourceIdentity"];
}

/** Action of a log entry. */
export type ProvisioningAction = ProvisioningLogEntry["provisioningAction"];

/** Status of a log entry. */
export type ProvisioningStatus = ProvisioningLogEntry["provisioningStatusInfo"]["status"];

/** Cause of a failure or a skip. */
export type ErrorInformation = NonNullable<ProvisioningLogEntry["provisioningStatusInfo"]["errorInformation"]>;

/** A changed target attribute. */
export type ModifiedProperty = ProvisioningLogEntry["modifiedProperties"][number];

/**
 * Receives log entries after they were committed, in order. The state remembers the position of each sink. A sink that
 * knows its own last entry reports it, so that an entry that arrived just before a crash is not delivered twice.
 */
export interface LogSink {
  /**
   * Name under which the job's state keeps the position of the sink. Default: `log`, `log 2`, `log 3` …, by its index
   * in the list.
   */
  readonly name?: string;
  /** Maximum number of entries of one {@link LogSink.append} call. Default 256. */
  readonly batchSize?: number;
  /**
   * Returns the id of the last entry that the sink has stored completely; undefined when it is empty or does not know,
   * and then the position in the job's state counts. Called when a cycle begins, and after a failure. An error of the
   * first call stops the cycle before anything is written.
   */
  lastEntryId(): Promise<string | undefined>;
  /**
   * Appends entries. Calls never overlap. When it rejects, or takes longer than 60 seconds, the job goes on without the
   * sink, and a later cycle delivers the missing entries. While a call has not settled, later cycles go on without the
   * sink, too, and report it in `logProblems`.
   */
  append(entries: readonly ProvisioningLogEntry[]): Promise<void>;
}

/**
 * A sink that could not be written to the end. Nothing is lost: the state keeps the entries, and the next cycle
 * delivers them.
 */
export interface LogProblem {
  /** Name of the sink. */
  readonly sink: string;
  /** Message of the sink's error. */
  readonly reason: string;
}
