/** How tests change the directory of the emulator, as an administrator would. */
import type { Directory } from "./directory/directory.ts";
import type { EmulatedObject } from "./directory/directory-users.ts";
import type { ServicePrincipal } from "./directory/service-principals.ts";
import { completeRole, roleId } from "./initial-directory.ts";
import type { GraphEmulatorOptions } from "./options.ts";

/** The users of the emulator. Methods throw RangeError for ids and properties that do not exist. */
export interface EmulatedUsers {
  /** Creates a user and returns its id. `manager` is an id. */
  create(properties: Readonly<Record<string, unknown>>): string;
  /** Changes properties; null clears one. */
  update(id: string, changes: Readonly<Record<string, unknown>>): void;
  /** Moves a user to the deleted items, from which it can be restored. */
  delete(id: string): void;
  /** Restores a user from the deleted items. */
  restore(id: string): void;
  /** Deletes a user for good. */
  purge(id: string): void;
  /** Returns a user, deleted ones included; undefined for one that never existed. */
  get(id: string): EmulatedObject | undefined;
  /** Returns the ids of all users that are not deleted. */
  ids(): Iterable<string>;
}

/** The groups of the emulator. Methods throw RangeError for ids and properties that do not exist. */
export interface EmulatedGroups {
  /** Creates a group and returns its id. `members` are ids. */
  create(properties: Readonly<Record<string, unknown>> & { readonly members?: readonly string[] }): string;
  /** Changes properties; null clears one. */
  update(id: string, changes: Readonly<Record<string, unknown>>): void;
  /** Adds a member; does nothing when it is one already. */
  addMember(id: string, memberId: string): void;
  /** Removes a member; does nothing when it is none. */
  removeMember(id: string, memberId: string): void;
  /** Moves a group to the deleted items, or deletes it for good with `permanently`. */
  delete(id: string, options?: { readonly permanently?: boolean }): void;
  /** Restores a group from the deleted items, with its members. */
  restore(id: string): void;
  /** Deletes a group in the deleted items for good. */
  purge(id: string): void;
  /** Returns a group, deleted ones included; undefined for one that never existed. */
  get(id: string): EmulatedObject | undefined;
  /** Returns the ids of the members of a group, soft-deleted users included. */
  members(id: string): readonly string[];
  /** Returns the ids of all groups that are not deleted. */
  ids(): Iterable<string>;
}

/** The assignments to the enterprise application. Methods throw RangeError for ids and roles that do not exist. */
export interface EmulatedAssignments {
  /**
   * Assigns a user or group and returns the id of the assignment.
   *
   * @param role - Id, value or name of the app role. Default: the first one, default access when there is none.
   */
  add(principalId: string, role?: string): string;
  /** Removes the assignments of a user or group, or only the one to a role. */
  remove(principalId: string, role?: string): void;
  /** Returns all assignments. */
  list(): readonly {
    /** Opaque id of the assignment. */
    readonly id: string;
    /** Object id of the user, group or service principal. */
    readonly principalId: string;
    /** Id of the app role; zeros for default access. */
    readonly appRoleId: string;
  }[];
  /** Replaces the app roles of the application, and returns their ids; assignments keep the ids of their roles. */
  setRoles(roles: NonNullable<GraphEmulatorOptions["appRoles"]>): readonly string[];
}

/** Returns what changes a directory and the assignments to an application. */
export function mutations(
  directory: Directory,
  applicationId: string,
): {
  readonly users: EmulatedUsers;
  readonly groups: EmulatedGroups;
  readonly assignments: EmulatedAssignments;
} {
  const application = (): ServicePrincipal => {
    const found = directory.servicePrincipals.find(applicationId)?.value;
    if (found === undefined) throw new RangeError("Invalid call: the enterprise application was removed.");
    return found;
  };
  const active = (): ReturnType<EmulatedAssignments["list"]> =>
    directory.assignments.listOf(applicationId).filter(({ removed }) => removed === undefined);
  return {
    users: directory.users,
    groups: directory.groups,
    assignments: {
      add: (principalId, role) => {
        if (directory.typeOf(principalId) === undefined)
          throw new RangeError(`Invalid principal ${principalId}: there is no object with this id.`);
        const appRoleId = roleId(application(), role);
        return directory.assignments.add({ resourceId: applicationId, principalId, appRoleId }).id;
      },
      remove: (principalId, role) => {
        const wanted = role === undefined ? undefined : roleId(application(), role);
        const found = active().filter(
          (each) => each.principalId === principalId && (wanted === undefined || each.appRoleId === wanted),
        );
        if (found.length === 0) throw new RangeError(`Invalid principal ${principalId}: it is not assigned.`);
        for (const { id } of found) directory.assignments.remove(id);
      },
      list: () => active().map(({ id, principalId, appRoleId }) => ({ id, principalId, appRoleId })),
      setRoles: (roles) => {
        const appRoles = roles.map((role) => completeRole(role, directory.runtime));
        directory.servicePrincipals.update(applicationId, { appRoles });
        return appRoles.map(({ id }) => id);
      },
    },
  };
}
