/**
 * Converts to title case like `TextInfo.ToTitleCase`: a letter after a separator starts a word.
 *
 * Digits, marks and an ASCII apostrophe continue a word but start none: `o'neil` becomes `O'neil`, `2nd` becomes `2Nd`.
 */
import { lowerCharacter, upperCharacter } from "./casing.ts";

const LETTER = /^\p{L}$/u;

/** Categories that end a word: spaces, controls, punctuation and symbols. */
const SEPARATOR = /^[\p{Z}\p{Cc}\p{Cf}\p{P}\p{S}]$/u;

/** Converts the first letter of a word; digraphs such as U+01C6 have a title case form. */
function titleCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0x1c4 && code <= 0x1cc) return String.fromCharCode(0x1c5 + 3 * Math.floor((code - 0x1c4) / 3));
  if (code >= 0x1f1 && code <= 0x1f3) return "\u01f2";
  return upperCharacter(character);
}

/** Converts words to lower case with a capital letter. */
export function toTitleCase(string: string, apostropheEndsWord = false): string {
  let result = "";
  let inWord = false;
  for (const character of string) {
    const isLetter = LETTER.test(character);
    result += isLetter && !inWord ? titleCharacter(character) : lowerCharacter(character);
    if (isLetter) inWord = true;
    else if ((character !== "'" || apostropheEndsWord) && SEPARATOR.test(character)) inWord = false;
  }
  return result;
}

/** Converts words like {@link toTitleCase}, but words end only at the given characters. */
export function capitalizeWords(string: string, separators: string): string {
  const ends = new Set(separators);
  let result = "";
  let atStart = true;
  for (const character of string) {
    result += atStart ? upperCharacter(character) : lowerCharacter(character);
    atStart = ends.has(character);
  }
  return result;
}
