/**
 * One request to a SCIM service, with its repetitions: the only place that knows ky, the token and the base URL.
 *
 * ky decides when a request is repeated and given up; what it holds is an empty shell of the request. The real one, with body and token, is made for
 * each attempt in the function that ky calls as `fetch`: the body is not copied for repetitions that hardly ever come, each attempt has the current
 * token, and no error or option object of ky ever holds it.
 */
import ky, { type Input, isHTTPError, isTimeoutError, type RetryOptions as KyRetryOptions, type Options } from "ky";
import { type RequestAttempt, ScimError } from "../../errors.ts";
import { SCIM_MEDIA_TYPE } from "../../urns.ts";
import { assertHeader, assertHeaderValue } from "./header-text.ts";
import { type Call, requestError, toFailure, withoutToken } from "./map-error.ts";
import { lostAnswer } from "./network-error.ts";
import { untilAborted } from "./race-abort.ts";
import { Pace, type Release } from "./request-throttle.ts";
import { type Answer, LostAnswer, readAnswer } from "./response.ts";
import { isUncertain, kyRetryOptions, maxRetryAfter, timeoutOf } from "./retry.ts";
import { wantedPause } from "./retry-after.ts";
import { quietLogger } from "./safe-logger.ts";
import { allowInsecureRequests, parseTenantUrl, requestUrl, type TenantUrl } from "./tenant-url.ts";
import type { Fetch, Logger, ScimRequest, TransportOptions } from "./transport-options.ts";

/** An answer together with the call it belongs to. */
export interface Reply extends Call {
  readonly answer: Answer;
}

/** One call while it is under way. */
interface OpenCall extends Call {
  readonly request: ScimRequest;
  readonly url: string;
  /** The body as text, serialised once for all attempts. */
  readonly body: string | undefined;
  readonly history: (RequestAttempt & Changing)[];
  readonly tokens: Set<string>;
  /** Gives the turn of the attempt under way back. */
  release: Release;
  /** Whether the caller has its outcome; what still waits for a turn then must not keep it. */
  over: boolean;
}

/** An attempt is written down when it begins, for it may never end. */
interface Changing {
  status: number;
  problem?: string | undefined;
  milliseconds: number;
}

/** Sends requests to one service. */
export class Transport {
  readonly #base: TenantUrl;
  readonly #token: TransportOptions["token"];
  readonly #fetch: Fetch | undefined;
  readonly #logger: Logger;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #pace: Pace;
  readonly #maxPause: number;
  /** What ky is told with every call; without an instance of ky, which would merge it anew for each one. */
  readonly #kyDefaults: Options;
  readonly #retry: KyRetryOptions;

  constructor(options: TransportOptions) {
    this.#base = parseTenantUrl(options.baseUrl, options[allowInsecureRequests] === true);
    this.#token = options.token;
    this.#fetch = options.fetch;
    this.#logger = quietLogger(options.logger);
    this.#headers = headersOf(options);
    this.#pace = new Pace(options.pace ?? {});
    this.#maxPause = maxRetryAfter(options.retry);
    if (typeof options.token === "string") assertToken(options.token);
    this.#retry = kyRetryOptions(options.retry);
    this.#kyDefaults = {
      redirect: "manual",
      timeout: timeoutOf("timeout", options.timeout, 30_000),
      totalTimeout: timeoutOf("totalTimeout", options.totalTimeout, 180_000),
    };
  }

  /** Origin and path of the service, for messages. */
  get address(): string {
    return `${this.#base.origin}${this.#base.path}`;
  }

  /** Tells the user something about an answer. */
  warn(message: string): void {
    this.#logger.warn?.(message);
  }

  /**
   * Sends a request until it is answered, refused or given up. The time that it waits for its turn is not counted.
   *
   * @throws ScimRequestError; the reason of the signal when the caller aborted.
   */
  async send(request: ScimRequest): Promise<Reply> {
    const { signal, method, path } = request;
    signal?.throwIfAborted();
    const call = openCall(request, requestUrl(this.#base, path, request.query));
    try {
      await this.#takeTurn(call);
      await untilAborted(ky(call.url, this.#kyOptions(call)), signal);
    } catch (thrown) {
      signal?.throwIfAborted();
      // The first attempt may have deleted it: gone is what was asked for.
      if (method === "DELETE" && call.attempts > 1 && isHTTPError(thrown) && thrown.response.status === 404) {
        return reply(call, { status: 204, body: undefined, foreign: false });
      }
      throw toFailure(thrown, call);
    } finally {
      call.over = true;
      call.release();
    }
    return reply(call, call.answer ?? { status: 0, body: undefined, foreign: false });
  }

  #kyOptions(call: OpenCall): Options {
    const { request } = call;
    return {
      ...this.#kyDefaults,
      method: request.method,
      // RFC 9110 §15.4.5: 304 is the answer that a conditional GET hopes for.
      throwHttpErrors: (status) => status !== 304 || request.headers?.["if-none-match"] === undefined,
      fetch: (shell) => this.#attempt(shell, call),
      retry: {
        ...this.#retry,
        shouldRetry: ({ error }) => this.#mayRenewToken(error, call) || shouldRetry(error, request),
      },
      hooks: { beforeRetry: [({ error }) => this.#beforeRetry(error, call)] },
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    };
  }

  /** A token may be replaced while a request with it is under way. The function is asked for the new one, once for each call. */
  #mayRenewToken(error: Error, { history }: OpenCall): boolean {
    if (typeof this.#token === "string" || !isHTTPError(error) || error.response.status !== 401) return false;
    return history.filter(({ status }) => status === 401).length === 1;
  }

  async #beforeRetry(error: Error, call: OpenCall): Promise<Response | undefined> {
    const { recover } = call.request;
    // An attempt that timed out may never end.
    call.release();
    if (recover !== undefined && call.attempts > 0 && mayHaveTakenEffect(error)) {
      const body = await recover();
      if (body !== undefined) {
        call.answer = { status: 201, body, foreign: false };
        return new Response(null, { status: 201 });
      }
    }
    await this.#takeTurn(call);
    return undefined;
  }

  async #takeTurn(call: OpenCall): Promise<void> {
    const release = this.#pace.tryEnter() ?? (await this.#pace.wait(call.request.signal));
    // The total timeout ends a call while it waits to repeat its request.
    if (call.over) release();
    else call.release = release;
  }

  async #attempt(shell: Input, call: OpenCall): Promise<Response> {
    const { release, history } = call;
    const { signal } = shell instanceof Request ? shell : new Request(shell);
    const token = await this.#currentToken(call);
    // Its call may have ended meanwhile: nothing is sent any more.
    signal.throwIfAborted();
    call.tokens.add(token);
    call.attempts += 1;
    const attempt = call.attempts;
    const begun = performance.now();
    const record: Changing = { status: 0, problem: "no answer in time", milliseconds: 0 };
    history.push(record);
    try {
      const response = await this.#fetchOnce(call, token, signal);
      const answer = await readAnswer(response, signal);
      record.status = answer.status;
      record.problem = undefined;
      this.#logger.debug?.(`${call.method} ${withoutToken(call.path, call)}: ${answer.status}, attempt ${attempt}`);
      // An answer that comes after its attempt timed out belongs to nobody.
      if (attempt === call.attempts) call.answer = answer;
      return this.#heed(response);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const lost = lostAnswer(thrown);
      record.problem = withoutToken(lost.message, call);
      this.#logger.debug?.(`${call.method} ${withoutToken(call.path, call)}: ${record.problem}, attempt ${attempt}`);
      throw lost;
    } finally {
      record.milliseconds = Math.round(performance.now() - begun);
      release();
    }
  }

  #fetchOnce(call: OpenCall, token: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = {
      ...this.#headers,
      ...call.request.headers,
      authorization: `Bearer ${token}`,
    };
    if (call.body !== undefined) headers["content-type"] = SCIM_MEDIA_TYPE;
    const init: RequestInit = { method: call.method, headers, signal, redirect: "manual" };
    if (call.body !== undefined) init.body = call.body;
    // The global one is looked up for each request, so that a test may put another one in its place at any time.
    return this.#fetch === undefined ? globalThis.fetch(call.url, init) : this.#fetch(new Request(call.url, init));
  }

  /** Keeps the pause that the service asks for, and tells ky of it in the words that ky knows. */
  #heed(response: Response): Response {
    const wanted = wantedPause(response, Date.now());
    if (wanted !== undefined) this.#pace.pause(Math.min(wanted, this.#maxPause));
    if (response.status < 400) return response;
    // Such a service is busy, but may have executed the request: 504 stands for that.
    if (response.status === 500 && wanted !== undefined) return new Response(null, { status: 504 });
    const headers: Record<string, string> =
      wanted === undefined ? {} : { "retry-after": String(Math.ceil(wanted / 1_000)) };
    return new Response(null, { status: response.status, headers });
  }

  async #currentToken(call: OpenCall): Promise<string> {
    if (typeof this.#token === "string") return this.#token;
    try {
      const token = await this.#token();
      assertToken(token);
      return token;
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : "no reason given";
      throw requestError(call, "unauthorized", `no request was sent, because the token function failed: ${reason}`);
    }
  }
}

function openCall(request: ScimRequest, url: string): OpenCall {
  return {
    request,
    method: request.method,
    path: request.path,
    url,
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    attempts: 0,
    history: [],
    tokens: new Set(),
    release: () => {},
    over: false,
  };
}

function reply({ method, path, attempts, history, tokens }: OpenCall, answer: Answer): Reply {
  return { method, path, attempts, history, tokens, answer };
}

function headersOf({ headers = {}, userAgent }: TransportOptions): Readonly<Record<string, string>> {
  if (userAgent !== undefined) assertHeaderValue("userAgent", userAgent);
  for (const [name, value] of Object.entries(headers)) assertHeader(name, value);
  const own = new Headers(headers);
  if (own.has("authorization")) {
    throw new ScimError("headers: the authorization header is made from the token.", { status: 400 });
  }
  return {
    accept: `${SCIM_MEDIA_TYPE}, application/json`,
    ...(userAgent === undefined ? {} : { "user-agent": userAgent }),
    ...Object.fromEntries(own),
  };
}

/** RFC 6750 §2.1. Other characters would break the header, and the platform's error would repeat the token. */
function assertToken(token: string): void {
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return;
  throw new ScimError(
    "The token is not usable: expected a text of visible ASCII characters without blanks or line breaks.",
    {
      status: 400,
      scimType: "invalidValue",
    },
  );
}

function mayHaveTakenEffect(thrown: unknown): boolean {
  return (
    thrown instanceof LostAnswer ||
    isTimeoutError(thrown) ||
    (isHTTPError(thrown) && isUncertain(thrown.response.status))
  );
}

/** True and false decide; undefined leaves the decision to the statuses and the timing headers. */
function shouldRetry(error: Error, { method, recover, safe }: ScimRequest): boolean | undefined {
  if (error instanceof LostAnswer && error.reason === "certificate") return false;
  if (method === "POST" && recover === undefined && safe !== true && mayHaveTakenEffect(error)) return false;
  return error instanceof LostAnswer ? true : undefined;
}
