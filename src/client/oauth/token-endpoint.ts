/** Requests an access token over HTTP, with retries, for every kind of token endpoint. */
import { OAuthTokenError } from "../../errors.ts";
import { abortableSleep } from "../../internal/abortable-sleep.ts";
import { isLoopback } from "../../internal/loopback.ts";
import type { Fetch } from "../transport/transport-options.ts";
import {
  attemptTokenRequest,
  type TokenEndpointFailure,
  type TokenEndpointRequest,
  type TokenEndpointResponse,
} from "./token-attempt.ts";
import { errorCodeOf } from "./without-secrets.ts";

/** How often a request is sent in total. */
const MAX_ATTEMPTS = 4;
/** Milliseconds before the first retry, doubled for each further one. */
const FIRST_DELAY = 500;
/** Longest wait in milliseconds that a token endpoint may ask for. */
const MAX_DELAY = 60_000;
/**
 * Statuses after which the same request may succeed: nothing is changed by a request for a token. The instance metadata
 * service of Azure answers 410 while it is updated.
 */
const RETRIED_STATUSES: readonly number[] = [408, 410, 429, 500, 502, 503, 504];

/** Options of requests to a token endpoint. */
export interface TokenEndpointOptions {
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Fetch | undefined;
  /** Timeout of one attempt in milliseconds; 30,000 by default. A request has up to four attempts. */
  readonly timeout?: number | undefined;
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
 * @param makeRequest - makes the request of each attempt, because assertions and token files have short lives
 * @param sleep - waits before a retry
 * @throws OAuthTokenError `server_error`, `timeout` or `unreachable`; what `makeRequest` throws; the signal's reason.
 */
export async function sendTokenRequest(
  makeRequest: () => Promise<TokenEndpointRequest>,
  { fetch, timeout = 30_000 }: TokenEndpointOptions,
  signal: AbortSignal | undefined,
  sleep: typeof abortableSleep = abortableSleep,
): Promise<TokenEndpointResponse> {
  // The global one is looked up for each request, so that a test can replace it at any time.
  const send = (url: string, init: RequestInit): Promise<Response> =>
    fetch === undefined ? globalThis.fetch(url, init) : fetch(new Request(url, init));
  for (let attempt = 1; ; attempt += 1) {
    const request = await makeRequest();
    const outcome = await attemptTokenRequest(request, { fetch: send, timeout }, signal);
    if ("status" in outcome && !RETRIED_STATUSES.includes(outcome.status)) return outcome;
    if (attempt === MAX_ATTEMPTS || ("isPermanent" in outcome && outcome.isPermanent)) throw failure(request, outcome);
    const own = FIRST_DELAY * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    const requested = "status" in outcome ? (outcome.wait ?? 0) : 0;
    await sleep(Math.min(Math.max(own, requested), MAX_DELAY), signal);
  }
}

function failure(
  request: TokenEndpointRequest,
  outcome: TokenEndpointResponse | TokenEndpointFailure,
): OAuthTokenError {
  const { url } = request;
  if ("code" in outcome) return new OAuthTokenError(outcome.code, `token endpoint ${address(url)}: ${outcome.reason}`);
  const { status, body } = outcome;
  const code = errorCodeOf(body, request);
  return new OAuthTokenError("server_error", `token endpoint ${address(url)}: status ${status}, try again later`, {
    status,
    oauthError: code === "" ? undefined : code,
  });
}

/** A URL without its query, for messages. */
export function address(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
