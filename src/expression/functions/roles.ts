/**
 * Roles out of the attribute `appRoleAssignments`: a list whose entries are role values, or objects with `id`, `value` and `displayName`.
 */
import { type ComplexValue, entryText, type Scalar, type Value } from "../evaluation/values.ts";
import { type FunctionTable, unary } from "./definition.ts";

/** The type that Entra gives to a role it sends. */
const ROLE_TYPE = "WindowsAzureActiveDirectoryRole";

export const roleFunctions = {
  SingleAppRoleAssignment: unary(singleRole),
  AppRoleAssignments: unary((value) => roleTexts(value)),
  AppRoleAssignmentsComplex: unary(complexRoles),
  AssertiveAppRoleAssignmentsComplex: unary(complexRoles),
} satisfies FunctionTable;

function entriesOf(value: Value): readonly (Scalar | ComplexValue)[] {
  if (value === null || value === "") return [];
  return typeof value === "object" ? value : [value];
}

function roleTexts(value: Value): readonly string[] | null {
  const texts = entriesOf(value).map(roleText);
  return texts.length === 0 ? null : texts;
}

function roleText(entry: Scalar | ComplexValue): string {
  return entryText(entry) || (typeof entry === "object" ? textMember(entry, "displayName") : "");
}

function textMember(entry: ComplexValue, name: string): string {
  const value = Object.hasOwn(entry, name) ? entry[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** A user with several assignments is not supported by the service; the first one is taken. */
function singleRole(value: Value): string | null {
  const [first] = entriesOf(value);
  return first === undefined ? null : roleText(first);
}

/** The objects that Entra posts: none of several roles is primary. */
function complexRoles(value: Value): readonly ComplexValue[] | null {
  const roles = entriesOf(value).map((entry) => {
    const role = { primary: false, type: ROLE_TYPE, value: roleText(entry) };
    if (typeof entry !== "object") return role;
    const display = textMember(entry, "displayName");
    const id = textMember(entry, "id");
    return { ...role, ...(display !== "" && { display }), ...(id !== "" && { id }) };
  });
  return roles.length === 0 ? null : roles;
}
