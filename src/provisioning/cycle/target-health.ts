/**
 * A circuit breaker: ends a cycle early when the target is down or rejects everybody, so that not every user fails for
 * it.
 *
 * One user's failure never ends a cycle.
 */
import { ScimRequestError } from "../../errors.ts";
import type { Failure } from "../log/failure.ts";
import type { ProvisioningTarget } from "../ports/target.ts";

/** Different users who fail in a row before the target is probed; twice as many before each further probe. */
const FAILURES_BEFORE_PROBE = 10;
/** Different users who get no answer in a row after which the target counts as down, whatever the probe says. */
const MAX_CONSECUTIVE_TIMEOUTS = 200;
/** Different users in a row after which the target counts as rejecting everybody, whatever the probe says. */
const MAX_CONSECUTIVE_FAILURES = 5_000;
/**
 * Error codes that concern the target rather than the user: no answer, a firewall or proxy in front of it, missing
 * permissions, an internal error.
 */
const TARGET_ERRORS: ReadonlySet<string> = new Set([
  "InsufficientRights",
  "InternalError",
  "InternalServerError",
  "Timeout",
  "Unauthorized",
  "WebExceptionProtocolError",
]);

/** Counts the users in a row whose failure concerns the target. */
export class TargetHealth {
  readonly #target: ProvisioningTarget;
  readonly #failed = new Set<string>();
  #timeouts = 0;
  /** Probes since the last success. */
  #probes = 0;
  #probeAt = FAILURES_BEFORE_PROBE;
  #probing: Promise<void> | undefined;

  constructor(target: ProvisioningTarget) {
    this.#target = target;
  }

  /**
   * Counts the result of one user.
   *
   * @param failure - Undefined when it succeeded.
   * @throws ScimRequestError when going on makes no sense: the target no longer answers the probe, refuses the
   *   credentials, or rejects everybody.
   */
  async record(sourceId: string, failure: Failure | undefined): Promise<void> {
    if (failure === undefined || !TARGET_ERRORS.has(failure.errorCode)) return this.#reset();
    if (!this.#failed.has(sourceId) && failure.errorCode === "Timeout") this.#timeouts += 1;
    this.#failed.add(sourceId);
    if (this.#timeouts >= MAX_CONSECUTIVE_TIMEOUTS)
      throw this.#unavailable("has stopped answering", "timeout", failure);
    if (this.#failed.size >= MAX_CONSECUTIVE_FAILURES) throw this.#unavailable("rejects everybody", "refused", failure);
    // Refused credentials are nobody's fault: the first such answer is worth a probe at once.
    const suspicious = failure.errorCode === "Unauthorized" && this.#probes === 0;
    if (!suspicious && this.#failed.size < this.#probeAt) return;
    this.#probes += 1;
    this.#probeAt = Math.max(FAILURES_BEFORE_PROBE, this.#failed.size * 2);
    await this.#probe();
  }

  #reset(): void {
    if (this.#failed.size === 0) return;
    this.#failed.clear();
    this.#timeouts = 0;
    this.#probes = 0;
    this.#probeAt = FAILURES_BEFORE_PROBE;
  }

  /** Users who fail at the same time share one probe. */
  #probe(): Promise<void> {
    this.#probing ??= this.#target.testConnection().finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  #unavailable(what: string, code: "timeout" | "refused", { reason }: Failure): ScimRequestError {
    return new ScimRequestError(`${this.#target.name} ${what}: ${reason}`, {
      code,
      method: "",
      requestPath: "",
      status: 0,
      attempts: 0,
    });
  }
}
