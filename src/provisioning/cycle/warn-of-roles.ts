/** Warns when a mapping reads roles and does not get their names. */
import type { CycleContext } from "../context/context.ts";

/** Most roles that a warning names. */
const MAX_NAMED_ROLES = 10;

/** Passes a warning about the roles of the users that were evaluated to the job; returns it, for the summary. */
export function warnOfRoles(context: CycleContext): readonly string[] {
  const warning = roleWarning(context);
  if (warning === undefined) return [];
  context.onWarning?.(warning);
  return [warning];
}

function roleWarning({ readsRoles, scope, unnamedRoles }: CycleContext): string | undefined {
  if (!readsRoles) return undefined;
  if (!scope.assignedOnly) return "The mapping reads roles, which are known with scope assigned only: no user has one";
  if (unnamedRoles.size === 0) return undefined;
  const ids = [...unnamedRoles].slice(0, MAX_NAMED_ROLES).join(", ");
  const more = unnamedRoles.size > MAX_NAMED_ROLES ? ` and ${unnamedRoles.size - MAX_NAMED_ROLES} more` : "";
  return `The mapping reads roles whose names are not known, so that their ids stand for them: ${ids}${more}. Give their names: appRoles of the directory, --app-roles on the command line`;
}
