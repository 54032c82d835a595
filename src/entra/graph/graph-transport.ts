/** Sends requests to Microsoft Graph with token, retries and throttling. */
import { safeLogger } from "../../client/transport/safe-logger.ts";
import { abortableSleep } from "../../internal/abortable-sleep.ts";
import type { Logger } from "../../internal/logger.ts";
import { claimsOf } from "./claims-challenge.ts";
import { type AttemptFailure, type GraphResponse, sendAttempt } from "./graph-attempt.ts";
import { noResponseError, type RequestRecord, responseError, tokenError } from "./graph-error.ts";
import type { GraphCall, GraphOptions } from "./graph-options.ts";
import { backOff, type GraphRetry, graphRetry, isInDoubt, isWorthRetrying, waitOf } from "./graph-retry.ts";
import { GraphRoot } from "./graph-root.ts";
import { GraphThrottle } from "./graph-throttle.ts";
import { type GraphTokenSource, graphTokenSource } from "./graph-token.ts";

/** Longest time that a timer can wait. */
const MAX_TIMEOUT = 2_147_483_647;

/** A request to Graph. */
export interface GraphRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** URL below the root. */
  readonly url: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether a second execution does no harm. */
  readonly isRepeatable: boolean;
}

/** A successful response with the number of attempts that it took. */
export interface Completed {
  readonly response: GraphResponse;
  readonly attempts: number;
}

/** One call in flight. */
interface PendingCall extends RequestRecord {
  readonly request: GraphRequest;
  readonly options: GraphCall;
  /** The body, serialized once for all attempts. */
  readonly content: string | undefined;
  isInDoubt: boolean;
  /** The token of the last attempt. */
  token?: string;
  /** The token that Graph rejected, with its claims challenge. */
  rejected?: string | undefined;
  claims?: string | undefined;
}

type Outcome = GraphResponse | AttemptFailure;

/** The way to Graph that all calls of a client share. */
export class GraphTransport {
  readonly root: GraphRoot;
  readonly #options: GraphOptions;
  readonly #retry: GraphRetry;
  readonly #logger: Logger;
  readonly #token: GraphTokenSource;
  readonly #throttle = new GraphThrottle();

  /** @throws TypeError for an invalid credential or Graph URL. RangeError for a limit out of range. */
  constructor(options: GraphOptions) {
    this.#options = options;
    this.root = new GraphRoot(options.graph);
    this.#retry = graphRetry(options.retry);
    this.#logger = safeLogger(options.logger);
    this.#token = graphTokenSource(options.credential, this.root.scope);
    assertTimeout(options.timeout);
  }

  /** The tenant of the credential, where it knows it. */
  get tenantId(): string | undefined {
    const { credential } = this.#options;
    return typeof credential === "function" ? undefined : credential.tenantId;
  }

  /**
   * Sends a request until it is answered, rejected or given up.
   *
   * @throws GraphRequestError; the reason of the signal.
   */
  async send(request: GraphRequest, options: GraphCall): Promise<Completed> {
    assertTimeout(options.timeout);
    const { method, url, body } = request;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const path = this.root.pathOf(url);
    const { feature, secrets } = options;
    const call: PendingCall = { request, options, content, method, path, feature, secrets, isInDoubt: false };
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await this.#attempt(call);
      if ("status" in outcome && (isSuccess(outcome) || isDeletedBefore(outcome, call))) {
        return { response: outcome, attempts };
      }
      if (mayRenewToken(outcome, call)) continue;
      call.isInDoubt ||= method !== "GET" && isInDoubt(outcome);
      const wait = this.#observeWait(outcome, attempts);
      if (attempts > this.#retry.limit || !isWorthRetrying(outcome, request)) {
        throw "status" in outcome ? responseError(outcome, call) : noResponseError(outcome, call);
      }
      await abortableSleep(wait, options.signal);
    }
  }

  /** One attempt, sent when the throttle allows it. */
  async #attempt(call: PendingCall): Promise<Outcome> {
    const { request, options, content } = call;
    const { method, url } = request;
    const { signal, timeout = this.#options.timeout ?? 30_000 } = options;
    await this.#throttle.wait(signal);
    await options.beforeAttempt?.();
    const token = await this.#currentToken(call);
    call.token = token;
    const headers = {
      accept: "application/json",
      "client-request-id": crypto.randomUUID(),
      ...(content === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
      authorization: `Bearer ${token}`,
    };
    const start = performance.now();
    const { fetch } = this.#options;
    const outcome = await sendAttempt({ method, url, headers, body: content, timeout, fetch, signal });
    if ("status" in outcome) this.#throttle.observe(outcome.headers);
    this.#logAttempt(call, outcome, Math.round(performance.now() - start));
    return outcome;
  }

  async #currentToken(call: PendingCall): Promise<string> {
    const { rejected, claims, options } = call;
    const { signal } = options;
    try {
      return await this.#token({ rejected, claims, signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw tokenError(error, call);
    }
  }

  #logAttempt({ method, path }: PendingCall, outcome: Outcome, duration: number): void {
    const status = "status" in outcome ? outcome.status : 0;
    const result = "status" in outcome ? String(status) : outcome.message;
    this.#logger.debug?.({ method, path, status, duration }, `Graph: ${method} ${path}: ${result}`);
  }

  /**
   * The wait before the next attempt, in milliseconds: what Graph asks for, and at least the back-off, because Graph is
   * known to ask for too little. All calls of the client observe what Graph asks for.
   */
  #observeWait(outcome: Outcome, attempts: number): number {
    const requested = "status" in outcome ? waitOf(outcome, this.#retry, Date.now()) : undefined;
    const wait = Math.max(backOff(attempts, this.#retry), requested ?? 0);
    if ("status" in outcome && (outcome.status === 429 || requested !== undefined)) this.#throttle.pause(wait);
    return wait;
  }
}

/** A token may expire or be revoked at any time; each call gets a new one once. */
function mayRenewToken(outcome: Outcome, call: PendingCall): boolean {
  if (!("status" in outcome) || outcome.status !== 401 || call.rejected !== undefined) return false;
  call.rejected = call.token;
  call.claims = claimsOf(outcome.headers);
  return true;
}

function isSuccess({ status, hasForeignBody }: GraphResponse): boolean {
  return status >= 200 && status < 300 && !hasForeignBody;
}

/** The object is gone because of an earlier attempt whose response was lost. */
function isDeletedBefore({ status }: GraphResponse, { method, isInDoubt: mayBeGone }: PendingCall): boolean {
  return method === "DELETE" && mayBeGone && status === 404;
}

function assertTimeout(timeout: number | undefined): void {
  if (timeout === undefined || (timeout > 0 && timeout <= MAX_TIMEOUT)) return;
  throw new RangeError("timeout: expected milliseconds above zero");
}
