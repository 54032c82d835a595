/**
 * Disables and deletes that the deletion threshold holds back.
 */

/** A held-back removal, with the user and the account that it concerns. */
export interface StagedRemoval {
  /** Object id of the user. */
  readonly sourceId: string;
  /** Name of the user. */
  readonly sourceName: string;
  /** Id of the account. */
  readonly targetId: string;
  /** What is due. */
  readonly action: "disable" | "delete";
  /**
   * Why the removal is due: the reason why the user is out of scope, such as `NotAssigned`; `Missing` when the source
   * no longer lists the user, `Deleted` when the user was deleted permanently.
   */
  readonly reason: string;
  /** When it was held back first, ISO 8601. */
  readonly since: string;
}

/** What a removal does to an account. */
export type RemovalAction = StagedRemoval["action"];
