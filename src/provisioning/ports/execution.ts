/**
 * What a state and a job's status report about a cycle: its kind, its outcome and its counts.
 */

/**
 * Counts of one cycle. `skipped` and `failed` count by reason. `created`, `updated`, `disabled` and `deleted` count the
 * writes that the cycle has logged as successful: a write that an earlier cycle sent before it was killed, or whose
 * answer was lost, counts in the cycle that finds that it took effect, and in no other.
 */
export interface CycleCounts {
  /** Users read from the source. */
  readonly read: number;
  /** Accounts created in the target. */
  readonly created: number;
  /** Accounts with changed attributes, adopted ones among them. */
  readonly updated: number;
  /** Accounts disabled because their user is out of scope or missing. */
  readonly disabled: number;
  /** Accounts deleted from the target. */
  readonly deleted: number;
  /** Users already in sync: nothing was sent and nothing logged. */
  readonly unchanged: number;
  /** Users whose last change failed and whose next attempt is not due yet. */
  readonly waiting: number;
  /**
   * Users whose change has failed for 28 days and whose next attempt is not due yet. Entra does not try them again
   * until they change; this engine does so every 28 days.
   */
  readonly abandoned: number;
  /**
   * Skip reason, such as `NotEffectivelyEntitled`, to number of users; also of users who were skipped by an earlier
   * cycle and have not changed.
   */
  readonly skipped: Readonly<Record<string, number>>;
  /** Error code, such as `EntryConflict`, to number of users. */
  readonly failed: Readonly<Record<string, number>>;
}

/** One finished cycle, as the state keeps it. */
export interface Execution {
  /** Id of the cycle, as its log entries carry it. */
  readonly cycleId: string;
  /** `initial`: evaluates every user again; `incremental`: continues from the previous cycle. */
  readonly kind: "initial" | "incremental";
  /**
   * How it ended. `completed`: every user was processed. `held_back`: the deletion threshold held back disables and
   * deletes; everything else was done. `interrupted`: stopped by its signal. `incomplete`: the source ended early, so
   * no account was removed.
   */
  readonly outcome: "completed" | "held_back" | "interrupted" | "incomplete";
  /** When it began, ISO 8601. */
  readonly began: string;
  /** When it ended, ISO 8601. */
  readonly ended: string;
  /** What it did. */
  readonly counts: CycleCounts;
  /** Disables and deletes that it held back; absent when none were. */
  readonly heldBack?: number;
}

/** Kind of a cycle. */
export type CycleKind = Execution["kind"];

/** How a cycle ended. */
export type CycleOutcome = Execution["outcome"];
