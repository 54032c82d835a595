/**
 * Commits what came of one user: the one way into state, log sinks and counters.
 */
import type { CycleContext } from "../context/context.ts";
import type { Counters } from "../context/counters.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { StateChange } from "../ports/state.ts";

/** Stores a change, passes its log entry on, and counts the user by it. */
export async function commit(context: CycleContext, change: StateChange): Promise<void> {
  const { entry, record } = change;
  if (entry !== undefined && isDeletion(entry))
    await context.goneAccounts.add(entry.targetIdentity.id, entry.sourceIdentity.id);
  if (record?.skipped !== undefined) context.counts.noteSkippedUser(record.skipped);
  await context.state.commit(change);
  if (entry === undefined) return;
  // Before anything is awaited: sinks get the entries in the order of the log.
  context.delivery.push(entry);
  await context.onEntry?.(entry);
  countEntry(context.counts, entry);
  await context.delivery.waitForCapacity();
}

function isDeletion({ provisioningAction, provisioningStatusInfo }: ProvisioningLogEntry): boolean {
  return provisioningAction === "delete" && provisioningStatusInfo.status === "success";
}

function countEntry(counts: Counters, { provisioningAction, provisioningStatusInfo }: ProvisioningLogEntry): void {
  // Removals that are held back are counted by the cycle, also when they are not logged again.
  if (provisioningAction === "stagedDelete") return;
  const { status, errorInformation } = provisioningStatusInfo;
  if (status === "failure") counts.countFailed(errorInformation?.errorCode ?? "InternalError");
  else if (status === "skipped") counts.countSkipped(errorInformation?.errorCode ?? "RedundantExport");
  else if (provisioningAction !== "other") counts.count(TOTAL_OF[provisioningAction]);
}

const TOTAL_OF = { create: "created", update: "updated", disable: "disabled", delete: "deleted" } as const;
