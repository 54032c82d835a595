/**
 * The options of a provisioning job, the job itself, and what its methods return.
 */
import type { Assumptions } from "../../expression/index.ts";
import type { CycleProgress, CycleSummary, RunCycleOptions } from "../cycle/cycle-types.ts";
import type { FollowLogOptions } from "../log/follow-log.ts";
import type { SynchronizationSchema, SynchronizationSchemaDocument } from "../mapping/schema.ts";
import type { OnDemandResult, ResetScope } from "../ports/command.ts";
import type { Execution } from "../ports/execution.ts";
import type { LogIdentity, LogSink, ProvisioningLogEntry } from "../ports/log.ts";
import type { Notifier, NotifyProblem } from "../ports/notifier.ts";
import type { Quarantine } from "../ports/quarantine.ts";
import type { DirectorySource } from "../ports/source.ts";
import type { StagedRemoval } from "../ports/staged-removal.ts";
import type { ProvisioningState } from "../ports/state.ts";
import type { ProvisioningTarget } from "../ports/target.ts";
import type { Schedule, ScheduleOptions } from "./schedule.ts";

/** Options of `createProvisioningJob`. */
export interface ProvisioningJobOptions {
  /** The directory whose users are provisioned. */
  readonly source: DirectorySource;
  /** The service whose accounts are kept in sync. */
  readonly target: ProvisioningTarget;
  /** Attribute mappings and scoping filters: a synchronization schema, parsed or as Graph exports it. */
  readonly mapping: SynchronizationSchema | SynchronizationSchemaDocument;
  /** Keeps links, intents, log and watermark. Default: in memory, so everything is lost when the process ends. */
  readonly state?: ProvisioningState;
  /**
   * Which users are in scope. `assigned`: users whom the source's assignments name, directly or through a group. `all`:
   * all users who pass the scoping filters. Default `assigned`.
   */
  readonly scope?: "assigned" | "all";
  /**
   * Whether users with no role but Default Access are skipped. Default true, as Proxyclick's tutorial says; a newer
   * page of the service says otherwise (an assumption).
   */
  readonly excludeDefaultAccess?: boolean;
  /**
   * Whether a pattern of a scoping filter (`REGEX MATCH`) must match the whole value or may match a part of it. Default
   * `anywhere`; Microsoft does not document this (an assumption).
   */
  readonly filterPatterns?: "anywhere" | "whole";
  /**
   * How expressions evaluate where the documentation contradicts itself; the options of `compileExpression` of the same
   * name.
   */
  readonly assumptions?: Assumptions;
  /**
   * Whether an existing account that matches is taken over. Default true, as in Entra; the log shows both identities.
   */
  readonly adopt?: boolean;
  /**
   * Days after which a user who is missing from a complete snapshot is deleted; until then it is disabled. Default 30;
   * 0 deletes at once.
   */
  readonly deleteAfterDays?: number;
  /**
   * Whether the accounts of users who are unassigned, filtered out, disabled or missing are left unchanged, as with
   * Entra's SkipOutOfScopeDeletions. Users who are gone for good are deleted all the same. Default false.
   */
  readonly skipOutOfScopeDeletions?: boolean;
  /**
   * Whether the target can disable accounts; accounts of a target that cannot are deleted instead. Default: what the
   * mapping's definition of the target says, else true.
   */
  readonly softDelete?: boolean;
  /**
   * When the default of an attribute without an expression is written: when the account is created, or also when a
   * known account has no value. Default `onCreate`; Microsoft documents both (an assumption).
   */
  readonly unmappedDefaults?: "onCreate" | "whenEmpty";
  /**
   * Most disables and deletes of one cycle; if more are due, none of them is executed. `off` switches the threshold
   * off. Default: the larger of 5 and a tenth of the linked users, at most 500. Nothing is executed at all while the
   * assignments name nobody.
   */
  readonly deletionThreshold?: number | "off";
  /**
   * Executes what the threshold would hold back, in this run only. Users who are missing meanwhile may then also be
   * deleted after `deleteAfterDays` without counting again. Default false.
   */
  readonly allowDeletes?: boolean;
  /**
   * Confirms that the state is to be used with another source or target from now on; without it, a job refuses that
   * with `state_mismatch`. Counts for the first run of this job only. Where the target has none of the linked accounts,
   * all links are forgotten and users are matched again. Users whom a new source does not list are missing, so that the
   * deletion threshold decides about them. Default false.
   */
  readonly rebind?: boolean;
  /**
   * Whether the source must have every attribute that the job reads. Default false: without an attribute that only
   * attribute mappings read, the job warns, and existing accounts keep what is mapped from it. What matching mappings,
   * mappings of `active` and scoping filters read, and `accountEnabled`, is always required.
   */
  readonly strict?: boolean;
  /**
   * Called with a sentence about something that stops nothing and that the administrator should know, such as
   * attributes that the source does not have; must not throw. A cycle also has it in {@link CycleSummary.warnings}.
   */
  readonly onWarning?: (sentence: string) => void;
  /** Users processed at the same time, from 1 to 1,000. Default 16. */
  readonly concurrency?: number;
  /** Plans everything and writes nothing, neither to the target nor to the state nor to the log. Default false. */
  readonly dryRun?: boolean;
  /**
   * Called when the job enters quarantine, when the reason changes, and when the deletion threshold holds removals
   * back.
   */
  readonly notify?: Notifier;
  /** Receives log entries after they were committed; each of several sinks receives all of them. */
  readonly log?: LogSink | readonly LogSink[];
  /**
   * Days after which the state drops a log entry that every sink of `log` has received; readers of `followLog` must not
   * be further behind. From 0, which drops an entry at the end of the cycle in which the sinks received it, to 36,500;
   * `Infinity` keeps all. Default 90.
   */
  readonly keepLog?: number;
  /** Tenant and application that log entries carry. */
  readonly identity?: LogIdentity;
  /** The tenant's default verified domain, for the expression function `DefaultDomain`. */
  readonly defaultDomain?: string;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
  /** Creates ids. Default: random UUIDs. */
  readonly guid?: () => string;
}

/** An account of the target, and the user that it belongs to. */
export interface DiscoveredAccount {
  /** Id of the account. */
  readonly targetId: string;
  /** Name of the account: its matching value. */
  readonly name: string;
  /**
   * `assigned`: belongs to a user in scope. `unassigned`: belongs to a user of the source who is not in scope. `local`:
   * belongs to no user of the source.
   */
  readonly status: "assigned" | "unassigned" | "local";
  /** Whether the job has a link to it. */
  readonly linked: boolean;
  /** Object id of the user; absent for a local account. */
  readonly sourceId?: string;
  /** Name of the user; absent for a local account. */
  readonly sourceName?: string;
}

/** The status of a job. */
export interface JobStatus {
  /** In the terms of Microsoft Graph. */
  readonly code: "NotRun" | "Active" | "Paused" | "Quarantine";
  /** Users with a linked account. */
  readonly linked: number;
  /** The running cycle; absent between cycles. */
  readonly running?: CycleProgress & {
    /** When it began, ISO 8601. */
    readonly began: string;
    /** Users read per second so far. */
    readonly rate: number;
    /** When it is expected to end, ISO 8601; absent when the number of users is not known. */
    readonly expectedEnd?: string;
  };
  /**
   * When the schedule of this job begins its next cycle, ISO 8601; absent without a schedule, while a cycle runs, and
   * while the job is paused.
   */
  readonly nextRun?: string;
  /** The last cycle that ended; absent before the first. */
  readonly lastExecution?: Execution;
  /** The last cycle that was completed. */
  readonly lastSuccessfulExecution?: Execution;
  /** Present while the job is in quarantine. */
  readonly quarantine?: Quarantine;
  /** Notifications that could not be delivered; absent when all were. The next cycle tries again. */
  readonly notifyProblems?: readonly NotifyProblem[];
}

/** Keeps a target in sync with a source. */
export interface ProvisioningJob {
  /**
   * Runs one cycle: the initial one on a new state or a changed mapping, else an incremental one.
   *
   * @throws ProvisioningError when the source or the mapping is not usable, or the job is paused or running already;
   *   ScimRequestError when the target rejects the credentials, is unreachable or is not SCIM.
   */
  runCycle(options?: RunCycleOptions): Promise<CycleSummary>;
  /**
   * Provisions one user now.
   *
   * @param user - Object id, user principal name, mail address or display name, in any case.
   * @throws ProvisioningError `invalid_source` when the source has no such user, or several; `incomplete_source` when
   *   it ends before it listed the user; else as {@link ProvisioningJob.runCycle}.
   */
  provisionOnDemand(user: string, options?: { readonly signal?: AbortSignal }): Promise<OnDemandResult>;
  /**
   * Runs cycles until stopped: the first at once, then one every 40 minutes by default. In quarantine the schedule
   * backs off.
   *
   * @throws RangeError for an `every` or `jitter` outside its bounds.
   */
  start(options?: ScheduleOptions): Schedule;
  /**
   * Pauses the job: a running cycle ends after the users in progress, and no other begins until
   * {@link ProvisioningJob.resume}.
   */
  pause(): Promise<void>;
  /**
   * Ends a pause; the next cycle continues where the last one stopped. A schedule of this job begins it at once.
   */
  resume(): Promise<void>;
  /**
   * Forgets what the job knows, so that the next cycle is an initial one. Links between users and accounts are kept,
   * unless the scope includes `ConnectorDataStore` or `Full`. A schedule of this job begins that cycle at once.
   *
   * @param scope - What to forget. Default: `Watermark`, `Escrows` and `QuarantineState`, as the portal's Restart.
   * @throws RangeError for an unknown scope; ProvisioningError `state_in_use` while a cycle runs.
   */
  restart(scope?: readonly ResetScope[]): Promise<void>;
  /** The status of the job. */
  status(): Promise<JobStatus>;
  /**
   * The log as it grows, in order: stored entries, then new ones, until the signal or until the loop ends. Entries are
   * read from the state when the reader is ready for them: a slow reader neither delays a cycle nor fills the memory,
   * and a late one misses nothing.
   *
   * With a `name`, an entry counts as read once the next one is requested; after a crash, the last one comes again. A
   * dry run has no log.
   *
   * @throws ProvisioningError `invalid_log` for the name of a sink; at a step, what the state throws, such as when it
   *   was closed.
   */
  followLog(options?: FollowLogOptions): AsyncIterable<ProvisioningLogEntry>;
  /**
   * The disables and deletes that the deletion threshold holds back, in the order of their users, to be reviewed before
   * a run with `allowDeletes`, or {@link ProvisioningJob.restart} with `ForceDeletes`, allows them. Each is also logged
   * once, with the action `stagedDelete`. A removal that is no longer due leaves the list in the next cycle.
   */
  staged(): AsyncIterable<StagedRemoval>;
  /**
   * Lists every account of the target and the user that it belongs to; writes nothing.
   *
   * @throws ProvisioningError `incomplete_source`, at the first step, when the source ends early: accounts of unread
   *   users would look local.
   */
  discover(options?: { readonly signal?: AbortSignal }): AsyncIterable<DiscoveredAccount>;
  /** Links between users and accounts. */
  readonly connections: {
    /** Returns the link of a user, by its object id; undefined when there is none. */
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
     * Deletes the link of a user, by its object id: the next cycle matches the user again. The account itself is not
     * changed.
     *
     * @returns whether there was a link.
     * @throws ProvisioningError `not_paused` unless the job is paused; `state_in_use` while a paused cycle still
     *   finishes the users in progress.
     */
    delete(sourceId: string): Promise<boolean>;
  };
}
