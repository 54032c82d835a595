/**
 * Serves a handler with `node:http`.
 *
 * A handler of `createScimHandler` also answers plain requests; the listener calls it that way and saves the cost of
 * `Request` and `Response`. Any other function of the Fetch API, such as a wrapped handler, gets a `Request`.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { ScimError } from "../errors.ts";
import type { RequestBody, ScimRequest, ScimResponse } from "../server/http/messages.ts";
import { plainHandlerOf } from "../server/http/node-channel.ts";
import { errorResponse } from "../server/http/respond.ts";
import { declaresOversizedBody, drainOrCloseBody, endAndClose } from "./drain-body.ts";
import { serveFetchHandler, type WebHandler } from "./fetch-bridge.ts";
import {
  createNodeExchange,
  disconnectSignal,
  type FrameworkRequest,
  headerOf,
  isDisconnected,
  type ListenerContext,
  type NodeExchange,
  originOf,
} from "./node-exchange.ts";
import { readBody } from "./read-body.ts";
import { SessionPings } from "./session-pings.ts";

/** Options of {@link toNodeListener}. */
export interface NodeListenerOptions {
  /**
   * Where the scheme and host of `meta.location` come from when the handler has no `baseUrl`: `socket`, the address at
   * which the connection arrived, which no client can forge; `host`, the `Host` header; `forwarded`, the headers
   * `X-Forwarded-Proto` and `X-Forwarded-Host`, behind a proxy that always sets them. Default: `socket`.
   */
  readonly origin?: "socket" | "host" | "forwarded";
  /** Called when a handler fails; the client gets a 500 without details. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers a request; the type of the argument of `http.createServer`, and of an Express handler.
 *
 * The third argument is for frameworks with a request object of their own, such as Fastify (`request`) and Koa
 * (`ctx.request`): the listener reads the parsed body and the original target from it. The function that Express passes
 * there is not called.
 */
export type NodeListener = (
  request: IncomingMessage,
  response: ServerResponse,
  framework?: FrameworkRequest | ((error?: unknown) => void),
) => void;

/**
 * Makes a listener for `http.createServer`, which is also a request handler of Express.
 *
 * When a body parser has already read the request, the listener takes the body from `request.body` or from its third
 * argument; when a framework has shortened `url`, it takes the path from `originalUrl`. It never throws; a request that
 * the client abandons ends without a response. A body that the response did not wait for is drained up to 8 MB; a
 * client that sends more is disconnected (RFC 9112 §9.3). Added to the server's `checkContinue` event as well, it asks
 * for a body only when it needs one (RFC 9110 §10.1.1).
 *
 * @param handler - from `createScimHandler`, or any function from `Request` to `Response`. The `signal` of its request
 * aborts when the client disconnects; pass it on to any other `Request` that is made of this one, except a clone.
 * @param options - where the origin comes from, and an error callback.
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { toNodeListener } from "proxyclick-scim/node";
 * import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "proxyclick-scim/server";
 *
 * const authenticate = bearerToken("a-long-secret");
 * const handler = createScimHandler({
 *   basePath: "/scim/v2",
 *   profile: fullProfile(),
 *   store: new MemoryStore(),
 *   authenticate,
 * });
 * createServer(toNodeListener(handler)).listen(8080);
 * ```
 */
export function toNodeListener(handler: WebHandler, options: NodeListenerOptions = {}): NodeListener {
  const context: ListenerContext = { origin: options.origin ?? "socket", pings: new SessionPings() };
  const onError = options.onError ?? warn;
  const handlePlain = plainHandlerOf(handler);
  const respond = async (exchange: NodeExchange): Promise<void> => {
    const { target, response } = exchange;
    if (target === undefined) await send(response, ambiguousTarget());
    else if (handlePlain !== undefined) await send(response, await handlePlain(new NodeScimRequest(exchange, target)));
    else if (!(await serveFetchHandler(handler, exchange, target))) await send(response, unsupportedMethod());
  };
  /** Answers a request even after a failure, and drains a body that has no reader. */
  const serve = async (exchange: NodeExchange, otherReaders: number): Promise<void> => {
    const { request, response } = exchange;
    try {
      await respond(exchange);
    } catch (error) {
      // Errors after the client has disconnected are not reported.
      if (!response.destroyed) report(onError, error);
      await fail(response);
    } finally {
      const hasReader = request.listenerCount("data") > otherReaders;
      if (!hasReader) await drainOrCloseBody(exchange);
    }
  };
  return (request, response, framework) => {
    const otherReaders = request.listenerCount("data");
    const frameworkRequest = typeof framework === "object" ? framework : undefined;
    void serve(createNodeExchange(request, response, frameworkRequest, context), otherReaders);
  };
}

/** Reads of the Node request only what the handler asks for. */
class NodeScimRequest implements ScimRequest {
  readonly method: string;
  readonly url: string;
  readonly #exchange: NodeExchange;
  #signal: AbortSignal | undefined;

  constructor(exchange: NodeExchange, target: string) {
    this.method = exchange.request.method ?? "GET";
    this.url = target;
    this.#exchange = exchange;
  }

  get origin(): string {
    return originOf(this.#exchange);
  }

  get signal(): AbortSignal {
    this.#signal ??= disconnectSignal(this.#exchange.response);
    return this.#signal;
  }

  get isDisconnected(): boolean {
    return isDisconnected(this.#exchange);
  }

  header(name: string): string | undefined {
    return headerOf(this.#exchange.request, name);
  }

  readBody(limit: number): Promise<RequestBody> {
    return readBody(this.#exchange, limit);
  }
}

async function send(response: ServerResponse, { status, headers, body }: ScimResponse): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  const allHeaders = body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) };
  if (!declaresOversizedBody(response.req)) {
    response.writeHead(status, allHeaders).end(body);
    return;
  }
  response.writeHead(status, { ...allHeaders, connection: "close" });
  await endAndClose(response, body);
}

async function fail(response: ServerResponse): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  await send(response, errorResponse(new ScimError("The service failed to answer this request.", { status: 500 })));
}

function ambiguousTarget(): ScimResponse {
  const detail =
    'The target of the request must be a path without "." and ".." as segments, without a backslash and without a fragment.';
  return errorResponse(new ScimError(detail, { status: 400 }));
}

/** The Fetch API has no `Request` with the methods TRACE, TRACK and CONNECT (RFC 9110 §15.6.2). */
function unsupportedMethod(): ScimResponse {
  return errorResponse(new ScimError("The service does not support requests of this method.", { status: 501 }));
}

/** A failing error callback must not keep the client waiting. */
function report(onError: (error: unknown) => void, error: unknown): void {
  try {
    onError(error);
  } catch (failure) {
    warn(failure);
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
