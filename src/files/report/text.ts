/**
 * Text on its way into a page. Values of a directory are untrusted: they must neither become markup nor script, nor turn the text around them.
 */

/** Longest value that is shown whole, in UTF-16 code units. */
const MAX_LENGTH = 1_000;

const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const CONTROL_PICTURES = 0x2400;
const DELETE_PICTURE = "\u2421";

/**
 * A text whose invisible characters can be seen: control characters, such as those of a terminal's escape sequences, as their pictures; controls of
 * the reading direction and separators by number; lone surrogates as the replacement character. A very long text is cut.
 */
export function visible(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(UNSEEN, picture);
}

function picture(character: string): string {
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

/** {@link visible} text as HTML, for element content and quoted attributes. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? "");
}

/**
 * A value as JSON for the inside of a script element. Without `<` there is no end tag and no comment, and what is a line end to some parsers is
 * escaped, so that nothing in it can end the element.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const NUMBERS = new Intl.NumberFormat("en");

/** `12,345`. */
export function number(value: number): string {
  return NUMBERS.format(value);
}

/** `1 account`, `2 accounts`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A moment for people, in UTC: `2026-11-22 21:51:07 UTC`. */
export function moment(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A length of time for people. */
export function span(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
