/**
 * Tests code units for the Unicode categories and blocks of .NET's `\p{…}`.
 *
 * The regular expressions in this file are constants for one character; none contains user input.
 */
import type { CodeUnitTest } from "./pattern-tree.ts";

const CATEGORY = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)$/;

/**
 * .NET's named blocks, those of Unicode 4.0, in the order of their code points: the number of columns of 16, then the
 * name, or two names separated by a slash. A semicolon is a gap.
 */
const BLOCKS =
  "8BasicLatin8Latin-1Supplement8LatinExtended-A13LatinExtended-B6IPAExtensions5SpacingModifierLetters7CombiningDiacriticalMarks" +
  "9Greek/GreekandCoptic16Cyrillic3CyrillicSupplement6Armenian7Hebrew16Arabic5Syriac3;4Thaana20;8Devanagari8Bengali8Gurmukhi8Gujarati" +
  "8Oriya8Tamil8Telugu8Kannada8Malayalam8Sinhala8Thai8Lao16Tibetan10Myanmar6Georgian16HangulJamo24Ethiopic2;6Cherokee" +
  "40UnifiedCanadianAboriginalSyllabics2Ogham6Runic2Tagalog2Hanunoo2Buhid2Tagbanwa8Khmer11Mongolian5;5Limbu3TaiLe6;2KhmerSymbols48;" +
  "8PhoneticExtensions8;16LatinExtendedAdditional16GreekExtended7GeneralPunctuation3SuperscriptsandSubscripts3CurrencySymbols" +
  "3CombiningDiacriticalMarksforSymbols/CombiningMarksforSymbols5LetterlikeSymbols4NumberForms7Arrows16MathematicalOperators" +
  "16MiscellaneousTechnical4ControlPictures2OpticalCharacterRecognition10EnclosedAlphanumerics8BoxDrawing2BlockElements" +
  "6GeometricShapes16MiscellaneousSymbols12Dingbats3MiscellaneousMathematicalSymbols-A1SupplementalArrows-A16BraillePatterns" +
  "8SupplementalArrows-B8MiscellaneousMathematicalSymbols-B16SupplementalMathematicalOperators16MiscellaneousSymbolsandArrows40;" +
  "8CJKRadicalsSupplement14KangxiRadicals1;1IdeographicDescriptionCharacters4CJKSymbolsandPunctuation6Hiragana6Katakana3Bopomofo" +
  "6HangulCompatibilityJamo1Kanbun2BopomofoExtended3;1KatakanaPhoneticExtensions16EnclosedCJKLettersandMonths16CJKCompatibility" +
  "412CJKUnifiedIdeographsExtensionA4YijingHexagramSymbols1312CJKUnifiedIdeographs73YiSyllables4YiRadicals115;699HangulSyllables5;" +
  "56HighSurrogates8HighPrivateUseSurrogates64LowSurrogates400PrivateUse/PrivateUseArea32CJKCompatibilityIdeographs" +
  "5AlphabeticPresentationForms43ArabicPresentationForms-A1VariationSelectors1;1CombiningHalfMarks2CJKCompatibilityForms" +
  "2SmallFormVariants9ArabicPresentationForms-B15HalfwidthandFullwidthForms1Specials";

/**
 * The test for a category such as `Lu`, or a block such as `IsCyrillic`; undefined for any other name. Names are
 * case-sensitive.
 */
export function categoryTest(name: string): CodeUnitTest | undefined {
  if (CATEGORY.test(name)) return propertyTest(new RegExp(`^\\p{${name}}$`, "u"));
  return name.startsWith("Is") ? blockTest(name.slice(2)) : undefined;
}

function propertyTest(pattern: RegExp): CodeUnitTest {
  return (unit) => pattern.test(String.fromCharCode(unit));
}

function blockTest(name: string): CodeUnitTest | undefined {
  let end = 0;
  for (const [, columns, names = ""] of BLOCKS.matchAll(/(\d+)((?:-\d|\D)+)/g)) {
    const from = end;
    const to = from + 16 * Number(columns);
    if (names.split("/").includes(name)) return (unit) => unit >= from && unit < to;
    end = to;
  }
  return undefined;
}

/** Letters of upper, lower and title case. */
export const isCasedUnit = propertyTest(/^[\p{Lu}\p{Ll}\p{Lt}]$/u);

/** .NET's `\d`: decimal digits of every script. */
export const isDigitUnit = propertyTest(/^\p{Nd}$/u);

/** .NET's `\w`: letters, non-spacing marks, decimal digits and connector punctuation. */
export const isWordUnit = propertyTest(/^[\p{L}\p{Mn}\p{Nd}\p{Pc}]$/u);

/** .NET's `\s`: `Char.IsWhiteSpace`, which has U+0085 and lacks U+FEFF. */
export const isSpaceUnit = propertyTest(/^(?!\ufeff)[\s\x85]$/);
