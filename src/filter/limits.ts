/** Bounds on untrusted filters and paths. */

/** How large a filter or a path may be. */
export interface FilterLimits {
  /** Most UTF-16 code units of text; 8,192 by default, never more than 1,000,000. */
  readonly maxLength?: number | undefined;
  /** Most parentheses, brackets and negations inside one another; 64 by default, never more than 1,000. */
  readonly maxDepth?: number | undefined;
  /** Most nodes of the parsed filter: comparisons, presence tests, value paths, `and`s, `or`s and `not`s; 500 by default. */
  readonly maxNodes?: number | undefined;
}

/** Length that the pattern for strings can go through without running out of stack. */
const LONGEST = 1_000_000;
/** Nesting that every reader of a filter can follow by plain recursion without running out of stack. */
const DEEPEST = 1000;

/** The limits with their defaults filled in. */
export function fillLimits(limits: FilterLimits = {}): { maxLength: number; maxDepth: number; maxNodes: number } {
  return {
    maxLength: Math.min(limits.maxLength ?? 8192, LONGEST),
    maxDepth: Math.min(limits.maxDepth ?? 64, DEEPEST),
    maxNodes: limits.maxNodes ?? 500,
  };
}
