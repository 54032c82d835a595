/**
 * What stands after a backslash in a pattern. The cursor is on the character after the backslash.
 */
import { categoryTest, isDigitUnit, isSpaceUnit, isWordUnit } from "./categories.ts";
import { current, invalid, type PatternCursor } from "./pattern-cursor.ts";
import type { UnitTest } from "./syntax.ts";

/** Letters of control characters, and the characters in the same order. */
const CONTROL_LETTERS = "abefnrtv";
const CONTROLS = "\x07\b\x1b\f\n\r\t\v";

/** A class such as `\d` or `\p{Lu}`; undefined, without moving, when the escape is none. */
export function takeClassEscape(cursor: PatternCursor): UnitTest | undefined {
  const letter = current(cursor);
  const test = classOf(cursor, letter.toLowerCase());
  if (test === undefined || letter === letter.toLowerCase()) return test;
  return (unit) => !test(unit);
}

function classOf(cursor: PatternCursor, letter: string): UnitTest | undefined {
  switch (letter) {
    case "d":
      cursor.offset++;
      return isDigitUnit;
    case "w":
      cursor.offset++;
      return isWordUnit;
    case "s":
      cursor.offset++;
      return isSpaceUnit;
    case "p":
      return takeProperty(cursor);
    default:
      return undefined;
  }
}

function takeProperty(cursor: PatternCursor): UnitTest {
  const start = cursor.offset;
  const end = cursor.pattern.indexOf("}", start);
  if (cursor.pattern[start + 1] !== "{" || end < 0)
    invalid(cursor, "\\p is followed by a category in braces, such as \\p{L}");
  const name = cursor.pattern.slice(start + 2, end);
  const test = categoryTest(name);
  if (test === undefined) invalid(cursor, `there is no Unicode category or block ${name.slice(0, 40)}`);
  cursor.offset = end + 1;
  return test;
}

/** The code unit that an escape stands for, such as `\n`, `\u00e9` or `\.`. */
export function takeUnitEscape(cursor: PatternCursor): number {
  const letter = current(cursor);
  if (letter === "") invalid(cursor, "a backslash at the end");
  if (letter >= "0" && letter <= "7") return takeOctal(cursor);
  cursor.offset++;
  if (letter === "x") return takeHexadecimal(cursor, 2);
  if (letter === "u") return takeHexadecimal(cursor, 4);
  if (letter === "c") return takeControl(cursor);
  if (CONTROL_LETTERS.includes(letter)) return CONTROLS.charCodeAt(CONTROL_LETTERS.indexOf(letter));
  if (isWordUnit(letter.charCodeAt(0))) invalid(cursor, `there is no escape \\${letter}`, cursor.offset - 1);
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
  if (digits.length < length || !/^[\dA-Fa-f]+$/.test(digits)) invalid(cursor, `expected ${length} hexadecimal digits`);
  cursor.offset += length;
  return Number.parseInt(digits, 16);
}

function takeControl(cursor: PatternCursor): number {
  const code = current(cursor).toUpperCase().charCodeAt(0) - 64;
  if (!(code >= 0 && code < 32)) invalid(cursor, "\\c is followed by a letter");
  cursor.offset++;
  return code;
}
