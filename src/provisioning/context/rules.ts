/**
 * The options of a job that its decisions depend on.
 */

/** How a job decides, besides mapping and scope. */
export interface JobRules {
  /** Whether the accounts of users who leave the scope, are disabled or missing are left unchanged. */
  readonly skipOutOfScopeDeletions: boolean;
  /** Whether the target can disable an account. */
  readonly softDelete: boolean;
  /** Whether defaults of attributes without an expression are also written where an account has no value. */
  readonly defaultWhenEmpty: boolean;
}
