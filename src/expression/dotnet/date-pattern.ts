/** Splits .NET's custom and standard date formats into tokens, which formatting and exact parsing share. */

/** A token of a custom format. */
export interface PatternToken {
  /** Letter of a specifier; undefined for a literal. */
  readonly letter: Specifier | undefined;
  /** The specifier, such as `yyyy`, or the literal. */
  readonly source: string;
  /** Whether a literal is in quotes or after a backslash. */
  readonly isQuoted?: boolean;
  /** Whether `%` stands before a quote or backslash, which is no way to format a date. */
  readonly isForParsing?: boolean;
}

/** Letters of specifiers. All other letters are literals. */
export type Specifier = "d" | "f" | "F" | "g" | "h" | "H" | "K" | "m" | "M" | "s" | "t" | "y" | "z";

const SPECIFIERS = "dfFghHKmMstyz";

/** Names of the months in the invariant culture. */
export const MONTH_NAMES: readonly string[] =
  "January February March April May June July August September October November December".split(" ");

/** Names of the days in the invariant culture, from Sunday. */
export const DAY_NAMES: readonly string[] = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

const LONG_DATE = "dddd, dd MMMM yyyy";
const ISO = "yyyy-MM-ddTHH:mm:ss";

/** Standard formats by their letters, with the equivalent custom formats of the invariant culture. */
const STANDARD_FORMATS: readonly (readonly [letters: string, format: string])[] = [
  ["d", "MM/dd/yyyy"],
  ["D", LONG_DATE],
  ["f", `${LONG_DATE} HH:mm`],
  ["FU", `${LONG_DATE} HH:mm:ss`],
  ["g", "MM/dd/yyyy HH:mm"],
  ["G", "MM/dd/yyyy HH:mm:ss"],
  ["mM", "MMMM dd"],
  ["oO", `${ISO}.fffffffK`],
  ["rR", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"],
  ["s", ISO],
  ["t", "HH:mm"],
  ["T", "HH:mm:ss"],
  ["u", "yyyy-MM-dd HH:mm:ss'Z'"],
  ["yY", "yyyy MMMM"],
];

/**
 * First `%d`, a custom format of one letter, because `d` alone is a standard one; then repetitions of a letter, quoted
 * strings, an escaped character and any other character.
 */
const TOKEN = /%([dfFghHKmMstyz])|(([dfFghHKmMstyz])\3*)|%?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\\.|[^'"\\%])/gsy;

/**
 * Splits a format; undefined for one that .NET rejects: an unknown standard format, an unclosed quote, a lone `%` or
 * `\`.
 */
export function readPattern(format: string): readonly PatternToken[] | undefined {
  const custom = format.length === 1 ? STANDARD_FORMATS.find(([letters]) => letters.includes(format))?.[1] : format;
  if (custom === undefined || custom === "") return undefined;
  let length = 0;
  const tokens = Array.from(custom.matchAll(TOKEN), ([token, single, repeated = single]) => {
    length += token.length;
    const letter = repeated?.charAt(0);
    if (isSpecifier(letter)) return { letter, source: repeated ?? letter };
    const isQuoted = /['"\\]/.test(token);
    return { letter: undefined, source: literal(token), isQuoted, isForParsing: isQuoted && token.startsWith("%") };
  });
  return length === custom.length ? tokens : undefined;
}

function isSpecifier(letter: string | undefined): letter is Specifier {
  return letter !== undefined && SPECIFIERS.includes(letter);
}

/** A literal without its quotes and backslashes. */
function literal(token: string): string {
  return token.length === 1 ? token : token.replace(/^%?(['"]?)(.*)\1$/s, "$2").replace(/\\(.)/gs, "$1");
}
