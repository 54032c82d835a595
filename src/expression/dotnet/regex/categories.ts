/**
 * Unicode categories and blocks as .NET's `\p{…}` names them, for single UTF-16 code units. The patterns in this file are constants of
 * ours, each for one character; none is made from a user's text.
 */
import type { UnitTest } from "./syntax.ts";

const CATEGORY = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)$/;

/**
 * The blocks that names, addresses and codes are made of, in the order of their code points: first code point, then name. Rarer blocks
 * are left out to stay small; the categories say more than they do.
 */
const BLOCKS = `0 BasicLatin;80 Latin-1Supplement;100 LatinExtended-A;180 LatinExtended-B;250 IPAExtensions;2b0 SpacingModifierLetters;
300 CombiningDiacriticalMarks;370 Greek;400 Cyrillic;500 CyrillicSupplement;530 Armenian;590 Hebrew;600 Arabic;700;900 Devanagari;
980 Bengali;a00 Gurmukhi;a80 Gujarati;b00;b80 Tamil;c00 Telugu;c80 Kannada;d00 Malayalam;d80 Sinhala;
e00 Thai;e80 Lao;f00;10a0 Georgian;1100;
1e00 LatinExtendedAdditional;1f00 GreekExtended;2000 GeneralPunctuation;2070;20a0 CurrencySymbols;20d0;
3000 CJKSymbolsandPunctuation;3040 Hiragana;30a0 Katakana;3100;4e00 CJKUnifiedIdeographs;a000;ac00 HangulSyllables;d7b0;
ff00 HalfwidthandFullwidthForms;fff0`;

/** The test for a category such as `Lu`, or a block such as `IsCyrillic`; undefined for any other name. Names are case-sensitive. */
export function categoryTest(name: string): UnitTest | undefined {
  if (CATEGORY.test(name)) return propertyTest(new RegExp(`^\\p{${name}}$`, "u"));
  return name.startsWith("Is") ? blockTest(name.slice(2)) : undefined;
}

function propertyTest(pattern: RegExp): UnitTest {
  return (unit) => pattern.test(String.fromCharCode(unit));
}

function blockTest(name: string): UnitTest | undefined {
  const blocks = BLOCKS.split(";").map((block) => block.trim().split(" "));
  const index = blocks.findIndex(([, block]) => block === name);
  const [first] = blocks[index] ?? [];
  if (first === undefined) return undefined;
  const from = Number.parseInt(first, 16);
  const after = Number.parseInt(blocks[index + 1]?.[0] ?? "10000", 16);
  return (unit) => unit >= from && unit < after;
}

const DIGIT = /^\p{Nd}$/u;
const SPACE = /[\s\x85]/;
const WORD = /^[\p{L}\p{Mn}\p{Nd}\p{Pc}]$/u;

/** .NET's `\d`: decimal digits of every script. */
export function isDigitUnit(unit: number): boolean {
  if (unit < 128) return unit >= 48 && unit <= 57;
  return DIGIT.test(String.fromCharCode(unit));
}

/** .NET's `\w`: letters, non-spacing marks, decimal digits and connector punctuation. */
export function isWordUnit(unit: number): boolean {
  if (unit < 128)
    return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
  return WORD.test(String.fromCharCode(unit));
}

/** .NET's `\s`: `Char.IsWhiteSpace`, which has U+0085 and lacks U+FEFF. */
export function isSpaceUnit(unit: number): boolean {
  return unit !== 0xfeff && SPACE.test(String.fromCharCode(unit));
}
