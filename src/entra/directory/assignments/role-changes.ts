/** Compares the roles of users with those that the mirror has, and marks the users whose roles have changed. */
import type { RoleTable } from "../../../graph-users/role-table.ts";
import type { RoleNames } from "../../../provisioning/mapping/role-names.ts";
import type { MirrorChange, SourceMirror } from "../../../provisioning/ports/mirror.ts";
import type { AssignedRole } from "../../../provisioning/ports/source.ts";
import { BATCH_SIZE, BatchWriter, COLLECTION, ROLE_NAMES } from "../mirror/directory-mirror.ts";
import type { MarkUser } from "../mirror/pending-users.ts";

/** What a comparison works with. */
export interface RoleComparison {
  readonly mirror: SourceMirror;
  readonly mark: MarkUser;
  /** Roles that are called otherwise than before. */
  readonly renamed: ReadonlySet<string>;
}

/** Stores the roles of directly assigned users, each together with the mark on a user whose roles have changed. */
export async function compareUsers(table: RoleTable, { mirror, mark, renamed }: RoleComparison): Promise<void> {
  const writer = new BatchWriter(mirror);
  const keys = new RoleKeys();
  const store = (user: string, value: string | undefined) =>
    writer.add(
      { collection: COLLECTION.assignedUsers, key: user, value },
      ...mark(user, value === undefined ? "lost" : "gained"),
    );
  let known = 0;
  for await (const [user, value] of mirror.entries(COLLECTION.assignedUsers)) {
    const roles = table.rolesOf(user);
    if (roles.length > 0) known += 1;
    const current = keys.of(roles);
    if (current !== value || (renamed.size > 0 && roles.some(({ id }) => renamed.has(id)))) await store(user, current);
  }
  if (known < table.size) {
    for (const users of batchesOf(table.users())) {
      const stored = await mirror.getMany(COLLECTION.assignedUsers, users);
      for (const user of users) if (!stored.has(user)) await store(user, keys.of(table.rolesOf(user)));
    }
  }
  await writer.flush();
}

/** The roles of a principal as the mirror stores them. */
export function roleKey(ids: Iterable<string>): string {
  return [...ids].sort().join();
}

/** Keys of lists of roles, which users share. */
class RoleKeys {
  readonly #keys = new Map<readonly AssignedRole[], string>();

  /** Undefined for a user without roles, who is not stored. */
  of(roles: readonly AssignedRole[]): string | undefined {
    if (roles.length === 0) return undefined;
    const known = this.#keys.get(roles) ?? roleKey(roles.map(({ id }) => id));
    this.#keys.set(roles, known);
    return known;
  }
}

function* batchesOf(users: Iterable<string>): Generator<readonly string[], void, void> {
  let batch: string[] = [];
  for (const user of users) {
    if (batch.push(user) < BATCH_SIZE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The roles whose names differ from those that the mirror has. */
export async function renamedRoles(
  mirror: SourceMirror,
  roles: ReadonlyMap<string, RoleNames>,
): Promise<ReadonlySet<string>> {
  const stored = await mirror.get(COLLECTION.source, ROLE_NAMES);
  const before: Readonly<Record<string, string>> = stored === undefined ? {} : JSON.parse(stored);
  const ids = new Set([...Object.keys(before), ...roles.keys()]);
  return new Set([...ids].filter((id) => namesKey(roles.get(id)) !== (Object.hasOwn(before, id) ? before[id] : "{}")));
}

/** The write of the names of the roles. */
export function roleNamesWrite(roles: ReadonlyMap<string, RoleNames>): MirrorChange {
  const names = Object.fromEntries([...roles].map(([id, one]) => [id, namesKey(one)]));
  return { collection: COLLECTION.source, key: ROLE_NAMES, value: JSON.stringify(names) };
}

function namesKey({ value, displayName }: RoleNames = {}): string {
  return JSON.stringify({ value, displayName });
}
