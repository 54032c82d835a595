/**
 * Quarantine as a state keeps it and a notifier reports it, in the terms of Microsoft Graph.
 */

/** Why a job is in quarantine, in the terms of Microsoft Graph. */
export type QuarantineReason =
  | "EncounteredBaseEscrowThreshold"
  | "EncounteredTotalEscrowThreshold"
  | "EncounteredEscrowProportionThreshold"
  | "EncounteredQuarantineException"
  | "TooManyDeletes";

/** A job's quarantine. */
export interface Quarantine {
  /** Why, in the terms of Microsoft Graph. */
  readonly reason: QuarantineReason;
  /** Since when for this reason, ISO 8601. */
  readonly currentBegan: string;
  /** Since when for any reason, ISO 8601. */
  readonly seriesBegan: string;
  /** Cycles in this series so far. */
  readonly seriesCount: number;
  /** When the schedule runs the job again, ISO 8601; undefined once it is disabled. */
  readonly nextAttempt: string | undefined;
}
