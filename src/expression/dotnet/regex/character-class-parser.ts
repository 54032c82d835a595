/** Parses character classes `[…]`, with ranges, escapes and .NET's subtraction `[a-z-[aeiou]]`. */

import { compileCodeUnitSet } from "./code-unit-set.ts";
import { takeClassEscape, takeUnitEscape } from "./escapes.ts";
import { current, hasOption, invalid, type PatternCursor, skip, take } from "./pattern-cursor.ts";
import type { CodeUnitTest } from "./pattern-tree.ts";

/** Maximum nesting of subtractions. */
const MAX_SUBTRACTIONS = 50;

/** Parses a character class; the cursor is after the opening bracket. A subtraction comes last. */
export function parseCharacterClass(cursor: PatternCursor, depth = 0): CodeUnitTest {
  if (depth > MAX_SUBTRACTIONS) invalid(cursor, `sets nest at most ${MAX_SUBTRACTIONS} deep`);
  const negated = skip(cursor, "^");
  const tests: CodeUnitTest[] = [];
  let subtracted: CodeUnitTest | undefined;
  for (let isFirst = true; isFirst || !skip(cursor, "]"); isFirst = false) {
    if (!isFirst && skip(cursor, "-[")) {
      subtracted = parseCharacterClass(cursor, depth + 1);
      if (current(cursor) !== "]") invalid(cursor, "a subtraction before the end");
    } else tests.push(parseMember(cursor));
  }
  return compileCodeUnitSet({ tests, negated, subtracted, ignoreCase: hasOption(cursor, "i") });
}

/** A class escape, a character or a range. A hyphen at the end, or before a subtraction, is a character. */
function parseMember(cursor: PatternCursor): CodeUnitTest {
  const from = takeMember(cursor);
  if (typeof from !== "number") return from;
  if (take(cursor, /^-(?=[^\][])/) === "") return (unit) => unit === from;
  // An escaped hyphen is a character of its own, also inside a range.
  const hyphens = take(cursor, /^(?:\\-)+/);
  const to = takeMember(cursor);
  if (typeof to !== "number") invalid(cursor, "a range ends with a class");
  if (to < from) invalid(cursor, "a range ends before it starts");
  return (unit) => (unit >= from && unit <= to) || (hyphens !== "" && isHyphen(unit));
}

function isHyphen(unit: number): boolean {
  return unit === 0x2d;
}

function takeMember(cursor: PatternCursor): number | CodeUnitTest {
  if (skip(cursor, "\\-")) return isHyphen;
  if (skip(cursor, "\\")) return takeClassEscape(cursor) ?? takeUnitEscape(cursor);
  if (current(cursor) === "") invalid(cursor, "a set without closing bracket");
  return cursor.pattern.charCodeAt(cursor.offset++);
}
