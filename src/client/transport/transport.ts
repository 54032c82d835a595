/**
 * Sends one request to a SCIM service, with its retries: the only place that knows ky, the token and the base URL.
 *
 * ky decides when a request is retried and given up, but gets an empty shell of it. The real request, with body and
 * token, is made for each attempt in the function that ky calls as `fetch`. So the body is not copied for retries that
 * hardly ever happen, each attempt has the current token, and no error or option object of ky ever holds it.
 */

import ky, { type Input, isHTTPError, isTimeoutError, type Options } from "ky";
import {
  isOAuthTokenError,
  type OAuthTokenErrorCode,
  type RequestAttempt,
  type RequestErrorCode,
} from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import type { Logger } from "../../internal/logger.ts";
import { SCIM_MEDIA_TYPE } from "../../urns.ts";
import { type CallLimits, callLimits, hasLimits } from "./call-limits.ts";
import type { CallRecord, CompletedCall } from "./call-record.ts";
import { assertHeaderValue, checkedHeaders } from "./header-fields.ts";
import { redactTokens, requestError, toError } from "./map-error.ts";
import { NoResponse, toNoResponse } from "./no-response.ts";
import { raceAbort } from "./race-abort.ts";
import { type Release, RequestThrottle } from "./request-throttle.ts";
import { readResponse, type ScimResponse } from "./response.ts";
import { isAmbiguousStatus, isUnexplainedRefusal } from "./retry.ts";
import { requestedWait } from "./retry-after.ts";
import { safeLogger } from "./safe-logger.ts";
import { allowInsecureRequests, parseTenantUrl, requestUrl, type TenantUrl } from "./tenant-url.ts";
import type { Fetch, ScimRequest, TransportOptions } from "./transport-options.ts";

/** One call in flight. */
interface PendingCall extends CallRecord {
  readonly request: ScimRequest;
  readonly url: string;
  /** The body, serialized once for all attempts. */
  readonly body: string | undefined;
  /** Headers of the client and of the call. */
  readonly headers: Readonly<Record<string, string>>;
  /** Longest pause in milliseconds that the service may ask for. */
  readonly maxPause: number;
  readonly history: MutableAttempt[];
  readonly tokens: Set<string>;
  attempts: number;
  isInDoubt: boolean;
  response?: ScimResponse | undefined;
  /** The token that the service answered 401 to. */
  rejectedToken?: string;
  /** Releases the slot of the attempt in flight. */
  release: Release;
  /** Whether the caller has the outcome; an attempt that still waits for a slot must not keep it. */
  isOver: boolean;
}

/** An attempt is recorded when it starts, because it may never end. */
type MutableAttempt = { -readonly [Key in keyof RequestAttempt]: RequestAttempt[Key] };

/** A token endpoint that does not answer is no rejection of the credentials. */
const CODE_OF_TOKEN_ERROR: Readonly<Record<OAuthTokenErrorCode, RequestErrorCode>> = {
  rejected_credentials: "unauthorized",
  unusable_credentials: "unauthorized",
  invalid_response: "unauthorized",
  server_error: "unreachable",
  unreachable: "unreachable",
  timeout: "timeout",
};

/** Sends requests to one service. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #base: TenantUrl;
  readonly #fetch: Fetch | undefined;
  readonly #logger: Logger;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #throttle: RequestThrottle;
  /** Limits of calls without options of their own. */
  readonly #limits: CallLimits;

  /** Base URL without flags. */
  get baseUrl(): string {
    return `${this.#base.origin}${this.#base.path}`;
  }

  /**
   * @throws TypeError for an invalid base URL, token or header.
   * @throws RangeError for a limit out of range.
   */
  constructor(options: TransportOptions) {
    this.#options = options;
    this.#base = parseTenantUrl(options.baseUrl, options[allowInsecureRequests] === true);
    this.#fetch = options.fetch;
    this.#logger = safeLogger(options.logger);
    if (options.userAgent !== undefined) assertHeaderValue("userAgent", options.userAgent);
    this.#headers = {
      ...(options.userAgent === undefined ? {} : { "user-agent": options.userAgent }),
      ...checkedHeaders(options.headers),
    };
    this.#throttle = new RequestThrottle(options.pace ?? {});
    this.#limits = callLimits(options);
    if (typeof options.token !== "function") assertToken(options.token);
  }

  /** Origin and path of the service, for messages. */
  get address(): string {
    return `${this.#base.origin}${this.#base.path}`;
  }

  /** Logs what the operator should know about a response. */
  warn(fields: object, message: string): void {
    this.#logger.warn?.(fields, message);
  }

  /**
   * Sends a request until it is answered, rejected or given up. Time that it waits for a free slot does not count.
   *
   * @throws ScimRequestError; the reason of the signal when the caller aborted.
   */
  async send(request: ScimRequest): Promise<CompletedCall> {
    const { options = {}, method } = request;
    const { signal } = options;
    signal?.throwIfAborted();
    const limits = hasLimits(options) ? callLimits(this.#options, options) : this.#limits;
    const call = this.#toPendingCall(request, limits);
    try {
      await this.#acquireSlot(call);
      await raceAbort(ky(call.url, this.#kyOptions(call, limits)), signal);
    } catch (thrown) {
      signal?.throwIfAborted();
      // The first attempt may have deleted it, and "not there" is what the caller wants. A gateway's page says nothing.
      const isPage = call.response?.hasForeignBody === true;
      if (
        method === "DELETE" &&
        call.attempts > 1 &&
        !isPage &&
        isHTTPError(thrown) &&
        isGone(thrown.response.status)
      ) {
        return completed(call, { status: 204, body: undefined, hasForeignBody: false });
      }
      throw toError(thrown, call);
    } finally {
      call.isOver = true;
      call.release();
    }
    return completed(call, call.response ?? { status: 0, body: undefined, hasForeignBody: false });
  }

  #toPendingCall(request: ScimRequest, { maxPause }: CallLimits): PendingCall {
    const { method, path, query, body, condition, options } = request;
    return {
      request,
      method,
      path,
      url: requestUrl(this.#base, path, query),
      body: body === undefined ? undefined : JSON.stringify(body),
      // Some services refuse to delete for a client that accepts JSON, because the response has none.
      headers: {
        ...(method === "DELETE" ? {} : { accept: `${SCIM_MEDIA_TYPE}, application/json` }),
        ...this.#headers,
        ...checkedHeaders(options?.headers),
        ...condition,
      },
      maxPause,
      attempts: 0,
      isInDoubt: false,
      history: [],
      tokens: new Set(),
      release: () => {},
      isOver: false,
    };
  }

  /** All options of ky at once: an instance of ky would merge its defaults for each call. */
  #kyOptions(call: PendingCall, { timeout, totalTimeout, retry }: CallLimits): Options {
    const { request } = call;
    const signal = request.options?.signal;
    return {
      redirect: "manual",
      timeout,
      totalTimeout,
      method: request.method,
      // RFC 9110 §15.4.5: 304 is the expected response to a conditional GET.
      throwHttpErrors: (status) => status !== 304 || request.condition?.["if-none-match"] === undefined,
      fetch: (shell) => this.#attempt(shell, call),
      retry: {
        ...retry,
        shouldRetry: ({ error }) => this.#mayRenewToken(error, call) || shouldRetry(error, call),
      },
      hooks: { beforeRetry: [({ error }) => this.#beforeRetry(error, call)] },
      ...(signal === undefined ? {} : { signal }),
    };
  }

  /**
   * A token may be replaced while a request with it is in flight. The function provides the new one, once for each
   * call.
   */
  #mayRenewToken(error: Error, { history }: PendingCall): boolean {
    if (typeof this.#options.token === "string" || !isHTTPError(error) || error.response.status !== 401) return false;
    return history.filter(({ status }) => status === 401).length === 1;
  }

  async #beforeRetry(error: Error, call: PendingCall): Promise<Response | undefined> {
    const { recover } = call.request;
    // An attempt that timed out may never end, and never release its slot.
    call.release();
    if (recover !== undefined && call.attempts > 0 && mayHaveTakenEffect(error)) {
      const body = await recover();
      if (body !== undefined) {
        call.response = { status: 201, body, hasForeignBody: false };
        return new Response(null, { status: 201 });
      }
    }
    await this.#acquireSlot(call);
    return undefined;
  }

  async #acquireSlot(call: PendingCall): Promise<void> {
    const release = this.#throttle.tryAcquire() ?? (await this.#throttle.acquire(call.request.options?.signal));
    // The total timeout may end a call while it waits for its retry.
    if (call.isOver) release();
    else call.release = release;
  }

  async #attempt(shell: Input, call: PendingCall): Promise<Response> {
    const { release, history } = call;
    const { signal } = shell instanceof Request ? shell : new Request(shell);
    const token = await this.#currentToken(call, signal);
    // The call may have ended meanwhile: then nothing is sent any more.
    signal.throwIfAborted();
    call.tokens.add(token);
    call.attempts += 1;
    const number = call.attempts;
    const start = performance.now();
    const attempt: MutableAttempt = { status: 0, problem: "no response in time", duration: 0 };
    history.push(attempt);
    try {
      const response = await this.#fetchOnce(call, token, signal);
      const read = await readResponse(response, signal);
      attempt.status = read.status;
      if (read.status === 401) call.rejectedToken = token;
      attempt.problem = undefined;
      this.#logAttempt(call, attempt, number, start);
      // The response to an attempt that timed out earlier is of no use.
      if (number === call.attempts) call.response = read;
      const wait = requestedWait(response, Date.now());
      call.isInDoubt ||= isUnrepeatable(call.request) && isUnexplainedRefusal(read, wait);
      return this.#observeRateLimit(response, wait, call);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const failure = toNoResponse(thrown, call.url);
      attempt.problem = redactTokens(failure.message, call);
      this.#logAttempt(call, attempt, number, start);
      throw failure;
    } finally {
      attempt.duration = millisecondsSince(start);
      release();
    }
  }

  #logAttempt(call: PendingCall, { status, problem }: RequestAttempt, attempt: number, start: number): void {
    const { method } = call;
    const path = redactTokens(call.path, call);
    this.#logger.debug?.(
      { method, path, status, attempt, duration: millisecondsSince(start) },
      `${method} ${path}: ${problem ?? status}, attempt ${attempt}`,
    );
  }

  #fetchOnce({ method, url, body, headers }: PendingCall, token: string, signal: AbortSignal): Promise<Response> {
    const init: RequestInit = {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": SCIM_MEDIA_TYPE }),
      },
      signal,
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
    };
    // The global one is looked up for each request, so that a test can replace it at any time.
    return this.#fetch === undefined ? globalThis.fetch(url, init) : this.#fetch(new Request(url, init));
  }

  /** Observes the pause that the service asks for, and reports it to ky in a form that ky knows. */
  #observeRateLimit(response: Response, wait: number | undefined, { maxPause }: PendingCall): Response {
    if (wait !== undefined) this.#throttle.pause(Math.min(wait, maxPause));
    if (response.status < 400) return response;
    // Such a service is busy, but may have executed the request: 504 stands for that.
    if (response.status === 500 && wait !== undefined) return new Response(null, { status: 504 });
    const headers: Record<string, string> =
      wait === undefined ? {} : { "retry-after": String(Math.ceil(wait / 1_000)) };
    return new Response(null, { status: response.status, headers });
  }

  async #currentToken(call: PendingCall, signal: AbortSignal): Promise<string> {
    const { token } = this.#options;
    if (typeof token === "string") return token;
    try {
      const current = await token({ rejected: call.rejectedToken, signal });
      assertToken(current);
      return current;
    } catch (thrown) {
      signal.throwIfAborted();
      const reason = errorMessage(thrown, "no reason given");
      const code = isOAuthTokenError(thrown) ? CODE_OF_TOKEN_ERROR[thrown.code] : "unauthorized";
      throw requestError(call, code, `no request was sent, because the token function failed: ${reason}`);
    }
  }
}

function completed(call: PendingCall, response: ScimResponse): CompletedCall {
  const { method, path, url, attempts, history, tokens } = call;
  return { method, path, url, attempts, history, tokens, response };
}

function millisecondsSince(start: number): number {
  return Math.round(performance.now() - start);
}

/** RFC 6750 §2.1. Other characters would break the header, and the platform's error would repeat the token. */
function assertToken(token: string): void {
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return;
  throw new TypeError("Invalid token: expected a string of visible ASCII characters without spaces or line breaks");
}

/** Whether a failed attempt may have been executed by the service. */
function mayHaveTakenEffect(thrown: unknown): boolean {
  return (
    thrown instanceof NoResponse ||
    isTimeoutError(thrown) ||
    (isHTTPError(thrown) && isAmbiguousStatus(thrown.response.status))
  );
}

/** True and false decide; undefined leaves the decision to ky, which looks at the status and the timing headers. */
function shouldRetry(error: Error, { request, isInDoubt }: PendingCall): boolean | undefined {
  if (error instanceof NoResponse && (error.reason === "permanent" || error.reason === "tooLarge")) return false;
  if (isInDoubt || (isUnrepeatable(request) && mayHaveTakenEffect(error))) return false;
  return error instanceof NoResponse ? true : undefined;
}

/** Whether a second execution does harm and nothing shows whether there was a first. */
function isUnrepeatable({ method, recover, safe }: ScimRequest): boolean {
  return method === "POST" && recover === undefined && safe !== true;
}

/** Whether a response says that the resource does not exist, or does not exist any more (RFC 9110 §15.5.11). */
function isGone(status: number): boolean {
  return status === 404 || status === 410;
}
