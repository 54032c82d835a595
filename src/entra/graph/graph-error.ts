/** The one place where a failed request to Microsoft Graph becomes an error of this package. */
import { type GraphErrorCode, GraphRequestError, isOAuthTokenError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { joinSentences } from "../../internal/join-sentences.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import type { AttemptFailure, GraphResponse } from "./graph-attempt.ts";
import { type GraphFeature, permissionAdvice } from "./graph-permissions.ts";

/** A request, as far as an error needs it. */
export interface RequestRecord {
  readonly method: string;
  /** Path below the version, without query. */
  readonly path: string;
  readonly feature: GraphFeature | undefined;
  /** Whether Graph may have carried out a write in one of the attempts. */
  readonly isInDoubt: boolean;
  /** The token of the last attempt, to keep it out of messages. */
  readonly token?: string | undefined;
  /** Secrets that the request contained, to keep them out of messages. */
  readonly secrets?: readonly string[] | undefined;
}

/** What an error body says. */
interface Problem {
  /** Graph's code; the innermost one. */
  readonly code: string | undefined;
  readonly message: string;
  /** All codes of the body. */
  readonly codes: readonly string[];
  readonly requestId: string | undefined;
}

/** Tokens of Graph are much longer; a shorter one is part of nearly every message. */
const MIN_TOKEN_LENGTH = 8;

/** Longest code and message of Graph that an error repeats. */
const MAX_CODE_LENGTH = 200;
const MAX_MESSAGE_LENGTH = 1_000;
/** Errors of the synchronization service are JSON inside the message of another error. */
const MAX_NESTING = 2;

/** Codes of a delta link that is expired or not accepted any more. */
const RESYNC = /syncStateNotFound|resyncRequired|deltaToken/i;

const CODE_OF_TOKEN_ERROR = {
  rejected_credentials: "rejected_credentials",
  unusable_credentials: "rejected_credentials",
  server_error: "server_error",
  timeout: "timeout",
  unreachable: "network",
  invalid_response: "invalid_response",
} as const satisfies Record<string, GraphErrorCode>;

/** The error for a request that had no token. */
export function tokenError(thrown: unknown, { method, path }: RequestRecord): GraphRequestError {
  const code = isOAuthTokenError(thrown) ? CODE_OF_TOKEN_ERROR[thrown.code] : "rejected_credentials";
  return new GraphRequestError(`${method} ${path}: no access token: ${errorMessage(thrown)}`, {
    code,
    method,
    requestPath: path,
    cause: thrown,
  });
}

/** The error for a request without a response. */
export function noResponseError({ reason, message }: AttemptFailure, record: RequestRecord): GraphRequestError {
  const code =
    reason === "timeout" ? "timeout" : reason === "network" || reason === "permanent" ? "network" : undefined;
  return new GraphRequestError(`${record.method} ${record.path}: ${withoutSecrets(message, record)}`, {
    code: code ?? "invalid_response",
    method: record.method,
    requestPath: record.path,
    mayHaveTakenEffect: record.isInDoubt,
  });
}

/** The error for a response that is not what was expected although its status is one of success. */
export function invalidResponseError(problem: string, status: number, record: RequestRecord): GraphRequestError {
  return new GraphRequestError(`${record.method} ${record.path}: ${problem}`, {
    code: "invalid_response",
    method: record.method,
    requestPath: record.path,
    status,
    mayHaveTakenEffect: record.isInDoubt,
  });
}

/** The error for a response with an error status, or a redirect. */
export function responseError(response: GraphResponse, record: RequestRecord): GraphRequestError {
  const { status } = response;
  const problem = readProblem(response, record);
  const code = codeOf(status, problem.codes);
  const detail = problem.message;
  return new GraphRequestError(
    joinSentences([
      `${record.method} ${record.path}: ${[`status ${status}`, problem.code, detail].filter(Boolean).join(": ")}`,
      adviceOf(code, response, record),
    ]),
    {
      code,
      method: record.method,
      requestPath: record.path,
      status,
      graphCode: problem.code,
      detail: detail === "" ? undefined : detail,
      requestId: problem.requestId,
      mayHaveTakenEffect: record.isInDoubt,
    },
  );
}

function codeOf(status: number, codes: readonly string[]): GraphErrorCode {
  if (status === 410 || ((status === 400 || status === 404) && codes.some((each) => RESYNC.test(each)))) {
    return "resync_required";
  }
  const known: Readonly<Record<number, GraphErrorCode>> = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    412: "conflict",
    429: "throttled",
  };
  if (Object.hasOwn(known, status)) return known[status] ?? "invalid_request";
  if (status >= 500 || status === 408) return "server_error";
  return status >= 400 ? "invalid_request" : "invalid_response";
}

function adviceOf(code: GraphErrorCode, { hasForeignBody }: GraphResponse, record: RequestRecord): string | undefined {
  const permission = record.feature === undefined ? undefined : permissionAdvice(record.feature);
  if (code === "forbidden") return permission;
  if (code === "unauthorized") {
    return joinSentences(["Check that the credential is for the tenant and the cloud of this Graph.", permission]);
  }
  if (code === "invalid_response") return "Check the URL of Graph and the proxy: this is no response of Graph.";
  return hasForeignBody ? "The response is not JSON: it may come from a proxy." : undefined;
}

function readProblem({ body, headers }: GraphResponse, record: RequestRecord): Problem {
  const error = isObject(body) ? readProperty(body, "error") : undefined;
  const outer = isObject(error) ? error : {};
  const inner = readProperty(outer, "innerError") ?? readProperty(outer, "innererror");
  const innerError = isObject(inner) ? inner : {};
  const nested = nestedProblem(outer, MAX_NESTING);
  const codes = [readProperty(outer, "code"), readProperty(innerError, "code"), nested.code].filter(
    (code) => typeof code === "string",
  );
  const id = headers.get("request-id") ?? readProperty(innerError, "request-id");
  return {
    code: nested.code === undefined ? undefined : withoutSecrets(nested.code, record).slice(0, MAX_CODE_LENGTH),
    message: withoutSecrets(nested.message, record).slice(0, MAX_MESSAGE_LENGTH).replaceAll(/\s+/g, " ").trim(),
    codes,
    requestId: typeof id === "string" ? withoutSecrets(id, record).slice(0, 100) : undefined,
  };
}

/** The innermost code and message: a message may be the JSON of another error. */
function nestedProblem(error: object, depth: number): { readonly code: string | undefined; readonly message: string } {
  const [code, message] = [readProperty(error, "code"), readProperty(error, "message")];
  const own = {
    code: typeof code === "string" && code !== "" ? code : undefined,
    message: typeof message === "string" ? message : "",
  };
  const parsed = depth === 0 ? undefined : parseObject(own.message);
  if (parsed === undefined) return own;
  const wrapped = readProperty(parsed, "error");
  const nested = nestedProblem(isObject(wrapped) ? wrapped : parsed, depth - 1);
  if (nested.code === undefined && nested.message === "") return own;
  return { code: nested.code ?? own.code, message: nested.message };
}

function parseObject(content: string): Readonly<Record<string, unknown>> | undefined {
  if (!content.trimStart().startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A message without the token, and without the secrets of the request as they are, as JSON or as a URL has them. */
function withoutSecrets(message: string, { token = "", secrets = [] }: RequestRecord): string {
  const hidden = token.length < MIN_TOKEN_LENGTH ? message : message.replaceAll(token, "[token]");
  return secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())])
    .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), hidden);
}
