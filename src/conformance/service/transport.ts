/**
 * Sends requests to the service under test: with a time limit, without following redirects, patient with 429, and so that the token appears in nothing
 * that is kept of them.
 */
import { ScimError, ScimRequestError } from "../../errors.ts";
import { isLoopback } from "../../internal/loopback.ts";
import { describeNetworkError } from "../../internal/network-error.ts";
import { isObject } from "../../internal/values.ts";
import { SCIM_MEDIA_TYPE } from "../../urns.ts";
import type { SentRequest, ServiceResponse } from "./exchange.ts";

/** Longest answer that is read, in characters. */
const MAX_BODY_LENGTH = 20_000_000;
/** How often a request is sent in all while it is answered 429. */
const MAX_ATTEMPTS = 6;
/** Longest pause between two attempts, and the pause where the service does not name one; in milliseconds. */
const MAX_RETRY_DELAY = 60_000;
const DEFAULT_RETRY_DELAY = 1_000;

/** A `fetch` of the web standards. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a transport is made of. */
export interface TransportOptions {
  /** URL of the service, without a slash at its end. */
  readonly baseUrl: string;
  /** Bearer token. */
  readonly token: string;
  /** Sends a request. */
  readonly fetch: Fetch;
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
  /** Passes the time until a service that answered 429 is asked again. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** One request. */
export interface RequestOptions {
  /** Headers; one of the usual ones is left out where the value is undefined. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** A value that is sent as JSON, or a text that is sent as it is. */
  readonly body?: unknown;
  /** Value of the Authorization header instead of the token; null for none. */
  readonly authorization?: string | null | undefined;
  /** How the name of the scheme is written before the token; `Bearer` by default. */
  readonly scheme?: string | undefined;
}

/** Sends a request and reads the answer. */
export type SendRequest = (
  method: string,
  path: string,
  sending: RequestOptions,
  signal: AbortSignal,
) => Promise<ServiceResponse>;

/**
 * The base URL of a service, checked.
 *
 * @returns the URL without slashes at its end.
 * @throws ScimError for what is no plain http(s) URL, and for http to another machine, which would show the token to everyone on the way.
 */
export function parseBaseUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw unusable("expected an absolute URL, such as https://host/scim/v2");
  }
  if (url.username !== "" || url.password !== "") throw unusable("it must not carry a user name or password");
  if (url.search !== "" || url.hash !== "") throw unusable("it must not carry a query or a fragment");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw unusable("http would send the token in the clear; expected https, or http on a loopback address");
  }
  return url.href.replace(/\/+$/, "");
}

function unusable(reason: string): ScimError {
  return new ScimError(`The URL is not usable: ${reason}.`, { status: 400, scimType: "invalidValue" });
}

/** Makes the function that sends requests. It rejects with a `ScimRequestError` when no answer came, and with the signal's reason when aborted. */
export function createTransport({ baseUrl, token, fetch, timeout, sleep: wait }: TransportOptions): SendRequest {
  const clean = (text: string): string => text.replaceAll(token, "[token]");

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
      const text = clean(await readText(response));
      const headers = new Headers([...response.headers].map(([name, value]): [string, string] => [name, clean(value)]));
      return { request: sent, status: response.status, headers, bodyText: text, body: parseBody(text) };
    } catch (error) {
      signal.throwIfAborted();
      throw noResponseError(sent, limited.aborted, clean(describeNetworkError(error).reason), timeout);
    }
  }

  return async (method, path, sending, signal) => {
    const body = typeof sending.body === "string" ? sending.body : JSON.stringify(sending.body);
    const headers = headersOf(sending, body !== undefined, token);
    const shown = clean(path);
    const sent: SentRequest = { method, path, headers: shownHeaders(sending, token), body };
    for (let attempts = 1; ; attempts += 1) {
      signal.throwIfAborted();
      const response = await attempt(sent, headers, signal);
      if (response.status !== 429 || attempts === MAX_ATTEMPTS) {
        return { ...response, request: { ...sent, path: shown, body: body === undefined ? undefined : clean(body) } };
      }
      await wait(retryDelay(response), signal);
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

function shownHeaders(
  { headers = {}, authorization, scheme }: RequestOptions,
  token: string,
): Readonly<Record<string, string>> {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    (value ?? "(none)").replaceAll(token, "[token]"),
  ]);
  if (authorization === null) shown.push(["authorization", "(none)"]);
  else if (authorization !== undefined) shown.push(["authorization", "(another one)"]);
  else if (scheme !== undefined) shown.push(["authorization", `${scheme} [token]`]);
  return Object.fromEntries(shown);
}

/** Cancelled as soon as it is too long: the rest of an endless answer is of no use. */
async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > MAX_BODY_LENGTH) {
      await reader.cancel();
      throw new Error(`the answer is longer than ${MAX_BODY_LENGTH} characters`);
    }
  }
  return text + decoder.decode();
}

function parseBody(text: string): ServiceResponse["body"] {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** RFC 9110 §10.2.3: seconds or a date; bounded, so that a check never waits for long. */
function retryDelay({ headers }: ServiceResponse): number {
  const value = headers.get("retry-after")?.trim() ?? "";
  const pause = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(pause) ? Math.min(Math.max(pause, 0), MAX_RETRY_DELAY) : DEFAULT_RETRY_DELAY;
}

function noResponseError(
  { method, path }: SentRequest,
  isLate: boolean,
  reason: string,
  timeout: number,
): ScimRequestError {
  const detail = isLate ? `no answer within ${timeout} ms` : `no answer: ${reason}`;
  const [bare = ""] = path.split("?");
  return new ScimRequestError(`${method} ${bare}: ${detail}`, {
    code: isLate ? "timeout" : "unreachable",
    method,
    path: bare,
    status: 0,
    attempts: 1,
  });
}
