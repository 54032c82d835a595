/** Requests an access token over HTTP, with retries, for every kind of token endpoint. */
import { OAuthTokenError } from "../../errors.ts";
import { abortableSleep } from "../../internal/abortable-sleep.ts";
import { isLoopback } from "../../internal/loopback.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import { toNoResponse } from "../transport/no-response.ts";
import { readBody } from "../transport/read-body.ts";
import { requestedWait } from "../transport/retry-after.ts";
import type { Fetch } from "../transport/transport-options.ts";

/** Most bytes of a token response. Entra's tokens have some thousand. */
const MAX_RESPONSE_BYTES = 1_048_576;
const MAX_ATTEMPTS = 4;
const FIRST_DELAY = 500;
/** Longest wait that a token endpoint may ask for. */
const MAX_DELAY = 60_000;
/** Statuses after which the same request may succeed: nothing is changed by a request for a token. */
const RETRIED_STATUSES: readonly number[] = [408, 429, 500, 502, 503, 504];

/** How requests reach a token endpoint. */
export interface TokenEndpointOptions {
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds until an attempt is given up; 30,000 by default. */
  readonly timeout?: number | undefined;
  /** Waits before a retry, in milliseconds. @internal */
  readonly sleep?: typeof abortableSleep | undefined;
}

/**
 * A request to a token endpoint. It is made again for each attempt, because assertions and token files have short
 * lives.
 */
export interface TokenEndpointRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as a form with POST; GET when there is none. */
  readonly form?: Readonly<Record<string, string>> | undefined;
}

/** The response of a token endpoint. */
export interface TokenEndpointResponse {
  readonly status: number;
  /** The members of the JSON; none when it is not a JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Checks the URL of a token endpoint.
 *
 * @returns the URL in normal form.
 * @throws TypeError for anything but a plain https URL; http is allowed on loopback addresses.
 */
export function parseTokenEndpoint(value: string): string {
  const invalid = (reason: string): TypeError => new TypeError(`Invalid token endpoint: ${reason}.`);
  const url = URL.parse(String(value).trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw invalid("expected an absolute URL, such as https://host/oauth2/token");
  }
  if (url.username !== "" || url.password !== "") throw invalid("it must not contain a user name or password");
  if (url.search !== "" || url.hash !== "") throw invalid("it must not contain a query or a fragment");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw invalid("http would send secrets in the clear; expected https, or http on a loopback address");
  }
  return url.href;
}

/**
 * Sends a request for a token until it is answered, rejected or given up.
 *
 * @param makeRequest - makes the request of each attempt
 * @throws OAuthTokenError `server_error`, `timeout` or `unreachable`; what `makeRequest` throws; the signal's reason.
 */
export async function sendTokenRequest(
  makeRequest: () => Promise<TokenEndpointRequest>,
  options: TokenEndpointOptions,
  signal: AbortSignal | undefined,
): Promise<TokenEndpointResponse> {
  const sleep = options.sleep ?? abortableSleep;
  for (let attempt = 1; ; attempt += 1) {
    const request = await makeRequest();
    const outcome = await sendOnce(request, options, signal);
    const isRetried = !("status" in outcome) || RETRIED_STATUSES.includes(outcome.status);
    if ("status" in outcome && !isRetried) return outcome;
    if (attempt === MAX_ATTEMPTS || ("isPermanent" in outcome && outcome.isPermanent)) throw failure(request, outcome);
    const wait = Math.max(FIRST_DELAY * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), outcome.wait ?? 0);
    await sleep(Math.min(wait, MAX_DELAY), signal);
  }
}

type Outcome =
  | (TokenEndpointResponse & { readonly wait: number | undefined })
  | {
      readonly code: "timeout" | "unreachable";
      readonly reason: string;
      readonly isPermanent: boolean;
      readonly wait?: undefined;
    };

async function sendOnce(
  { url, headers, form }: TokenEndpointRequest,
  { fetch, timeout = 30_000 }: TokenEndpointOptions,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const limit = AbortSignal.timeout(timeout);
  const limited = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const init: RequestInit = {
    method: form === undefined ? "GET" : "POST",
    headers: { accept: "application/json", ...headers },
    redirect: "manual",
    signal: limited,
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  };
  try {
    const response = await (fetch === undefined ? globalThis.fetch(url, init) : fetch(new Request(url, init)));
    const body = parseMembers(await readBody(response, limited, MAX_RESPONSE_BYTES));
    return { status: response.status, body, wait: requestedWait(response, Date.now()) };
  } catch (error) {
    signal?.throwIfAborted();
    if (limited.aborted) return { code: "timeout", reason: `no response within ${timeout} ms`, isPermanent: false };
    const { message, reason } = toNoResponse(error, url);
    return { code: "unreachable", reason: `no response: ${message}`, isPermanent: reason === "permanent" };
  }
}

function failure({ url }: TokenEndpointRequest, outcome: Outcome): OAuthTokenError {
  if ("code" in outcome) return new OAuthTokenError(outcome.code, `token endpoint ${address(url)}: ${outcome.reason}`);
  const { status, body } = outcome;
  const code = readProperty(body, "error");
  return new OAuthTokenError("server_error", `token endpoint ${address(url)}: status ${status}, try again later`, {
    status,
    oauthError: typeof code === "string" ? code.slice(0, 100) : undefined,
  });
}

/** A URL without its query, for messages. */
export function address(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function parseMembers(content: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
