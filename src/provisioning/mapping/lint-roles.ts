/** Checks that a mapping which reads roles has their names. */
import type { MappingProblem } from "./mapping-problem.ts";
import { type AttributeMapping, readsAttribute, type ScopingFilter } from "./schema.ts";
import { ROLES_ATTRIBUTE } from "./source-attributes.ts";

const MESSAGE =
  "Roles are read, but their names are not known, so that their ids stand for them: give the application's appRoles (--app-roles FILE)";

/** Finds attribute mappings and filters that read roles, whose names are not known. */
export function lintRoleNames(
  attributes: readonly AttributeMapping[],
  filters: readonly ScopingFilter[],
): readonly MappingProblem[] {
  const mapped = attributes.filter(({ expression }) => readsAttribute(expression, ROLES_ATTRIBUTE));
  const clauses = filters.flatMap((filter) => filter.clauses).filter(({ attribute }) => attribute === ROLES_ATTRIBUTE);
  return [...mapped, ...clauses.map(({ place }) => ({ place, target: "" }))].map(({ place, target }) => ({
    severity: "error",
    code: "roles_without_names",
    place,
    target,
    message: MESSAGE,
  }));
}
