/**
 * Serves a handler with `node:http`.
 *
 * A handler made by `createScimHandler` carries its plain core under a registered symbol; the listener calls that directly and spares the cost of
 * `Request` and `Response`. Any other function of the web standards, such as a handler with something wrapped around it, is served the general way.
 * This room imports nothing of the package at run time.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallBody, ScimAnswer, ScimCall, ScimCore } from "../server/http/messages.ts";
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
import { announcesTooMuch, dropBody, endAndClose } from "./unread-body.ts";
import { serveWeb, type WebHandler } from "./web-bridge.ts";

const CORE = Symbol.for("proxyclick-scim.core");

const FAILURE = errorMessage(500, "The service failed to answer this request.");

const AMBIGUOUS = errorMessage(
  400,
  'The target of the request must be a path without "." and ".." as segments, without a backslash and without a fragment.',
);

/** The web standards know no `Request` with the methods TRACE, TRACK and CONNECT (RFC 9110 §15.6.2). */
const NO_REQUEST = errorMessage(501, "The service has no answer to requests of this method.");

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
 * when a framework has shortened `url`. It never throws; a request that the client gives up ends without an answer. A body that the answer did not wait for is read to
 * nowhere, up to 8 MB; a client that sends more is cut off (RFC 9112 §9.3). As a listener of the server's `checkContinue` event too, it asks for a body only when it
 * wants one (RFC 9110 §10.1.1).
 *
 * @param handler - from `createScimHandler`, or any function from `Request` to `Response`. The `signal` of its request ends when the client leaves; another `Request` that
 * is made of it, but for a clone, needs to be given that.
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
  const respond = async (arrival: Arrival): Promise<void> => {
    const { target, response } = arrival;
    if (target === undefined) await send(response, AMBIGUOUS);
    else if (core !== undefined) await send(response, await core(new NodeCall(arrival, target)));
    else if (!(await serveWeb(handler, arrival, target))) await send(response, NO_REQUEST);
  };
  /** Answers a request in any case, and drains a body that nobody has read. */
  const serve = async (arrival: Arrival, otherListeners: number): Promise<void> => {
    const { request, response } = arrival;
    try {
      await respond(arrival);
    } catch (error) {
      // An error after the client has gone is not worth reporting.
      if (!response.destroyed) tell(onError, error);
      await fail(response);
    } finally {
      const isRead = request.listenerCount("data") > otherListeners;
      if (!isRead) await dropBody(request);
    }
  };
  return (request, response, framework) => {
    const otherListeners = request.listenerCount("data");
    const arrival = arrivalOf(request, response, typeof framework === "object" ? framework : undefined, origin);
    void serve(arrival, otherListeners);
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

/** Reads of Node's request what the core asks for, when it asks. */
class NodeCall implements ScimCall {
  readonly method: string;
  readonly url: string;
  readonly #arrival: Arrival;
  #departure: AbortSignal | undefined;

  constructor(arrival: Arrival, target: string) {
    this.method = arrival.request.method ?? "GET";
    this.url = target;
    this.#arrival = arrival;
  }

  get origin(): string {
    return originOf(this.#arrival);
  }

  get signal(): AbortSignal {
    this.#departure ??= departureOf(this.#arrival.response);
    return this.#departure;
  }

  header(name: string): string | undefined {
    return headerOf(this.#arrival.request, name);
  }

  readBody(limit: number): Promise<CallBody> {
    return readBody(this.#arrival, limit);
  }
}

async function send(response: ServerResponse, { status, headers, body }: ScimAnswer): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  const sized = body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) };
  if (!announcesTooMuch(response.req)) {
    response.writeHead(status, sized).end(body);
    return;
  }
  response.writeHead(status, { ...sized, connection: "close" });
  await endAndClose(response, body);
}

async function fail(response: ServerResponse): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  await send(response, FAILURE);
}

/** Whoever is told may fail too, which must not keep the client waiting. */
function tell(onError: (error: unknown) => void, error: unknown): void {
  try {
    onError(error);
  } catch (failure) {
    warn(failure);
  }
}

/** An error that the listener itself answers (RFC 7644 §3.12). */
function errorMessage(status: number, detail: string): ScimAnswer {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  const body = JSON.stringify({ schemas, detail, status: String(status) });
  return { status, headers: { "content-type": "application/scim+json" }, body };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
