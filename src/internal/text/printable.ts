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

/**
 * A string on one line, with its invisible characters written as `\u200b`: a name with a zero-width space should not
 * look like the one without.
 */
export function printable(value: string): string {
  return value.replace(LINE_BREAKS, " ").replace(INVISIBLE, toEscape).replace(STRAY_JOINER, toEscape);
}

/** A character as an escape sequence such as `\u200b`. */
export function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
