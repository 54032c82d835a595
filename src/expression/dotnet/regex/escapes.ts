/**
 * What stands after a backslash in a pattern. The cursor is on the character after the backslash.
 */
import { categoryTest, isDigitUnit, isSpaceUnit, isWordUnit } from "./categories.ts";
import { current, invalid, type PatternCursor } from "./pattern-cursor.ts";
import type { UnitTest } from "./syntax.ts";

/** Letters of control characters, and the characters in the same order. */
const CONTROL_LETTERS = "abefnrtv";
const CONTROLS = "\x07\b\x1b\f\n\r\t\v";

const CLASSES: ReadonlyMap<string, UnitTest> = new Map([
  ["d", isDigitUnit],
  ["w", isWordUnit],
  ["s", isSpaceUnit],
]);

/** A class such as `\d` or `\p{Lu}`; undefined, without moving, when the escape is none. In upper case it is the opposite. */
export function takeClassEscape(cursor: PatternCursor): UnitTest | undefined {
  const letter = current(cursor);
  const name = letter.toLowerCase();
  const test = name === "p" ? takeProperty(cursor) : CLASSES.get(name);
  if (test === undefined) return undefined;
  if (name !== "p") cursor.offset++;
  return letter === name ? test : (unit) => !test(unit);
}

function takeProperty(cursor: PatternCursor): UnitTest {
  const start = cursor.offset;
  const end = cursor.pattern.indexOf("}", start);
  if (cursor.pattern[start + 1] !== "{" || end < 0) invalid(cursor, "no category such as \\p{L}");
  const name = cursor.pattern.slice(start + 2, end);
  const test = categoryTest(name);
  if (test === undefined) invalid(cursor, `no Unicode category or block ${name.slice(0, 40)}`);
  cursor.offset = end + 1;
  return test;
}

/** The code unit that an escape stands for, such as `\n`, `\u00e9` or `\.`. */
export function takeUnitEscape(cursor: PatternCursor): number {
  const letter = current(cursor);
  if (letter === "") invalid(cursor, "nothing after a backslash");
  if (letter >= "0" && letter <= "7") return takeOctal(cursor);
  cursor.offset++;
  if (letter === "x") return takeHexadecimal(cursor, 2);
  if (letter === "u") return takeHexadecimal(cursor, 4);
  if (letter === "c") return takeControl(cursor);
  if (CONTROL_LETTERS.includes(letter)) return CONTROLS.charCodeAt(CONTROL_LETTERS.indexOf(letter));
  if (isWordUnit(letter.charCodeAt(0))) invalid(cursor, `no escape \\${letter}`, cursor.offset - 1);
  return letter.charCodeAt(0);
}

function takeOctal(cursor: PatternCursor): number {
  let value = 0;
  for (let count = 0; count < 3 && current(cursor) >= "0" && current(cursor) <= "7"; count++) {
    value = value * 8 + Number(current(cursor));
    cursor.offset++;
  }
  return value & 0xff;
}

function takeHexadecimal(cursor: PatternCursor, length: number): number {
  const digits = cursor.pattern.slice(cursor.offset, cursor.offset + length);
  if (digits.length < length || !/^[\dA-Fa-f]+$/.test(digits))
    invalid(cursor, `less than ${length} hexadecimal digits`);
  cursor.offset += length;
  return Number.parseInt(digits, 16);
}

function takeControl(cursor: PatternCursor): number {
  const code = current(cursor).toUpperCase().charCodeAt(0) - 64;
  if (!(code >= 0 && code < 32)) invalid(cursor, "no letter after \\c");
  cursor.offset++;
  return code;
}
