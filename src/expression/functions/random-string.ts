/** `RandomString`: passwords with a minimum number of characters of each class of Windows' complexity rules. */
import { type Evaluation, randomBelow } from "../evaluation/context.ts";
import { type FunctionCall, fail, integerOf, type StringArguments } from "./definition.ts";

/** Digits, specials, capitals and lower case. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const CLASSES = ["0123456789", "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/", LETTERS.toUpperCase(), LETTERS];
const MAX_LENGTH = 256;

/**
 * Characters beyond the minimums come from the classes with a minimum: without one for specials there are none, as in
 * the samples.
 */
export function randomString(strings: StringArguments, call: FunctionCall, evaluation: Evaluation): string {
  const [length = 0, ...minimums] = strings.slice(0, 5).map((string) => integerOf(string, call, "length"));
  const needed = minimums.reduce((sum, minimum) => sum + minimum, 0);
  if (length < Math.max(needed, 1) || length > MAX_LENGTH || Math.min(...minimums) < 0) {
    fail(call, "invalid_length", `expected a length from the sum of the minimums to ${MAX_LENGTH}, found ${length}`);
  }
  const avoid = strings[5] ?? "";
  const classes = CLASSES.map((characters) => [...characters].filter((character) => !avoid.includes(character)));
  const picked = classes.flatMap((characters, index) => pick(evaluation, call, characters, minimums[index] ?? 0));
  const used = classes.filter((_, index) => needed === 0 || minimums[index] !== 0);
  return shuffle(evaluation, [...picked, ...pick(evaluation, call, used.flat(), length - needed)]);
}

function pick(evaluation: Evaluation, call: FunctionCall, characters: readonly string[], count: number): string[] {
  if (count > 0 && characters.length === 0) fail(call, "invalid_length", "no character is left");
  return Array.from({ length: count }, () => characters[randomBelow(evaluation, characters.length)] ?? "");
}

/** Shuffles the characters by drawing one after the other. */
function shuffle(evaluation: Evaluation, characters: readonly string[]): string {
  const left = [...characters];
  return characters.map(() => left.splice(randomBelow(evaluation, left.length), 1)).join("");
}
