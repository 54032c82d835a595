/** Describes the errors with which `fetch` rejects when no response came: who failed, and what to do. */
import { errorMessage } from "./error-message.ts";

/** Why no response came. */
interface NetworkError {
  /** The reason and the remedy in plain English, with the error code of Node where there is one. */
  readonly reason: string;
  /** Whether the next attempt would fail in the same way, because settings are wrong and not the network. */
  readonly isPermanent: boolean;
}

/** How the codes of Node's TLS errors begin. The full list is long and grows. */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|HOSTNAME_MISMATCH)/;

/** OpenSSL's codes of a handshake that always ends in the same way, with what they mean. */
const HANDSHAKE: readonly (readonly [RegExp, string])[] = [
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/,
    "the service does not speak TLS on this port: check scheme and port of the URL",
  ],
  [/NO_APPLICATION_PROTOCOL/, "the service does not offer HTTP/1.1, such as one of HTTP/2 only"],
  [/CERTIFICATE_REQUIRED/, "the service wants a client certificate, which is not supported"],
  [
    /HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|UNRECOGNIZED_NAME/,
    "the service refuses the TLS handshake",
  ],
];

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "the connection was refused"],
  ["ECONNRESET", "the connection was reset"],
  ["EPIPE", "the connection was closed"],
  ["UND_ERR_SOCKET", "the connection was closed"],
  ["ENOTFOUND", "the host name is unknown"],
  ["EAI_AGAIN", "the host name cannot be looked up"],
  ["ETIMEDOUT", "the connection was not made in time"],
  ["UND_ERR_CONNECT_TIMEOUT", "the connection was not made in time"],
  ["EHOSTUNREACH", "no route to the host"],
  ["ENETUNREACH", "no route to the network"],
]);

/**
 * Describes a rejection of `fetch`. Error codes are in Node's chain of causes; other runtimes have only a message.
 *
 * @param url - the URL of the request; a connection to another place was one to a proxy
 */
export function describeNetworkError(thrown: unknown, url: string): NetworkError {
  const chain = causesOf(thrown);
  const code = chain.map(codeOf).find((each) => each !== undefined);
  return (
    refusedTunnel(chain, url) ??
    (code === undefined ? undefined : (certificateError(code) ?? handshakeError(code))) ??
    protocolError(chain) ?? { reason: connectionError(thrown, chain, code, url), isPermanent: false }
  );
}

/** The proxy that the environment names for a URL, without credentials, for messages. */
function proxyFor(url: string): string {
  const proxy = environment(url.startsWith("https:") ? "https_proxy" : "http_proxy");
  const host = proxy === undefined ? "" : (URL.parse(proxy)?.host ?? "");
  return host === "" ? "the proxy" : `the proxy ${host}`;
}

/** A variable of the environment, which only some runtimes have. */
function environment(name: string): string | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  const variables = typeof process === "object" && process !== null ? Reflect.get(process, "env") : undefined;
  if (typeof variables !== "object" || variables === null) return undefined;
  const value: unknown = Reflect.get(variables, name) ?? Reflect.get(variables, name.toUpperCase());
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** An error and its causes. */
function causesOf(thrown: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let current = thrown; chain.length < 5 && current instanceof Error; current = current.cause) chain.push(current);
  return chain;
}

function codeOf(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : undefined;
}

/** undici tells of a tunnel that a proxy refuses only by its message. */
function refusedTunnel(chain: readonly Error[], url: string): NetworkError | undefined {
  const status = chain.map(({ message }) => /^Proxy response \((\d{3})\)/.exec(message)?.[1]).find(Boolean);
  if (status === undefined) return undefined;
  const reason =
    status === "407" ? describeUnauthorizedProxy(url) : `${proxyFor(url)} refused the connection (${status})`;
  // A proxy answers 5xx when it does not reach the service.
  return { reason, isPermanent: !status.startsWith("5") };
}

/** What a 407 means, and what to do. */
export function describeUnauthorizedProxy(url: string): string {
  return `${proxyFor(url)} wants credentials (407): set them in HTTPS_PROXY, as in http://user:password@host:port`;
}

function certificateError(code: string): NetworkError | undefined {
  if (!CERTIFICATE.test(code)) return undefined;
  const remedy =
    code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID"
      ? "check its dates and the clock of this machine"
      : code === "ERR_TLS_CERT_ALTNAME_INVALID" || code === "HOSTNAME_MISMATCH"
        ? "it is for another host; check the URL"
        : "when a private authority, such as that of a proxy, has issued it, name its file in NODE_EXTRA_CA_CERTS";
  return { reason: `the certificate of the service is not accepted (${code}): ${remedy}`, isPermanent: true };
}

function handshakeError(code: string): NetworkError | undefined {
  const known = code.startsWith("ERR_SSL_") ? HANDSHAKE.find(([pattern]) => pattern.test(code)) : undefined;
  return known && { reason: `${known[1]} (${code})`, isPermanent: true };
}

/** What has no code in every version of Node. */
function protocolError(chain: readonly Error[]): NetworkError | undefined {
  if (chain.some(({ message }) => message.includes("Expected HTTP/"))) {
    const reason = "the response is not HTTP/1.1, such as that of a service of HTTP/2 only: check the URL";
    return { reason, isPermanent: true };
  }
  if (!chain.some(({ message }) => message === "bad port")) return undefined;
  return { reason: "fetch does not connect to this port: check the URL", isPermanent: true };
}

function connectionError(thrown: unknown, chain: readonly Error[], code: string | undefined, url: string): string {
  const proxy = otherPlace(chain, url);
  const known = code === undefined ? undefined : REASONS.get(code);
  const problem = code ?? errorMessage(thrown, "no reason given").slice(0, 200);
  const reason = known === undefined ? problem : `${known} (${problem})`;
  if (proxy !== undefined) return `the proxy ${proxy} cannot be reached: ${reason}; check HTTPS_PROXY and HTTP_PROXY`;
  return known === undefined ? `the service could not be reached (${reason})` : reason;
}

/** Where a connection failed, when that is not the service: its proxy. */
function otherPlace(chain: readonly Error[], url: string): string | undefined {
  const service = URL.parse(url);
  if (service === null) return undefined;
  const servicePort = Number(service.port === "" ? (service.protocol === "https:" ? 443 : 80) : service.port);
  for (const error of chain.flatMap(attemptsOf)) {
    const hostname: unknown = Reflect.get(error, "hostname");
    const port: unknown = Reflect.get(error, "port");
    if (typeof hostname === "string" && hostname !== service.hostname) return hostname;
    if (typeof port === "number" && port !== servicePort) return `${String(Reflect.get(error, "address"))}:${port}`;
  }
  return undefined;
}

/** Node tries the addresses of a host name one after the other. */
function attemptsOf(error: Error): readonly Error[] {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...errors.filter((each) => each instanceof Error)];
}
