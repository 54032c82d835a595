/** A client for Microsoft Graph, with the parts of it that provisioning needs. */
import { safeLogger } from "../../client/transport/safe-logger.ts";
import { abortableSleep } from "../../internal/abortable-sleep.ts";
import type { Logger } from "../../internal/logger.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import { claimsOf } from "./claims-challenge.ts";
import { type AttemptFailure, type GraphResponse, sendAttempt } from "./graph-attempt.ts";
import { invalidResponseError, noResponseError, type RequestRecord, responseError, tokenError } from "./graph-error.ts";
import type { GraphCall, GraphOptions, GraphPage, GraphPostCall } from "./graph-options.ts";
import { backOff, type GraphRetry, graphRetry, isInDoubt, isWorthRetrying, waitOf } from "./graph-retry.ts";
import { GraphRoot } from "./graph-root.ts";
import { GraphThrottle } from "./graph-throttle.ts";
import { type GraphTokenSource, graphTokenSource } from "./graph-token.ts";

/** How often one list is read on from an earlier page. */
const MAX_RETURNS = 5;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One call in flight. */
interface PendingCall extends RequestRecord {
  readonly method: Method;
  readonly url: string;
  readonly body: string | undefined;
  readonly call: GraphCall;
  /** Whether a second execution does no harm. */
  readonly isRepeatable: boolean;
  isInDoubt: boolean;
  token?: string;
  /** The token that Graph rejected, with its claims challenge. */
  rejected?: string | undefined;
  claims?: string | undefined;
}

/** A response with the number of attempts that it took. */
interface Completed {
  readonly response: GraphResponse;
  readonly attempts: number;
}

/**
 * A client for Microsoft Graph (v1.0). It keeps the token, and the pauses that Graph asks for: share one among all
 * sources and applications of a tenant, so that they observe them together. It keeps no connection and need not be
 * closed.
 *
 * Every call rejects with a `GraphRequestError`, or with the reason of its signal.
 */
export class GraphClient {
  readonly #options: GraphOptions;
  readonly #root: GraphRoot;
  readonly #retry: GraphRetry;
  readonly #logger: Logger;
  readonly #token: GraphTokenSource;
  readonly #throttle = new GraphThrottle();

  /**
   * @param options - a credential at least
   * @throws TypeError for an invalid credential or Graph URL. RangeError for a limit out of range.
   */
  constructor(options: GraphOptions) {
    this.#options = options;
    this.#root = new GraphRoot(options.graph);
    this.#retry = graphRetry(options.retry);
    this.#logger = safeLogger(options.logger);
    this.#token = graphTokenSource(options.credential, this.#root.scope);
    assertTimeout(options.timeout);
  }

  /** Root of Graph, such as `https://graph.microsoft.com`. */
  get root(): string {
    return this.#root.url;
  }

  /**
   * Reads an object.
   *
   * @param path - below the version, such as `/users/{id}`, with encoded ids
   */
  async get(path: string, call: GraphCall = {}): Promise<unknown> {
    return (await this.#send("GET", this.#root.urlOf(path, call.query), undefined, call, true)).response.body;
  }

  /**
   * Sends a POST. It is repeated only when Graph says that it was not executed, unless it is `repeatable`.
   *
   * @returns the body of the response; undefined when there is none.
   */
  async post(path: string, body: unknown, call: GraphPostCall = {}): Promise<unknown> {
    return this.#write("POST", path, body, call, call.repeatable === true);
  }

  /** Replaces an object. Repeated as GET is. */
  async put(path: string, body: unknown, call: GraphCall = {}): Promise<unknown> {
    return this.#write("PUT", path, body, call, true);
  }

  /** Changes properties of an object. Repeated as GET is. */
  async patch(path: string, body: unknown, call: GraphCall = {}): Promise<unknown> {
    return this.#write("PATCH", path, body, call, true);
  }

  /** Deletes an object. Repeated as GET is; when an attempt without response may have deleted it, 404 is a success. */
  async delete(path: string, call: GraphCall = {}): Promise<unknown> {
    return this.#write("DELETE", path, undefined, call, true);
  }

  /**
   * Reads one page of a list.
   *
   * @param pathOrLink - a path below the version, or the link of a page, which is used unchanged. A link to another
   * server is refused, because the token would go there.
   */
  async page(pathOrLink: string, call: GraphCall = {}): Promise<GraphPage> {
    return (await this.#page(pathOrLink, call)).page;
  }

  /**
   * Reads a list page by page. After a page that took several attempts, Graph may refuse its link; the client then
   * reads on from the last page that took one, so an item may come twice.
   */
  async *pages(pathOrLink: string, call: GraphCall = {}): AsyncGenerator<GraphPage> {
    let link: string | undefined = pathOrLink;
    let safe = pathOrLink;
    let returns = 0;
    const seen = new Set<string>();
    while (link !== undefined) {
      const read: { page: GraphPage; attempts: number } | undefined = await this.#page(link, call).catch(
        (error: unknown) => {
          if (link === safe || returns === MAX_RETURNS || !isLostPageToken(error)) throw error;
          return undefined;
        },
      );
      if (read === undefined) {
        link = safe;
        returns += 1;
        seen.clear();
        continue;
      }
      yield read.page;
      const next: string | undefined = read.page.nextLink;
      if (next !== undefined && seen.has(next)) throw this.#loopError(next, call);
      if (next !== undefined) seen.add(next);
      if (next !== undefined && read.attempts === 1) safe = next;
      link = next;
    }
  }

  #loopError(link: string, { feature }: GraphCall): Error {
    const record = { method: "GET", path: this.#root.pathOf(link), feature, isInDoubt: false };
    return invalidResponseError("the list does not end: Graph returned the same @odata.nextLink twice", 200, record);
  }

  async #page(pathOrLink: string, call: GraphCall): Promise<{ page: GraphPage; attempts: number }> {
    const isPath = pathOrLink.startsWith("/");
    const record = { method: "GET", path: isPath ? pathOrLink : "", feature: call.feature, isInDoubt: false };
    if (!isPath && !this.#root.isOwnLink(pathOrLink)) {
      throw invalidResponseError(`the link of a page does not lead to ${this.root}; no token was sent`, 0, record);
    }
    const url = isPath ? this.#root.urlOf(pathOrLink, call.query) : pathOrLink;
    const { response, attempts } = await this.#send("GET", url, undefined, call, true);
    const page = toPage(response.body);
    if (page !== undefined) return { page, attempts };
    throw invalidResponseError("expected a page with a list of objects", response.status, {
      ...record,
      path: this.#root.pathOf(url),
    });
  }

  async #write(method: Method, path: string, body: unknown, call: GraphCall, isRepeatable: boolean): Promise<unknown> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    return (await this.#send(method, this.#root.urlOf(path, call.query), content, call, isRepeatable)).response.body;
  }

  /** Sends a request until it is answered, rejected or given up. */
  async #send(
    method: Method,
    url: string,
    body: string | undefined,
    call: GraphCall,
    isRepeatable: boolean,
  ): Promise<Completed> {
    assertTimeout(call.timeout);
    const path = this.#root.pathOf(url);
    const pending: PendingCall = {
      method,
      path,
      url,
      body,
      call,
      feature: call.feature,
      isRepeatable,
      isInDoubt: false,
    };
    let attempts = 0;
    for (;;) {
      const outcome = await this.#attempt(pending);
      attempts += 1;
      if (isSuccess(outcome) || isDeletedBefore(outcome, pending)) return { response: outcome, attempts };
      if (this.#mayRenewToken(outcome, pending)) continue;
      pending.isInDoubt ||= method !== "GET" && isInDoubt(outcome);
      const wait = this.#observeWait(outcome, attempts);
      if (attempts > this.#retry.limit || !isWorthRetrying(outcome, isRepeatable)) throw toError(outcome, pending);
      await abortableSleep(wait, call.signal);
    }
  }

  /** One attempt, sent when the throttle allows it. */
  async #attempt(pending: PendingCall): Promise<GraphResponse | AttemptFailure> {
    const { method, url, path, body, call, rejected, claims } = pending;
    const { signal, timeout = this.#options.timeout ?? 30_000 } = call;
    await this.#throttle.wait(signal);
    pending.token = await this.#token({ rejected, claims, signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw tokenError(error, pending);
    });
    const start = performance.now();
    const headers = {
      accept: "application/json",
      "client-request-id": crypto.randomUUID(),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...call.headers,
      authorization: `Bearer ${pending.token}`,
    };
    const { fetch } = this.#options;
    const outcome = await sendAttempt({ method, url, headers, body, timeout, fetch, signal });
    if ("status" in outcome) this.#throttle.observe(outcome.headers);
    const result = "status" in outcome ? outcome.status : outcome.message;
    const duration = Math.round(performance.now() - start);
    this.#logger.debug?.({ method, path, result, duration }, `Graph ${method} ${path}: ${result}`);
    return outcome;
  }

  /** A token may expire or be revoked at any time; each call gets a new one once. */
  #mayRenewToken(outcome: GraphResponse | AttemptFailure, pending: PendingCall): boolean {
    if (!("status" in outcome) || outcome.status !== 401 || pending.rejected !== undefined) return false;
    pending.rejected = pending.token;
    pending.claims = claimsOf(outcome.headers);
    return true;
  }

  /**
   * The wait before the next attempt, in milliseconds: what Graph asks for, and at least the back-off, because Graph is
   * known to ask for too little. All calls of the client observe what Graph asks for.
   */
  #observeWait(outcome: GraphResponse | AttemptFailure, attempts: number): number {
    const own = backOff(attempts, this.#retry);
    const requested = "status" in outcome ? waitOf(outcome, this.#retry, Date.now()) : undefined;
    const wait = Math.max(own, requested ?? 0);
    if ("status" in outcome && (outcome.status === 429 || requested !== undefined)) this.#throttle.pause(wait);
    return wait;
  }
}

function isSuccess(outcome: GraphResponse | AttemptFailure): outcome is GraphResponse {
  return "status" in outcome && outcome.status >= 200 && outcome.status < 300 && !outcome.hasForeignBody;
}

function isDeletedBefore(
  outcome: GraphResponse | AttemptFailure,
  { method, isInDoubt }: PendingCall,
): outcome is GraphResponse {
  return method === "DELETE" && isInDoubt && "status" in outcome && outcome.status === 404;
}

function toError(outcome: GraphResponse | AttemptFailure, pending: PendingCall): Error {
  return "status" in outcome ? responseError(outcome, pending) : noResponseError(outcome, pending);
}

/** Microsoft Graph, "Paging": the token of a retried page may not be known when the next page is requested. */
function isLostPageToken(error: unknown): boolean {
  const code = isObject(error) ? readProperty(error, "graphCode") : undefined;
  return code === "DirectoryPageTokenNotFoundException";
}

function toPage(body: unknown): GraphPage | undefined {
  if (!isObject(body)) return undefined;
  const value = readProperty(body, "value");
  if (!Array.isArray(value) || !value.every(isObject)) return undefined;
  const [nextLink, deltaLink] = [readProperty(body, "@odata.nextLink"), readProperty(body, "@odata.deltaLink")];
  return {
    value,
    ...(typeof nextLink === "string" ? { nextLink } : {}),
    ...(typeof deltaLink === "string" ? { deltaLink } : {}),
  };
}

function assertTimeout(timeout: number | undefined): void {
  if (timeout === undefined || (timeout > 0 && timeout <= 2_147_483_647)) return;
  throw new RangeError("timeout: expected milliseconds above zero");
}
