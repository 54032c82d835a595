/**
 * Quarantine of a job, as the state stores it and a notification reports it, in the terms of Microsoft Graph.
 */

/** A job's quarantine. */
export interface Quarantine {
  /** Cause, in the terms of Microsoft Graph. */
  readonly reason:
    | "EncounteredBaseEscrowThreshold"
    | "EncounteredTotalEscrowThreshold"
    | "EncounteredEscrowProportionThreshold"
    | "EncounteredQuarantineException"
    | "TooManyDeletes";
  /** When the job was quarantined for this reason, ISO 8601. */
  readonly currentBegan: string;
  /** When the job was first quarantined in this series of cycles, for any reason, ISO 8601. */
  readonly seriesBegan: string;
  /** Cycles in this series so far. */
  readonly seriesCount: number;
  /** When the schedule runs the job again, ISO 8601; undefined once the job is disabled. */
  readonly nextAttempt: string | undefined;
}

/** Cause of a quarantine. */
export type QuarantineReason = Quarantine["reason"];
