/**
 * .NET's custom and standard date formats, cut into tokens. Formatting and exact parsing read the same tokens.
 */

/** A piece of a custom format. */
export type PatternToken =
  /** Repeats of one letter, such as `yyyy`. */
  | { readonly kind: "specifier"; readonly letter: Specifier; readonly length: number }
  /** Text that stands for itself. */
  | { readonly kind: "literal"; readonly text: string };

/** Letters with a meaning. All others are literals. */
export type Specifier = "d" | "f" | "F" | "g" | "h" | "H" | "K" | "m" | "M" | "s" | "t" | "y" | "z";

const SPECIFIERS = "dfFghHKmMstyz";

/** Names of the months in the invariant culture. */
export const MONTH_NAMES: readonly string[] =
  "January February March April May June July August September October November December".split(" ");

/** Names of the days in the invariant culture, from Sunday. */
export const DAY_NAMES: readonly string[] = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

const LONG_DATE = "dddd, dd MMMM yyyy";
const ISO = "yyyy-MM-ddTHH:mm:ss";

/** Standard formats, by their letters, and the custom formats that they stand for in the invariant culture. */
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

/** Tokens of a format; undefined for one that .NET refuses: an unknown standard format, an open quote, a lone `%` or `\`. */
export function readPattern(format: string): readonly PatternToken[] | undefined {
  const custom = format.length === 1 ? STANDARD_FORMATS.find(([letters]) => letters.includes(format))?.[1] : format;
  if (custom === undefined || custom === "") return undefined;
  const tokens: PatternToken[] = [];
  let offset = 0;
  while (offset < custom.length) {
    const token = tokenAt(custom, offset);
    if (token === undefined) return undefined;
    tokens.push(token.token);
    offset = token.end;
  }
  return tokens;
}

interface PlacedToken {
  readonly token: PatternToken;
  readonly end: number;
}

function tokenAt(format: string, offset: number): PlacedToken | undefined {
  const character = format.charAt(offset);
  if (isSpecifier(character)) return specifierAt(format, offset, character);
  switch (character) {
    case "'":
    case '"':
      return quotedAt(format, offset);
    case "\\":
      return offset + 1 < format.length ? literal(format.charAt(offset + 1), offset + 2) : undefined;
    case "%":
      return afterPercent(format, offset + 1);
    default:
      return literal(character, offset + 1);
  }
}

function isSpecifier(character: string): character is Specifier {
  return character !== "" && SPECIFIERS.includes(character);
}

function specifierAt(format: string, offset: number, letter: Specifier): PlacedToken {
  let end = offset + 1;
  while (format[end] === letter) end++;
  return { token: { kind: "specifier", letter, length: end - offset }, end };
}

function literal(text: string, end: number): PlacedToken {
  return { token: { kind: "literal", text }, end };
}

function quotedAt(format: string, offset: number): PlacedToken | undefined {
  const quote = format[offset];
  let text = "";
  for (let index = offset + 1; index < format.length; index++) {
    if (format[index] === quote) return literal(text, index + 1);
    if (format[index] === "\\") index++;
    text += format.charAt(index);
  }
  return undefined;
}

/** `%d` is a custom format of one letter, where `d` alone would be a standard one. */
function afterPercent(format: string, offset: number): PlacedToken | undefined {
  const character = format.charAt(offset);
  if (character === "" || character === "%") return undefined;
  if (!isSpecifier(character)) return tokenAt(format, offset);
  return { token: { kind: "specifier", letter: character, length: 1 }, end: offset + 1 };
}
