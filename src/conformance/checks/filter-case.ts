/** The form of the cases by which filters are checked. */

import type { SampleUserName, SampleUsers } from "../service/sample-users.ts";
import type { Level } from "./check.ts";

/** What a filter may be made of. */
export interface FilterContext {
  readonly users: SampleUsers;
  /** A filter that finds all the people and nobody else. */
  readonly all: string;
  /** A title of this run, in quotes. */
  readonly title: (name: string) => string;
  /** A phone number of this run, in quotes. */
  readonly phone: (ending: "01" | "02" | "03") => string;
  readonly runId: string;
}

/** A filter, and whom of the people it must find. */
export interface FilterCase {
  readonly id: string;
  readonly section?: string;
  readonly level?: Level;
  readonly requirement: string;
  readonly filter: (material: FilterContext) => string;
  readonly finds: readonly SampleUserName[];
}
