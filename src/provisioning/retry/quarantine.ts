/**
 * Quarantine: a job whose cycles mostly fail runs ever more rarely, down to once a day, and not at all after four weeks.
 *
 * The numbers are the documented ones, which the service calls approximate.
 */

import type { CycleCounts } from "../ports/execution.ts";
import { UNRESOLVED_REFERENCE } from "../ports/log.ts";
import type { Quarantine, QuarantineReason } from "../ports/quarantine.ts";
import { clampToNow, DAY, isImplausiblyOld } from "./clock-jumps.ts";

const MINUTE = 60_000;
/** Usual time between cycles. */
const CYCLE_INTERVAL = 40 * MINUTE;
/** Most time between two attempts, in milliseconds. */
export const MAX_RETRY_INTERVAL = DAY;
/** After this the schedule no longer runs the job. */
const DISABLE_AFTER = 28 * DAY;

const MIN_FAILURES_FOR_PROPORTION = 5_000;
const MAX_FAILURES = 40_000;
const MAX_FAILURES_WITH_REFERENCES = 60_000;
const MAX_FAILURE_PROPORTION = 0.4;

/** Whether the counts of a cycle put the job into quarantine, and why. Failures of references do not count towards the first two thresholds. */
export function quarantineReasonFor(counts: CycleCounts): QuarantineReason | undefined {
  let total = 0;
  for (const [code, count] of Object.entries(counts.failed)) if (code !== UNRESOLVED_REFERENCE) total += count;
  const references = counts.failed[UNRESOLVED_REFERENCE] ?? 0;
  if (total > MAX_FAILURES) return "EncounteredBaseEscrowThreshold";
  if (total + references > MAX_FAILURES_WITH_REFERENCES) return "EncounteredTotalEscrowThreshold";
  return total >= MIN_FAILURES_FOR_PROPORTION && total > counts.read * MAX_FAILURE_PROPORTION
    ? "EncounteredEscrowProportionThreshold"
    : undefined;
}

/** The quarantine after a cycle that gave a reason for one. A series whose next attempt is overdue by half a year is not continued: the clock was set wrong. */
export function nextQuarantine(last: Quarantine | undefined, reason: QuarantineReason, now: Date): Quarantine {
  const before = isImplausiblyOld(last?.nextAttempt, now) ? undefined : last;
  const time = now.toISOString();
  const seriesBegan = before === undefined ? time : clampToNow(before.seriesBegan, now).toISOString();
  const seriesCount = (before?.seriesCount ?? 0) + 1;
  const over = now.getTime() - Date.parse(seriesBegan) >= DISABLE_AFTER;
  const wait = Math.min(MAX_RETRY_INTERVAL, CYCLE_INTERVAL * 2 ** Math.min(seriesCount - 1, 10));
  return {
    reason,
    currentBegan: before?.reason === reason ? before.currentBegan : time,
    seriesBegan,
    seriesCount,
    nextAttempt: over ? undefined : new Date(now.getTime() + wait).toISOString(),
  };
}
