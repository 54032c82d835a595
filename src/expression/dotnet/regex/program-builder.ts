/** The state that the builders of a program share. */

/** A program under construction: the groups of its pattern, and the resources allocated so far. */
export interface ProgramBuilder {
  readonly pattern: string;
  /** Indexes of the groups, by name and by number in digits. */
  readonly groups: ReadonlyMap<string, number>;
  /** Number of steps built. */
  steps: number;
  /** Number of registers allocated. */
  registers: number;
  /** Number of choices allocated. */
  choices: number;
  /** Whether a failure can depend on captures or on where the search started, so that failures must not be recorded. */
  dependsOnHistory: boolean;
}
