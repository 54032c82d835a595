/** What the listener reads from a Node request besides its body. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Where the scheme and host of the service's URLs come from. */
export type Origin = "socket" | "host" | "forwarded";

/** What a framework has made of a request before the listener sees it. */
export interface FrameworkRequest {
  /** What a body parser left; undefined where none has run. Looked at only when the body has been read. */
  readonly body?: unknown;
  /** Path and query as the client sent them, where the framework shortens `url` under a prefix. */
  readonly originalUrl?: string;
}

/** A request with what is known about it from outside. */
export interface Arrival {
  readonly request: IncomingMessage;
  /** Path and query as the client sent them. */
  readonly target: string;
  /** Where a body parser left what it made, under `body`. */
  readonly left: object;
  readonly origin: Origin;
}

/** Puts together what Node and a framework know of a request. */
export function arrivalOf(request: IncomingMessage, framework: FrameworkRequest | undefined, origin: Origin): Arrival {
  return {
    request,
    target: framework?.originalUrl ?? targetOf(request),
    left: framework?.body === undefined ? request : framework,
    origin,
  };
}

/** The target as the client sent it: Express shortens `url` under a prefix and keeps the whole in `originalUrl`. */
function targetOf(request: IncomingMessage): string {
  const original: unknown = Reflect.get(request, "originalUrl");
  return typeof original === "string" ? original : (request.url ?? "/");
}

/** A header by its name in lower case. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "object" ? value.join(", ") : value;
}

/** Scheme and authority of the service. A header that is no host falls back to the socket. */
export function originOf(request: IncomingMessage, origin: Origin): string {
  const isEncrypted = "encrypted" in request.socket && request.socket.encrypted === true;
  const proto = origin === "forwarded" ? firstOf(headerOf(request, "x-forwarded-proto"))?.toLowerCase() : undefined;
  const scheme = proto === "https" || proto === "http" ? proto : isEncrypted ? "https" : "http";
  return `${scheme}://${namedHost(request, origin) ?? socketHost(request, scheme)}`;
}

function namedHost(request: IncomingMessage, origin: Origin): string | undefined {
  if (origin === "socket") return undefined;
  const forwarded = origin === "forwarded" ? firstOf(headerOf(request, "x-forwarded-host")) : undefined;
  const host = forwarded ?? headerOf(request, "host") ?? headerOf(request, ":authority");
  return host !== undefined && /^[\w.:[\]-]{1,260}$/.test(host) ? host : undefined;
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
  const mapped = localAddress.toLowerCase().startsWith("::ffff:") && localAddress.includes(".");
  return mapped ? localAddress.slice(7) + port : `[${localAddress.split("%", 1)[0]}]${port}`;
}

/** Makes the signal that tells that the client has gone before it had its answer. */
export function departureOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.destroyed) leave();
  else response.once("close", leave);
  return controller.signal;
}
