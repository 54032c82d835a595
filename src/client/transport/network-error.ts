/**
 * Words for what `fetch` rejects with.
 */
import { LostAnswer } from "./response.ts";

/** Codes of Node's TLS errors begin so; the list of single codes is long and grows. */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|HOSTNAME_MISMATCH)/;

const WORDS: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "the connection was refused"],
  ["ECONNRESET", "the connection was reset"],
  ["EPIPE", "the connection was closed"],
  ["UND_ERR_SOCKET", "the connection was closed"],
  ["ENOTFOUND", "the host name is unknown"],
  ["EAI_AGAIN", "the host name cannot be looked up"],
  ["ETIMEDOUT", "the connection was not made in time"],
  ["UND_ERR_CONNECT_TIMEOUT", "the connection was not made in time"],
  ["EHOSTUNREACH", "there is no way to the host"],
  ["ENETUNREACH", "there is no way to the network"],
]);

/** A rejection of `fetch` as a lost answer. Codes stand in Node's chain of causes; elsewhere there is only a message. */
export function lostAnswer(thrown: unknown): LostAnswer {
  if (thrown instanceof LostAnswer) return thrown;
  const code = findCode(thrown);
  if (code !== undefined && CERTIFICATE.test(code)) {
    return new LostAnswer("certificate", `the certificate of the service is not accepted (${code})`);
  }
  const words = code === undefined ? undefined : WORDS.get(code);
  if (words !== undefined) return new LostAnswer("network", `${words} (${code})`);
  return new LostAnswer("network", `the service could not be reached (${code ?? messageOf(thrown)})`);
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
  return thrown instanceof Error ? thrown.message.slice(0, 200) : "no reason given";
}
