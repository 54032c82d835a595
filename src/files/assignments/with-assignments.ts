/** Adds the assignments in files to a directory of users. */
import type { DirectorySource } from "../../provisioning/ports/source.ts";
import { readAssignments } from "./read-assignments.ts";

/** Paths of the files; undefined where there is none. */
interface AssignmentPaths {
  readonly assignments?: string | undefined;
  readonly groupMembers?: string | undefined;
}

/**
 * The directory with `assignments`, where their file is given; the directory itself otherwise.
 *
 * @param source - A directory of users.
 */
export function withAssignments(
  source: DirectorySource,
  { assignments, groupMembers }: AssignmentPaths,
): DirectorySource {
  if (assignments === undefined) return source;
  return {
    ...source,
    assignments: (options) => readAssignments({ assignments, groupMembers, signal: options?.signal }),
  };
}
