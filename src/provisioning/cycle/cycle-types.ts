/**
 * What a cycle is given and what it reports.
 */
import type { CycleCounts, CycleOutcome, Execution } from "../ports/execution.ts";
import type { LogProblem, ProvisioningLogEntry } from "../ports/log.ts";

/** How far a cycle is. */
export interface CycleProgress {
  /** `initial`: looks at every user anew; `incremental`: continues from the cycle before. */
  readonly kind: Execution["kind"];
  /** Counts so far. */
  readonly counts: CycleCounts;
  /** Users read so far who are to have an account. */
  readonly inScope: number;
  /** Users read so far about whom nothing is under way any more; removals wait for the end of the read, and those held back are not done. */
  readonly done: number;
  /** Users that a full read yields, where the source knows. */
  readonly expected: number | undefined;
}

/** How a cycle ended. */
export interface CycleSummary {
  /** Made for this cycle; its log entries carry it. */
  readonly cycleId: string;
  /** `initial`: looked at every user anew; `incremental`: continued from the cycle before. */
  readonly kind: Execution["kind"];
  /** How it ended. */
  readonly outcome: Execution["outcome"];
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
  /** Logs that could not be written; absent when all were. The next cycle gives them what they lack. */
  readonly logProblems?: readonly LogProblem[];
}

/** Options of `ProvisioningJob.runCycle`. */
export interface RunCycleOptions {
  /** Ends the cycle after the objects in flight. */
  readonly signal?: AbortSignal;
  /** Called after every object, and once at the end; must be quick and must not throw. */
  readonly onProgress?: (progress: CycleProgress) => void;
  /**
   * Called with every log entry that was committed, or in a dry run would have been. The object is done when what it returns is; must not throw. For a log that
   * has to survive a crash, there is the job's option `log`.
   */
  readonly onEntry?: (entry: ProvisioningLogEntry) => void | Promise<void>;
}

/** How one pass over the source is controlled and observed. */
export interface CycleOptions {
  readonly watermark: string | undefined;
  /** Whether everybody in escrow is tried again, due or not. */
  readonly retryAll: boolean;
  /** Number of users that a full read yields, where the source knows. */
  readonly expected: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: CycleProgress) => void) | undefined;
  /** Called when the cycle begins, with a function that returns its current progress. */
  readonly onStart: ((progress: () => CycleProgress) => void) | undefined;
}

/** What reading the source led to. */
export interface ReadResult {
  readonly outcome: Exclude<CycleOutcome, "held_back">;
  readonly watermark: string | undefined;
  /** Why the read is incomplete. */
  readonly problem?: string;
}

/** What a cycle led to. */
export interface CycleResult {
  readonly outcome: CycleOutcome;
  readonly watermark: string | undefined;
  /** Number of removals that the deletion threshold held back. */
  readonly heldBack: number;
  /** Why the read is incomplete. */
  readonly problem?: string;
}
