/**
 * The one place where a failed call becomes an error of this package.
 *
 * Errors of ky and of `fetch` hold the request with its headers, so none is passed on as `cause`: a plain error with
 * the message stands in.
 */
import { isHTTPError, isTimeoutError } from "ky";
import {
  isScimRequestError,
  isScimType,
  type RequestErrorCode,
  ScimRequestError,
  type ScimRequestErrorOptions,
  type ScimType,
} from "../../errors.ts";
import { describeUnauthorizedProxy } from "../../internal/network-error.ts";
import type { CallRecord, CompletedCall } from "./call-record.ts";
import { NoResponse } from "./no-response.ts";
import type { ScimResponse } from "./response.ts";
import { isAmbiguousStatus } from "./retry.ts";

/** The cause of an error about a response that exceeds the bound; a smaller page may fit. */
class ResponseTooLarge extends Error {}

/** Whether a request failed because its response exceeds the bound. */
export function isResponseTooLarge(error: unknown): boolean {
  return isScimRequestError(error) && error.cause instanceof ResponseTooLarge;
}

/** Longest `detail` of a service that an error repeats. */
const MAX_DETAIL_LENGTH = 1_000;

type ErrorDetails = Pick<ScimRequestErrorOptions, "scimType" | "detail" | "cause" | "mayHaveTakenEffect">;

/**
 * An error for a call. It never contains the token, even if the service sent it back.
 *
 * @param problem - what went wrong, to follow method and path in the message
 */
export function requestError(
  call: CallRecord,
  code: RequestErrorCode,
  problem: string,
  details: ErrorDetails = {},
): ScimRequestError {
  return new ScimRequestError(redactTokens(`${call.method} ${call.path}: ${problem}`, call), {
    code,
    method: call.method,
    requestPath: redactTokens(call.path, call),
    status: call.response?.status ?? 0,
    attempts: call.attempts,
    history: call.history?.map((attempt) => ({ ...attempt })),
    mayHaveTakenEffect: mayHaveTakenEffect(call),
    ...details,
    detail: redactTokens(details.detail ?? problem, call),
  });
}

/**
 * Whether the call is a write of which an attempt got no response from the service, or one that does not show the
 * result.
 */
function mayHaveTakenEffect({ method, path, history = [], response, isInDoubt = false }: CallRecord): boolean {
  if (isInDoubt) return true;
  const isRead = method === "GET" || path.endsWith("/.search");
  // An operation of a bulk request has a response and no attempts of its own.
  return !isRead && [...history, ...(response === undefined ? [] : [response])].some(({ status }) => isUnknown(status));
}

/** A 500 is repeated only when it asks for a pause; it does not say whether the write was executed. */
function isUnknown(status: number): boolean {
  return status === 0 || status === 500 || isAmbiguousStatus(status) || isSuccess(status);
}

/** After such a status, an error is about the body. 303 says where the result can be found (RFC 9110 §15.4.4). */
function isSuccess(status: number): boolean {
  return (status >= 200 && status < 300) || status === 303;
}

/** The error for a response that is not what SCIM prescribes for the request. */
export function notScimError(call: CallRecord, expected: string): ScimRequestError {
  const status = call.response?.status ?? 0;
  return requestError(call, "not_scim", `the response with status ${status} is not SCIM; expected ${expected}`);
}

/** The error to report for a failed call; what the caller's own code threw is returned as it is. */
export function toError(thrown: unknown, call: CallRecord): unknown {
  if (isHTTPError(thrown)) {
    const { status } = thrown.response;
    return statusError(call, call.response ?? { status, body: undefined, hasForeignBody: false });
  }
  const unanswered = { ...call, response: undefined };
  if (isTimeoutError(thrown)) {
    return requestError(unanswered, "timeout", `no response in time, ${describeAttempts(call)}`);
  }
  if (thrown instanceof NoResponse) {
    if (thrown.reason === "tooLarge") {
      return requestError(unanswered, "not_scim", thrown.message, { cause: new ResponseTooLarge(thrown.message) });
    }
    const code = thrown.reason === "unreadable" ? "not_scim" : "unreachable";
    const cause = new Error(redactTokens(thrown.message, call));
    return requestError(unanswered, code, `${thrown.message}, ${describeAttempts(call)}`, { cause });
  }
  return thrown;
}

/**
 * A string without the tokens of a call. Tokens of up to three characters stay, because they occur in ordinary words.
 */
export function redactTokens(value: string, { tokens = new Set() }: Pick<CallRecord, "tokens">): string {
  return [...tokens].reduce((clean, token) => (token.length < 4 ? clean : clean.replaceAll(token, "[token]")), value);
}

function describeAttempts({ attempts }: CallRecord): string {
  return attempts === 1 ? "tried once" : `tried ${attempts} times`;
}

/** The error for a response with an error status. */
function statusError(call: CallRecord, response: ScimResponse): ScimRequestError {
  const failed = { ...call, response };
  const { status, hasForeignBody } = response;
  // `fetch` with `redirect: "manual"` reports status 0 for a redirect in browsers.
  if (status === 304) return requestError(failed, "not_scim", "the response is 304, although no version was sent");
  if (status < 400) return requestError(failed, "not_scim", "the response is a redirect, which is not followed");
  if (hasForeignBody && [502, 503, 504].includes(status)) {
    return requestError(
      failed,
      "unreachable",
      `a gateway answered ${status} for the service, ${describeAttempts(call)}`,
    );
  }
  // RFC 9110 §15.5.8: 407 is the answer of a proxy, never of the service.
  if (status === 407) return requestError(failed, "unreachable", describeUnauthorizedProxy(call.url ?? ""));
  const { scimType, detail } = readErrorMessage(response.body);
  const explanation = detail === undefined ? "" : `: ${detail}`;
  if (status === 401) {
    return requestError(failed, "unauthorized", `the service rejected the token (401)${explanation}`, { detail });
  }
  if (status === 403) {
    return requestError(failed, "forbidden", `the token does not permit this request (403)${explanation}`, { detail });
  }
  if (hasForeignBody && status < 500) return notScimError(failed, "a SCIM error");
  const keyword = scimType === undefined ? "" : ` ${scimType}`;
  const problem = `the service answered ${status}${keyword}${explanation}${adviceFor(failed)}`;
  return requestError(failed, codeOfStatus(status), problem, { scimType, detail });
}

function codeOfStatus(status: number): RequestErrorCode {
  if (status === 400) return "invalid";
  if (status === 404 || status === 410) return "not_found";
  return status === 409 ? "conflict" : "refused";
}

/** A retried change may get 412 because its first attempt already made the new version. */
function adviceFor(call: CompletedCall): string {
  if (call.response.status !== 412 || !mayHaveTakenEffect(call)) return "";
  return "; an earlier attempt got no response and may have taken effect: read the resource before you change it again";
}

/** The error for one failed operation of a bulk request (RFC 7644 §3.7.3). */
export function bulkOperationError(
  call: Pick<CallRecord, "method" | "path" | "tokens">,
  status: number,
  body: unknown,
): ScimRequestError {
  return statusError({ ...call, attempts: 1 }, { status, body, hasForeignBody: false });
}

/**
 * Reads the body of an error (RFC 7644 §3.12): `scimType` and `detail` are optional, and the body itself may be
 * missing.
 */
function readErrorMessage(body: unknown): {
  readonly scimType?: ScimType | undefined;
  readonly detail?: string | undefined;
} {
  if (typeof body !== "object" || body === null) return {};
  const scimType: unknown = Reflect.get(body, "scimType");
  const detail: unknown = Reflect.get(body, "detail");
  return {
    scimType: isScimType(scimType) ? scimType : undefined,
    detail: typeof detail === "string" && detail !== "" ? onOneLine(detail) : undefined,
  };
}

/** What a service sent, so that it can stand in one line of a log. */
function onOneLine(detail: string): string {
  const line = detail.slice(0, MAX_DETAIL_LENGTH).replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return detail.length > MAX_DETAIL_LENGTH ? `${line}…` : line;
}
