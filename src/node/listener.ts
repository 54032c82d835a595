/**
 * Serves a handler with `node:http`.
 *
 * A handler made by `createScimHandler` carries its plain core under a registered symbol; the listener calls that directly and spares the cost of
 * `Request` and `Response`. Any other function of the web standards, such as a handler with something wrapped around it, is served the general way.
 * This room imports nothing of the package at run time.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ScimAnswer, ScimCore } from "../server/call.ts";
import { fillOrigin, type Origin } from "./origin.ts";
import { readBody } from "./request-body.ts";
import { serveWeb } from "./web-bridge.ts";

const CORE = Symbol.for("proxyclick-scim.core");

/** A handler of the web standards. */
export type WebHandler = (request: Request) => Response | Promise<Response>;

/** Options of {@link toNodeListener}. */
export interface NodeListenerOptions {
  /**
   * Where the scheme and host of `meta.location` come from, when the handler has no `baseUrl`: `socket`, the address that the connection came in at, which no
   * client can forge; `host`, the `Host` header; `forwarded`, the `X-Forwarded-Proto` and `X-Forwarded-Host` headers, behind a proxy that always sets
   * them. Default: `socket`.
   */
  readonly origin?: Origin;
  /** Told when a handler fails to answer; the client gets a 500 without details. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes a listener for `http.createServer`, which also serves as a request handler of Express.
 *
 * It takes the body from `request.body` when a body parser has read the request before, and the path from `originalUrl` when a framework has shortened
 * `url`. It never throws; a request that the client gives up ends without an answer.
 *
 * @param handler - from `createScimHandler`, or any function from `Request` to `Response`.
 * @param options - where the origin comes from, who is told of failures.
 */
export function toNodeListener(
  handler: WebHandler,
  options: NodeListenerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  const origin = options.origin ?? "socket";
  const onError = options.onError ?? warn;
  const core = coreOf(handler);
  const serve =
    core === undefined
      ? (request: IncomingMessage, response: ServerResponse) => serveWeb(handler, request, response, origin)
      : (request: IncomingMessage, response: ServerResponse) => serveCore(core, request, response, origin);
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!request.destroyed || request.complete) onError(error);
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

async function serveCore(
  core: ScimCore,
  request: IncomingMessage,
  response: ServerResponse,
  origin: Origin,
): Promise<void> {
  const gone = new Departure(response);
  const answer = await core({
    method: request.method ?? "GET",
    url: targetOf(request),
    get origin() {
      return fillOrigin(request, origin);
    },
    get signal() {
      return gone.signal;
    },
    header: (name) => headerOf(request, name),
    readBody: (limit) => readBody(request, limit),
  });
  send(response, answer);
}
