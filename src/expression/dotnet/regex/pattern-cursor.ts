/** The state of parsing a pattern, and the elementary operations on it. */
import { ExpressionError } from "../../../errors.ts";

/**
 * Inline options: ignore case, multiline `^` and `$`, capture named groups only, `.` matches newlines, ignore white
 * space.
 */
export type RegexOption = "i" | "m" | "n" | "s" | "x";

/** The parser's position in a pattern, and the groups found so far. */
export interface PatternCursor {
  readonly pattern: string;
  /** Indexes of all groups by name and number; undefined while they are being collected. */
  readonly known: ReadonlyMap<string, number> | undefined;
  offset: number;
  /** Letters of the options that are set at the cursor. */
  options: string;
  /** Number of open groups. */
  depth: number;
  /** Number of unnamed groups so far. */
  unnamedGroups: number;
  /** Number of unnamed groups that have a number but, after a condition, do not capture. */
  emptyGroups: number;
  /** Whether the next unnamed group does not capture. */
  skipsCapture: boolean;
  /** Whether the cursor is in a conditional, outside of inner groups. */
  inConditional: boolean;
  /** Groups with an explicit name or number, in the order of the pattern. */
  readonly declaredGroups: string[];
  /** Whether the pattern refers to groups, so that it must be parsed again once all groups are known. */
  refersToGroups: boolean;
}

/**
 * Fails for a pattern that .NET rejects too.
 *
 * @throws ExpressionError `invalid_regex`.
 */
export function invalid(
  { pattern, offset: position }: Pick<PatternCursor, "pattern" | "offset">,
  problem: string,
  offset = position,
): never {
  throw new ExpressionError(`Invalid regular expression: ${problem} at ${offset}`, {
    code: "invalid_regex",
    source: pattern,
    offset,
  });
}

/** Whether an option is set at the cursor. */
export function hasOption(cursor: PatternCursor, option: RegexOption): boolean {
  return cursor.options.includes(option);
}

/** Whether the pattern continues with a string. */
export function looksAt(cursor: PatternCursor, string: string): boolean {
  return cursor.pattern.startsWith(string, cursor.offset);
}

/** Skips a string if the pattern continues with it. */
export function skip(cursor: PatternCursor, string: string): boolean {
  if (!looksAt(cursor, string)) return false;
  cursor.offset += string.length;
  return true;
}

/** The character at the cursor; empty at the end. */
export function current(cursor: PatternCursor): string {
  return cursor.pattern.charAt(cursor.offset);
}

/** Takes what a regular expression finds at the cursor. */
export function take(cursor: PatternCursor, part: RegExp): string {
  const [found = ""] = part.exec(cursor.pattern.slice(cursor.offset)) ?? [];
  cursor.offset += found.length;
  return found;
}
