/** A difference between the target and the model. */
export interface Divergence {
  /** Kind of difference, such as `active-unnamed`. */
  readonly class: DivergenceClass;
  /** Tag of the person; empty for the run as a whole. */
  readonly tag: string;
  /** What differs, in words. */
  readonly text: string;
}

export type DivergenceClass =
  /** Worst of all: the directory has disabled or removed the person, the account is active, and no summary says so. */
  | "active-unnamed"
  /** The same, and the summary counts the person as failed or waiting. */
  | "active-named"
  /** In scope and without an account, or with an inactive one, and no summary says so. */
  | "missing-unnamed"
  | "locked-out-unnamed"
  /** An account in scope has other values or another manager than the directory, and no summary says so. */
  | "values-unnamed"
  /** They differ in the case of letters alone. */
  | "letter-case-unnamed"
  | "manager-unnamed"
  /** An account of somebody who never was to have one, or a second one. */
  | "orphan"
  | "duplicate"
  /** An account that should have been deleted, and one that should not have been. */
  | "not-deleted-unnamed"
  | "deleted-too-early"
  /** A write that contradicts the directory as it is at that moment, whether or not it was made good later. */
  | "write-against-directory"
  /** An account that is of nobody, or of another person, was written. */
  | "foreign-changed"
  | "taken-over"
  | "two-users-one-account"
  | "two-links"
  /** An effect without an entry in the log, or with too many; a log that differs from the state's. */
  | "log-lacks-effect"
  | "log-repeats-effect"
  | "log-differs"
  /** A cycle ended with an error although the target was there, or never ended. */
  | "cycle-failed"
  | "hang"
  /** Named as failed or waiting for longer than the retry schedule takes, although nothing is in the way. */
  | "not-converged"
  /** A cycle in which nothing was left to do wrote to the target. */
  | "restless"
  /** A cycle sent more requests to Microsoft Graph than it needs. */
  | "too-many-requests";
