/** Log entries and summaries of cycles, with defaults for what a test does not care about. */
import type { CycleCounts, CycleSummary, ProvisioningLogEntry } from "../../src/provisioning/index.ts";

const NO_COUNTS: CycleCounts = {
  read: 0,
  created: 0,
  updated: 0,
  disabled: 0,
  deleted: 0,
  unchanged: 0,
  waiting: 0,
  abandoned: 0,
  skipped: {},
  failed: {},
};

/** Counts of a cycle; 0 by default. */
export function cycleCounts(counts: Partial<CycleCounts>): CycleCounts {
  return { ...NO_COUNTS, ...counts };
}

/** The summary of a complete initial cycle that changed nothing. */
export function cycleSummary({
  counts = {},
  ...rest
}: Partial<Omit<CycleSummary, "counts">> & { readonly counts?: Partial<CycleCounts> }): CycleSummary {
  return {
    cycleId: "c",
    kind: "initial",
    outcome: "completed",
    heldBack: 0,
    threshold: 25,
    began: "2026-01-01T00:00:00.000Z",
    duration: 1_000,
    ...rest,
    counts: cycleCounts(counts),
  };
}

/** An identity of a log entry. */
export function identity(id: string, displayName = ""): ProvisioningLogEntry["sourceIdentity"] {
  return { id, displayName, identityType: "User", details: {} };
}

/** A system of a log entry. */
export function system(displayName: string): ProvisioningLogEntry["sourceSystem"] {
  return { id: "", displayName, details: {} };
}

/** The entry of a successful create. */
export function logEntry(entry: Partial<ProvisioningLogEntry>): ProvisioningLogEntry {
  return {
    id: "e",
    activityDateTime: "2026-01-01T00:00:00Z",
    jobId: "j",
    cycleId: "c",
    changeId: "ch",
    provisioningAction: "create",
    durationInMilliseconds: 1,
    provisioningStatusInfo: { status: "success", errorInformation: null },
    provisioningSteps: [],
    modifiedProperties: [],
    sourceSystem: system("System"),
    targetSystem: system("System"),
    initiatedBy: { id: "", displayName: "", initiatorType: "system" },
    sourceIdentity: identity("u1"),
    targetIdentity: identity("t1"),
    ...entry,
  };
}
