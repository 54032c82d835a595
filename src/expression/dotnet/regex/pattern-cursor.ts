/**
 * The state of parsing a pattern, and the smallest moves on it.
 */
import { ExpressionError } from "../../../errors.ts";

/**
 * Inline options: ignore case, `^` and `$` at every line, capture named groups only, `.` matches newlines, ignore white
 * space.
 */
export type RegexOption = "i" | "m" | "n" | "s" | "x";

/** The parser's place in a pattern, and what it has learnt so far. */
export interface PatternCursor {
  readonly pattern: string;
  /** Names and numbers of all groups; undefined while they are being collected. */
  readonly known: ReadonlyMap<string, number> | undefined;
  offset: number;
  /** Letters of the options that hold at the cursor. */
  options: string;
  /** How many groups are open. */
  depth: number;
  /** How many unnamed groups were met. */
  unnamedGroups: number;
  /** Groups with a name or a number of their own, in the order of the pattern. */
  readonly declaredGroups: string[];
  /** Whether the pattern refers to groups, so that it must be read again when all are known. */
  refersToGroups: boolean;
}

/** Ends parsing with what .NET would not accept either. */
export function invalid(
  { pattern, offset: place }: Pick<PatternCursor, "pattern" | "offset">,
  problem: string,
  offset = place,
): never {
  throw new ExpressionError(`Invalid regular expression: ${problem} at ${offset}`, {
    code: "invalid_regex",
    source: pattern,
    offset,
  });
}

/** Whether an option holds at the cursor. */
export function hasOption(cursor: PatternCursor, option: RegexOption): boolean {
  return cursor.options.includes(option);
}

/** Whether the pattern goes on with a text. */
export function looksAt(cursor: PatternCursor, text: string): boolean {
  return cursor.pattern.startsWith(text, cursor.offset);
}

/** Moves over a text if the pattern goes on with it. */
export function skip(cursor: PatternCursor, text: string): boolean {
  if (!looksAt(cursor, text)) return false;
  cursor.offset += text.length;
  return true;
}

/** The character at the cursor; empty at the end. */
export function current(cursor: PatternCursor): string {
  return cursor.pattern.charAt(cursor.offset);
}

/** Moves over what a pattern of ours finds at the cursor, and returns it. */
export function take(cursor: PatternCursor, part: RegExp): string {
  const [found = ""] = part.exec(cursor.pattern.slice(cursor.offset)) ?? [];
  cursor.offset += found.length;
  return found;
}
