/**
 * The provisioning log, in the form of Microsoft Graph's `provisioningObjectSummary`.
 */

/** What was done to the target account. */
export type ProvisioningAction = "create" | "update" | "delete" | "stagedDelete" | "disable" | "other";

/** How it ended. */
export type ProvisioningStatus = "success" | "warning" | "failure" | "skipped";

/** A stage of the work on one object. */
export type ProvisioningStepType = "import" | "scoping" | "matching" | "processing" | "referenceResolution" | "export";

/** One step of the work on one object. */
export interface ProvisioningStep {
  /** Such as `EntryExportAdd`. */
  readonly name: string;
  /** Stage that the step belongs to. */
  readonly provisioningStepType: ProvisioningStepType;
  /** How the step ended; the object as a whole may end otherwise. */
  readonly status: "success" | "failure" | "skipped" | "warning";
  /** What happened, as a sentence for people. */
  readonly description: string;
  /** Facts behind the description as text, such as imported attributes or `SkipReason`; empty when there are none. */
  readonly details: Readonly<Record<string, string>>;
}

/** A change of one target attribute. Values are text, as Graph renders them; null means no value. */
export interface ModifiedProperty {
  /** Target attribute as the mapping names it, such as `name.givenName`. */
  readonly displayName: string;
  /** Value before the change, `[Redact]` for a secret one; null when none was known. */
  readonly oldValue: string | null;
  /** Value after the change, `[Redact]` for a secret one; null when it was removed. */
  readonly newValue: string | null;
}

/** Why an object failed or was skipped. */
export interface ErrorInformation {
  /** Such as `EntryConflict`, or the reason of a skip, such as `NotEffectivelyEntitled`. */
  readonly errorCode: string;
  /** What went wrong, as a sentence for people. */
  readonly reason: string;
  /** More for those who look closer, such as the HTTP status of the answer; null when there is no more. */
  readonly additionalDetails: string | null;
  /** `failure`: the object could not be provisioned; `nonServiceFailure`: the object itself is not fit to be; `success` comes from Graph only. */
  readonly errorCategory: "failure" | "nonServiceFailure" | "success";
  /** What an administrator can do about it; null when nothing is known to help. */
  readonly recommendedAction: string | null;
}

/** An object on one side of the synchronization. */
export interface ProvisionedIdentity {
  /** Object id in the source, or SCIM id in the target; empty when there is no account yet. */
  readonly id: string;
  /** Name for people, such as the user principal name; empty when none is known. */
  readonly displayName: string;
  /** Type of object, as the synchronization schema names it: `User` in a directory, a schema URN in a target. */
  readonly identityType: string;
  /** More about the object as text; empty in the entries of this package. */
  readonly details: Readonly<Record<string, string>>;
}

/** A system on one side of the synchronization. */
export interface ProvisioningSystem {
  /** Identifier of the system, as the synchronization schema tells it; empty where it does not. */
  readonly id: string;
  /** Name of the system, such as `Microsoft Entra ID`. */
  readonly displayName: string;
  /** More about the system as text: of a target the application, where it is known (`ApplicationId`, `ServicePrincipalId`, `ServicePrincipalDisplayName`). */
  readonly details: Readonly<Record<string, string>>;
}

/** An enterprise application. */
export interface ServicePrincipal {
  /** Its object id. */
  readonly id: string;
  /** Its name in the admin center. */
  readonly displayName: string;
}

/** Whose log it is: what a job cannot know of itself. */
export interface LogIdentity {
  /** Id of the tenant whose directory is the source. */
  readonly tenantId?: string;
  /** The enterprise application, with its application id where that is known. Default: what the source's assignments say. */
  readonly servicePrincipal?: ServicePrincipal & {
    /** Application (client) id. */
    readonly appId?: string;
  };
}

/** One object's change, as it is logged: one line of a JSONL log. */
export interface ProvisioningLogEntry {
  /** Identifies the entry: never used twice, and the same after a crash. */
  readonly id: string;
  /** When the work on the object ended, ISO 8601 in UTC. */
  readonly activityDateTime: string;
  /** The tenant of the directory; absent where the job was not told. */
  readonly tenantId?: string;
  /** The job, the same in all its cycles. */
  readonly jobId: string;
  /** The cycle, the same in all its entries. */
  readonly cycleId: string;
  /** This one change of this one object. */
  readonly changeId: string;
  /** What was done, or tried and failed; `other` when it ended before there was anything to do. */
  readonly provisioningAction: ProvisioningAction;
  /** From the begin of the work on the object to its end, in milliseconds. */
  readonly durationInMilliseconds: number;
  /** How the work on the object ended, and why so. */
  readonly provisioningStatusInfo: {
    /** The end as a whole, whatever single steps say. */
    readonly status: ProvisioningStatus;
    /** Cause of a failure or a skip; null on success, and on a skip because both sides agree already. */
    readonly errorInformation: ErrorInformation | null;
  };
  /** What was done, in order, from import to export or to the step that ended the work. */
  readonly provisioningSteps: readonly ProvisioningStep[];
  /** Attributes that were changed; empty when none was. */
  readonly modifiedProperties: readonly ModifiedProperty[];
  /** The enterprise application that users are assigned to; absent where neither the job was told nor the assignments say. One object, as Graph sends it. */
  readonly servicePrincipal?: ServicePrincipal;
  /** Where the object comes from. */
  readonly sourceSystem: ProvisioningSystem;
  /** Where the object goes to. */
  readonly targetSystem: ProvisioningSystem;
  /** Who set off the change. */
  readonly initiatedBy: {
    /** Identifier of the initiator; empty for a system, as Entra leaves it. */
    readonly id: string;
    /** Name of the initiator; `proxyclick-scim` in the entries of this package. */
    readonly displayName: string;
    /** Type of initiator; `system` in the entries of this package. */
    readonly initiatorType: string;
  };
  /** The user in the source. */
  readonly sourceIdentity: ProvisionedIdentity;
  /** The account in the target. */
  readonly targetIdentity: ProvisionedIdentity;
}

/**
 * Receives log entries after they were committed, in order. The state remembers how far each sink is; where a sink itself can tell, it is asked, so that
 * an entry which arrived just before a crash is not given again.
 */
export interface LogSink {
  /** Tells the sink from others of the job: its place in the log is kept under this name. Default: `log`, `log 2`, `log 3` …, by its place in the list. */
  readonly name?: string;
  /** Most entries that one call of {@link LogSink.append} is given. Default 256. */
  readonly batch?: number;
  /**
   * Id of the last entry that the sink holds whole; undefined when it is empty or cannot tell, and the job's own memory counts. Called when a cycle begins,
   * and after a failure. What it throws then stops the cycle before anything is written.
   */
  lastEntryId(): Promise<string | undefined>;
  /** Appends entries. Never called twice at a time. When it throws, the job goes on without the sink, and what the sink lacks is given to it later. */
  append(entries: readonly ProvisioningLogEntry[]): Promise<void>;
}

/** A log that could not be written to its end. Nothing is lost: the entries are in the state, and the next cycle copies them. */
export interface LogProblem {
  /** Name of the sink. */
  readonly sink: string;
  /** What it said. */
  readonly reason: string;
}

/** Error code of a reference that could not be resolved or was rejected; quarantine counts these failures separately. */
export const UNRESOLVED_REFERENCE = "UnableToResolveReferenceAttributeValue";
