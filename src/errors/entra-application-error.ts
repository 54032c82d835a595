/** The error for an enterprise application that is not as a call needs it. */
import { isErrorOf, ProxyclickScimError } from "./base.ts";

/**
 * Why a call of `entraApplication` was refused.
 *
 * - `application_not_found`, `ambiguous_application`: no application has the id, name or template, or several have it.
 * - `template_not_found`, `ambiguous_template`: no template has the name, or several have it.
 * - `job_not_found`, `ambiguous_job`: the application has no provisioning job, or several.
 * - `principal_not_found`, `ambiguous_principal`: no user or group to assign has the name, or several have it.
 * - `role_not_found`: no app role has the name, several have it, or none can be the default.
 * - `invalid_desired_state`: the desired state is invalid; the message says where.
 * - `incomplete_secrets`: settings are written as a complete set, and a stored secret was not given again.
 * - `not_configured`: the job has no Tenant URL or Secret Token and cannot be started.
 * - `connection_refused`: Test Connection failed; nothing was written after it.
 * - `stale_plan`: the application changed after the plan was made; plan again.
 * - `incomplete_schema`: Graph returned a schema without its directories, and writing it back would delete them.
 * - `replication_timeout`: Microsoft Entra did not make a new object available in time; apply again later.
 */
export type EntraApplicationErrorCode =
  | "application_not_found"
  | "ambiguous_application"
  | "template_not_found"
  | "ambiguous_template"
  | "job_not_found"
  | "ambiguous_job"
  | "principal_not_found"
  | "ambiguous_principal"
  | "role_not_found"
  | "invalid_desired_state"
  | "incomplete_secrets"
  | "not_configured"
  | "connection_refused"
  | "stale_plan"
  | "incomplete_schema"
  | "replication_timeout";

/** Number of candidates that a message names. */
const MAX_NAMED = 20;

/** An enterprise application that is not as a call needs it. */
export class EntraApplicationError extends ProxyclickScimError {
  /** Stable reason. */
  readonly code: EntraApplicationErrorCode;
  /** What the caller may have meant, or must choose from: names, with ids where known. May be empty. */
  readonly candidates: readonly string[];

  /**
   * @param message - what is wrong, and what to do; the candidates are added to it
   * @param candidates - what may have been meant
   */
  constructor(
    code: EntraApplicationErrorCode,
    message: string,
    candidates: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    const more = candidates.length > MAX_NAMED ? " …" : ".";
    const list = candidates.slice(0, MAX_NAMED).join(", ");
    const named = candidates.length === 0 ? message : `${message} Candidates: ${list}${more}`;
    super("EntraApplicationError", [], named, options);
    this.code = code;
    this.candidates = candidates;
  }
}

/** Whether a value is an {@link EntraApplicationError}, even one made by another copy of this package. */
export function isEntraApplicationError(value: unknown): value is EntraApplicationError {
  return isErrorOf(value, "EntraApplicationError");
}
