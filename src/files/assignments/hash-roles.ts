/** The version of assignments: a hash that changes whenever the roles of any user change. */
import { createHash } from "node:crypto";
import type { RoleTable } from "../../graph-users/role-table.ts";

/** A hash that does not depend on the order in which the roles were given. */
export function hashRoles(table: RoleTable): string {
  const hash = createHash("sha256");
  for (const user of [...table.users()].sort()) {
    const held = table.rolesOf(user).map(({ id, direct, ...names }) => `${id}/${direct}/${JSON.stringify(names)}`);
    hash.update(`${user} ${held.sort()}\n`);
  }
  return hash.digest("base64");
}
