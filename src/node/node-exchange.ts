/** A Node request and its response, with what a framework and the server know about them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SessionPings } from "./session-pings.ts";

/** Where the scheme and host of the service's URLs come from. */
type OriginSource = "socket" | "host" | "forwarded";

/** What a framework has made of a request before the listener receives it. */
export interface FrameworkRequest {
  /** What a body parser produced; undefined where none has run. Read only when the body was already consumed. */
  readonly body?: unknown;
  /** Path and query as the client sent them, where the framework shortens `url` under a prefix. */
  readonly originalUrl?: string;
}

/** What all exchanges of a listener share. */
export interface ListenerContext {
  readonly origin: OriginSource;
  readonly pings: SessionPings;
}

/** A Node request and its response. */
export interface NodeExchange extends ListenerContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path and query as the client sent them; undefined for an ambiguous target. */
  readonly target: string | undefined;
  /** Host and port of a target that is a whole URL. */
  readonly authority: string | undefined;
  /** The object with the `body` that a body parser produced. */
  readonly parsedBodyOwner: object;
}

/** Combines what Node and a framework know about a request. */
export function createNodeExchange(
  request: IncomingMessage,
  response: ServerResponse,
  framework: FrameworkRequest | undefined,
  context: ListenerContext,
): NodeExchange {
  return {
    request,
    response,
    ...parseTarget(framework?.originalUrl ?? targetOf(request)),
    parsedBodyOwner: framework?.body === undefined ? request : framework,
    ...context,
  };
}

/** The target as the client sent it: Express shortens `url` under a prefix and keeps the original in `originalUrl`. */
function targetOf(request: IncomingMessage): string {
  const original: unknown = Reflect.get(request, "originalUrl");
  return typeof original === "string" ? original : (request.url ?? "/");
}

/** The start of a whole URL, the form of a target that is sent to proxies (RFC 9112 §3.2.2). */
const ABSOLUTE = /^https?:\/\/([^/?#\\]*)/i;

/** What `URL` removes or reinterprets: dot segments, also encoded, and the backslash. */
const AMBIGUOUS_PATH = /\\|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Rejects targets that two parsers can read differently: a proxy that guards a path by its prefix reads it literally.
 */
function parseTarget(sent: string): Pick<NodeExchange, "target" | "authority"> {
  const [start = "", authority] = sent.startsWith("/") ? [] : (ABSOLUTE.exec(sent) ?? []);
  const rest = sent.slice(start.length);
  const target = start === "" || rest.startsWith("/") ? rest : `/${rest}`;
  const query = target.indexOf("?");
  const path = query < 0 ? target : target.slice(0, query);
  const isUnambiguous = target.startsWith("/") && !target.includes("#") && !AMBIGUOUS_PATH.test(path);
  return { target: isUnambiguous ? target : undefined, authority };
}

/** A header by its name in lower case. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "object" ? value.join(", ") : value;
}

/** Scheme and authority of the service. A header that is not a valid host falls back to the socket. */
export function originOf(exchange: NodeExchange): string {
  const { request, origin } = exchange;
  const isEncrypted = "encrypted" in request.socket && request.socket.encrypted === true;
  const proto = origin === "forwarded" ? firstOf(headerOf(request, "x-forwarded-proto"))?.toLowerCase() : undefined;
  const scheme = proto === "https" || proto === "http" ? proto : isEncrypted ? "https" : "http";
  return `${scheme}://${requestedHost(exchange) ?? socketHost(request, scheme)}`;
}

/** A name or an address, and a port (RFC 9110 §7.2), without anything else an authority may hold, such as a user. */
const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * The host that the client or a trusted proxy named; undefined where the origin is the socket's or the host is invalid.
 */
function requestedHost({ request, authority, origin }: NodeExchange): string | undefined {
  if (origin === "socket") return undefined;
  const forwarded = origin === "forwarded" ? firstOf(headerOf(request, "x-forwarded-host")) : undefined;
  // The authority of a whole URL takes precedence over the header (RFC 9112 §3.2.2).
  const host = forwarded ?? authority ?? headerOf(request, "host") ?? headerOf(request, ":authority");
  return host !== undefined && HOST.test(host) && URL.canParse(`http://${host}`) ? host : undefined;
}

/** Proxies append: the first value is the one that the client used. */
function firstOf(list: string | undefined): string | undefined {
  return list?.split(",", 1)[0]?.trim();
}

function socketHost({ socket }: IncomingMessage, scheme: string): string {
  const { localAddress, localPort } = socket;
  if (localAddress === undefined) return "localhost";
  const port = localPort === undefined || localPort === (scheme === "https" ? 443 : 80) ? "" : `:${localPort}`;
  if (!localAddress.includes(":")) return localAddress + port;
  // A dual-stack server sees IPv4 clients at ::ffff:192.0.2.1.
  const isMapped = localAddress.toLowerCase().startsWith("::ffff:") && localAddress.includes(".");
  return isMapped ? localAddress.slice(7) + port : `[${localAddress.split("%", 1)[0]}]${port}`;
}

/** Whether the client has disconnected before it has its response. Over HTTP/2 only the request shows it. */
export function isDisconnected({ request, response }: NodeExchange): boolean {
  return response.destroyed || request.aborted;
}

/** Creates the signal that aborts when the client disconnects before it has its response. */
export function disconnectSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.destroyed) abort();
  else response.once("close", abort);
  return controller.signal;
}
