/**
 * What goes into a provisioning job and what comes out of a cycle.
 */
import type { LogSink } from "./log.ts";
import type { DirectorySource } from "./source.ts";
import type { ProvisioningState } from "./state.ts";
import type { SynchronizationSchema, SynchronizationSchemaDocument } from "./synchronization-schema.ts";
import type { ProvisioningTarget } from "./target.ts";

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
  /** Whether an existing account that matches is taken over. Default true, as in Entra; each adoption is logged with both identities. */
  readonly adopt?: boolean;
  /** Days after which a user who is missing from a complete snapshot is deleted; until then it is disabled. Default 30; 0 deletes at once. */
  readonly deleteAfterDays?: number;
  /**
   * Most disables and deletes of one cycle; more, and none of them is executed. Default: the larger of 25 and a tenth of the linked users, at most
   * 500. `off` switches the threshold off.
   */
  readonly deletionThreshold?: number | "off";
  /** Executes what the threshold would hold back, in this run only. Default false. */
  readonly allowDeletes?: boolean;
  /** Users worked on at the same time. Default 16. */
  readonly concurrency?: number;
  /** Plans everything and writes nothing, neither to the target nor to the state nor to the log. Default false. */
  readonly dryRun?: boolean;
  /** Receives log entries after they were committed. */
  readonly log?: LogSink;
  /** The tenant's default verified domain, for the expression function `DefaultDomain`. */
  readonly defaultDomain?: string;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
  /** Makes ids. Default: random UUIDs. */
  readonly guid?: () => string;
}

/** Counts of one cycle. `skipped` and `failed` count by reason. */
export interface CycleCounts {
  /** Users read from the source. */
  readonly read: number;
  /** Accounts made in the target. */
  readonly created: number;
  /** Accounts with changed attributes, adopted ones among them. */
  readonly updated: number;
  /** Accounts switched off, because the user is out of scope or missing. */
  readonly disabled: number;
  /** Accounts deleted from the target. */
  readonly deleted: number;
  /** Users who are in step: nothing was sent and nothing logged. */
  readonly unchanged: number;
  /** Users whose change failed before and is not due to be tried again yet. */
  readonly waiting: number;
  /** Skip reason, such as `NotEffectivelyEntitled`, to number of users. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Error code, such as `EntryConflict`, to number of users. */
  readonly failed: Readonly<Record<string, number>>;
}

/** How far a cycle is. */
export interface CycleProgress {
  /** `initial`: looks at every user anew; `incremental`: continues from the cycle before. */
  readonly kind: "initial" | "incremental";
  /** Counts so far. */
  readonly counts: CycleCounts;
  /** Users that a full read yields, where the source knows. */
  readonly expected: number | undefined;
}

/** How a cycle ended. */
export interface CycleSummary {
  /** Made for this cycle; its log entries carry it. */
  readonly cycleId: string;
  /** `initial`: looked at every user anew; `incremental`: continued from the cycle before. */
  readonly kind: "initial" | "incremental";
  /**
   * `completed`: everything was looked at. `held_back`: the deletion threshold held disables and deletes back, the rest was done.
   * `interrupted`: stopped by its signal. `incomplete`: the source ended early, so nobody was removed.
   */
  readonly outcome: "completed" | "held_back" | "interrupted" | "incomplete";
  /** Counts of the whole cycle. */
  readonly counts: CycleCounts;
  /** Disables and deletes that the threshold held back. */
  readonly heldBack: number;
  /** The number above which disables and deletes are held back; undefined when switched off. */
  readonly threshold: number | undefined;
  /** Milliseconds from start to end. */
  readonly duration: number;
  /** Why the cycle is `incomplete`, for people. */
  readonly problem?: string;
}

/** Options of {@link ProvisioningJob.runCycle}. */
export interface RunCycleOptions {
  /** Ends the cycle after the objects in flight. */
  readonly signal?: AbortSignal;
  /** Called after every object, and once at the end; must be quick and must not throw. */
  readonly onProgress?: (progress: CycleProgress) => void;
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
}
