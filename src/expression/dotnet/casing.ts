/**
 * Upper and lower case as .NET's `TextInfo` has it: code point by code point, so that a text never changes its length
 * (JavaScript makes `SS` of `ß`, and a final sigma of `Σ`).
 */

/** How a culture changes case: the invariant one, the Turkic ones with their two i, or any other. */
export type CasingCulture = "invariant" | "turkic" | "other";

const CULTURE_NAME = /^[a-z]{2,8}(?:[-_][a-z\d]{1,8}){0,4}$/i;

/**
 * Which casing rules a culture name (RFC 4646, such as `en-US`) asks for; undefined for a text that is no culture name.
 */
export function casingOf(culture: string): CasingCulture | undefined {
  if (culture === "") return "invariant";
  if (!CULTURE_NAME.test(culture)) return undefined;
  const [language = ""] = culture.toLowerCase().split(/[-_]/);
  return language === "tr" || language === "az" ? "turkic" : "other";
}

/** Lower case. */
export function toLower(text: string, culture?: CasingCulture): string {
  return isPlain(text, culture)
    ? text.toLowerCase()
    : mapCharacters(text, (character) => lowerCharacter(character, culture));
}

/** Upper case. */
export function toUpper(text: string, culture?: CasingCulture): string {
  return isPlain(text, culture)
    ? text.toUpperCase()
    : mapCharacters(text, (character) => upperCharacter(character, culture));
}

function isPlain(text: string, culture: CasingCulture | undefined): boolean {
  return culture !== "turkic" && /^[\0-\x7f]*$/.test(text);
}

function mapCharacters(text: string, change: (character: string) => string): string {
  return Array.from(text, change).join("");
}

/** Lower case of one code point. The invariant culture leaves U+0130 and U+0131 alone. */
export function lowerCharacter(character: string, culture: CasingCulture = "invariant"): string {
  if (character === "\u0130") return culture === "invariant" ? character : "i";
  if (culture === "turkic" && character === "I") return "\u0131";
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}

/** Upper case of one code point. */
export function upperCharacter(character: string, culture: CasingCulture = "invariant"): string {
  if (character === "\u0131" && culture === "invariant") return character;
  if (culture === "turkic" && character === "i") return "\u0130";
  const upper = character.toUpperCase();
  if (upper.length === character.length) return upper;
  return greekTitle(character) ?? character;
}

/** Greek letters with iota subscript: JavaScript writes the iota out, Unicode's simple mapping keeps one letter. */
function greekTitle(character: string): string | undefined {
  const code = character.charCodeAt(0);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9);
  const isLower = code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0;
  return isLower ? String.fromCharCode(code + 8) : undefined;
}
