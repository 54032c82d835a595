/** Keeps secrets out of what an error repeats of a token endpoint. */
import { readProperty } from "../../internal/values.ts";
import type { TokenEndpointRequest } from "./token-attempt.ts";

/** Longest error code that an error repeats. */
const MAX_CODE = 100;

/** The error code of a response (RFC 6749 §5.2); empty when it has none. */
export function errorCodeOf(body: object, request: TokenEndpointRequest): string {
  return withoutSecrets(readProperty(body, "error"), MAX_CODE, request);
}

/**
 * A string of the endpoint in one line, without secrets that it sends back, as they are or as the form has them; empty
 * for any other value.
 *
 * @param limit - longest result
 */
export function withoutSecrets(value: unknown, limit: number, { secrets = [] }: TokenEndpointRequest): string {
  if (typeof value !== "string") return "";
  const hidden = secrets
    .flatMap((secret) => [secret, encodeFormValue(secret)])
    .reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "[secret]")), value);
  return hidden.slice(0, limit).replaceAll(/\s+/g, " ").trim();
}

/** A value as `application/x-www-form-urlencoded` has it. */
export function encodeFormValue(value: string): string {
  return new URLSearchParams({ "": value }).toString().slice(1);
}
