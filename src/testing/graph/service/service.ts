/** The pipeline of a request to Microsoft Graph: token, route, permission, query, throttling, body, answer, errors. */
import type { AccessTokens, SignedIn } from "./access-tokens.ts";
import { BATCH_PATH, type BatchItem, batchAnswer, readBatch } from "./batch.ts";
import { parseQuery } from "./odata-query.ts";
import { type GraphThrottle, UnitBucket, unitsOf } from "./resource-units.ts";
import { type GraphAnswer, type GraphRoute, type RouteMatch, Router } from "./route.ts";
import type { EmulatorRuntime } from "./runtime.ts";
import { accessDenied, badRequest, ServiceError } from "./service-error.ts";

/** Path of the only version of Graph that the emulator serves. */
const VERSION = "/v1.0";

/** A request as the service reads it. */
export interface ServiceRequest {
  /** HTTP method. */
  readonly method: string;
  /** Origin of the request, with which links in answers begin. */
  readonly origin: string;
  /** Path and query, from the slash on. */
  readonly url: string;
  /** Request headers. */
  readonly headers: Headers;
  /** Body; empty when there is none. */
  readonly body: string;
}

/** An answer with its status and headers. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Whether the body breaks off in the middle. */
  readonly truncated: boolean;
}

/** Microsoft Graph without its data: routes add that. */
export class GraphService {
  /** Settings of throttling; undefined for none. */
  throttle: GraphThrottle | undefined;
  /** Whether the answer to a repeated request for a page has a link that is refused; may change. */
  losesRetriedLinks = (): boolean => false;
  #count = 0;
  /** Tokens of the pages that were requested while the links of repeated requests are refused. */
  readonly #requestedPages = new Set<string>();
  readonly #router = new Router();
  readonly #bucket = new UnitBucket();
  readonly #tokens: AccessTokens;
  readonly #runtime: EmulatorRuntime;

  constructor(tokens: AccessTokens, runtime: EmulatorRuntime) {
    this.#tokens = tokens;
    this.#runtime = runtime;
  }

  /** Adds routes. */
  addRoutes(routes: readonly GraphRoute[]): void {
    this.#router.add(routes);
  }

  /** Answers a request; errors become answers. */
  async answer(request: ServiceRequest): Promise<ServiceAnswer> {
    const clientRequestId = request.headers.get("client-request-id") ?? this.#runtime.guid();
    const ids = { "request-id": this.#runtime.guid(), "client-request-id": clientRequestId };
    try {
      const application = this.#tokens.check(request.headers.get("authorization"));
      const { status, headers, body, truncated = false } = await this.#answerSignedIn(request, application);
      return {
        status: status ?? (body === undefined ? 204 : 200),
        headers: { ...ids, "odata-version": "4.0", ...headers },
        body,
        truncated,
      };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const headers = { ...ids, ...error.headers };
      return { status: error.status, headers, body: this.#errorBody(error, ids), truncated: false };
    }
  }

  async #answerSignedIn(request: ServiceRequest, application: SignedIn): Promise<GraphAnswer> {
    const { pathname, searchParams } = new URL(request.url, request.origin);
    const path = pathBelowVersion(pathname);
    if (path === BATCH_PATH && request.method === "POST") return this.#answerBatch(request);
    const { route, params } = this.#find(request.method, path);
    if (route.permissions.length > 0 && !route.permissions.some((name) => application.permissions.has(name)))
      throw (route.denied ?? accessDenied)();
    const query = parseQuery(searchParams, route.options ?? []);
    const throttleHeaders = this.#charge(unitsOf(route.units ?? 1, query), application);
    this.#count += 1;
    const answer = await route.answer({
      number: this.#count,
      losesLink: this.#losesLink(query.skipToken),
      method: request.method,
      path,
      params,
      query,
      headers: request.headers,
      body: parseBody(request),
      base: `${request.origin}${VERSION}`,
      clientId: application.clientId,
      permissions: application.permissions,
      advanced: /^eventual$/i.test(request.headers.get("consistencylevel") ?? "") && query.count,
    });
    return { ...answer, headers: { ...throttleHeaders, ...answer.headers } };
  }

  #losesLink(pageToken: string | undefined): boolean {
    if (pageToken === undefined || !this.losesRetriedLinks()) return false;
    if (this.#requestedPages.has(pageToken)) return true;
    this.#requestedPages.add(pageToken);
    return false;
  }

  #find(method: string, path: string): RouteMatch {
    const match = this.#router.find(method, path);
    if (match === undefined) {
      const segment = path.split("/").at(-1) ?? "";
      throw badRequest(`Resource not found for the segment '${segment}'.`);
    }
    if (match === "method")
      throw new ServiceError(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
    return match;
  }

  #charge(units: number, { clientId }: SignedIn): Readonly<Record<string, string>> {
    const cost = { "x-ms-resource-unit": String(units) };
    if (this.throttle === undefined) return cost;
    const { used, wait } = this.#bucket.charge(units, this.throttle, this.#runtime.now().getTime());
    const headers = {
      ...cost,
      ...(used > 0.8 ? { "x-ms-throttle-limit-percentage": Math.min(used, 1.8).toFixed(2) } : {}),
    };
    if (wait === undefined) return headers;
    throw new ServiceError(429, "TooManyRequests", "Too Many Requests", {
      innerCode: "429",
      headers: {
        ...headers,
        "x-ms-throttle-scope": `Tenant_Application/ReadWrite/${clientId}/tenant`,
        "x-ms-throttle-information": "ResourceUnitLimitExceeded",
        ...retryAfter(this.throttle.retryAfter, wait),
      },
    });
  }

  async #answerBatch(request: ServiceRequest): Promise<GraphAnswer> {
    const items = readBatch(parseBody(request));
    return batchAnswer(items, (item) => this.answer(batchRequest(request, item)));
  }

  #errorBody(error: ServiceError, ids: Readonly<Record<string, string>>): unknown {
    // Graph writes this time in UTC without a suffix.
    const date = this.#runtime
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, "");
    const innerCode = error.innerCode === undefined ? {} : { code: error.innerCode };
    return { error: { code: error.code, message: error.message, innerError: { ...innerCode, date, ...ids } } };
  }
}

function retryAfter(setting: boolean | number = true, wait: number): Readonly<Record<string, string>> {
  if (setting === false) return {};
  return { "retry-after": String(setting === true ? wait : setting) };
}

function pathBelowVersion(pathname: string): string {
  const [, version = ""] = pathname.split("/");
  if (`/${version}` !== VERSION) throw badRequest(`Invalid version: ${version}`);
  return pathname.slice(VERSION.length);
}

/** The request of an item of a batch; it has the token of the batch. */
function batchRequest(outer: ServiceRequest, item: BatchItem): ServiceRequest {
  const headers = new Headers(item.headers);
  headers.set("authorization", outer.headers.get("authorization") ?? "");
  const body = item.body === undefined ? "" : JSON.stringify(item.body);
  const url = `${VERSION}/${item.url.replace(/^\/+/, "")}`;
  return { method: item.method, origin: outer.origin, url, headers, body };
}

function parseBody({ headers, body }: ServiceRequest): unknown {
  if (body === "") return undefined;
  if (!/^application\/json\b/i.test(headers.get("content-type") ?? ""))
    throw new ServiceError(
      415,
      "Request_BadRequest",
      "A supported MIME type could not be found that matches the content type of the request.",
    );
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
}
