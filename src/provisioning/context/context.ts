/**
 * What the steps of one cycle share.
 */
import type { LogDelivery } from "../log/log-delivery.ts";
import type { LogEntryContext } from "../log/log-entry.ts";
import type { CycleKind } from "../ports/execution.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { Assignments } from "../ports/source.ts";
import type { StateChange } from "../ports/state.ts";
import type { Accounts } from "./account-lookup.ts";
import type { Counts } from "./counters.ts";
import type { UnderWay } from "./creation-order.ts";
import type { JobContext } from "./job-context.ts";

/** What the steps of one cycle share. */
export interface CycleContext extends JobContext, LogEntryContext {
  readonly kind: CycleKind;
  /** Part of every user's digest: the job's fingerprint and the number of its restarts. */
  readonly decisionFingerprint: string;
  readonly assignments: Assignments | undefined;
  /** Looks for accounts of the target by their values. */
  readonly accounts: Accounts;
  readonly delivery: LogDelivery;
  readonly counts: Counts;
  /** Accounts that are being taken over right now, to the user who takes them: the state knows an owner only afterwards. */
  readonly adopting: Map<string, string>;
  /** Users without an account who are being worked on right now. */
  readonly underWay: UnderWay;
  /** Unique values that new accounts are being made with right now. */
  readonly choosing: Set<string>;
  /** Whether the last cycle seems to lie so far back that the clock was rather set wrong. */
  readonly clockDoubtful: boolean;
  /** Undefined: switched off. */
  readonly threshold: number | undefined;
  /** Called with every entry that was committed, or would have been in a dry run. */
  readonly onEntry?: (entry: ProvisioningLogEntry) => void | Promise<void>;
}

/** Commits what came of one user, and counts it by its log entry. */
export async function commit(context: CycleContext, change: StateChange): Promise<void> {
  if (!context.dryRun) await context.state.commit(change);
  const { entry } = change;
  if (entry === undefined) return;
  // Before anything is waited for: sinks get the entries in the order of the log.
  if (!context.dryRun) context.delivery.push(entry);
  await context.onEntry?.(entry);
  const { status, errorInformation } = entry.provisioningStatusInfo;
  // What is held back is counted as that, in every cycle that meets it.
  if (entry.provisioningAction === "stagedDelete") return context.delivery.waitForCapacity();
  if (status === "failure") context.counts.fail(errorInformation?.errorCode ?? "InternalError");
  else if (status === "skipped") context.counts.skip(errorInformation?.errorCode ?? "RedundantExport");
  else if (entry.provisioningAction === "create") context.counts.count("created");
  else if (entry.provisioningAction === "update") context.counts.count("updated");
  else if (entry.provisioningAction === "disable") context.counts.count("disabled");
  else if (entry.provisioningAction === "delete") context.counts.count("deleted");
  await context.delivery.waitForCapacity();
}
