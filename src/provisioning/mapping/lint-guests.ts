/**
 * Checks of what a mapping makes of guests: filters see the user principal name as the directory stores it
 * (`ada_fabrikam.com#EXT#@contoso.onmicrosoft.com`), expressions see `ada@fabrikam.com`.
 */
import type { MappingProblem } from "./mapping-problem.ts";
import type { AttributeMapping, ScopingClause } from "./schema.ts";
import { readsAttribute } from "./schema.ts";

const GUEST_MARK = "#EXT#";

function mentionsGuests(value: string): boolean {
  return value.toUpperCase().includes(GUEST_MARK);
}

/** A filter on user principal names that decides about guests relies on an assumption. */
export function lintGuestFilter({ attribute, values, place }: ScopingClause): readonly MappingProblem[] {
  if (attribute !== "userPrincipalName" || values.length === 0) return [];
  const known = { code: "guest_name", place, target: "" } as const;
  if (values.some(mentionsGuests)) {
    const message = `It is an assumption that filters see ${GUEST_MARK} in the userPrincipalName of a guest: Entra does not document it. Provision a guest on demand in Entra before you rely on the filter`;
    return [{ ...known, severity: "warning", message }];
  }
  const message = `The filter compares the stored userPrincipalName: that of a guest contains ${GUEST_MARK} and ends with the domain of your tenant`;
  return [{ ...known, severity: "information", message }];
}

/** An expression never finds the mark of a guest in the user principal name. */
export function lintGuestMapping({ expression, place, target }: AttributeMapping): readonly MappingProblem[] {
  if (expression === undefined || !mentionsGuests(expression)) return [];
  if (!readsAttribute(expression, "userPrincipalName")) return [];
  const message = `[userPrincipalName] of a guest has the form ada@fabrikam.com here and never contains ${GUEST_MARK}; read [originalUserPrincipalName] instead`;
  return [{ severity: "warning", code: "guest_name", place, target, message }];
}
