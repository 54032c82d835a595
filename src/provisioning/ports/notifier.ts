/**
 * What a job tells people without being asked. Entra sends one mail when a job enters quarantine, and one when the reason changes; a threshold that
 * holds removals back is a quarantine there (`TooManyDeletes`), and has its own kind here, with the numbers.
 */
import type { QuarantineReason } from "./quarantine.ts";

/** What every notification tells. */
export interface NotificationBase {
  /** The job, the same in all its cycles. */
  readonly jobId: string;
  /** Name of the directory, such as `Microsoft Entra ID`. */
  readonly sourceName: string;
  /** Name of the service, such as `Proxyclick`. */
  readonly targetName: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly time: string;
}

/** The part that tells of a quarantine. */
export interface QuarantineDetails {
  /** Why the job is in quarantine now. */
  readonly reason: QuarantineReason;
  /** What went wrong, as a sentence for people; without secrets. */
  readonly message: string;
  /** Users who failed in the cycle that ended so. */
  readonly failed: number;
  /** When the job runs next, ISO 8601 in UTC; undefined when somebody has to start it. */
  readonly nextAttempt?: string | undefined;
}

/** Something that people should know of. */
export type Notification =
  /** The job failed as a whole, or for too many users, and runs less often until that is mended. */
  | (NotificationBase &
      QuarantineDetails & {
        /** The job entered quarantine. */
        readonly kind: "quarantine_entered";
      })
  /** A job in quarantine has another trouble now. */
  | (NotificationBase &
      QuarantineDetails & {
        /** The job stays in quarantine for another reason. */
        readonly kind: "quarantine_reason_changed";
        /** Why it was in quarantine before. */
        readonly previousReason: QuarantineReason;
      })
  /** More removals were due than the threshold allows; none was executed. */
  | (NotificationBase & {
      /** Removals were held back. */
      readonly kind: "deletion_threshold";
      /** Disables and deletes that were held back. */
      readonly heldBack: number;
      /** The most that one cycle may execute. */
      readonly threshold: number;
    });

/**
 * Passes a notification on.
 *
 * A job must not fail because of it: who calls a notifier catches what it throws.
 */
export type Notifier = (notification: Notification) => Promise<void>;
