/**
 * `RandomString`: passwords with a minimum of each class of characters, as Windows' complexity rules name the classes.
 */
import { type Run, randomBelow } from "../context.ts";
import type { Value } from "../values.ts";
import { type Call, fail, integerOf, textOf } from "./definition.ts";

const DIGITS = "0123456789";
const SPECIALS = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MAX_LENGTH = 256;

interface CharacterClass {
  readonly characters: string;
  readonly minimum: number;
}

/** Characters beyond the minimums come from the classes that have one: with no specials asked for, there are none, as in the samples. */
export function randomString(values: readonly Value[], call: Call, run: Run): string {
  const [length = 0, ...minimums] = [0, 1, 2, 3, 4].map((index) => numberAt(values, index, call));
  const avoid = textOf(values[5] ?? null, call) ?? "";
  const needed = minimums.reduce((sum, minimum) => sum + minimum, 0);
  if (length < Math.max(needed, 1) || length > MAX_LENGTH) {
    fail(
      call,
      "invalid_length",
      `the length is from ${Math.max(needed, 1)}, the sum of the minimums, to ${MAX_LENGTH}; found ${length}`,
    );
  }
  const classes = [DIGITS, SPECIALS, CAPITALS, CAPITALS.toLowerCase()].map((characters, index) => ({
    characters: [...characters].filter((character) => !avoid.includes(character)).join(""),
    minimum: minimums[index] ?? 0,
  }));
  const picked = classes.flatMap(({ characters, minimum }) => pick(run, call, characters, minimum));
  const rest = pick(run, call, restAlphabet(classes), length - needed);
  return shuffle(run, [...picked, ...rest]).join("");
}

function numberAt(values: readonly Value[], index: number, call: Call): number {
  const number = integerOf(values[index] ?? null, call, index === 0 ? "the length" : "a minimum");
  return number < 0 ? fail(call, "invalid_length", `lengths and minimums are not negative, found ${number}`) : number;
}

function restAlphabet(classes: readonly CharacterClass[]): string {
  const used = classes.filter(({ minimum }) => minimum > 0);
  return (used.length > 0 ? used : classes).map(({ characters }) => characters).join("");
}

function pick(run: Run, call: Call, characters: string, count: number): string[] {
  if (count > 0 && characters === "")
    fail(call, "invalid_length", "the characters to avoid leave none of a class that is asked for");
  return Array.from({ length: count }, () => characters.charAt(randomBelow(run, characters.length)));
}

/** Fisher and Yates. */
function shuffle(run: Run, characters: string[]): string[] {
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomBelow(run, index + 1);
    const character = characters[index] ?? "";
    characters[index] = characters[other] ?? "";
    characters[other] = character;
  }
  return characters;
}
