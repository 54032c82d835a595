/**
 * Notifications about a quarantine: one when the job enters it, and one when its reason changes.
 */
import type { Notification } from "../ports/notifier.ts";
import type { Quarantine } from "../ports/quarantine.ts";

/** Failures of the cycle that ended. */
export interface CycleFailures {
  /** Number of users who failed. */
  readonly failed: number;
  /** What went wrong, as a sentence. */
  readonly message: string;
  /** Number of held-back removals, and the deletion threshold; undefined when none were held back. */
  readonly held?: { readonly heldBack: number; readonly threshold: number };
}

/** The job and the time that a notification is about. */
export type NotificationContext = Pick<Notification, "jobId" | "sourceName" | "targetName" | "time">;

/** Returns the notification for a change of the job's quarantine; undefined when there is nothing new. */
export function quarantineNotification(
  context: NotificationContext,
  before: Quarantine | undefined,
  after: Quarantine | undefined,
  { failed, message, held }: CycleFailures,
): Notification | undefined {
  if (after === undefined || before?.reason === after.reason) return undefined;
  if (held !== undefined) return { ...context, ...held, kind: "deletion_threshold" };
  const { reason, nextAttempt } = after;
  const details = { reason, message, failed, nextAttempt };
  return before === undefined
    ? { ...context, ...details, kind: "quarantine_entered" }
    : { ...context, ...details, kind: "quarantine_reason_changed", previousReason: before.reason };
}
