/**
 * `TextInfo.ToTitleCase`: a letter after anything that is not part of a word starts a word. Digits, marks and an ASCII
 * apostrophe continue a word that a letter began, but start none: `o'neil` gives `O'neil`, `2nd` gives `2Nd`.
 */
import { lowerCharacter, upperCharacter } from "./casing.ts";

const LETTER = /^\p{L}$/u;

/** The categories at which a word ends: spaces, controls, punctuation and symbols. */
const SEPARATOR = /^[\p{Z}\p{Cc}\p{Cf}\p{P}\p{S}]$/u;

/** Capital of a letter at the start of a word; digraphs such as U+01C6 have a form of their own for it. */
function titleCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0x1c4 && code <= 0x1cc) return String.fromCharCode(0x1c5 + 3 * Math.floor((code - 0x1c4) / 3));
  if (code >= 0x1f1 && code <= 0x1f3) return "\u01f2";
  return upperCharacter(character);
}

/** The words of a text in lower case with a capital. */
export function toTitleCase(text: string): string {
  let result = "";
  let inWord = false;
  for (const character of text) {
    const isLetter = LETTER.test(character);
    result += isLetter && !inWord ? titleCharacter(character) : lowerCharacter(character);
    if (isLetter) inWord = true;
    else if (character !== "'" && SEPARATOR.test(character)) inWord = false;
  }
  return result;
}

/** As {@link toTitleCase}, with words that end at the given characters only. */
export function capitalizeWords(text: string, separators: string): string {
  const ends = new Set(separators);
  let result = "";
  let atStart = true;
  for (const character of text) {
    result += atStart ? upperCharacter(character) : lowerCharacter(character);
    atStart = ends.has(character);
  }
  return result;
}
