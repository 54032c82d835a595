/**
 * Sends requests to the service under test with a time limit and retries after 429.
 *
 * Requests and responses are kept as they were; every token that was sent is registered, so that no result shows it.
 */
import { ScimRequestError } from "../../errors.ts";
import { isLoopback } from "../../internal/loopback.ts";
import { describeNetworkError } from "../../internal/network-error.ts";
import { isObject } from "../../internal/values.ts";
import { SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { SentRequest, ServiceResponse } from "./exchange.ts";
import type { Redaction } from "./redaction.ts";

/** Maximum length of a response body in characters. */
const MAX_BODY_LENGTH = 20_000_000;
/** How often a request is sent in total while the service responds with 429. */
const MAX_ATTEMPTS = 6;
/** Maximum delay before a retry, and the delay when the service names none, in milliseconds. */
const MAX_RETRY_DELAY = 60_000;
const DEFAULT_RETRY_DELAY = 1_000;

/** Options of {@link createTransport}. */
export interface TransportOptions {
  /** URL of the service without a trailing slash. */
  readonly baseUrl: string;
  /** Bearer token. */
  readonly token: string;
  /** Hides the tokens that are sent. */
  readonly redaction: Redaction;
  /** Sends a request. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Time limit of a response in milliseconds. */
  readonly timeout: number;
  /** Waits before a retry. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What a request contains besides its method and path. */
export interface RequestOptions {
  /** Additional headers; an undefined value removes one of the usual headers. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** A value that is sent as JSON, or a string that is sent unchanged. */
  readonly body?: unknown;
  /** Value of the Authorization header instead of the token; null for none. */
  readonly authorization?: string | null | undefined;
  /** A bearer token instead of that of the run; no result shows it. */
  readonly token?: string | undefined;
  /** Spelling of the authentication scheme; `Bearer` by default. */
  readonly scheme?: string | undefined;
  /** How often the request is sent in total while the service responds with 429; 6 by default. */
  readonly attempts?: number | undefined;
}

/** Sends a request and reads the response. */
export type SendRequest = (
  method: string,
  path: string,
  sending: RequestOptions,
  signal: AbortSignal,
) => Promise<ServiceResponse>;

/**
 * Checks the base URL of a service.
 *
 * @returns the URL without trailing slashes.
 * @throws TypeError for anything but a plain http(s) URL, and for http to another machine, which would expose the token
 * on the network.
 */
export function parseBaseUrl(value: string): string {
  const invalid = (reason: string): TypeError => new TypeError(`Invalid URL: ${reason}.`);
  const url = URL.parse(value.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw invalid("expected an absolute URL, such as https://host/scim/v2");
  }
  if (url.username !== "" || url.password !== "") throw invalid("it must not contain a user name or password");
  if (url.search !== "" || url.hash !== "") throw invalid("it must not contain a query or a fragment");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw invalid("http would send secrets in the clear; expected https, or http on a loopback address");
  }
  return url.href.replace(/\/+$/, "");
}

/**
 * Creates the function that sends requests.
 *
 * @returns a function that throws a `ScimRequestError` when there was no response, and the signal's reason when it is
 * aborted.
 */
export function createTransport(options: TransportOptions): SendRequest {
  const { baseUrl, token, redaction, fetch, timeout, sleep } = options;
  async function attempt(sent: SentRequest, sentHeaders: Headers, signal: AbortSignal): Promise<ServiceResponse> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
    try {
      const response = await fetch(`${baseUrl}${sent.path}`, {
        method: sent.method,
        headers: sentHeaders,
        body: sent.body ?? null,
        redirect: "manual",
        signal: limited,
      });
      const rawBody = await readBody(response);
      return { request: sent, status: response.status, headers: response.headers, rawBody, body: parseBody(rawBody) };
    } catch (error) {
      signal.throwIfAborted();
      if (limited.aborted) throw noResponseError(sent, "timeout", `no response within ${timeout} ms`);
      const { reason } = describeNetworkError(error, baseUrl);
      throw noResponseError(sent, "unreachable", `no response: ${redaction.hide(reason)}`);
    }
  }

  return async (method, path, sending, signal) => {
    const body = typeof sending.body === "string" ? sending.body : JSON.stringify(sending.body);
    const used = sending.token ?? token;
    redaction.add(used, "[token]");
    const headers = headersOf(sending, body !== undefined, used);
    const sent: SentRequest = { method, path, headers: shownHeaders(sending), body };
    for (let attempts = 1; ; attempts += 1) {
      signal.throwIfAborted();
      const response = await attempt(sent, headers, signal);
      if (response.status !== 429 || attempts === (sending.attempts ?? MAX_ATTEMPTS)) return response;
      await sleep(retryDelay(response), signal);
    }
  };
}

function headersOf(
  { headers = {}, authorization, scheme = "Bearer" }: RequestOptions,
  hasBody: boolean,
  token: string,
): Headers {
  const all = new Headers({ accept: SCIM_MEDIA_TYPE });
  if (hasBody) all.set("content-type", SCIM_MEDIA_TYPE);
  if (authorization !== null) all.set("authorization", authorization ?? `${scheme} ${token}`);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) all.delete(name);
    else all.set(name, value);
  }
  return all;
}

/** The headers that differ from the usual ones, without credentials. */
function shownHeaders({ headers = {}, authorization, scheme }: RequestOptions): Readonly<Record<string, string>> {
  const shown = Object.entries(headers).map(([name, value]) => [name, value ?? "(none)"]);
  if (authorization === null) shown.push(["authorization", "(none)"]);
  else if (authorization !== undefined) shown.push(["authorization", "(another one)"]);
  else if (scheme !== undefined) shown.push(["authorization", `${scheme} [token]`]);
  return Object.fromEntries(shown);
}

/** Reads a body, and cancels it as soon as it is too long. */
async function readBody(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let body = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    body += decoder.decode(part.value, { stream: true });
    if (body.length > MAX_BODY_LENGTH) {
      await reader.cancel();
      throw new Error(`the response is longer than ${MAX_BODY_LENGTH} characters`);
    }
  }
  return body + decoder.decode();
}

function parseBody(rawBody: string): ServiceResponse["body"] {
  try {
    const value: unknown = JSON.parse(rawBody);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The delay that `Retry-After` names in seconds or as a date (RFC 9110 §10.2.3), up to the maximum. */
function retryDelay({ headers }: ServiceResponse): number {
  const value = headers.get("retry-after")?.trim() ?? "";
  const pause = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(pause) ? Math.min(Math.max(pause, 0), MAX_RETRY_DELAY) : DEFAULT_RETRY_DELAY;
}

/** The error for a request without a response. */
export function noResponseError(
  { method, path }: SentRequest,
  code: "timeout" | "unreachable",
  reason: string,
): ScimRequestError {
  const [bare = ""] = path.split("?");
  return new ScimRequestError(`${method} ${bare}: ${reason}`, {
    code,
    method,
    requestPath: bare,
    status: 0,
    attempts: 1,
  });
}
