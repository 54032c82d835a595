/**
 * Converts case like .NET's `TextInfo`: code point by code point, so that a string never changes its length.
 *
 * (JavaScript converts `ß` to `SS`, and `Σ` to a final sigma.)
 */

/** Casing rules of a culture: the invariant one, the Turkic ones with their two letters i, or any other. */
export type CasingCulture = "invariant" | "turkic" | "other";

const CULTURE_NAME = /^[a-z]{2,8}(?:[-_][a-z\d]{1,8}){0,4}$/i;

/** The casing rules of a culture name (RFC 4646, such as `en-US`); undefined for any other string. */
export function casingOf(culture: string): CasingCulture | undefined {
  if (culture === "") return "invariant";
  if (!CULTURE_NAME.test(culture)) return undefined;
  const [language = ""] = culture.toLowerCase().split(/[-_]/);
  return language === "tr" || language === "az" ? "turkic" : "other";
}

/** Converts a string to lower case. */
export function toLower(string: string, culture?: CasingCulture): string {
  return isSimple(string, culture)
    ? string.toLowerCase()
    : mapCharacters(string, (character) => lowerCharacter(character, culture));
}

/** Converts a string to upper case. */
export function toUpper(string: string, culture?: CasingCulture): string {
  return isSimple(string, culture)
    ? string.toUpperCase()
    : mapCharacters(string, (character) => upperCharacter(character, culture));
}

function isSimple(string: string, culture: CasingCulture | undefined): boolean {
  return culture !== "turkic" && /^[\0-\x7f]*$/.test(string);
}

function mapCharacters(string: string, change: (character: string) => string): string {
  return Array.from(string, change).join("");
}

/** Converts one code point to lower case. The invariant culture does not change U+0130 and U+0131. */
export function lowerCharacter(character: string, culture: CasingCulture = "invariant"): string {
  if (character === "\u0130") return culture === "invariant" ? character : "i";
  if (culture === "turkic" && character === "I") return "\u0131";
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}

/** Converts one code point to upper case. */
export function upperCharacter(character: string, culture: CasingCulture = "invariant"): string {
  if (character === "\u0131" && culture === "invariant") return character;
  if (culture === "turkic" && character === "i") return "\u0130";
  const upper = character.toUpperCase();
  if (upper.length === character.length) return upper;
  return greekTitle(character) ?? character;
}

/**
 * Converts Greek letters with iota subscript: JavaScript spells the iota out, Unicode's simple case mapping keeps one
 * letter.
 */
function greekTitle(character: string): string | undefined {
  const code = character.charCodeAt(0);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9);
  const isLower = code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0;
  return isLower ? String.fromCharCode(code + 8) : undefined;
}
