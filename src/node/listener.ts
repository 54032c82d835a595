/**
 * Serves a handler with `node:http`.
 *
 * A handler made by `createScimHandler` carries its plain core under a registered symbol; the listener calls that directly and spares the cost of
 * `Request` and `Response`. Any other function of the web standards, such as a handler with something wrapped around it, is served the general way.
 * This room imports nothing of the package at run time.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallBody, ScimAnswer, ScimCall, ScimCore } from "../server/call.ts";
import {
  type Arrival,
  arrivalOf,
  departureOf,
  type FrameworkRequest,
  headerOf,
  type Origin,
  originOf,
} from "./request.ts";
import { readBody } from "./request-body.ts";
import { serveWeb, type WebHandler } from "./web-bridge.ts";

const CORE = Symbol.for("proxyclick-scim.core");

/** What a client learns of a failure (RFC 7644 §3.12). ASCII: its length in bytes is that of the text. */
const FAILURE = JSON.stringify({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
  detail: "The service failed to answer this request.",
  status: "500",
});

/** Options of {@link toNodeListener}. */
export interface NodeListenerOptions {
  /**
   * Where the scheme and host of `meta.location` come from, when the handler has no `baseUrl`: `socket`, the address at which the connection came in and
   * which no client can forge; `host`, the `Host` header; `forwarded`, the headers `X-Forwarded-Proto` and `X-Forwarded-Host`, behind a proxy that
   * always sets them. Default: `socket`.
   */
  readonly origin?: Origin;
  /** Told when a handler fails to answer; the client gets a 500 without details. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers a request; the type of `http.createServer`'s argument, and of an Express handler.
 *
 * The third argument is for frameworks that have a request of their own, such as Fastify (`request`) and Koa (`ctx.request`): a body that was parsed and the
 * target before it was shortened are found there. The function that Express passes there is not called.
 */
export type NodeListener = (
  request: IncomingMessage,
  response: ServerResponse,
  framework?: FrameworkRequest | ((error?: unknown) => void),
) => void;

/**
 * Makes a listener for `http.createServer`, which also serves as a request handler of Express.
 *
 * It takes the body from `request.body`, or from its third argument, when a body parser has read the request before, and the path from `originalUrl`
 * when a framework has shortened `url`. It never throws; a request that the client gives up ends without an answer.
 *
 * @param handler - from `createScimHandler`, or any function from `Request` to `Response`.
 * @param options - where the origin comes from, who is told of failures.
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { toNodeListener } from "proxyclick-scim/node";
 * import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "proxyclick-scim/server";
 *
 * const authenticate = bearerToken("a-long-secret");
 * const handler = createScimHandler({ basePath: "/scim/v2", profile: fullProfile(), store: new MemoryStore(), authenticate });
 * createServer(toNodeListener(handler)).listen(8080);
 * ```
 */
export function toNodeListener(handler: WebHandler, options: NodeListenerOptions = {}): NodeListener {
  const origin = options.origin ?? "socket";
  const onError = options.onError ?? warn;
  const core = coreOf(handler);
  return (request, response, framework) => {
    const arrival = arrivalOf(request, typeof framework === "object" ? framework : undefined, origin);
    const served = core === undefined ? serveWeb(handler, arrival, response) : serveCore(core, arrival, response);
    served.catch((error: unknown) => {
      // Of a client that has gone there is nothing to report.
      if (!response.destroyed) onError(error);
      fail(response);
    });
  };
}

function coreOf(handler: WebHandler): ScimCore | undefined {
  const core: unknown = Reflect.get(handler, CORE);
  return isCore(core) ? core : undefined;
}

/** Whoever sets the symbol promises the signature. */
function isCore(value: unknown): value is ScimCore {
  return typeof value === "function";
}

async function serveCore(core: ScimCore, arrival: Arrival, response: ServerResponse): Promise<void> {
  send(response, await core(new NodeCall(arrival, response)));
}

/** Reads of Node's request what the core asks for, when it asks. */
class NodeCall implements ScimCall {
  readonly method: string;
  readonly url: string;
  readonly #arrival: Arrival;
  readonly #response: ServerResponse;
  #departure: AbortSignal | undefined;

  constructor(arrival: Arrival, response: ServerResponse) {
    this.method = arrival.request.method ?? "GET";
    this.url = arrival.target;
    this.#arrival = arrival;
    this.#response = response;
  }

  get origin(): string {
    return originOf(this.#arrival.request, this.#arrival.origin);
  }

  get signal(): AbortSignal {
    this.#departure ??= departureOf(this.#response);
    return this.#departure;
  }

  header(name: string): string | undefined {
    return headerOf(this.#arrival.request, name);
  }

  readBody(limit: number): Promise<CallBody> {
    return readBody(this.#arrival, limit);
  }
}

function send(response: ServerResponse, { status, headers, body }: ScimAnswer): void {
  if (response.headersSent || response.destroyed) return;
  if (body === undefined) response.writeHead(status, headers).end();
  else response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

function fail(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(500, { "content-type": "application/scim+json", "content-length": FAILURE.length }).end(FAILURE);
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
