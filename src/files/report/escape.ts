/**
 * Escapes strings for the page.
 *
 * A directory is untrusted: its values must not become markup or script, nor reorder what is around them.
 */

/** Longest value that is shown whole, in UTF-16 code units. */
const MAX_LENGTH = 1_000;

const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const CONTROL_PICTURES = 0x2400;
const DELETE_PICTURE = "\u2421";

/**
 * Makes invisible characters visible: control characters, such as those of a terminal's escape sequences, become their
 * pictures; bidirectional controls and separators their code points; lone surrogates the replacement character. Cuts a
 * very long string.
 */
export function showInvisible(value: string): string {
  const short = value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value;
  return short.replace(INVISIBLE, pictureOf);
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  if (code === 0x7f) return DELETE_PICTURE;
  return code >= 0xd800 && code <= 0xdfff ? "\ufffd" : `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** Escapes a string for element content and quoted attributes, with its invisible characters made visible. */
export function escapeHtml(value: string): string {
  return showInvisible(value).replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? "");
}

/** Escapes a long name without spaces, such as a code, and marks where a narrow window may wrap it. */
export function escapeCode(code: string): string {
  return escapeHtml(code).replace(/(?<=[a-z])(?=[A-Z])|(?<=[.:_/])/g, "<wbr>");
}

/**
 * A value as JSON inside a script element. Escapes `<`, so that nothing ends the element, and what some parsers take
 * for a line break.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
