/**
 * The one place where what happened on the wire becomes an error of this package.
 *
 * Errors of ky and of `fetch` hold the request with its headers, so none is passed on as `cause`: a plain error with the message stands for it.
 */
import { isHTTPError, isTimeoutError } from "ky";
import {
  isScimType,
  type RequestAttempt,
  type RequestErrorCode,
  ScimRequestError,
  type ScimRequestErrorOptions,
  type ScimType,
} from "../../errors.ts";
import { type Answer, LostAnswer } from "./response.ts";
import { isUncertain } from "./retry.ts";

/** Longest `detail` of a service that is repeated in a message. */
const MAX_DETAIL_LENGTH = 1_000;

/** One call with its attempts, as far as an error needs to know it. */
export interface Call {
  readonly method: string;
  /** Path below the base URL, without query. */
  readonly path: string;
  /** How many times the request was sent so far. */
  attempts: number;
  /** What became of each attempt. */
  history?: readonly RequestAttempt[] | undefined;
  /** The last answer. */
  answer?: Answer | undefined;
  /** The tokens of its attempts; only to keep them out of messages. */
  tokens?: ReadonlySet<string> | undefined;
}

/** An error for a call; the token never stands in it, whatever the service echoed. */
export function requestError(
  call: Call,
  code: RequestErrorCode,
  detail: string,
  more: Pick<ScimRequestErrorOptions, "scimType" | "cause" | "mayHaveTakenEffect"> = {},
): ScimRequestError {
  return new ScimRequestError(withoutToken(`${call.method} ${call.path}: ${detail}`, call), {
    code,
    method: call.method,
    path: withoutToken(call.path, call),
    status: call.answer?.status ?? 0,
    attempts: call.attempts,
    history: call.history?.map((attempt) => ({ ...attempt })),
    mayHaveTakenEffect: mayHaveTakenEffect(call),
    ...more,
  });
}

/** A write of which an attempt stayed without an answer of the service, or without one that says what became of it. */
function mayHaveTakenEffect({ method, path, history = [] }: Call): boolean {
  const isRead = method === "GET" || path.endsWith("/.search");
  // A 500 is repeated only when it asks for a pause, and says nothing of the write either.
  return (
    !isRead && history.some(({ status }) => status === 0 || status === 500 || isUncertain(status) || isDone(status))
  );
}

/** An error after such an answer is about its body; 303 says where the result is to be found (RFC 9110 §15.4.4). */
function isDone(status: number): boolean {
  return (status >= 200 && status < 300) || status === 303;
}

/** An answer that is not what SCIM prescribes for the request. */
export function notScim(call: Call, expected: string): ScimRequestError {
  return requestError(
    call,
    "not_scim",
    `the answer with status ${call.answer?.status ?? 0} is not SCIM; expected ${expected}`,
  );
}

/** What a failed call is reported as: an error of this package, or the value itself when it comes from the caller's own code. */
export function toFailure(thrown: unknown, call: Call): unknown {
  if (isHTTPError(thrown))
    return refusal(call, call.answer ?? { status: thrown.response.status, body: undefined, foreign: false });
  if (isTimeoutError(thrown)) {
    call.answer = undefined;
    return requestError(call, "timeout", `no answer in time, ${times(call.attempts)}`);
  }
  if (thrown instanceof LostAnswer) {
    call.answer = undefined;
    const code = thrown.reason === "unreadable" ? "not_scim" : "unreachable";
    const cause = new Error(withoutToken(thrown.message, call));
    return requestError(call, code, `${thrown.message}, ${times(call.attempts)}`, { cause });
  }
  return thrown;
}

/** Text in which the call's tokens are blotted out; one of a few letters cannot be told from any word. */
export function withoutToken(text: string, { tokens = new Set() }: Pick<Call, "tokens">): string {
  return [...tokens].reduce((clean, token) => (token.length < 4 ? clean : clean.replaceAll(token, "[token]")), text);
}

function times(attempts: number): string {
  return attempts === 1 ? "tried once" : `tried ${attempts} times`;
}

function refusal(refused: Call, answer: Answer): ScimRequestError {
  const call = { ...refused, answer };
  const { status } = answer;
  const { scimType, detail } = errorMessage(answer.body);
  const said = detail === undefined ? "" : `: ${detail}`;
  if (status === 401) return requestError(call, "unauthorized", `the service does not accept the token (401)${said}`);
  if (status === 403) return requestError(call, "forbidden", `the token does not permit this request (403)${said}`);
  // `fetch` with `redirect: "manual"` answers status 0 for a redirect in browsers.
  if (status === 304) return requestError(call, "not_scim", "the answer is 304, although no version was named");
  if (status < 400) return requestError(call, "not_scim", "the answer is a redirect, which is not followed");
  if (answer.foreign && [502, 503, 504].includes(status)) {
    return requestError(call, "unreachable", `a gateway answered ${status} for the service, ${times(call.attempts)}`);
  }
  if (answer.foreign && status < 500) return notScim(call, "a SCIM error");
  const metItself = status === 412 && mayHaveTakenEffect(call);
  const advice = metItself
    ? "; an attempt before was not answered and may have taken effect: read the resource before changing it again"
    : "";
  return requestError(
    call,
    "refused",
    `the service answered ${status}${scimType === undefined ? "" : ` ${scimType}`}${said}${advice}`,
    {
      scimType,
    },
  );
}

/** The error for one operation of a bulk request that failed (RFC 7644 §3.7.3). */
export function errorOfMessage(
  call: Pick<Call, "method" | "path" | "tokens">,
  status: number,
  body: unknown,
): ScimRequestError {
  return refusal({ ...call, attempts: 1 }, { status, body, foreign: false });
}

/** RFC 7644 §3.12. `scimType` and `detail` are optional, and the body itself may be missing. */
function errorMessage(body: unknown): {
  readonly scimType?: ScimType | undefined;
  readonly detail?: string | undefined;
} {
  if (typeof body !== "object" || body === null) return {};
  const scimType: unknown = Reflect.get(body, "scimType");
  const detail: unknown = Reflect.get(body, "detail");
  return {
    scimType: isScimType(scimType) ? scimType : undefined,
    detail: typeof detail === "string" && detail !== "" ? printable(detail) : undefined,
  };
}

/** Text of another party as it may stand in a line of a log. */
function printable(text: string): string {
  const line = text.slice(0, MAX_DETAIL_LENGTH).replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return text.length > MAX_DETAIL_LENGTH ? `${line}…` : line;
}
