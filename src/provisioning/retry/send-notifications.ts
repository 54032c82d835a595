/**
 * Sends notifications.
 *
 * One that fails stays in the job's record, and the next cycle tries it again.
 */
import { errorMessage } from "../../internal/error-message.ts";
import { TimeLimitError, withTimeLimit } from "../../internal/time-limit.ts";
import type { Notification, Notifier, NotifyProblem } from "../ports/notifier.ts";
import type { JobRecord, UnsentNotification } from "../ports/state.ts";

/** Most notifications that wait; of more, the oldest are dropped. */
const MAX_UNSENT = 20;

/**
 * Sends notifications, oldest first. A notifier that fails does not fail the job; after a call that does not settle in
 * time, the others are not tried.
 *
 * @returns those that could not be sent.
 */
export async function sendNotifications(
  notify: Notifier,
  notifications: readonly Notification[],
): Promise<readonly UnsentNotification[]> {
  const unsent: UnsentNotification[] = [];
  let expired: string | undefined;
  for (const notification of notifications) {
    try {
      if (expired === undefined) await withTimeLimit("The notifier", async () => notify(notification));
      else unsent.push({ notification, reason: expired });
    } catch (error) {
      const reason = errorMessage(error);
      if (error instanceof TimeLimitError) expired = reason;
      unsent.push({ notification, reason });
    }
  }
  return unsent;
}

/** The record of a job with the notifications that wait. */
export function withUnsent(
  { unsentNotifications: _before, ...job }: JobRecord,
  unsent: readonly UnsentNotification[],
): JobRecord {
  return unsent.length === 0 ? job : { ...job, unsentNotifications: unsent.slice(-MAX_UNSENT) };
}

/** The notifications of a job that could not be sent yet. */
export function notifyProblemsOf(job: JobRecord | undefined): readonly NotifyProblem[] {
  return (job?.unsentNotifications ?? []).map(({ notification: { kind, time }, reason }) => ({ kind, time, reason }));
}
