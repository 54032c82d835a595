/**
 * What stays the same in every cycle of a job: its parts, its compiled mapping and scope, and its options with their
 * defaults filled in.
 */
import type { CommitSignal } from "../log/follow-log.ts";
import type { SystemIdentifiers } from "../log/provisioning-systems.ts";
import type { TimedSink } from "../log/timed-sink.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { MappingContext } from "../mapping/evaluate-mapping.ts";
import type { ObjectMapping } from "../mapping/schema.ts";
import type { CompiledScope } from "../mapping/scoping-filter.ts";
import type { LogIdentity } from "../ports/log.ts";
import type { Notifier } from "../ports/notifier.ts";
import type { DirectorySource } from "../ports/source.ts";
import type { ProvisioningState } from "../ports/state.ts";
import type { ProvisioningTarget } from "../ports/target.ts";
import type { JobRules } from "./rules.ts";

/** What stays the same in every cycle of a job. */
export interface JobContext extends MappingContext, JobRules {
  readonly source: DirectorySource;
  readonly target: ProvisioningTarget;
  readonly state: ProvisioningState;
  /** Receive the log entries; none in a dry run. */
  readonly sinks: readonly TimedSink[];
  /** Wakes readers of the log after each commit of an entry. */
  readonly commitSignal: CommitSignal;
  readonly notify: Notifier | undefined;
  readonly identity: LogIdentity;
  /** The attribute mappings of users, compiled against the target. */
  readonly mapping: CompiledMapping;
  /** The target object actions that the mapping switches on. */
  readonly actions: ObjectMapping["actions"];
  /** Which users get an account. */
  readonly scope: CompiledScope;
  /** Source attributes that mappings, filters and scope read. */
  readonly reads: readonly string[];
  /** Those without which the job does not run. */
  readonly requires: ReadonlySet<string>;
  /** Called with a sentence about something that the administrator should know and that stops nothing. */
  readonly onWarning: ((sentence: string) => void) | undefined;
  /** Whether mappings or filters read the roles of users. */
  readonly readsRoles: boolean;
  /** Source and target, as the synchronization schema names them. */
  readonly systems: SystemIdentifiers;
  /** Digest of mapping, scope and rules: when it changes, every user is evaluated again. */
  readonly fingerprint: string;
  /** Whether an existing account that matches is linked. */
  readonly adopt: boolean;
  /** Users processed at the same time. */
  readonly concurrency: number;
  readonly deleteAfterDays: number;
  /** Days that the state keeps log entries at least. */
  readonly keepLog: number;
  /** Undefined: chosen by the number of linked users. */
  readonly deletionThreshold: number | "off" | undefined;
  /** Whether the deletion threshold is switched off for this run. */
  readonly allowDeletes: boolean;
  readonly dryRun: boolean;
  /** Whether this run may bind the state to another source or target. */
  readonly rebind: boolean;
}
