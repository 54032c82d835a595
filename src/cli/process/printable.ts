/**
 * Makes strings safe to print on a terminal.
 *
 * Names in a directory are untrusted: an escape sequence must not move the cursor, and a bidirectional override must
 * not reverse a line.
 */

const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
/** Controls of terminals and of the reading direction, lone surrogates, and characters that nobody sees. */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\u00a0\u00ad\u061c\u115f\u1160\u180e\u2000-\u200b\u200e\u200f\u202a-\u202f\u205f-\u206f\u3164\ufeff\uffa0]|\u034f/gu;
/** Joiners belong to emoji and to many scripts, but not to Latin. */
const STRAY_JOINER = /(?<=^|[\p{ASCII}\p{Script=Latin}])[\u200c\u200d]/gu;
const ESCAPED_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A string on one line, with its invisible characters written as `\u200b`: a name with a zero-width space should not
 * look like the one without.
 */
export function printable(value: string): string {
  return value.replace(LINE_BREAKS, " ").replace(INVISIBLE, toEscape).replace(STRAY_JOINER, toEscape);
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** {@link printable} for a line and the line with a caret below one of its characters. */
export function printableExcerpt(excerpt: string): string {
  const [line = "", caret = ""] = excerpt.split("\n");
  return `${printable(line)}\n${" ".repeat(printable(line.slice(0, caret.length - 1)).length)}^`;
}

/** {@link printable}, line by line. */
export function printableLines(value: string): string {
  return value.split("\n").map(printable).join("\n");
}

/** A value as JSON on one line. Escapes what a terminal would interpret, so the JSON keeps its meaning. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(ESCAPED_IN_JSON, toEscape);
}

/** `1 user`, `2 users`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
