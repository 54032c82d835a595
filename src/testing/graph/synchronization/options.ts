/** Options of emulated enterprise applications. */
import type { ReplaceEvaluation } from "./parse-expression.ts";

/** How enterprise applications behave where Microsoft's documentation leaves it open, and what they connect to. */
export interface ApplicationOptions {
  /**
   * Sends requests to the Tenant URL, for Test Connection and for cycles. Default: credentials are accepted unless the
   * Tenant URL or the token is missing.
   */
  readonly targetFetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Whether a started job provisions the users of the emulated directory to the Tenant URL. Default: false. */
  readonly runCycles?: boolean | undefined;
  /** Whether `PUT …/secrets` keeps keys that are not sent. Default: `merge`; which of them is not documented. */
  readonly secrets?: "merge" | "replace" | undefined;
  /** Form of the key of a `provisionOnDemand` response. Default: `json`. */
  readonly onDemandKey?: "json" | "typeName" | undefined;
  /**
   * Form of the reason that Test Connection failed: JSON with a code, the same inside `error`, or a sentence. Default:
   * `json`.
   */
  readonly validationErrors?: "json" | "wrapped" | "sentence" | undefined;
  /** Replaces results of `parseExpression`. */
  readonly evaluations?: ReplaceEvaluation | undefined;
  /** Whether the tenant has the licence that the provisioning log needs. Default: true. */
  readonly hasPremiumLicense?: boolean | undefined;
  /** Returns the milliseconds after which a log record becomes visible, by its number from 0. Default: 0. */
  readonly logDelay?: ((number: number) => number) | undefined;
}
