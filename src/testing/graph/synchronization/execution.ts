/** Executions and quarantine of a job (Microsoft Graph: synchronizationTaskExecution, synchronizationQuarantine). */
import type { CycleSummary } from "../../../provisioning/index.ts";
import type { GraphObject } from "../service/graph-object.ts";

/** The execution of a cycle that ended. */
export function toExecution({ cycleId, counts, began }: CycleSummary, ended: string): GraphObject {
  const exported = counts.created + counts.updated + counts.disabled + counts.deleted;
  const failed = Object.values(counts.failed).reduce((sum, count) => sum + count, 0);
  const skipped = Object.values(counts.skipped).reduce((sum, count) => sum + count, 0);
  return {
    activityIdentifier: cycleId,
    countEntitled: counts.read - skipped,
    countEntitledForProvisioning: counts.read - skipped,
    countEscrowed: failed + counts.waiting,
    countEscrowedRaw: failed + counts.waiting,
    countExported: exported,
    countExports: exported,
    countImported: counts.read,
    countImportedDeltas: counts.read,
    countImportedReferenceDeltas: 0,
    error: null,
    state: failed > 0 ? "EntryLevelErrors" : "Succeeded",
    timeBegan: began,
    timeEnded: ended,
  };
}

/** The execution of a cycle that failed as a whole. */
export function failedExecution(cycle: {
  readonly id: string;
  readonly began: string;
  readonly ended: string;
  readonly message: string;
}): GraphObject {
  return {
    activityIdentifier: cycle.id,
    countEntitled: 0,
    countEntitledForProvisioning: 0,
    countEscrowed: 0,
    countEscrowedRaw: 0,
    countExported: 0,
    countExports: 0,
    countImported: 0,
    countImportedDeltas: 0,
    countImportedReferenceDeltas: 0,
    error: { code: "InternalError", message: cycle.message, tenantActionable: true },
    state: "Failed",
    timeBegan: cycle.began,
    timeEnded: cycle.ended,
  };
}

/** Time between attempts of a job that has just entered quarantine, in milliseconds. */
const RETRY = 40 * 60_000;

/** A quarantine that begins. */
export function quarantineOf(reason: string, began: string, message: string): GraphObject {
  return {
    currentBegan: began,
    nextAttempt: new Date(Date.parse(began) + RETRY).toISOString(),
    reason,
    seriesBegan: began,
    seriesCount: 1,
    error: { code: reason, message, tenantActionable: true },
  };
}
