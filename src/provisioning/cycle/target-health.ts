/**
 * Ends a cycle early when the target is down or rejects everybody, so that not every user fails for it.
 */
import { ScimRequestError } from "../../errors.ts";
import type { Failure } from "../log/failure.ts";
import type { ProvisioningTarget } from "../ports/target.ts";

/** Time-outs in a row after which the target counts as unreachable. */
const MAX_CONSECUTIVE_TIMEOUTS = 24;
/** Rejections in a row after which the connection is tested. */
const REJECTIONS_BEFORE_TEST = 24;
/**
 * Rejections in a row after which the target counts as rejecting everybody, whatever the test says: the lowest number
 * of failures that quarantine counts.
 */
const MAX_CONSECUTIVE_REJECTIONS = 5_000;
/**
 * Error codes that concern the target rather than the user: a firewall or proxy in front of it, missing permissions, an
 * internal error.
 */
const TARGET_ERRORS: ReadonlySet<string> = new Set([
  "InsufficientRights",
  "InternalServerError",
  "WebExceptionProtocolError",
]);

/** Counts the failures in a row that concern the target. */
export class TargetHealth {
  readonly #target: ProvisioningTarget;
  #timeouts = 0;
  #rejections = 0;
  #lastReason = "";

  constructor(target: ProvisioningTarget) {
    this.#target = target;
  }

  /** Counts the result of one user: undefined when it succeeded. */
  record(failure: Failure | undefined): void {
    this.#timeouts = failure?.errorCode === "Timeout" ? this.#timeouts + 1 : 0;
    this.#rejections = failure !== undefined && TARGET_ERRORS.has(failure.errorCode) ? this.#rejections + 1 : 0;
    this.#lastReason = failure?.reason ?? "";
  }

  /**
   * Ends the job when going on makes no sense. After some rejections in a row the connection is tested, so that a few
   * users whom the target always rejects do not end the job.
   *
   * @throws ScimRequestError when the target no longer answers, rejects everybody, or is not SCIM any more.
   */
  async failIfTargetUnavailable(): Promise<void> {
    if (this.#timeouts >= MAX_CONSECUTIVE_TIMEOUTS) throw this.#unavailable("has stopped answering", "timeout");
    if (this.#rejections >= MAX_CONSECUTIVE_REJECTIONS) throw this.#unavailable("rejects everybody", "refused");
    if (this.#rejections > 0 && this.#rejections % REJECTIONS_BEFORE_TEST === 0) await this.#target.testConnection();
  }

  #unavailable(what: string, code: "timeout" | "refused"): ScimRequestError {
    return new ScimRequestError(`${this.#target.name} ${what}: ${this.#lastReason}`, {
      code,
      method: "",
      requestPath: "",
      status: 0,
      attempts: 0,
    });
  }
}
