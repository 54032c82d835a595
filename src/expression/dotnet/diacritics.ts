/**
 * Removes diacritics like `NormalizeDiacritics`: marks are removed, and the letters of the reference's table that
 * Unicode does not decompose are spelled out.
 *
 * Other letters stay.
 */

const MARKED = /[\u0080-\u{10ffff}]/u;

/** Marks of other scripts belong to their letters: й, が and vowel signs stay. */
const MARKS_OF_LATIN = /(\p{Script=Latin})\p{Mn}+/gu;

/** An oe with a macron is in the table, a bare oe is not; æ, ø and their marked forms are. */
const OE_WITH_MACRON = /[\u0152\u0153]\u0304/g;
const SPECIAL = /[æøßıł]/gi;

const SPELLING: Readonly<Record<string, string>> = { æ: "ae", ø: "oe", ß: "ss", ı: "i", ł: "l" };

/** Removes diacritical marks from a string. */
export function normalizeDiacritics(string: string): string {
  if (!MARKED.test(string)) return string;
  return string
    .normalize("NFD")
    .replace(OE_WITH_MACRON, ([letter]) => (letter === "\u0152" ? "OE" : "oe"))
    .replace(MARKS_OF_LATIN, "$1")
    .replace(SPECIAL, spellOut)
    .normalize("NFC");
}

function spellOut(letter: string): string {
  const lower = letter.toLowerCase();
  const spelling = SPELLING[lower] ?? lower;
  return letter === lower ? spelling : spelling.toUpperCase();
}
