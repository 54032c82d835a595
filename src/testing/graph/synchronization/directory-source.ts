/** The emulated directory as the source of a cycle: users, and the assignments of an application. */
import { isObject } from "../../../internal/values.ts";
import type { AssignedRole, DirectorySource, SourceUser, SourceValue } from "../../../provisioning/index.ts";
import type { Directory } from "../directory/directory.ts";
import type { ServicePrincipal } from "../directory/service-principals.ts";
import { SOURCE_DIRECTORY } from "./template-schema.ts";

/** Returns the directory as a source with the assignments of a service principal. */
export function directorySource(directory: Directory, servicePrincipalId: string): DirectorySource {
  return {
    name: SOURCE_DIRECTORY,
    kind: "snapshot",
    describe: async () => ({ userCount: directory.users.table.count }),
    async *read() {
      const { table } = directory.users;
      for (let place = 0; place < table.count; place += 1) {
        const user = table.at(place);
        if (user === undefined) continue;
        if (user.state === "active") yield { kind: "user", user: toSourceUser(user.id, user.properties) };
        else yield { kind: "removed", id: user.id, removal: user.state === "deleted" ? "soft" : "hard" };
      }
      yield { kind: "end" };
    },
    assignments: async () => {
      const principal = directory.servicePrincipals.find(servicePrincipalId)?.value;
      const roles = principal === undefined ? new Map<string, AssignedRole[]>() : rolesByUser(directory, principal);
      return {
        ...(principal === undefined
          ? {}
          : { servicePrincipal: { id: principal.id, displayName: principal.displayName } }),
        rolesOf: (userId) => roles.get(userId) ?? [],
        isEmpty: () => roles.size === 0,
      };
    },
  };
}

/** Attributes in the names of Graph, which mappings may use; the extension attributes stand on their own. */
function toSourceUser(id: string, properties: Readonly<Record<string, unknown>>): SourceUser {
  const extensions = properties["onPremisesExtensionAttributes"];
  const all = { ...properties, ...(isObject(extensions) ? extensions : {}) };
  const attributes: Record<string, SourceValue> = Object.create(null);
  for (const [name, value] of Object.entries(all)) {
    const converted = sourceValue(value);
    if (converted !== undefined) attributes[name] = converted;
  }
  return { id, attributes };
}

function sourceValue(value: unknown): SourceValue | undefined {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

/** Users that are assigned directly, and direct members of assigned groups; nested groups do not count. */
function rolesByUser(directory: Directory, { id, appRoles }: ServicePrincipal): ReadonlyMap<string, AssignedRole[]> {
  const roles = new Map<string, AssignedRole[]>();
  for (const { principalId, appRoleId, removed } of directory.assignments.listOf(id)) {
    if (removed !== undefined) continue;
    const { value = null, displayName } = appRoles.find((role) => role.id === appRoleId) ?? {};
    const isGroup = directory.groups.get(principalId)?.state === "active";
    for (const userId of isGroup ? directory.groups.members(principalId) : [principalId]) {
      const role = { id: appRoleId, value: value ?? undefined, displayName, direct: !isGroup };
      roles.set(userId, [...(roles.get(userId) ?? []), role]);
    }
  }
  return roles;
}
