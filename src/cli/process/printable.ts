/**
 * Makes strings safe to print on a terminal.
 *
 * Names in a directory are untrusted: an escape sequence must not move the cursor, and a bidirectional override must
 * not reverse a line.
 */

const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const ESCAPED_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A string on one line, without control characters, bidirectional controls and lone surrogates. */
export function printable(value: string): string {
  return value.replace(LINE_BREAKS, " ").replace(UNPRINTABLE, "");
}

/** {@link printable}, line by line. */
export function printableLines(value: string): string {
  return value.split("\n").map(printable).join("\n");
}

/** A value as JSON on one line. Escapes what a terminal would interpret, so the JSON keeps its meaning. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(ESCAPED_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** `1 user`, `2 users`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
