/**
 * What `NormalizeDiacritics` makes of letters: marks go, and the letters of the reference's table that Unicode does not
 * decompose are spelled out. Letters the table does not name stay.
 */

const MARKED = /[\u0080-\u{10ffff}]/u;

/** Marks of other scripts are part of their letters: й, が and vowel signs stay. */
const MARKS_OF_LATIN = /(\p{Script=Latin})\p{Mn}+/gu;

/** An oe with a macron is in the table, a bare oe is not; æ, ø and their marked forms are. */
const OE_WITH_MACRON = /[\u0152\u0153]\u0304/g;
const SPECIAL = /[æøßıł]/gi;

const SPELLING: Readonly<Record<string, string>> = { æ: "ae", ø: "oe", ß: "ss", ı: "i", ł: "l" };

/** A text without diacritical marks. */
export function normalizeDiacritics(text: string): string {
  if (!MARKED.test(text)) return text;
  return text
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
