import type { CycleCounts, CycleSummary } from "../../src/provisioning/index.ts";
import type { ProvisioningLogEntry } from "../../src/provisioning/ports/log.ts";

const NOTHING: CycleCounts = {
  read: 0,
  created: 0,
  updated: 0,
  disabled: 0,
  deleted: 0,
  unchanged: 0,
  waiting: 0,
  skipped: {},
  failed: {},
};

/** Counts with defaults. */
export function countsOf(counts: Partial<CycleCounts>): CycleCounts {
  return { ...NOTHING, ...counts };
}

/** A summary with defaults. */
export function summaryOf({
  counts = {},
  ...rest
}: Partial<Omit<CycleSummary, "counts">> & { readonly counts?: Partial<CycleCounts> }): CycleSummary {
  return {
    cycleId: "c",
    kind: "initial",
    outcome: "completed",
    heldBack: 0,
    threshold: 25,
    duration: 1_000,
    ...rest,
    counts: countsOf(counts),
  };
}

/** A log entry with defaults. */
export function entryOf(entry: Partial<ProvisioningLogEntry>): ProvisioningLogEntry {
  const identity = { displayName: "", identityType: "User", details: {} };
  const system = { id: "s", displayName: "System", details: {} };
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
    sourceSystem: system,
    targetSystem: system,
    initiatedBy: { id: "", displayName: "", initiatorType: "system" },
    sourceIdentity: { id: "u1", ...identity },
    targetIdentity: { id: "t1", ...identity },
    ...entry,
  };
}
