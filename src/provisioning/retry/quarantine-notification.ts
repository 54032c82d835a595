/**
 * Telling people of a quarantine: once when it is entered, and again when its reason changes.
 */
import type { Notification, NotificationBase, Notifier } from "../ports/notifier.ts";
import type { Quarantine } from "../ports/quarantine.ts";

/** What is known of the cycle that ended. */
export interface CycleFailures {
  /** Users who failed. */
  readonly failed: number;
  /** What went wrong, as a sentence. */
  readonly message: string;
  /** Removals that were held back, and the threshold; undefined when none were. */
  readonly held?: { readonly heldBack: number; readonly threshold: number };
}

/** What people should be told of, after the quarantine of a job may have changed; undefined when nothing is new. */
export function quarantineNotification(
  base: NotificationBase,
  before: Quarantine | undefined,
  after: Quarantine | undefined,
  end: CycleFailures,
): Notification | undefined {
  if (after === undefined || before?.reason === after.reason) return undefined;
  if (end.held !== undefined) return { ...base, ...end.held, kind: "deletion_threshold" };
  const details = { reason: after.reason, message: end.message, failed: end.failed, nextAttempt: after.nextAttempt };
  return before === undefined
    ? { ...base, ...details, kind: "quarantine_entered" }
    : { ...base, ...details, kind: "quarantine_reason_changed", previousReason: before.reason };
}

/** Passes a notification on; a notifier that fails does not fail the job. */
export async function sendNotification(
  notify: Notifier | undefined,
  notification: Notification | undefined,
): Promise<void> {
  if (notification === undefined) return;
  try {
    await notify?.(notification);
  } catch {
    // The quarantine stands in the job's status, whether somebody was told or not.
  }
}
