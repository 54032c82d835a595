/** What the parts of the regular expression compiler share while they build a program. */

/** A program under construction: the groups of its pattern, and what was allotted so far. */
export interface ProgramBuilder {
  readonly pattern: string;
  /** Indexes of the groups, by name and by number in digits. */
  readonly groups: ReadonlyMap<string, number>;
  /** Number of steps built. */
  steps: number;
  /** Number of registers allotted. */
  registers: number;
  /** Number of choices allotted. */
  choices: number;
  /** Whether a failure can depend on captures or on where the search began, so that failures must not be remembered. */
  dependsOnHistory: boolean;
}
