/** Describes the errors with which `fetch` rejects when no response came. */
import { errorMessage } from "./error-message.ts";

/** Why no response came. */
interface NetworkError {
  /** `certificate` when the service's certificate was not accepted. */
  readonly code: "certificate" | "network";
  /** The reason in plain English, with the error code of Node where there is one. */
  readonly reason: string;
}

/** How the codes of Node's TLS errors begin. The full list is long and grows. */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|HOSTNAME_MISMATCH)/;

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

/** Describes a rejection of `fetch`. Error codes are in Node's chain of causes; other runtimes have only a message. */
export function describeNetworkError(thrown: unknown): NetworkError {
  const code = findCode(thrown);
  if (code !== undefined && CERTIFICATE.test(code)) {
    return { code: "certificate", reason: `the certificate of the service is not accepted (${code})` };
  }
  const reason = code === undefined ? undefined : REASONS.get(code);
  if (reason !== undefined) return { code: "network", reason: `${reason} (${code})` };
  return { code: "network", reason: `the service could not be reached (${code ?? messageOf(thrown)})` };
}

function findCode(thrown: unknown): string | undefined {
  let current = thrown;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const code: unknown = Reflect.get(current, "code");
    if (typeof code === "string") return code;
    current = current.cause;
  }
  return undefined;
}

function messageOf(thrown: unknown): string {
  return errorMessage(thrown, "no reason given").slice(0, 200);
}
