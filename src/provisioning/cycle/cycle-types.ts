/**
 * What a cycle is given and what it reports.
 */
import type { CycleCounts, CycleOutcome, Execution } from "../ports/execution.ts";
import type { LogProblem, ProvisioningLogEntry } from "../ports/log.ts";
import type { NotifyProblem } from "../ports/notifier.ts";

/** How far a cycle is. */
export interface CycleProgress {
  /** Whether the cycle evaluates every user or continues from the previous one. */
  readonly kind: Execution["kind"];
  /** Counts so far. */
  readonly counts: CycleCounts;
  /** Users read so far who are in scope. */
  readonly inScope: number;
  /**
   * Users read so far whose processing is over. Users to be removed are processed after the read; users whose removal
   * is held back are not counted.
   */
  readonly done: number;
  /** Number of users that a full read yields; undefined when the source does not know. */
  readonly expected: number | undefined;
}

/** How a cycle ended. */
export interface CycleSummary {
  /** Id of the cycle, as its log entries carry it. */
  readonly cycleId: string;
  /** Whether the cycle evaluated every user or continued from the previous one. */
  readonly kind: Execution["kind"];
  /** How it ended. */
  readonly outcome: Execution["outcome"];
  /** Counts of the whole cycle. */
  readonly counts: CycleCounts;
  /** Disables and deletes that the threshold held back. */
  readonly heldBack: number;
  /** The number above which disables and deletes are held back; undefined when switched off. */
  readonly threshold: number | undefined;
  /** When it began, ISO 8601. */
  readonly began: string;
  /** From start to end, in milliseconds. */
  readonly duration: number;
  /** Why the cycle is `incomplete`, as a sentence. */
  readonly problem?: string;
  /**
   * What may be wrong with source or mapping, as sentences: attributes that the source does not have, an assigned group
   * without members, roles without names. Absent when nothing is.
   */
  readonly warnings?: readonly string[];
  /** Logs that could not be written; absent when all were. The next cycle writes the missing entries. */
  readonly logProblems?: readonly LogProblem[];
  /** Notifications that could not be delivered; absent when all were. The next cycle tries again. */
  readonly notifyProblems?: readonly NotifyProblem[];
}

/** Options of `ProvisioningJob.runCycle`. */
export interface RunCycleOptions {
  /** Ends the cycle after the users in progress. */
  readonly signal?: AbortSignal;
  /** Called after every user, and once at the end; must return quickly and must not throw. */
  readonly onProgress?: (progress: CycleProgress) => void;
  /**
   * Called with a sentence for every value that the target's own rules left out of a write, such as
   * `phoneNumbers[type eq "mobile"].value dropped: 0470: the phone number is not in E.164 form (user ada@contoso.com)`,
   * in every cycle in which the value would be sent; must not throw. The log has each once.
   */
  readonly onDropped?: (sentence: string) => void;
  /**
   * Called with every log entry that was committed, or in a dry run would have been. The engine awaits it before the
   * user counts as processed; it must not throw. For a log that survives a crash, use the job's option `log`.
   */
  readonly onEntry?: (entry: ProvisioningLogEntry) => void | Promise<void>;
}

/** How the users of a cycle are processed. */
export interface CycleOptions {
  readonly watermark: string | undefined;
  /** Number of users that a full read yields; undefined when the source does not know. */
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
