/**
 * Quarantine: a job whose cycles mostly fail runs ever more rarely, down to once a day, and not at all after four weeks.
 *
 * The numbers are the documented ones, which the service calls approximate.
 */

import type { CycleCounts } from "../ports/execution.ts";
import { REFERENCE_FAILURE } from "../ports/log.ts";
import type { Quarantine, QuarantineReason } from "../ports/quarantine.ts";
import { DAY, isDoubtful, notedBefore } from "./clock-jumps.ts";

const MINUTE = 60_000;
/** Usual time between cycles. */
const INTERVAL = 40 * MINUTE;
/** Most time between two attempts, in milliseconds. */
export const LONGEST_WAIT = DAY;
/** After this the schedule no longer runs the job. */
const PATIENCE = 28 * DAY;

const LEAST_FAILURES = 5_000;
const MOST_FAILURES = 40_000;
const MOST_WITH_REFERENCES = 60_000;
const MOST_PROPORTION = 0.4;

/** Whether the counts of a cycle put the job into quarantine, and why. Failures of references do not count towards the first two thresholds. */
export function judgeCounts(counts: CycleCounts): QuarantineReason | undefined {
  let total = 0;
  for (const [code, count] of Object.entries(counts.failed)) if (code !== REFERENCE_FAILURE) total += count;
  const references = counts.failed[REFERENCE_FAILURE] ?? 0;
  if (total > MOST_FAILURES) return "EncounteredBaseEscrowThreshold";
  if (total + references > MOST_WITH_REFERENCES) return "EncounteredTotalEscrowThreshold";
  return total >= LEAST_FAILURES && total > counts.read * MOST_PROPORTION
    ? "EncounteredEscrowProportionThreshold"
    : undefined;
}

/** The quarantine after a cycle that gave a reason for one. A series whose next attempt is overdue by half a year is not continued: the clock was set wrong. */
export function quarantined(last: Quarantine | undefined, reason: QuarantineReason, now: Date): Quarantine {
  const before = isDoubtful(last?.nextAttempt, now) ? undefined : last;
  const time = now.toISOString();
  const seriesBegan = before === undefined ? time : notedBefore(before.seriesBegan, now).toISOString();
  const seriesCount = (before?.seriesCount ?? 0) + 1;
  const over = now.getTime() - Date.parse(seriesBegan) >= PATIENCE;
  const wait = Math.min(LONGEST_WAIT, INTERVAL * 2 ** Math.min(seriesCount - 1, 10));
  return {
    reason,
    currentBegan: before?.reason === reason ? before.currentBegan : time,
    seriesBegan,
    seriesCount,
    nextAttempt: over ? undefined : new Date(now.getTime() + wait).toISOString(),
  };
}
