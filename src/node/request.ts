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
  readonly response: ServerResponse;
  /** Path and query as the client sent them; undefined for a target that has more than one reading. */
  readonly target: string | undefined;
  /** Host and port in a target that is a whole URL. */
  readonly authority: string | undefined;
  /** Where a body parser left what it made, under `body`. */
  readonly left: object;
  readonly origin: Origin;
}

/** Puts together what Node and a framework know of a request. */
export function arrivalOf(
  request: IncomingMessage,
  response: ServerResponse,
  framework: FrameworkRequest | undefined,
  origin: Origin,
): Arrival {
  return {
    request,
    response,
    ...readTarget(framework?.originalUrl ?? targetOf(request)),
    left: framework?.body === undefined ? request : framework,
    origin,
  };
}

/** The target as the client sent it: Express shortens `url` under a prefix and keeps the whole in `originalUrl`. */
function targetOf(request: IncomingMessage): string {
  const original: unknown = Reflect.get(request, "originalUrl");
  return typeof original === "string" ? original : (request.url ?? "/");
}

/** The start of a whole URL, as a target that proxies are sent (RFC 9112 §3.2.2). */
const ABSOLUTE = /^https?:\/\/([^/?#\\]*)/i;

/** What the URL of the web standards takes away or reads as something else: segments of dots, also encoded, and the backslash. */
const AMBIGUOUS_PATH = /\\|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/** Nothing of what this target may name may depend on who reads it: a proxy that guards a path by its prefix reads it as it stands. */
function readTarget(sent: string): Pick<Arrival, "target" | "authority"> {
  const [start = "", authority] = sent.startsWith("/") ? [] : (ABSOLUTE.exec(sent) ?? []);
  const rest = sent.slice(start.length);
  const target = start === "" || rest.startsWith("/") ? rest : `/${rest}`;
  const query = target.indexOf("?");
  const path = query < 0 ? target : target.slice(0, query);
  const isPlain = target.startsWith("/") && !target.includes("#") && !AMBIGUOUS_PATH.test(path);
  return { target: isPlain ? target : undefined, authority };
}

/** A header by its name in lower case. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "object" ? value.join(", ") : value;
}

/** Scheme and authority of the service. A header that is no host falls back to the socket. */
export function originOf(arrival: Arrival): string {
  const { request, origin } = arrival;
  const isEncrypted = "encrypted" in request.socket && request.socket.encrypted === true;
  const proto = origin === "forwarded" ? firstOf(headerOf(request, "x-forwarded-proto"))?.toLowerCase() : undefined;
  const scheme = proto === "https" || proto === "http" ? proto : isEncrypted ? "https" : "http";
  return `${scheme}://${namedHost(arrival) ?? socketHost(request, scheme)}`;
}

/** A name or an address, and a port (RFC 9110 §7.2), without what else an authority may hold, such as a user. */
const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

function namedHost({ request, authority, origin }: Arrival): string | undefined {
  if (origin === "socket") return undefined;
  const forwarded = origin === "forwarded" ? firstOf(headerOf(request, "x-forwarded-host")) : undefined;
  // The authority of a whole URL goes before the header (RFC 9112 §3.2.2).
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
