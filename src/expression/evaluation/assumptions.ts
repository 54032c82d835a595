/** What the documentation contradicts itself about, or does not say: one answer each, which an option changes. */

/** How expressions evaluate where the documentation of Entra leaves it open; each has a default. */
export interface Assumptions {
  /**
   * `Mid` whose start is beyond the end: the whole source, as in Connect (`source`, the default), or an empty string.
   */
  readonly midBeyondEnd?: "source" | "empty" | undefined;
  /** Whether `Split` trims the pieces. Default: true, as in its example. */
  readonly splitTrims?: boolean | undefined;
  /** Whether `Coalesce` skips empty strings, as an example of SuccessFactors needs. Default: true. */
  readonly coalesceSkipsEmpty?: boolean | undefined;
  /**
   * `Replace` with another attribute: its group replaces a source without a value (`whenEmpty`, the default), or one
   * with a value, as cloud sync describes it (`whenPresent`).
   */
  readonly replaceByAttribute?: "whenEmpty" | "whenPresent" | undefined;
  /** `SingleAppRoleAssignment` of several roles: an error that names them (`error`, the default), or the first one. */
  readonly severalRoles?: "error" | "first" | undefined;
  /** Whether `PCase` without separators begins a word after an ASCII apostrophe (`O'Neil`). Default: false. */
  readonly apostropheEndsWord?: boolean | undefined;
  /** Whether `=`, `<>`, `<` and `>` distinguish upper and lower case. Default: true. */
  readonly comparesCase?: boolean | undefined;
  /** The last year that two digits mean: 2049 (the default), or 2029 as before .NET 8. */
  readonly lastTwoDigitYear?: number | undefined;
}
