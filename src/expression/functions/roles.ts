/**
 * Functions on the attribute `appRoleAssignments`, a list of role values or of objects with `id`, `value` and
 * `displayName`.
 */
import { type ComplexValue, type ExpressionValue, entryToString, type Scalar } from "../evaluation/values.ts";
import { type FunctionCall, type FunctionTable, fail, unaryFunction } from "./definition.ts";

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

/** The service does not support users with several roles. */
function singleRole(value: ExpressionValue, call: FunctionCall): string | null {
  const [first = null, ...others] = new Set(entriesOf(value).map(roleName));
  if (first !== null && others.length > 0 && call.assumptions.severalRoles !== "first") {
    const names = [first, ...others].slice(0, 10).join(", ").slice(0, 400);
    fail(call, "several_roles", `expected one role, found ${others.length + 1}: ${names}`);
  }
  return first;
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
