/**
 * References to what a group matched: `\1`, `\k<name>`, `\k'name'`, and the older `\<name>`.
 */
import { isWordUnit } from "./categories.ts";
import { current, invalid, type PatternCursor, skip, takeDigits } from "./pattern-cursor.ts";
import type { GroupKey, RegexNode } from "./syntax.ts";

/** A reference; undefined, without moving, when the escape is none. The cursor is after the backslash. */
export function takeReference(cursor: PatternCursor): RegexNode | undefined {
  const start = cursor.offset;
  const isNamed = skip(cursor, "k");
  const closing = takeOpening(cursor);
  if (isNamed && closing === undefined) invalid(cursor, "no group name");
  const group = closing === undefined ? takeNumber(cursor) : takeQuotedName(cursor, closing);
  if (group === undefined) {
    if (isNamed) invalid(cursor, "no group name");
    cursor.offset = start;
    return undefined;
  }
  cursor.refersToGroups = true;
  if (isKnown(cursor, group)) return { kind: "reference", group, ignoreCase: cursor.options.ignoreCase };
  if (closing !== undefined || Number(group) <= 9) invalid(cursor, `no group ${group}`, start);
  cursor.offset = start;
  return undefined;
}

/** While groups are being collected, every group counts as known. */
export function isKnown(cursor: PatternCursor, group: GroupKey): boolean {
  return cursor.known === undefined || cursor.known.has(String(group));
}

function takeOpening(cursor: PatternCursor): string | undefined {
  if (skip(cursor, "<")) return ">";
  return skip(cursor, "'") ? "'" : undefined;
}

function takeNumber(cursor: PatternCursor): number | undefined {
  if (current(cursor) === "0") return undefined;
  const digits = takeDigits(cursor);
  return digits === "" ? undefined : Number(digits);
}

function takeQuotedName(cursor: PatternCursor, closing: string): GroupKey | undefined {
  const key = takeGroupKey(cursor);
  return key !== undefined && skip(cursor, closing) ? key : undefined;
}

/** A group's name or number at the cursor; undefined when there is none. */
export function takeGroupKey(cursor: PatternCursor): GroupKey | undefined {
  const digits = takeDigits(cursor);
  if (digits !== "") return Number(digits);
  const start = cursor.offset;
  while (isWordUnit(cursor.pattern.charCodeAt(cursor.offset))) cursor.offset++;
  return cursor.offset === start ? undefined : cursor.pattern.slice(start, cursor.offset);
}
