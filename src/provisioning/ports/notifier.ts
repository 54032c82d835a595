/**
 * Notifications that a job sends to people.
 *
 * Entra sends one mail when a job enters quarantine, and one when the reason changes. Removals that the deletion
 * threshold holds back are a quarantine there (`TooManyDeletes`); here they are a kind of notification of their own,
 * with the numbers.
 */
import type { Quarantine } from "./quarantine.ts";

/** Something that an administrator should know. */
export type Notification = {
  /** The job, the same in all its cycles. */
  readonly jobId: string;
  /** Name of the directory, such as `Microsoft Entra ID`. */
  readonly sourceName: string;
  /** Name of the service, such as `Proxyclick`. */
  readonly targetName: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly time: string;
} & (
  | ({
      /** Cause of the quarantine. */
      readonly reason: Quarantine["reason"];
      /** What went wrong, as a sentence for people, without secrets. */
      readonly message: string;
      /** Users who failed in the cycle that led to the quarantine. */
      readonly failed: number;
      /** When the job runs next, ISO 8601; undefined when somebody has to start it. */
      readonly nextAttempt?: string | undefined;
    } & (
      | {
          /** The job failed as a whole, or for too many users, and runs less often until the cause is gone. */
          readonly kind: "quarantine_entered";
        }
      | {
          /** The job stays in quarantine, for another reason. */
          readonly kind: "quarantine_reason_changed";
          /** Cause of the quarantine before. */
          readonly previousReason: Quarantine["reason"];
        }
    ))
  | {
      /** More removals were due than the deletion threshold allows; none was executed. */
      readonly kind: "deletion_threshold";
      /** Number of disables and deletes that were held back. */
      readonly heldBack: number;
      /** Maximum number of disables and deletes of one cycle. */
      readonly threshold: number;
    }
);

/**
 * Delivers a notification. An error that it throws does not fail the job, nor does a call that takes longer than 60
 * seconds: the next cycle calls it again.
 */
export type Notifier = (notification: Notification) => Promise<void>;

/** A notification that could not be delivered yet. The next cycle tries again. */
export interface NotifyProblem {
  /** Kind of the notification. */
  readonly kind: Notification["kind"];
  /** When what it reports happened, ISO 8601 in UTC. */
  readonly time: string;
  /** Message of the notifier's error. */
  readonly reason: string;
}
