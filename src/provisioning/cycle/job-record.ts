/**
 * The record of a job as it changes from cycle to cycle: pure functions.
 */
import type { ResetScope } from "../ports/command.ts";
import type { Execution } from "../ports/execution.ts";
import type { JobRecord } from "../ports/state.ts";
import { nextQuarantine, quarantineReasonFor } from "../retry/quarantine.ts";
import type { CycleResult, CycleSummary } from "./cycle-types.ts";

/** Whether the next cycle is an initial one. */
export function isInitial(before: JobRecord | undefined, fingerprint: string): boolean {
  return before === undefined || !before.initialDone || before.fingerprint !== fingerprint;
}

/** What the record of a cycle that starts is made of. */
export interface JobStart {
  readonly fingerprint: string;
  readonly jobId: string;
  readonly assignments?: string | undefined;
  readonly missingAttributes?: readonly string[] | undefined;
  readonly identities?: JobRecord["identities"] | undefined;
}

/**
 * The record while a cycle runs. An initial cycle starts without a watermark, and until one is completed the next one
 * is initial, too. A cycle also starts without one when it must read everybody, for example because a delta does not
 * report changed assignments, or because users whom it does not list have an attribute that the source lacked.
 *
 * @param start.assignments - Version of the assignments of a delta source; undefined where there is none.
 * @param start.missingAttributes - What a delta source lacks; undefined where it lacks nothing.
 * @param start.identities - Whose users and accounts the state links from now on.
 */
export function jobAtStart(
  before: JobRecord | undefined,
  { fingerprint, jobId, assignments, missingAttributes, identities }: JobStart,
): JobRecord {
  const initial = isInitial(before, fingerprint);
  const known: Partial<JobRecord> = before ?? {};
  const { watermark, readAll = false, forceDeletes: _used, accountsGone: _reviewed, ...rest } = known;
  const { assignments: assignmentsBefore, missingAttributes: missingBefore = [], identities: _before, ...kept } = rest;
  const appeared = missingBefore.some((name) => missingAttributes?.includes(name) !== true);
  const readEverybody = initial || readAll || appeared || assignments !== assignmentsBefore;
  return {
    ...kept,
    ...(readEverybody || watermark === undefined ? {} : { watermark }),
    ...(assignments === undefined ? {} : { assignments }),
    ...(missingAttributes === undefined ? {} : { missingAttributes }),
    ...(identities === undefined ? {} : { identities }),
    fingerprint,
    initialDone: !initial,
    jobId,
  };
}

/** A cycle that ended. */
export interface FinishedCycle {
  readonly result: CycleResult;
  readonly summary: CycleSummary;
  readonly began: Date;
  readonly ended: Date;
  /** Id of the last log entry. */
  readonly lastEntry: string | undefined;
}

/**
 * The record after a cycle. Only a completed cycle that held nothing back moves the watermark, because a delta lists no
 * change twice. Users who failed are in escrow, with what is needed to try again.
 */
export function jobAtEnd(running: JobRecord, { result, summary, began, ended, lastEntry }: FinishedCycle): JobRecord {
  const { quarantine: before, accountsGone: _announced, ...kept } = running;
  const { outcome, watermark } = result;
  const completed = outcome === "completed";
  const { cycleId, kind, counts, heldBack } = summary;
  const execution: Execution = {
    cycleId,
    kind,
    outcome,
    began: began.toISOString(),
    ended: ended.toISOString(),
    counts,
    ...(heldBack === 0 ? {} : { heldBack }),
  };
  const reason = outcome === "held_back" ? "TooManyDeletes" : quarantineReasonFor(counts);
  const unchanged = completed ? undefined : before;
  const quarantine = reason === undefined ? unchanged : nextQuarantine(before, reason, ended);
  return {
    ...kept,
    initialDone: kept.initialDone || completed || outcome === "held_back",
    ...(completed && watermark !== undefined ? { watermark } : {}),
    ...(lastEntry === undefined ? {} : { deliveredEntry: lastEntry }),
    ...(quarantine === undefined ? {} : { quarantine }),
    lastExecution: execution,
    ...(completed ? { lastSuccessfulExecution: execution } : {}),
  };
}

/** The record after a failure of the whole job, such as rejected credentials. */
export function jobAfterFailure(before: JobRecord, now: Date): JobRecord {
  return { ...before, quarantine: nextQuarantine(before.quarantine, "EncounteredQuarantineException", now) };
}

/** Whether a restart forgets all links, and with them whose they are. */
export function forgetsLinks(scope: readonly ResetScope[]): boolean {
  return scope.includes("Full") || scope.includes("ConnectorDataStore");
}

/** The record after a restart. `ForceDeletes` lets removals that were held back through once. */
export function jobAfterRestart(job: JobRecord, scope: readonly ResetScope[]): JobRecord {
  const { watermark, quarantine, identities, ...kept } = job;
  const names = new Set(scope);
  const all = names.has("Full");
  const initial = names.has("Watermark") || forgetsLinks(scope);
  return {
    ...kept,
    ...(initial ? { initialDone: false } : watermark === undefined ? {} : { watermark }),
    ...(initial || names.has("Escrows") ? { restarts: (job.restarts ?? 0) + 1 } : {}),
    ...(all || names.has("QuarantineState") || quarantine === undefined ? {} : { quarantine }),
    ...(forgetsLinks(scope) || identities === undefined ? {} : { identities }),
    ...(names.has("ForceDeletes") ? { forceDeletes: true } : {}),
  };
}
