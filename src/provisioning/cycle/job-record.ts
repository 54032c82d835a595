/**
 * What a job remembers of itself from cycle to cycle, as pure functions.
 */

import type { Execution } from "../ports/execution.ts";
import type { JobRecord } from "../ports/state.ts";
import { nextQuarantine, quarantineReasonFor } from "../retry/quarantine.ts";
import type { CycleResult, CycleSummary } from "./cycle-types.ts";

/** What a restart forgets, in the words of Microsoft Graph. */
export type ResetScope = "Watermark" | "Escrows" | "QuarantineState" | "ConnectorDataStore" | "Full" | "ForceDeletes";

/** Whether the next cycle is an initial one. */
export function isInitial(before: JobRecord | undefined, fingerprint: string): boolean {
  return before === undefined || !before.initialDone || before.fingerprint !== fingerprint;
}

/**
 * The record while a cycle runs. An initial cycle starts without watermark, and until it is done the next one is initial too. So does one that must meet
 * everybody: who is assigned now, or no longer, is not named by a delta.
 *
 * @param assignments - What the assignments of a delta source have for a version; undefined where there is none.
 */
export function beginRecord(
  before: JobRecord | undefined,
  fingerprint: string,
  jobId: string,
  assignments?: string,
): JobRecord {
  const initial = isInitial(before, fingerprint);
  const { watermark, forceDeletes: _done, readAll = false, assignments: known, ...kept } = before ?? { jobId };
  const everybody = initial || readAll || assignments !== known;
  return {
    ...kept,
    ...(everybody || watermark === undefined ? {} : { watermark }),
    ...(assignments === undefined ? {} : { assignments }),
    fingerprint,
    initialDone: !initial,
    jobId,
  };
}

/**
 * The record after a cycle. Only a cycle that saw everything, and held nothing back, moves the watermark: a delta names nobody twice. Who failed is in escrow, with
 * what is needed to try again.
 */
export function endRecord(
  running: JobRecord,
  result: CycleResult,
  summary: CycleSummary,
  began: Date,
  ended: Date,
  delivered: string | undefined,
): JobRecord {
  const { quarantine: before, retryAll, ...kept } = running;
  const { outcome, watermark } = result;
  const execution: Execution = {
    cycleId: summary.cycleId,
    kind: summary.kind,
    outcome,
    began: began.toISOString(),
    ended: ended.toISOString(),
    counts: summary.counts,
    ...(summary.heldBack === 0 ? {} : { heldBack: summary.heldBack }),
  };
  const reason = outcome === "held_back" ? "TooManyDeletes" : quarantineReasonFor(summary.counts);
  const quarantine =
    reason === undefined ? (outcome === "completed" ? undefined : before) : nextQuarantine(before, reason, ended);
  return {
    ...kept,
    initialDone: kept.initialDone || outcome === "completed" || outcome === "held_back",
    ...(outcome === "completed" && watermark !== undefined ? { watermark } : {}),
    ...(retryAll === undefined || outcome === "completed" ? {} : { retryAll }),
    ...(delivered === undefined ? {} : { deliveredEntry: delivered }),
    ...(quarantine === undefined ? {} : { quarantine }),
    lastExecution: execution,
    ...(outcome === "completed" ? { lastSuccessfulExecution: execution } : {}),
  };
}

/** The record after a failure of the whole job, such as refused credentials. */
export function failRecord(before: JobRecord, now: Date): JobRecord {
  return { ...before, quarantine: nextQuarantine(before.quarantine, "EncounteredQuarantineException", now) };
}

/** The record after a restart. What was held back is let through once by `ForceDeletes`. */
export function restarted(job: JobRecord, scope: readonly ResetScope[]): JobRecord {
  const { watermark, quarantine, ...kept } = job;
  const names = new Set(scope);
  const all = names.has("Full");
  const anew = all || names.has("Watermark") || names.has("ConnectorDataStore");
  return {
    ...kept,
    ...(anew ? { initialDone: false } : watermark === undefined ? {} : { watermark }),
    ...(anew || names.has("Escrows") ? { restarts: (job.restarts ?? 0) + 1, retryAll: true } : {}),
    ...(all || names.has("QuarantineState") || quarantine === undefined ? {} : { quarantine }),
    ...(names.has("ForceDeletes") ? { forceDeletes: true } : {}),
  };
}
