/** Which app role an assignment gets. */
import { EntraApplicationError } from "../../../errors.ts";
import { canonicalId } from "../../../internal/object-id.ts";
import type { AppRole, FoundApplication } from "../../job/find-application.ts";

/** Id of the role that stands for Default Access. */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";
/** Placeholder of SAML applications. */
const SAML_PLACEHOLDER = "msiam_access";

/** A role that an assignment gets. */
export interface ChosenRole {
  readonly id: string;
  readonly name: string;
}

/**
 * Finds the role that a desired state names by its id, value or name.
 *
 * @throws EntraApplicationError `role_not_found`, with the roles that there are, also when several have the name.
 */
export function findRole(application: FoundApplication, role: string): ChosenRole {
  const roles = rolesForUsers(application);
  const found = [
    roles.filter(({ id }) => id === canonicalId(role)),
    roles.filter(({ value }) => value === role),
    roles.filter(({ displayName }) => displayName === role),
    roles.filter(({ displayName }) => displayName.toLowerCase() === role.toLowerCase()),
  ].find((fitting) => fitting.length > 0);
  const [first, ...others] = found ?? [];
  if (first !== undefined && others.length === 0) return { id: first.id, name: nameOf(first) };
  if (found !== undefined) throw ambiguousRole(application, role, found);
  throw roleNotFound(`The application ${JSON.stringify(application.displayName)} has no app role ${role}.`, roles);
}

/**
 * The role of an assignment that names none: `User`, else the first enabled one for users; Default Access only where
 * the application declares no enabled role. Users with Default Access or `msiam_access` may be left out.
 *
 * @throws EntraApplicationError `role_not_found` when only a role is there that is not fit.
 */
export function defaultRole(application: FoundApplication): ChosenRole {
  const { appRoles, displayName } = application;
  if (!appRoles.some(({ isEnabled }) => isEnabled)) return { id: DEFAULT_ACCESS, name: "Default Access" };
  const roles = rolesForUsers(application).filter((role) => nameOf(role) !== SAML_PLACEHOLDER);
  const role = roles.find((each) => each.displayName === "User" || each.value === "User") ?? roles[0];
  if (role !== undefined) return { id: role.id, name: nameOf(role) };
  const what = `The application ${JSON.stringify(displayName)} has no app role that is fit to be the default.`;
  throw roleNotFound(`${what} Name the role of each assignment.`, rolesForUsers(application));
}

/** The name of a role by its id, for lines. */
export function roleName({ appRoles }: FoundApplication, id: string): string {
  if (id === DEFAULT_ACCESS) return "Default Access";
  const role = appRoles.find((each) => each.id === id);
  return role === undefined ? id : nameOf(role);
}

/** Whether a role makes sure that a user is provisioned. */
export function isRealRole(application: FoundApplication, id: string): boolean {
  const hasRoles = application.appRoles.some(({ isEnabled }) => isEnabled);
  return roleName(application, id) !== SAML_PLACEHOLDER && (id !== DEFAULT_ACCESS || !hasRoles);
}

function rolesForUsers({ appRoles }: FoundApplication): readonly AppRole[] {
  return appRoles.filter((role) => role.isEnabled && role.allowedMemberTypes.includes("User"));
}

function nameOf({ displayName, value, id }: AppRole): string {
  return displayName || value || id;
}

function ambiguousRole(
  { displayName }: FoundApplication,
  role: string,
  found: readonly AppRole[],
): EntraApplicationError {
  const application = JSON.stringify(displayName);
  const message = `${found.length} app roles of the application ${application} have the name ${role}. Name one by its id.`;
  return new EntraApplicationError(
    "role_not_found",
    message,
    found.map((each) => `${nameOf(each)} (${each.id})`),
  );
}

function roleNotFound(message: string, roles: readonly AppRole[]): EntraApplicationError {
  return new EntraApplicationError("role_not_found", message, roles.map(nameOf));
}
