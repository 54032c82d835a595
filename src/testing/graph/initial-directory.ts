/** The directory as the options describe it. */
import { canonicalId } from "../../internal/object-id.ts";
import { readProperty } from "../../internal/values.ts";
import { DEFAULT_ACCESS } from "./directory/assignments.ts";
import { DEFAULT_BEHAVIOR, type GraphBehavior } from "./directory/behavior.ts";
import { Directory } from "./directory/directory.ts";
import type { InitialObjects, Properties } from "./directory/object-table.ts";
import type { EmulatedAppRole, ServicePrincipal } from "./directory/service-principals.ts";
import { assertProperties, USER_PROPERTIES } from "./directory/type-properties.ts";
import type { GraphEmulatorOptions } from "./options.ts";
import type { EmulatorRuntime } from "./service/runtime.ts";

/** Creates the directory, and the service principal of the application in it. */
export function initialDirectory(
  options: GraphEmulatorOptions,
  runtime: EmulatorRuntime,
): { readonly directory: Directory; readonly application: ServicePrincipal } {
  const behavior: GraphBehavior = { ...DEFAULT_BEHAVIOR, ...options.behavior };
  const { users = 0 } = options;
  const initialUsers = typeof users === "number" ? generatedUsers(users, runtime) : givenUsers(users, runtime);
  const directory = new Directory(initialUsers, behavior, runtime);
  for (const group of options.groups ?? []) directory.groups.addInitial(group);
  const appRoles = (options.appRoles ?? DEFAULT_ROLES).map((role) => completeRole(role, runtime));
  const application = directory.servicePrincipals.add(
    { displayName: "Proxyclick", ...options.servicePrincipal, appRoles },
    true,
  );
  requireObjects(directory, options);
  for (const { principal, role } of options.assignments ?? [])
    directory.assignments.add(
      { resourceId: application.id, principalId: principal, appRoleId: roleId(application, role) },
      Number.NEGATIVE_INFINITY,
    );
  return { directory, application };
}

/** @throws RangeError for a manager, member or principal that does not exist. */
function requireObjects(directory: Directory, options: GraphEmulatorOptions): void {
  const { users, groups = [], assignments = [] } = options;
  const managers = typeof users === "object" ? users.map((user) => readProperty(user, "manager")) : [];
  const members = groups.flatMap((group) => group.members ?? []);
  for (const id of [...managers, ...members, ...assignments.map(({ principal }) => principal)]) {
    if (typeof id === "string" && directory.typeOf(canonicalId(id)) === undefined)
      throw new RangeError(`Invalid manager, member or principal ${id}: there is no object with this id.`);
  }
}

const DEFAULT_ROLES: readonly Partial<EmulatedAppRole>[] = [{ displayName: "User" }, { displayName: "msiam_access" }];

/** Completes an app role with the values that gallery applications have. */
export function completeRole(role: Partial<EmulatedAppRole>, { guid }: EmulatorRuntime): EmulatedAppRole {
  const displayName = role.displayName ?? role.value ?? "User";
  return {
    value: null,
    description: displayName,
    allowedMemberTypes: ["User"],
    isEnabled: true,
    ...role,
    displayName,
    id: canonicalId(role.id ?? guid()),
  };
}

/**
 * Returns the id of an app role.
 *
 * @param role - Its id, value or name; undefined for the first one, or default access when there is none.
 * @throws RangeError for a role that the application does not have.
 */
export function roleId({ appRoles }: ServicePrincipal, role: string | undefined): string {
  if (role === undefined) return appRoles[0]?.id ?? DEFAULT_ACCESS;
  const id = canonicalId(role);
  if (id === DEFAULT_ACCESS) return id;
  const found = appRoles.find((each) => each.id === id || each.value === role || each.displayName === role);
  if (found === undefined) throw new RangeError(`Invalid role ${role}: the application has no such app role.`);
  return found.id;
}

function givenUsers(users: readonly Properties[], { guid }: EmulatorRuntime): InitialObjects {
  const ids = users.map((user) => {
    const id = readProperty(user, "id");
    return typeof id === "string" ? canonicalId(id) : guid();
  });
  const properties = users.map(({ id: _id, ...rest }) => {
    assertProperties(rest, USER_PROPERTIES);
    return { accountEnabled: true, userType: "Member", ...rest };
  });
  return {
    count: users.length,
    idAt: (place) => ids[place] ?? "",
    propertiesAt: (place) => properties[place] ?? {},
  };
}

const DEPARTMENTS = ["Engineering", "Finance", "Legal", "Marketing", "Operations", "Research", "Sales", "Support"];
const CITIES = ["Brussels", "Ghent", "London", "Paris", "Lisbon"];

/** Users of Contoso, such as `user7@contoso.com`. */
function generatedUsers(count: number, { guid }: EmulatorRuntime): InitialObjects {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError("Invalid users: expected a whole number from 0.");
  const ids = Array.from({ length: count }, () => guid());
  return {
    count,
    idAt: (place) => ids[place] ?? "",
    propertiesAt: (place) => ({
      accountEnabled: true,
      userType: "Member",
      userPrincipalName: `user${place}@contoso.com`,
      mail: `user${place}@contoso.com`,
      mailNickname: `user${place}`,
      displayName: `User ${place}`,
      givenName: "User",
      surname: `Number ${place}`,
      employeeId: String(100_000 + place),
      department: DEPARTMENTS[place % DEPARTMENTS.length] ?? null,
      city: CITIES[place % CITIES.length] ?? null,
      preferredLanguage: "en-GB",
      ...(place < 10 ? {} : { manager: ids[Math.floor(place / 10)] ?? null }),
    }),
  };
}
