/**
 * What goes into a provisioning job and what comes out of a cycle.
 */

import type { CycleProgress, CycleSummary, RunCycleOptions } from "../cycle/cycle-types.ts";
import type { ResetScope } from "../cycle/job-record.ts";
import type { FollowLogOptions } from "../log/follow-log.ts";
import type { SynchronizationSchema, SynchronizationSchemaDocument } from "../mapping/schema.ts";
import type { Execution } from "../ports/execution.ts";
import type { LogIdentity, LogProblem, LogSink, ProvisioningLogEntry } from "../ports/log.ts";
import type { Notifier } from "../ports/notifier.ts";
import type { Quarantine } from "../ports/quarantine.ts";
import type { DirectorySource } from "../ports/source.ts";
import type { StagedRemoval } from "../ports/staged-removal.ts";
import type { ProvisioningState } from "../ports/state.ts";
import type { ProvisioningTarget } from "../ports/target.ts";
import type { Schedule, ScheduleOptions } from "./schedule.ts";

/** What a provisioning job is made of. */
export interface ProvisioningJobOptions {
  /** Directory whose users are provisioned. */
  readonly source: DirectorySource;
  /** Service whose accounts are kept in step. */
  readonly target: ProvisioningTarget;
  /** Attribute mappings and scoping filters: a synchronization schema, parsed or as Graph exports it. */
  readonly mapping: SynchronizationSchema | SynchronizationSchemaDocument;
  /** Links, intents, log and watermark; in memory when absent, which forgets everything with the process. */
  readonly state?: ProvisioningState;
  /** `assigned` (the default): only users whom the source's assignments name, directly or through a group. `all`: everybody whom the scoping filters let through. */
  readonly scope?: "assigned" | "all";
  /**
   * Whether users who hold nothing but Default Access are skipped. Default true, as Proxyclick's tutorial says; a newer page of the service says
   * otherwise (an assumption).
   */
  readonly excludeDefaultAccess?: boolean;
  /** Whether a pattern of a scoping filter (`REGEX MATCH`) may match a part of a value or must match all of it. Default `anywhere`; not public, an assumption. */
  readonly filterPatterns?: "anywhere" | "whole";
  /** Whether an existing account that matches is taken over. Default true, as in Entra; each adoption is logged with both identities. */
  readonly adopt?: boolean;
  /** Days after which a user who is missing from a complete snapshot is deleted; until then it is disabled. Default 30; 0 deletes at once. */
  readonly deleteAfterDays?: number;
  /**
   * Whether the accounts of users who are unassigned, out of the scoping filters, disabled or missing are left as they are, as with Entra's
   * SkipOutOfScopeDeletions. Deletes of users who are gone for good are sent all the same. Default false.
   */
  readonly skipOutOfScopeDeletions?: boolean;
  /** Whether the target can disable accounts; one that cannot gets deletes instead. Default: what the mapping's definition of the target says, else true. */
  readonly softDelete?: boolean;
  /**
   * When the default of an attribute that no expression feeds is written: when the account is created, or also when a known account has no value.
   * Default `onCreate`; the service's documentation says both (an assumption).
   */
  readonly unmappedDefaults?: "onCreate" | "whenEmpty";
  /**
   * Most disables and deletes of one cycle; more, and none of them is executed. Default: the larger of 25 and a tenth of the linked users, at most
   * 500. `off` switches the threshold off.
   */
  readonly deletionThreshold?: number | "off";
  /** Executes what the threshold would hold back, in this run only. Default false. */
  readonly allowDeletes?: boolean;
  /** Users worked on at the same time, from 1 to 1,000. Default 16. */
  readonly concurrency?: number;
  /** Plans everything and writes nothing, neither to the target nor to the state nor to the log. Default false. */
  readonly dryRun?: boolean;
  /** Is told when the job enters quarantine, when the reason changes, and when the deletion threshold holds removals back. */
  readonly notify?: Notifier;
  /** Receives log entries after they were committed; several of them each receive all. */
  readonly log?: LogSink | readonly LogSink[];
  /** Tenant and application that log entries carry. */
  readonly identity?: LogIdentity;
  /** The tenant's default verified domain, for the expression function `DefaultDomain`. */
  readonly defaultDomain?: string;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
  /** Makes ids. Default: random UUIDs. */
  readonly guid?: () => string;
}

/** What came of one user who was provisioned on demand. */
export interface OnDemandResult {
  /** In the words of Microsoft Graph. */
  readonly result: "Success" | "Skipped" | "Failure";
  /** All steps with their details, changed attributes, and why it failed or was skipped. */
  readonly entry: ProvisioningLogEntry;
  /** Logs that could not be written; absent when all were. */
  readonly logProblems?: readonly LogProblem[];
}

/** An account of the target, and whose it is. */
export interface DiscoveredAccount {
  /** Id of the account. */
  readonly targetId: string;
  /** Name of the account: its matching value. */
  readonly name: string;
  /** `assigned`: of a user in scope. `unassigned`: of a user of the source who is not in scope. `local`: of nobody the source knows. */
  readonly standing: "assigned" | "unassigned" | "local";
  /** Whether the job holds a link to it. */
  readonly linked: boolean;
  /** Object id of the user; absent for a local account. */
  readonly sourceId?: string;
  /** Name of the user; absent for a local account. */
  readonly sourceName?: string;
}

/** How a job stands. */
export interface JobStatus {
  /** In the words of Microsoft Graph. */
  readonly code: "NotRun" | "Active" | "Paused" | "Quarantine";
  /** Users with a linked account. */
  readonly linked: number;
  /** The cycle that is running; absent between cycles. */
  readonly running?: CycleProgress & {
    /** When it began, ISO 8601. */
    readonly began: string;
    /** Users read per second so far. */
    readonly rate: number;
    /** When it is expected to end, ISO 8601; absent when the number of users is not known. */
    readonly expectedEnd?: string;
  };
  /** When the schedule of this job begins its next cycle, ISO 8601; absent without a schedule, while a cycle runs, and while the job is paused. */
  readonly nextRun?: string;
  /** The last cycle that ended; absent before the first. */
  readonly lastExecution?: Execution;
  /** The last cycle that was completed. */
  readonly lastSuccessfulExecution?: Execution;
  /** Present while the job is in quarantine. */
  readonly quarantine?: Quarantine;
}

/** Keeps a target in step with a source. */
export interface ProvisioningJob {
  /**
   * Runs one cycle: the initial one on a new state or a changed mapping, else an incremental one.
   *
   * @throws ProvisioningError when the source or the mapping cannot be used; ScimRequestError when the target refuses the credentials, is not
   *   reachable or is not SCIM.
   */
  runCycle(options?: RunCycleOptions): Promise<CycleSummary>;
  /**
   * Takes one user through all steps, now.
   *
   * @param user - Object id or user principal name.
   * @throws ProvisioningError `invalid_source` when the source has no such user, `incomplete_source` when it ends before the user came; else as {@link ProvisioningJob.runCycle}.
   */
  provisionOnDemand(user: string, options?: { readonly signal?: AbortSignal }): Promise<OnDemandResult>;
  /**
   * Runs cycles until stopped: the first at once, then every 40 minutes unless told otherwise; in quarantine ever more rarely.
   *
   * @throws RangeError for an interval or a jitter that is none.
   */
  start(options?: ScheduleOptions): Schedule;
  /** Holds the job: a running cycle ends after the users in flight, and none is begun until {@link ProvisioningJob.resume}. */
  pause(): Promise<void>;
  /** Goes on where {@link ProvisioningJob.pause} held. */
  resume(): Promise<void>;
  /**
   * Forgets, so that the next cycle is an initial one. Links between users and accounts are kept, unless `ConnectorDataStore` or `Full` is named.
   *
   * @param scope - What to forget. Default: `Watermark`, `Escrows` and `QuarantineState`, as the portal's Restart.
   * @throws RangeError for a name that is none of those.
   */
  restart(scope?: readonly ResetScope[]): Promise<void>;
  /** How the job stands. */
  status(): Promise<JobStatus>;
  /**
   * The log as it grows, in order: entries that are there, and those to come, until the signal or until the loop is left. They are taken from the state
   * when the reader asks for them: a slow one neither delays a cycle nor fills the memory, and one that comes late misses nothing.
   *
   * With a `name` an entry counts as taken once the next one is asked for; the one in hand when a process dies is given again. A dry run has no log.
   *
   * @throws ProvisioningError `invalid_log` for the name of a sink; at a step, what the state throws, such as when it was closed.
   */
  followLog(options?: FollowLogOptions): AsyncIterable<ProvisioningLogEntry>;
  /**
   * The disables and deletes that the deletion threshold holds back, in the order in which their users came: to look at before they are allowed, by a run with
   * `allowDeletes` or {@link ProvisioningJob.restart} with `ForceDeletes`. Each is in the log, too, once, with the action `stagedDelete`. One that is no longer
   * due leaves the list in the next cycle.
   */
  staged(): AsyncIterable<StagedRemoval>;
  /**
   * Lists every account of the target and whose it is; writes nothing.
   *
   * @throws ProvisioningError `incomplete_source`, at the first step, when the source ends early: accounts of unread users would look local.
   */
  discover(options?: { readonly signal?: AbortSignal }): AsyncIterable<DiscoveredAccount>;
  /** Links between users and accounts. */
  readonly connections: {
    /** Returns the link of a user; undefined when there is none. */
    get(sourceId: string): Promise<
      | {
          /** Object id of the user. */
          readonly sourceId: string;
          /** Name of the user. */
          readonly sourceName: string;
          /** Id of the account. */
          readonly targetId: string;
        }
      | undefined
    >;
    /**
     * Deletes a link: the next cycle looks for an account of the user again. The account itself is not changed.
     *
     * @returns whether there was a link.
     * @throws ProvisioningError `not_paused` unless the job is paused; `state_in_use` while a cycle that was paused still finishes its
     *   users in flight.
     */
    delete(sourceId: string): Promise<boolean>;
  };
}
