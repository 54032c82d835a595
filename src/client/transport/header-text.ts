/**
 * Header fields as they may be sent (RFC 9110 §5.5, §5.6.2). The platform's error for others would repeat the value, which may be a secret.
 */
import { ScimError } from "../../errors.ts";

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What describes the connection and the body of a request (RFC 9110 §7.6.1, §8.6, §10.1.1, §7.2): the platform makes it, and refuses or sends nonsense otherwise. */
const OF_THE_PLATFORM = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** @throws ScimError (400 `invalidValue`) for a header of the option `headers` that cannot be sent. */
export function assertHeader(name: string, value: string): void {
  if (!NAME.test(name)) throw unusable("headers", "names of letters, digits and hyphens");
  const option = `headers: ${name.slice(0, 100)}`;
  if (OF_THE_PLATFORM.has(name.toLowerCase())) throw unusable(option, "none that the platform makes by itself");
  assertHeaderValue(option, value);
}

/**
 * @param option - what the caller calls the value
 * @throws ScimError (400 `invalidValue`) that names the option, and not the value.
 */
export function assertHeaderValue(option: string, value: string): void {
  if (typeof value !== "string" || !VALUE.test(value)) {
    throw unusable(option, "a text without line breaks and other control characters, in the characters of Latin-1");
  }
}

/**
 * @param option - what the caller calls the version
 * @throws ScimError (400 `invalidValue`) for one that is empty, too: it would be no condition.
 */
export function assertVersion(option: string, version: string): void {
  assertHeaderValue(option, version);
  if (version.trim() === "") throw unusable(option, "a version, as `meta.version` says it");
}

function unusable(option: string, expected: string): ScimError {
  return new ScimError(`${option}: not usable in a header field: expected ${expected}.`, {
    status: 400,
    scimType: "invalidValue",
  });
}
