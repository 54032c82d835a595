/**
 * Checks header fields before they are sent (RFC 9110 §5.5, §5.6.2), because the platform's error would repeat the
 * value, which may be a secret.
 */

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Header fields of the connection and the body (RFC 9110 §7.2, §7.6.1, §8.6, §10.1.1), which the platform sets itself.
 */
const SET_BY_PLATFORM = new Set([
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

/**
 * The header fields of an option, with names in lower case.
 *
 * @param headers - the option `headers` of a client or a call
 * @throws TypeError for a header that cannot be sent, and for `authorization`, which is made from the token.
 */
export function checkedHeaders(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const fields = Object.entries(headers).map(([name, value]) => {
    assertHeader(name, value);
    return [name.toLowerCase(), value] as const;
  });
  return Object.fromEntries(fields);
}

function assertHeader(name: string, value: string): void {
  if (!NAME.test(name)) throw invalidHeader("headers", "names of letters, digits and hyphens");
  const option = `headers: ${name.slice(0, 100)}`;
  const lowerCase = name.toLowerCase();
  if (SET_BY_PLATFORM.has(lowerCase)) throw invalidHeader(option, "no header that the platform sets itself");
  if (lowerCase === "authorization") throw invalidHeader(option, "no credentials, which are made from the token");
  assertHeaderValue(option, value);
}

/**
 * @param option - name of the option, for the message
 * @throws TypeError that names the option, but not the value.
 */
export function assertHeaderValue(option: string, value: string): void {
  if (typeof value === "string" && VALUE.test(value)) return;
  throw invalidHeader(option, "a string of Latin-1 characters without line breaks and other control characters");
}

/**
 * @param option - name of the option, for the message
 * @throws TypeError for a version that cannot be sent, and for an empty one, which would be no condition.
 */
export function assertVersion(option: string, version: string): void {
  assertHeaderValue(option, version);
  if (version.trim() === "") throw invalidHeader(option, "a version, as in `meta.version`");
}

function invalidHeader(option: string, expected: string): TypeError {
  return new TypeError(`${option}: not valid in a header field: expected ${expected}`);
}
