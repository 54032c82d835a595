/**
 * Parses escapes.
 *
 * The cursor is on the character after the backslash.
 */

import { current, hasOption, invalid, type PatternCursor, take } from "./pattern-cursor.ts";
import type { CodeUnitTest } from "./pattern-tree.ts";
import { categoryTest, isCasedUnit, isDigitUnit, isSpaceUnit, isWordUnit } from "./unicode-categories.ts";

/** Letters of control characters, and the characters in the same order. */
const CONTROL_LETTERS = "abefnrtv";
const CONTROLS = "\x07\b\x1b\f\n\r\t\v";

const CLASSES: ReadonlyMap<string, CodeUnitTest> = new Map([
  ["d", isDigitUnit],
  ["w", isWordUnit],
  ["s", isSpaceUnit],
]);

/**
 * Takes a class such as `\d` or `\p{Lu}`; in upper case it is negated. Undefined, without moving, for any other escape.
 */
export function takeClassEscape(cursor: PatternCursor): CodeUnitTest | undefined {
  const letter = current(cursor);
  const name = letter.toLowerCase();
  const test = name === "p" ? takeProperty(cursor) : CLASSES.get(name);
  if (test === undefined) return undefined;
  if (name !== "p") cursor.offset++;
  return letter === name ? test : (unit) => !test(unit);
}

function takeProperty(cursor: PatternCursor): CodeUnitTest {
  const name = take(cursor, /^p\{[\w-]*\}/i).slice(2, -1);
  // With option `i`, upper, lower and title case are one category.
  if (hasOption(cursor, "i") && /^L[ult]$/.test(name)) return isCasedUnit;
  return categoryTest(name) ?? invalid(cursor, `no Unicode category or block ${name.slice(0, 40)}`);
}

/** Octal and hexadecimal numbers, and letters of control characters. */
const NUMBERED = /^(?:([0-7]{1,3})|x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|c([@-_a-z]))/;

/** Takes an escape of one code unit, such as `\n`, `\u00e9` or `\.`. */
export function takeUnitEscape(cursor: PatternCursor): number {
  const { pattern, offset } = cursor;
  const letter = current(cursor);
  if (letter === "") invalid(cursor, "nothing after a backslash");
  const [digits, octal, byte, unit = byte, control] = NUMBERED.exec(pattern.slice(offset, offset + 5)) ?? [letter];
  cursor.offset += digits.length;
  if (octal !== undefined) return Number.parseInt(octal, 8) & 0xff;
  if (unit !== undefined) return Number.parseInt(unit, 16);
  if (control !== undefined) return control.charCodeAt(0) & 0x1f;
  if (CONTROL_LETTERS.includes(letter)) return CONTROLS.charCodeAt(CONTROL_LETTERS.indexOf(letter));
  if (isWordUnit(letter.charCodeAt(0))) invalid(cursor, `an unknown escape \\${letter}`, offset);
  return letter.charCodeAt(0);
}
