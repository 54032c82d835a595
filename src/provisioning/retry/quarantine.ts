/**
 * Quarantine: a job whose cycles mostly fail backs off, down to one cycle a day, and is disabled after four weeks.
 *
 * The numbers are the documented ones, which the Entra service calls approximate.
 */
import { DAY, MINUTE } from "../../internal/duration.ts";
import type { CycleCounts } from "../ports/execution.ts";
import { UNRESOLVED_REFERENCE } from "../ports/log.ts";
import type { Quarantine, QuarantineReason } from "../ports/quarantine.ts";
import { clampToNow, isImplausiblyOld } from "./clock-jumps.ts";

/** Time between the starts of two cycles outside of quarantine. */
export const CYCLE_INTERVAL = 40 * MINUTE;
/** Longest time between two attempts. */
export const MAX_RETRY_INTERVAL = DAY;
/** Age of a quarantine after which the schedule no longer runs the job. */
const DISABLE_AFTER = 28 * DAY;

const MIN_FAILURES_FOR_PROPORTION = 5_000;
const MAX_FAILURES = 40_000;
const MAX_FAILURES_WITH_REFERENCES = 60_000;
const MAX_FAILURE_PROPORTION = 0.4;

/**
 * Returns the reason why the counts of a cycle quarantine the job, if there is one. Unresolved references do not count
 * towards the base and proportion thresholds.
 */
export function quarantineReasonFor(counts: CycleCounts): QuarantineReason | undefined {
  let failures = 0;
  for (const [code, count] of Object.entries(counts.failed)) if (code !== UNRESOLVED_REFERENCE) failures += count;
  const references = counts.failed[UNRESOLVED_REFERENCE] ?? 0;
  if (failures > MAX_FAILURES) return "EncounteredBaseEscrowThreshold";
  if (failures + references > MAX_FAILURES_WITH_REFERENCES) return "EncounteredTotalEscrowThreshold";
  return failures >= MIN_FAILURES_FOR_PROPORTION && failures > counts.read * MAX_FAILURE_PROPORTION
    ? "EncounteredEscrowProportionThreshold"
    : undefined;
}

/**
 * Returns the quarantine after a cycle that gave a reason for one. A series whose next attempt is overdue by half a
 * year starts again: the clock was wrong.
 */
export function nextQuarantine(last: Quarantine | undefined, reason: QuarantineReason, now: Date): Quarantine {
  const before = isImplausiblyOld(last?.nextAttempt, now) ? undefined : last;
  const time = now.toISOString();
  const seriesBegan = before === undefined ? time : clampToNow(before.seriesBegan, now).toISOString();
  const seriesCount = (before?.seriesCount ?? 0) + 1;
  const isDisabled = now.getTime() - Date.parse(seriesBegan) >= DISABLE_AFTER;
  const delay = Math.min(MAX_RETRY_INTERVAL, CYCLE_INTERVAL * 2 ** Math.min(seriesCount - 1, 10));
  return {
    reason,
    currentBegan: before?.reason === reason ? before.currentBegan : time,
    seriesBegan,
    seriesCount,
    nextAttempt: isDisabled ? undefined : new Date(now.getTime() + delay).toISOString(),
  };
}
