/**
 * The key by which an attribute compares strings (RFC 7643 §2.2, `caseExact`; RFC 7644 §5).
 *
 * The only place that knows which strings are equal: filters, uniqueness, PATCH, members, sorting, the client and the
 * provisioning engine use it. Values are stored as they were sent; only keys are mapped.
 */

/** What decides how an attribute compares strings. */
export interface StringComparison {
  /** Whether strings that differ in case are different. */
  readonly caseExact: boolean;
  /** Name of the attribute from the root of the resource: `userName` compares as a name of an account. */
  readonly path?: string | undefined;
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Whether a string consists of ASCII characters. Keys of such strings are the strings in lower case. */
export function isAscii(value: string): boolean {
  return !BEYOND_ASCII.test(value);
}

/**
 * The key of a string. Equal strings have the same key:
 *
 * - `caseExact`: the string itself.
 * - `userName`: width mapping, lower case and NFC, as in the profile UsernameCaseMapped of PRECIS (RFC 8265 §3.3.1).
 * - Any other attribute: NFC and the simple case folding of Unicode, which keeps `ß` and `ss` apart.
 *
 * A store over a database keeps the key beside the value, with the unique index on the key.
 *
 * @param value The string.
 * @param attribute The attribute, such as `UserType.tree.attributes.get("userName")`; without one, strings compare
 * exactly.
 * @example
 * ```ts
 * import { UserType } from "proxyclick-scim/models";
 * import { comparisonKey } from "proxyclick-scim/server";
 *
 * comparisonKey("Zoë", UserType.tree.attributes.get("userName")) === "zoë"; // true, however the ë is composed
 * ```
 */
export function comparisonKey(value: string, attribute?: StringComparison): string {
  if (attribute === undefined || attribute.caseExact) return value;
  if (isAscii(value)) return value.toLowerCase();
  if (attribute.path === "userName") return mapWidth(value).toLowerCase().normalize();
  // What is folded is in lower case already, so that the second step changes the characters of ASCII only.
  return value
    .normalize()
    .replace(/[\u0080-\u{10ffff}]/gu, fold)
    .toLowerCase()
    .normalize();
}

/** JavaScript has no case folding: upper case, then lower case, is the same for all characters but these. */
function fold(character: string): string {
  const upper = character.toUpperCase();
  const isException = character === "ı" || upper.length !== character.length;
  return (isException ? character : upper).toLowerCase();
}

/** Maps fullwidth and halfwidth characters to the ones of usual width (RFC 8265 §3.3.1). */
function mapWidth(value: string): string {
  return value.replace(/[\u3000\uff01-\uffee]/g, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0xff_e3) return "\u00af";
    // NFKC would also take Hangul letters apart; their halfwidth forms stand in blocks of eight, of which six are used.
    if (code < 0xff_a1 || code > 0xff_dc) return character.normalize("NFKC");
    return String.fromCharCode(code - (code < 0xff_c0 ? 0xce_70 : 0xce_73 + ((code - 0xff_c0) >> 3) * 2));
  });
}

/**
 * Creates a test for values that are strings and equal to a given one. It rules out most others without computing their
 * key.
 */
export function equalityTest(wanted: string, attribute?: StringComparison): (value: unknown) => boolean {
  if (attribute === undefined || attribute.caseExact) return (value) => value === wanted;
  const key = comparisonKey(wanted, attribute);
  if (!isAscii(key)) {
    return (value) =>
      value === wanted || (typeof value === "string" && !isAscii(value) && comparisonKey(value, attribute) === key);
  }
  // A string whose key is ASCII has the length of its key, character by character.
  const { length } = key;
  const [first, last] = [key.charCodeAt(0), key.charCodeAt(length - 1)];
  return (value) =>
    typeof value === "string" &&
    value.length === length &&
    mayDifferInCase(value.charCodeAt(length - 1), last) &&
    mayDifferInCase(value.charCodeAt(0), first) &&
    (value === wanted || comparisonKey(value, attribute) === key);
}

/** ASCII letters that differ in case only differ in one bit. Of other characters, nothing is known. */
function mayDifferInCase(code: number, ascii: number): boolean {
  return (code | 32) === (ascii | 32) || code > 127;
}
