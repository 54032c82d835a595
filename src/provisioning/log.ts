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
  readonly provisioningStepType: ProvisioningStepType;
  readonly status: "success" | "failure" | "skipped" | "warning";
  readonly description: string;
  readonly details: Readonly<Record<string, string>>;
}

/** A change of one target attribute. Values are text, as Graph renders them; null means no value. */
export interface ModifiedProperty {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

/** Why an object failed or was skipped. */
export interface ErrorInformation {
  /** Such as `EntryConflict`, or the reason of a skip, such as `NotEffectivelyEntitled`. */
  readonly errorCode: string;
  readonly reason: string;
  readonly additionalDetails: string | null;
  readonly errorCategory: "failure" | "nonServiceFailure" | "success";
  readonly recommendedAction: string | null;
}

/** An object on one side of the synchronization. */
export interface ProvisionedIdentity {
  readonly id: string;
  readonly displayName: string;
  readonly identityType: string;
  readonly details: Readonly<Record<string, string>>;
}

/** A system on one side of the synchronization. */
export interface ProvisioningSystem {
  readonly id: string;
  readonly displayName: string;
  readonly details: Readonly<Record<string, string>>;
}

/** One object's change, as it is logged: one line of a JSONL log. */
export interface ProvisioningLogEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly provisioningAction: ProvisioningAction;
  readonly durationInMilliseconds: number;
  readonly provisioningStatusInfo: {
    readonly status: ProvisioningStatus;
    readonly errorInformation: ErrorInformation | null;
  };
  readonly provisioningSteps: readonly ProvisioningStep[];
  readonly modifiedProperties: readonly ModifiedProperty[];
  readonly sourceSystem: ProvisioningSystem;
  readonly targetSystem: ProvisioningSystem;
  readonly initiatedBy: { readonly id: string; readonly displayName: string; readonly initiatorType: string };
  readonly sourceIdentity: ProvisionedIdentity;
  readonly targetIdentity: ProvisionedIdentity;
}

/** Receives log entries after they were committed, in order. A sink that is asked to append an entry twice across crashes must look at what it holds. */
export interface LogSink {
  /** Id of the last entry that the sink holds whole; undefined when it is empty or cannot tell. Called once, before the first append. */
  lastEntryId(): Promise<string | undefined>;
  /** Appends entries. */
  append(entries: readonly ProvisioningLogEntry[]): Promise<void>;
}
