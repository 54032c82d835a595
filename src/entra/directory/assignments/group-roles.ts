/** Gives the members of assigned groups their roles, and marks the users whom a change of a group concerns. */
import type { RoleTable } from "../../../graph-users/role-table.ts";
import type { SourceMirror } from "../../../provisioning/ports/mirror.ts";
import { BatchWriter, COLLECTION } from "../mirror/directory-mirror.ts";
import { type ChunkRecord, type GroupRecord, membersOf, readGroupRecords } from "../mirror/group-records.ts";
import { goneUsers } from "../mirror/pending-users.ts";
import { type RoleComparison, roleKey } from "./role-changes.ts";

/** An assigned group. */
interface AssignedGroup {
  readonly record: GroupRecord;
  /** Whether its members are provisioned. */
  readonly isActive: boolean;
  /** Its roles as the mirror stores them; empty when its members are not provisioned. */
  readonly key: string;
  /** Whether what its members get through it has changed. */
  readonly isChanged: boolean;
  readonly ranks: readonly number[];
  /** Memberships that were listed before this full read are over. */
  readonly sweepBefore: number;
  hasMembers: boolean;
}

const MAX_NAMED_GROUPS = 10;

/**
 * Adds the members of assigned groups to a table of roles. Memberships that a full read did not list, those of groups
 * that are no longer assigned, and those of users who were deleted for good are removed: Graph may never report the
 * last ones.
 *
 * @param assigned - Ids of the roles of each assigned group.
 * @param chunks - The queries that track the groups.
 * @returns Sentences about groups without users.
 */
export async function addGroupMembers(
  table: RoleTable,
  assigned: ReadonlyMap<string, ReadonlySet<string>>,
  chunks: readonly ChunkRecord[],
  comparison: RoleComparison,
): Promise<readonly string[]> {
  const { mirror } = comparison;
  const groups = await openGroups(table, assigned, chunks, comparison);
  const gone = await goneUsers(mirror);
  for (const [id, group] of groups) await addMembers(table, [id, group], gone, comparison);
  await storeGroups(groups, chunks, mirror);
  await removeUnassigned(groups, comparison);
  return warningsOf(groups);
}

async function addMembers(
  table: RoleTable,
  [id, group]: readonly [string, AssignedGroup],
  gone: ReadonlySet<string>,
  { mirror, mark }: RoleComparison,
): Promise<void> {
  const collection = membersOf(id);
  const writer = new BatchWriter(mirror);
  for await (const [user, attempt] of mirror.entries(collection)) {
    const isGone = gone.has(user);
    if (isGone || Number(attempt) < group.sweepBefore) {
      await writer.add({ collection, key: user, value: undefined }, ...(isGone ? [] : mark(user, "lost")));
      continue;
    }
    group.hasMembers = true;
    if (group.isActive) for (const rank of group.ranks) table.add(user, rank);
    if (group.isChanged) await writer.add(...mark(user, group.isActive ? "gained" : "lost"));
  }
  await writer.flush();
}

/** Removes groups that are no longer assigned: their members first, each together with the mark on the user. */
async function removeUnassigned(
  groups: ReadonlyMap<string, AssignedGroup>,
  { mirror, mark }: RoleComparison,
): Promise<void> {
  const unassigned: string[] = [];
  for await (const [id] of mirror.entries(COLLECTION.groups)) if (!groups.has(id)) unassigned.push(id);
  const writer = new BatchWriter(mirror);
  for (const id of unassigned) {
    const collection = membersOf(id);
    for await (const [user] of mirror.entries(collection))
      await writer.add({ collection, key: user, value: undefined }, ...mark(user, "lost"));
    await writer.add(
      { collection: COLLECTION.assignedGroups, key: id, value: undefined },
      { collection: COLLECTION.groups, key: id, value: undefined },
    );
  }
  await writer.flush();
}

async function openGroups(
  table: RoleTable,
  assigned: ReadonlyMap<string, ReadonlySet<string>>,
  chunks: readonly ChunkRecord[],
  { mirror, renamed }: RoleComparison,
): Promise<ReadonlyMap<string, AssignedGroup>> {
  const ids = [...assigned.keys()];
  const records = await readGroupRecords(mirror, ids);
  const stored = await mirror.getMany(COLLECTION.assignedGroups, ids);
  const sweeps = new Map(
    chunks.flatMap(({ groups, sweepBefore = 0 }) => groups.map((id) => [id, sweepBefore] as const)),
  );
  return new Map(
    [...assigned].map(([id, roles]) => {
      const record = records.get(id) ?? {};
      const isActive = record.removed !== true && record.securityEnabled === true;
      const key = isActive ? roleKey(roles) : "";
      const isChanged = key !== (stored.get(id) ?? "") || (isActive && [...roles].some((role) => renamed.has(role)));
      const ranks = [...roles].map((role) => table.rank(role, false));
      return [id, { record, isActive, key, isChanged, ranks, sweepBefore: sweeps.get(id) ?? 0, hasMembers: false }];
    }),
  );
}

/** Stores what was compared, after the marks. */
async function storeGroups(
  groups: ReadonlyMap<string, AssignedGroup>,
  chunks: readonly ChunkRecord[],
  mirror: SourceMirror,
): Promise<void> {
  const writer = new BatchWriter(mirror);
  for (const [id, { key, isChanged }] of groups)
    if (isChanged) await writer.add({ collection: COLLECTION.assignedGroups, key: id, value: key });
  for (const { sweepBefore, ...chunk } of chunks) {
    if (sweepBefore === undefined) continue;
    await writer.add({ collection: COLLECTION.chunks, key: chunk.key, value: JSON.stringify(chunk) });
  }
  await writer.flush();
}

function warningsOf(groups: ReadonlyMap<string, AssignedGroup>): readonly string[] {
  const named = (select: (group: AssignedGroup) => boolean) =>
    [...groups].filter(([, group]) => select(group)).map(([id, { record }]) => nameOf(id, record));
  return [
    sentence(
      named(({ record }) => record.removed === true),
      "does not exist or was deleted: it gives nobody a role",
    ),
    sentence(
      named(({ record }) => record.removed !== true && record.securityEnabled !== true),
      "is not security-enabled: its members are not provisioned",
    ),
    sentence(
      named(({ isActive, hasMembers }) => isActive && !hasMembers),
      "has no users as direct members that the application may read: members of groups in it do not count, and hidden members need the permission Member.Read.Hidden",
    ),
  ].flatMap((one) => one ?? []);
}

function nameOf(id: string, { displayName }: GroupRecord): string {
  return displayName === undefined || displayName === "" ? id : `${displayName} (${id})`;
}

function sentence(names: readonly string[], problem: string): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > MAX_NAMED_GROUPS ? ` and ${names.length - MAX_NAMED_GROUPS} more` : "";
  const listed = `${names.slice(0, MAX_NAMED_GROUPS).join(", ")}${more}`;
  return names.length === 1
    ? `The assigned group ${listed} ${problem}`
    : `Of the assigned groups ${listed}, each one ${problem}`;
}
