/**
 * `[…]`: the set of code units between brackets, with ranges, classes and .NET's subtraction `[a-z-[aeiou]]`.
 */
import { takeClassEscape, takeUnitEscape } from "./escapes.ts";
import { current, invalid, looksAt, type PatternCursor, skip } from "./pattern-cursor.ts";
import type { UnitTest } from "./syntax.ts";
import { unitTest } from "./unit-set.ts";

/** How deep subtractions may nest. */
const MAX_SUBTRACTIONS = 50;

interface OpenSet {
  readonly ranges: (readonly [from: number, to: number])[];
  readonly tests: UnitTest[];
  subtracted: UnitTest | undefined;
}

/** Reads a set; the cursor is after the opening bracket. */
export function parseBrackets(cursor: PatternCursor, depth = 0): UnitTest {
  const start = cursor.offset - 1;
  if (depth > MAX_SUBTRACTIONS) invalid(cursor, "subtractions nested too deep");
  const negated = skip(cursor, "^");
  const set: OpenSet = { ranges: [], tests: [], subtracted: undefined };
  for (let isFirst = true; isFirst || current(cursor) !== "]"; isFirst = false) {
    if (current(cursor) === "") invalid(cursor, "a set without closing bracket", start);
    if (!isFirst && looksAt(cursor, "-[")) {
      cursor.offset++;
      subtract(cursor, set, depth);
    } else parseMember(cursor, set, depth);
  }
  cursor.offset++;
  return unitTest({ ...set, negated, ignoreCase: cursor.options.ignoreCase });
}

/** A subtraction comes last. */
function subtract(cursor: PatternCursor, set: OpenSet, depth: number): void {
  cursor.offset++;
  set.subtracted = parseBrackets(cursor, depth + 1);
  if (current(cursor) !== "]") invalid(cursor, "a subtraction before the end of a set");
}

function parseMember(cursor: PatternCursor, set: OpenSet, depth: number): void {
  const from = takeMember(cursor);
  if (typeof from !== "number") {
    set.tests.push(from);
    return;
  }
  if (!isRange(cursor)) {
    set.ranges.push([from, from]);
    return;
  }
  cursor.offset++;
  if (looksAt(cursor, "[")) {
    set.ranges.push([from, from]);
    subtract(cursor, set, depth);
    return;
  }
  const to = takeMember(cursor);
  if (typeof to !== "number") invalid(cursor, "a range ends with a class");
  if (to < from) invalid(cursor, "a range ends before it starts");
  set.ranges.push([from, to]);
}

/** Whether a hyphen follows that makes a range: one that is not the last character of the set. */
function isRange(cursor: PatternCursor): boolean {
  const next = cursor.pattern[cursor.offset + 1];
  return looksAt(cursor, "-") && next !== "]" && next !== undefined;
}

function takeMember(cursor: PatternCursor): number | UnitTest {
  if (!skip(cursor, "\\")) {
    if (current(cursor) === "") invalid(cursor, "a set without closing bracket");
    return cursor.pattern.charCodeAt(cursor.offset++);
  }
  return takeClassEscape(cursor) ?? takeUnitEscape(cursor);
}
