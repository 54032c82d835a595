/** The error for a request to Microsoft Graph that did not succeed. */
import { isErrorOf, ProxyclickScimError } from "./base.ts";

/**
 * Why a request to Microsoft Graph failed.
 *
 * - `rejected_credentials`: no token: the token endpoint rejected the credentials, or the credential is unusable. No
 *   request was sent to Graph.
 * - `unauthorized` (401): Graph rejected the token. The synchronization API also uses it for a missing permission.
 * - `forbidden` (403): the application lacks a permission; the message names it.
 * - `not_found` (404): no such object. This can also happen for some minutes after an object was created.
 * - `conflict` (409, 412): someone else changed the object at the same time.
 * - `resync_required`: the delta link has expired or Graph rejects it; read everything again.
 * - `throttled` (429): too many requests, even after all retries.
 * - `invalid_request`: Graph rejected the request; `graphCode` and the message say why.
 * - `server_error`: Graph failed, even after all retries.
 * - `timeout`: no response in time.
 * - `network`: no response (network, DNS, TLS), after all retries.
 * - `invalid_response`: the response is not one of Graph (a web page, a redirect, a link to another server).
 */
export type GraphErrorCode =
  | "rejected_credentials"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "resync_required"
  | "throttled"
  | "invalid_request"
  | "server_error"
  | "timeout"
  | "network"
  | "invalid_response";

/** A failed request to Microsoft Graph. Contains no token and no query. */
export class GraphRequestError extends ProxyclickScimError {
  /** Why the request failed. */
  readonly code: GraphErrorCode;
  /** HTTP method of the request. */
  readonly method: string;
  /** Path of the request below the version, without query, such as `/users/delta`. */
  readonly requestPath: string;
  /** HTTP status of the response; 0 when there was none. */
  readonly status: number;
  /** Graph's own error code, such as `Authorization_RequestDenied`. */
  readonly graphCode: string | undefined;
  /** Graph's explanation, without the advice that the message has. */
  readonly detail: string | undefined;
  /** Graph's id of the request, for a support case. */
  readonly requestId: string | undefined;
  /** Whether Graph may have carried out the write although it failed. */
  readonly mayHaveTakenEffect: boolean;

  /**
   * @param message - which request failed, why, and what to do
   * @param options - code, request and response
   */
  constructor(
    message: string,
    options: ErrorOptions & {
      /** Why the request failed. */
      readonly code: GraphErrorCode;
      /** HTTP method of the request. */
      readonly method: string;
      /** Path of the request below the version, without query. */
      readonly requestPath: string;
      /** HTTP status of the response; 0 by default. */
      readonly status?: number | undefined;
      /** Graph's own error code. */
      readonly graphCode?: string | undefined;
      /** Graph's explanation. */
      readonly detail?: string | undefined;
      /** Graph's id of the request. */
      readonly requestId?: string | undefined;
      /** Whether Graph may have carried out the write although it failed; false by default. */
      readonly mayHaveTakenEffect?: boolean | undefined;
    },
  ) {
    super("GraphRequestError", [], message, options);
    this.code = options.code;
    this.method = options.method;
    this.requestPath = options.requestPath;
    this.status = options.status ?? 0;
    this.graphCode = options.graphCode;
    this.detail = options.detail;
    this.requestId = options.requestId;
    this.mayHaveTakenEffect = options.mayHaveTakenEffect ?? false;
  }
}

/** Whether a value is a {@link GraphRequestError}, even one made by another copy of this package. */
export function isGraphRequestError(value: unknown): value is GraphRequestError {
  return isErrorOf(value, "GraphRequestError");
}
