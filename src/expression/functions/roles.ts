/**
 * Functions on the attribute `appRoleAssignments`, a list of role values or of objects with `id`, `value` and
 * `displayName`.
 */
import { type ComplexValue, type ExpressionValue, entryToString, type Scalar } from "../evaluation/values.ts";
import { type FunctionTable, unaryFunction } from "./definition.ts";

/** The `type` of the roles that Entra sends. */
const ROLE_TYPE = "WindowsAzureActiveDirectoryRole";

export const roleFunctions = {
  SingleAppRoleAssignment: unaryFunction(singleRole),
  AppRoleAssignments: unaryFunction((value) => roleNames(value)),
  AppRoleAssignmentsComplex: unaryFunction(complexRoles),
  AssertiveAppRoleAssignmentsComplex: unaryFunction(complexRoles),
} satisfies FunctionTable;

function entriesOf(value: ExpressionValue): readonly (Scalar | ComplexValue)[] {
  if (value === null || value === "") return [];
  return typeof value === "object" ? value : [value];
}

function roleNames(value: ExpressionValue): readonly string[] | null {
  const strings = entriesOf(value).map(roleName);
  return strings.length === 0 ? null : strings;
}

function roleName(entry: Scalar | ComplexValue): string {
  return (
    entryToString(entry) ||
    (typeof entry === "object" ? stringMember(entry, "displayName") || stringMember(entry, "id") : "")
  );
}

function stringMember(entry: ComplexValue, name: string): string {
  const value = Object.hasOwn(entry, name) ? entry[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** The service does not support users with several assignments; the first one is used. */
function singleRole(value: ExpressionValue): string | null {
  const [first] = entriesOf(value);
  return first === undefined ? null : roleName(first);
}

/** The objects that Entra sends: none of the roles is primary. */
function complexRoles(value: ExpressionValue): readonly ComplexValue[] | null {
  const roles = entriesOf(value).map((entry) => {
    const role = { primary: false, type: ROLE_TYPE, value: roleName(entry) };
    if (typeof entry !== "object") return role;
    const display = stringMember(entry, "displayName");
    return { ...role, ...(display !== "" && { display }) };
  });
  return roles.length === 0 ? null : roles;
}
