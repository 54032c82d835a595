/**
 * What the steps of a cycle share.
 */

import type { JobRules } from "../job/compile-job.ts";
import type { LogDelivery } from "../log/log-delivery.ts";
import type { EntryContext } from "../log/log-entry.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { MappingContext } from "../mapping/evaluate-mapping.ts";
import type { ObjectMapping } from "../mapping/schema.ts";
import type { ScopeRules } from "../mapping/scoping-filter.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { Assignments, DirectorySource } from "../ports/source.ts";
import type { ProvisioningState, StateChange } from "../ports/state.ts";
import type { TargetUsers } from "../ports/target.ts";
import type { Accounts } from "./account-lookup.ts";
import type { Counts } from "./counters.ts";
import type { UnderWay } from "./creation-order.ts";

/** What the steps of a cycle share. */
export interface CycleContext extends EntryContext, MappingContext, JobRules {
  readonly kind: "initial" | "incremental";
  readonly sourceKind: DirectorySource["kind"];
  /** Digest of mapping and scope. */
  readonly fingerprint: string;
  readonly mapping: CompiledMapping;
  readonly actions: ObjectMapping["actions"];
  readonly scope: ScopeRules;
  /** Source attributes that mappings, filters and scope read. */
  readonly reads: readonly string[];
  readonly assignments: Assignments | undefined;
  readonly target: TargetUsers;
  /** Looks for accounts of the target by their values. */
  readonly accounts: Accounts;
  readonly state: ProvisioningState;
  readonly delivery: LogDelivery;
  readonly counts: Counts;
  readonly adopt: boolean;
  /** Accounts that are being taken over right now, to the user who takes them: the state knows an owner only afterwards. */
  readonly adopting: Map<string, string>;
  /** Users without an account who are being worked on right now. */
  readonly underWay: UnderWay;
  /** Unique values that new accounts are being made with right now. */
  readonly choosing: Set<string>;
  readonly deleteAfterDays: number;
  /** Whether the last cycle seems to lie so far back that the clock was rather set wrong. */
  readonly clockDoubtful: boolean;
  /** Undefined: switched off. */
  readonly threshold: number | undefined;
  readonly dryRun: boolean;
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
  if (entry.provisioningAction === "stagedDelete") return context.delivery.room();
  if (status === "failure") context.counts.fail(errorInformation?.errorCode ?? "InternalError");
  else if (status === "skipped") context.counts.skip(errorInformation?.errorCode ?? "RedundantExport");
  else if (entry.provisioningAction === "create") context.counts.count("created");
  else if (entry.provisioningAction === "update") context.counts.count("updated");
  else if (entry.provisioningAction === "disable") context.counts.count("disabled");
  else if (entry.provisioningAction === "delete") context.counts.count("deleted");
  await context.delivery.room();
}
