/**
 * Header fields as they may be sent (RFC 9110 §5.5, §5.6.2). The platform's error for others would repeat the value, which may be a secret.
 */
import { ScimError } from "../errors.ts";

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** @throws ScimError (400 `invalidValue`) for a header of the option `headers` that cannot be sent. */
export function assertHeader(name: string, value: string): void {
  if (!NAME.test(name)) throw unusable("headers", "names of letters, digits and hyphens");
  assertHeaderValue(`headers: ${name.slice(0, 100)}`, value);
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

function unusable(option: string, expected: string): ScimError {
  return new ScimError(`${option}: not usable in a header field: expected ${expected}.`, {
    status: 400,
    scimType: "invalidValue",
  });
}
