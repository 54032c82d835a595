/**
 * `RandomString`: passwords with a minimum of each class of characters, as Windows' complexity rules name the classes.
 */
import { type Run, randomBelow } from "../evaluation/context.ts";
import { type Call, fail, integerOf, type Texts } from "./definition.ts";

/** Digits, specials, capitals and lower case. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const CLASSES = ["0123456789", "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/", LETTERS.toUpperCase(), LETTERS];
const MAX_LENGTH = 256;

/** Characters beyond the minimums come from the classes that have one: with no specials asked for, there are none, as in the samples. */
export function randomString(texts: Texts, call: Call, run: Run): string {
  const [length = 0, ...minimums] = texts.slice(0, 5).map((text) => integerOf(text, call, "length"));
  const needed = minimums.reduce((sum, minimum) => sum + minimum, 0);
  if (length < Math.max(needed, 1) || length > MAX_LENGTH || Math.min(...minimums) < 0) {
    fail(call, "invalid_length", `expected a length from the sum of the minimums to ${MAX_LENGTH}, found ${length}`);
  }
  const avoid = texts[5] ?? "";
  const classes = CLASSES.map((characters) => [...characters].filter((character) => !avoid.includes(character)));
  const picked = classes.flatMap((characters, index) => pick(run, call, characters, minimums[index] ?? 0));
  const used = classes.filter((_, index) => needed === 0 || minimums[index] !== 0);
  return shuffle(run, [...picked, ...pick(run, call, used.flat(), length - needed)]);
}

function pick(run: Run, call: Call, characters: readonly string[], count: number): string[] {
  if (count > 0 && characters.length === 0) fail(call, "invalid_length", "no character is left");
  return Array.from({ length: count }, () => characters[randomBelow(run, characters.length)] ?? "");
}

/** Draws one character after the other. */
function shuffle(run: Run, characters: readonly string[]): string {
  const left = [...characters];
  return characters.map(() => left.splice(randomBelow(run, left.length), 1)).join("");
}
