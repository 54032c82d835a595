/**
 * Disables and deletes that the deletion threshold holds back.
 */

/** What a removal does to an account. */
export type RemovalAction = "disable" | "delete";

/** The held-back removal of an account, as its link keeps it. */
export interface Staged {
  /** What is due. */
  readonly action: RemovalAction;
  /** Why: the reason why the user is out of scope, such as `NotAssigned`; `Missing` when the source no longer lists the user, `Deleted` when it is gone for good. */
  readonly reason: string;
  /** Since when it is held back, ISO 8601. */
  readonly since: string;
}

/** A held-back removal, and the user and account that it concerns. */
export interface StagedRemoval extends Staged {
  /** Object id of the user. */
  readonly sourceId: string;
  /** Name of the user. */
  readonly sourceName: string;
  /** Id of the account. */
  readonly targetId: string;
}
