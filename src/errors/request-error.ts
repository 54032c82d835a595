/** The error for a request to a SCIM service that did not succeed. */
import { isErrorOf } from "./base.ts";
import { ScimError, type ScimType } from "./scim-error.ts";

/**
 * Why a request to a SCIM service failed.
 *
 * - `unauthorized` (401) and `forbidden` (403): the service rejected the credentials.
 * - `invalid` (400): the service rejected the request; `scimType` and `detail` say why.
 * - `not_found` (404, 410): there is no such resource or endpoint.
 * - `conflict` (409): another resource has one of the unique values.
 * - `refused`: the service answered with another error status; look at `status`, `scimType` and `detail`.
 * - `unreachable`: no response (network, DNS, TLS), after all attempts.
 * - `timeout`: no response in time.
 * - `not_scim`: a response that is not SCIM (HTML, no ListResponse, a redirect).
 */
export type RequestErrorCode =
  | "unauthorized"
  | "forbidden"
  | "invalid"
  | "not_found"
  | "conflict"
  | "refused"
  | "unreachable"
  | "timeout"
  | "not_scim";

/** One attempt at a request. */
export interface RequestAttempt {
  /** HTTP status of the response; 0 when there was none. */
  readonly status: number;
  /** What went wrong, in words; undefined for a response that was read. */
  readonly problem?: string | undefined;
  /** Milliseconds from the start of the attempt to its response or failure. */
  readonly duration: number;
}

/** A request to a SCIM service that did not succeed. */
export class ScimRequestError extends ScimError {
  /** Why the request failed. */
  override readonly code: RequestErrorCode;
  /** HTTP method of the request. */
  readonly method: string;
  /** Path of the request below the base URL, without query. */
  readonly requestPath: string;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** The attempts, the first one first; empty when the request was never sent. */
  readonly history: readonly RequestAttempt[];
  /**
   * Whether the service may have executed the request although it failed: a write that got no response in one of its
   * attempts, or a response that does not show the result. A 412 after it may be the service's answer to its own new
   * version. Read the resource before you change it again.
   */
  readonly mayHaveTakenEffect: boolean;

  /**
   * @param message - which request failed, and why
   * @param options - code, request and response
   */
  constructor(
    message: string,
    options: ErrorOptions & {
      /** Why the request failed. */
      readonly code: RequestErrorCode;
      /** HTTP method of the request. */
      readonly method: string;
      /** Path of the request below the base URL, without query. */
      readonly requestPath: string;
      /** HTTP status of the response; 0 when there was none. */
      readonly status: number;
      /** Detail error keyword of the response. */
      readonly scimType?: ScimType | undefined;
      /** The service's own explanation: the `detail` of its error message. The message of the error by default. */
      readonly detail?: string | undefined;
      /** How many times the request was sent. */
      readonly attempts: number;
      /** The attempts, the first one first; none by default. */
      readonly history?: readonly RequestAttempt[] | undefined;
      /** Whether the service may have executed the request although it failed; false by default. */
      readonly mayHaveTakenEffect?: boolean | undefined;
    },
  ) {
    super(options.detail ?? message, options, "ScimRequestError", message);
    this.code = options.code;
    this.method = options.method;
    this.requestPath = options.requestPath;
    this.attempts = options.attempts;
    this.history = options.history ?? [];
    this.mayHaveTakenEffect = options.mayHaveTakenEffect ?? false;
  }
}

/** What a {@link ScimRequestError} is made of. */
export type ScimRequestErrorOptions = ConstructorParameters<typeof ScimRequestError>[1];

/** Whether a value is a {@link ScimRequestError}, even one made by another copy of this package. */
export function isScimRequestError(value: unknown): value is ScimRequestError {
  return isErrorOf(value, "ScimRequestError");
}
