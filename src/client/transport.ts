/**
 * One request to a SCIM service, with its repetitions: the only place that knows ky, the token and the base URL.
 *
 * The token is asked for and put into the request at the last moment, in the function that ky calls as `fetch`: each attempt has the current one,
 * and no error or option object of ky ever holds it.
 */
import ky, { type Input, isHTTPError, isTimeoutError, type KyInstance, type Options } from "ky";
import { ScimError } from "../errors.ts";
import { SCIM_MEDIA_TYPE } from "../urns.ts";
import { type Answer, LostAnswer, readAnswer } from "./answer.ts";
import { type Call, requestError, toFailure } from "./failure.ts";
import { lostAnswer } from "./network-error.ts";
import { isUncertain, kyRetryOptions, type RetryOptions } from "./retry.ts";
import { allowInsecureRequests, parseTenantUrl, requestUrl, type TenantUrl } from "./tenant-url.ts";

/** Sends a request; the global `fetch` and a SCIM handler both fit. */
export type Fetch = (request: Request) => Promise<Response>;

/** Where a client tells what it does; `console` fits. Neither tokens nor attribute values are told. */
export interface Logger {
  /** One line for each attempt. */
  debug?(message: string): void;
  /** What a user should know, such as a value that was left out. */
  warn?(message: string): void;
}

/** How to reach a service. */
export interface TransportOptions {
  /** Base URL of the service, such as `https://api.proxyclick.com/scim/v1`; flags after `?` are sent along. */
  readonly baseUrl: string;
  /** The bearer token, or a function that returns the current one; it is called for each attempt. */
  readonly token: string | (() => string | Promise<string>);
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Fetch | undefined;
  /** Bounds of repetition. */
  readonly retry?: RetryOptions | undefined;
  /** Milliseconds until an attempt is given up; 30,000 by default, `false` for no bound. */
  readonly timeout?: number | false | undefined;
  /** Milliseconds until a call with all its attempts and waits is given up; 180,000 by default, `false` for no bound. */
  readonly totalTimeout?: number | false | undefined;
  /** Told about attempts and repairs; nobody by default. */
  readonly logger?: Logger | undefined;
  /** Value of the `User-Agent` header; the one of the platform by default. */
  readonly userAgent?: string | undefined;
  /** Allows plain http to a machine other than this one; see {@link allowInsecureRequests}. */
  readonly [allowInsecureRequests]?: boolean | undefined;
}

/** A request, its path still below the base URL. */
export interface ScimRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the base URL, such as `/Users`. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Finds out whether a POST whose answer was lost took effect: resolves to the resource, or undefined. Such a POST is repeated only when
   * this is given and says no.
   */
  readonly recover?: (() => Promise<unknown>) | undefined;
}

/** An answer together with the call it belongs to. */
export interface Reply extends Call {
  readonly answer: Answer;
}

/** Sends requests to one service. */
export class Transport {
  readonly #base: TenantUrl;
  readonly #token: TransportOptions["token"];
  readonly #fetch: Fetch;
  readonly #logger: Logger;
  readonly #ky: KyInstance;

  constructor(options: TransportOptions) {
    this.#base = parseTenantUrl(options.baseUrl, options[allowInsecureRequests] === true);
    this.#token = options.token;
    // Looked up for each request, so that a test may put another one in its place at any time.
    this.#fetch = options.fetch ?? ((request) => globalThis.fetch(request));
    this.#logger = options.logger ?? {};
    if (typeof options.token === "string") assertToken(options.token);
    this.#ky = ky.create({
      redirect: "manual",
      timeout: options.timeout ?? 30_000,
      totalTimeout: options.totalTimeout ?? 180_000,
      retry: kyRetryOptions(options.retry),
      headers: {
        accept: `${SCIM_MEDIA_TYPE}, application/json`,
        ...(options.userAgent === undefined ? {} : { "user-agent": options.userAgent }),
      },
    });
  }

  /** Origin and path of the service, for messages. */
  get address(): string {
    return `${this.#base.origin}${this.#base.path}`;
  }

  /**
   * Sends a request until it is answered, refused or given up.
   *
   * @throws ScimRequestError; the reason of the signal when the caller aborted.
   */
  async send(request: ScimRequest): Promise<Reply> {
    const { signal } = request;
    signal?.throwIfAborted();
    const call: Call = { method: request.method, path: request.path, attempts: 0 };
    try {
      await this.#ky(requestUrl(this.#base, request.path, request.query), this.#kyOptions(request, call));
    } catch (thrown) {
      signal?.throwIfAborted();
      // The first attempt may have deleted it: gone is what was asked for.
      if (request.method === "DELETE" && call.attempts > 1 && isHTTPError(thrown) && thrown.response.status === 404) {
        return { ...call, answer: { status: 204, body: undefined, foreign: false } };
      }
      throw toFailure(thrown, call);
    }
    return { ...call, answer: call.answer ?? { status: 0, body: undefined, foreign: false } };
  }

  #kyOptions(request: ScimRequest, call: Call): Options {
    const { recover } = request;
    return {
      method: request.method,
      fetch: (input) => this.#attempt(input, call),
      retry: { shouldRetry: ({ error }) => shouldRetry(error, request) },
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      ...(request.body === undefined
        ? {}
        : { body: JSON.stringify(request.body), headers: { "content-type": SCIM_MEDIA_TYPE } }),
      ...(recover === undefined
        ? {}
        : {
            hooks: { beforeRetry: [({ error }) => (mayHaveTakenEffect(error) ? recovered(recover, call) : undefined)] },
          }),
    };
  }

  async #attempt(input: Input, call: Call): Promise<Response> {
    const request = input instanceof Request ? input : new Request(input);
    const token = await this.#currentToken(call);
    call.token = token;
    call.attempts += 1;
    const attempt = call.attempts;
    request.headers.set("authorization", `Bearer ${token}`);
    try {
      const response = await this.#fetch(request);
      const answer = await readAnswer(response);
      this.#logger.debug?.(`${call.method} ${call.path}: ${answer.status}, attempt ${attempt}`);
      // An answer that comes after its attempt timed out belongs to nobody.
      if (attempt === call.attempts) call.answer = answer;
      return response;
    } catch (thrown) {
      if (request.signal.aborted) throw thrown;
      const lost = lostAnswer(thrown);
      this.#logger.debug?.(`${call.method} ${call.path}: ${lost.message}, attempt ${attempt}`);
      throw lost;
    }
  }

  async #currentToken(call: Call): Promise<string> {
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
function shouldRetry(error: Error, request: ScimRequest): boolean | undefined {
  if (error instanceof LostAnswer && error.reason === "certificate") return false;
  if (request.method === "POST" && request.recover === undefined && mayHaveTakenEffect(error)) return false;
  return error instanceof LostAnswer ? true : undefined;
}

async function recovered(recover: () => Promise<unknown>, call: Call): Promise<Response | undefined> {
  const body = await recover();
  if (body === undefined) return undefined;
  call.answer = { status: 201, body, foreign: false };
  return new Response(null, { status: 201 });
}
