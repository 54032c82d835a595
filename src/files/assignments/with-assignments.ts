/** Adds the assignments in files to a directory of users. */
import type { DirectorySource } from "../../provisioning/ports/source.ts";
import { type AssignmentFiles, readAssignments } from "./read-assignments.ts";

/** The files of a directory's assignments; without `assignments`, there are none. */
type OptionalAssignments = Pick<AssignmentFiles, "groupMembers" | "appRoles"> & {
  readonly assignments?: string | undefined;
};

/**
 * The directory with `assignments`, where their file is given; the directory itself otherwise.
 *
 * @param source - A directory of users.
 */
export function withAssignments(
  source: DirectorySource,
  { assignments, groupMembers, appRoles }: OptionalAssignments,
): DirectorySource {
  if (assignments === undefined) return source;
  return {
    ...source,
    assignments: (options) => readAssignments({ assignments, groupMembers, appRoles, signal: options?.signal }),
  };
}
