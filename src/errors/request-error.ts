import { isOfKind } from "./base.ts";
import { ScimError, type ScimType } from "./scim-error.ts";

/**
 * Why a request to a SCIM service failed.
 *
 * - `unauthorized` (401) and `forbidden` (403): the service refused the credentials.
 * - `unreachable`: no answer (network, DNS, TLS), after the allowed attempts.
 * - `timeout`: no answer in time.
 * - `not_scim`: an answer that is not SCIM (HTML, no ListResponse, a redirect).
 * - `refused`: the service answered with a SCIM error; look at `status` and `scimType`.
 */
export type RequestErrorCode = "unauthorized" | "forbidden" | "unreachable" | "timeout" | "not_scim" | "refused";

/** One attempt at a request that was repeated. */
export interface RequestAttempt {
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number;
  /** What went wrong, in words; undefined for an answer that was read. */
  readonly problem?: string | undefined;
  /** Milliseconds from the start of the attempt to its answer or failure. */
  readonly milliseconds: number;
}

/** What a {@link ScimRequestError} is made of. */
export interface ScimRequestErrorOptions extends ErrorOptions {
  /** Why the request failed. */
  readonly code: RequestErrorCode;
  /** HTTP method of the request. */
  readonly method: string;
  /** Path of the request below the base URL, without query. */
  readonly path: string;
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number;
  /** Detail error keyword of the answer. */
  readonly scimType?: ScimType | undefined;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** What became of each attempt, the first one first; nothing by default. */
  readonly history?: readonly RequestAttempt[] | undefined;
  /** Whether the service may have executed the request although it failed; false by default. */
  readonly mayHaveTakenEffect?: boolean | undefined;
}

/** A request to a SCIM service that did not succeed. */
export class ScimRequestError extends ScimError {
  /** Why the request failed. */
  override readonly code: RequestErrorCode;
  /** HTTP method of the request. */
  readonly method: string;
  /** Path of the request below the base URL, without query. */
  readonly path: string;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** What became of each attempt, the first one first; empty when the request was never sent, or the error was made by hand. */
  readonly history: readonly RequestAttempt[];
  /**
   * Whether the service may have executed the request although it failed: a write of which an attempt was not answered by the service, or answered with success by something that is not SCIM. A 412 after
   * it may be the service's answer to its own new version; read the resource before changing it again.
   */
  readonly mayHaveTakenEffect: boolean;

  constructor(detail: string, options: ScimRequestErrorOptions) {
    super(detail, options, "ScimRequestError", ["request"]);
    this.code = options.code;
    this.method = options.method;
    this.path = options.path;
    this.attempts = options.attempts;
    this.history = options.history ?? [];
    this.mayHaveTakenEffect = options.mayHaveTakenEffect ?? false;
  }
}

/** Whether a value is a {@link ScimRequestError}, also one made by another copy of this package. */
export function isScimRequestError(value: unknown): value is ScimRequestError {
  return isOfKind(value, "request");
}
