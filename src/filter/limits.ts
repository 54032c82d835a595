/** Limits on untrusted filters and paths. */

/** How large a filter or a path may be. */
export interface FilterLimits {
  /** Maximum length in UTF-16 code units; 8,192 by default, never more than 1,000,000. */
  readonly maxLength?: number | undefined;
  /** Maximum nesting of parentheses, brackets and negations; 64 by default, never more than 1,000. */
  readonly maxDepth?: number | undefined;
  /**
   * Maximum number of nodes (comparisons, presence tests, value paths, `and`, `or` and `not`) of the parsed filter; 500
   * by default.
   */
  readonly maxNodes?: number | undefined;
}

/** The regular expression for strings can match this length without a stack overflow. */
const LENGTH_LIMIT = 1_000_000;
/** Every function that recurses over a filter can follow this depth without a stack overflow. */
const DEPTH_LIMIT = 1000;

/** The limits of one parser. */
export interface Limits {
  readonly maxLength: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
}

/** Fills in the defaults. */
export function fillLimits(limits: FilterLimits = {}): Limits {
  return {
    maxLength: Math.min(limits.maxLength ?? 8192, LENGTH_LIMIT),
    maxDepth: Math.min(limits.maxDepth ?? 64, DEPTH_LIMIT),
    maxNodes: limits.maxNodes ?? 500,
  };
}
