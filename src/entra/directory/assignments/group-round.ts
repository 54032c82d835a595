/**
 * Reads the members of assigned groups by delta queries.
 *
 * Each page is merged into the mirror in one write, together with marks on the users whose memberships changed. So the
 * link at the end can be used at once, whatever becomes of the cycle.
 */
import { isGraphRequestError, ProvisioningError } from "../../../errors.ts";
import type { MirrorChange, SourceMirror } from "../../../provisioning/ports/mirror.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import type { GraphPage } from "../../graph/graph-options.ts";
import { GROUP_SELECT, type GroupChange, readGroupChange } from "../items/group-changes.ts";
import { missingPermission } from "../items/missing-permission.ts";
import { COLLECTION, type DirectoryMirror } from "../mirror/directory-mirror.ts";
import {
  type ChunkRecord,
  type GroupChunk,
  type GroupRecord,
  membersOf,
  readChunks,
  readGroupRecords,
} from "../mirror/group-records.ts";
import type { MarkUser } from "../mirror/pending-users.ts";
import { planChunks } from "./group-chunks.ts";

/** What a read of groups works with. */
export interface GroupRead {
  readonly client: GraphClient;
  readonly mirror: DirectoryMirror;
  readonly mark: MarkUser;
  readonly signal: AbortSignal | undefined;
}

/** Brings the memberships of the assigned groups up to date; returns the chunks that track them. */
export async function readGroups(read: GroupRead, assigned: ReadonlySet<string>): Promise<readonly ChunkRecord[]> {
  const { mirror } = read;
  const stored = await readChunks(mirror.records);
  const plan = planChunks(stored, assigned, () => crypto.randomUUID());
  const chunks: ChunkRecord[] = [];
  // A group that leaves a chunk is read anew when it comes back.
  for (const chunk of plan.kept) if (!stored.includes(chunk)) await storeChunk(mirror.records, chunk);
  for (const chunk of plan.kept) chunks.push(await readChunk(read, chunk));
  for (const chunk of plan.renewed) chunks.push(await readWholeChunk(read, chunk));
  const dropped = plan.dropped.map((key) => ({ collection: COLLECTION.chunks, key, value: undefined }));
  if (dropped.length > 0) await mirror.records.write(dropped);
  return chunks;
}

/** Reads the changes of a chunk, or all of it where Graph no longer accepts its link or a deleted group is back. */
async function readChunk(read: GroupRead, chunk: ChunkRecord): Promise<ChunkRecord> {
  try {
    const { link, hasRestored } = await readPages(read, chunk, chunk.link);
    if (hasRestored) return await readWholeChunk(read, chunk);
    if (link === chunk.link) return chunk;
    return await storeChunk(read.mirror.records, { ...chunk, link });
  } catch (error) {
    if (isGraphRequestError(error) && error.code === "resync_required") return readWholeChunk(read, chunk);
    throw error;
  }
}

/** Reads all members of the groups of a chunk. Memberships that are not listed are removed afterwards. */
async function readWholeChunk(read: GroupRead, { key, groups }: GroupChunk): Promise<ChunkRecord> {
  const sweepBefore = await read.mirror.beginAttempt();
  const { link, listed } = await readPages(read, { key, groups }, undefined);
  const absent = groups.filter((id) => !listed.has(id));
  if (absent.length > 0) await storeGroups(read.mirror.records, new Map(absent.map((id) => [id, { removed: true }])));
  return storeChunk(read.mirror.records, { key, groups, link, sweepBefore });
}

async function storeChunk(mirror: SourceMirror, chunk: ChunkRecord): Promise<ChunkRecord> {
  await mirror.write([{ collection: COLLECTION.chunks, key: chunk.key, value: JSON.stringify(chunk) }]);
  return chunk;
}

async function storeGroups(mirror: SourceMirror, groups: ReadonlyMap<string, GroupRecord>): Promise<void> {
  await mirror.write(groupWrites(groups));
}

function groupWrites(groups: ReadonlyMap<string, GroupRecord>): readonly MirrorChange[] {
  return [...groups].map(([key, group]) => ({ collection: COLLECTION.groups, key, value: JSON.stringify(group) }));
}

/** What a round found. */
interface RoundResult {
  /** Where the next one begins. */
  readonly link: string;
  /** Ids of the groups that exist. */
  readonly listed: ReadonlySet<string>;
  /** Whether a group is there that was deleted before. */
  readonly hasRestored: boolean;
}

/** @param link - Where the round begins; undefined for a full one. */
async function readPages(read: GroupRead, chunk: GroupChunk, link: string | undefined): Promise<RoundResult> {
  const { client, mirror, signal } = read;
  const groups = await readGroupRecords(mirror.records, chunk.groups);
  const tracked = new Set(chunk.groups);
  const listed = new Set<string>();
  let hasRestored = false;
  let deltaLink: string | undefined;
  const query = { $select: GROUP_SELECT, $filter: chunk.groups.map((id) => `id eq '${id}'`).join(" or ") };
  const call = { ...(link === undefined && { query }), feature: "read_groups", signal } as const;
  for await (const page of client.pages(link ?? "/groups/delta", call)) {
    const changes = groupChanges(page, link === undefined, listed).filter(({ id }) => tracked.has(id));
    for (const { id, isRemoved, properties } of changes) {
      const { removed: wasRemoved, ...known } = groups.get(id) ?? {};
      // A group that is back counts as removed until its members are read, whatever happens before.
      const isRestored = link !== undefined && wasRemoved === true && !isRemoved;
      hasRestored ||= isRestored;
      if (isRemoved) listed.delete(id);
      else listed.add(id);
      groups.set(id, { ...known, ...properties, ...((isRemoved || isRestored) && { removed: true }) });
    }
    await storePage(read, changes, groups);
    ({ deltaLink } = page);
  }
  if (deltaLink !== undefined) return { link: deltaLink, listed, hasRestored };
  throw new ProvisioningError("incomplete_source", "Graph ended its list of groups without a delta link");
}

/** @throws GraphRequestError `forbidden` for groups that have only ids. */
function groupChanges({ value }: GraphPage, isFull: boolean, listed: ReadonlySet<string>): readonly GroupChange[] {
  const changes = value.flatMap((item) => readGroupChange(item) ?? []);
  // Only the first part of a large group must have its properties.
  const isBare = ({ id, isRemoved, properties }: GroupChange) =>
    isFull && !isRemoved && !listed.has(id) && properties.securityEnabled === undefined;
  const seen = new Set(changes.filter((change) => !isBare(change)).map(({ id }) => id));
  if (changes.some((change) => isBare(change) && !seen.has(change.id)))
    throw missingPermission("/groups/delta", "groups", "read_groups");
  return changes;
}

/** Users by group, and whether they are members now: a group may come in several parts. */
function membersByGroup(changes: readonly GroupChange[]): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const groups = new Map<string, Map<string, boolean>>();
  for (const { id, added, removed } of changes) {
    const members = groups.get(id) ?? new Map<string, boolean>();
    groups.set(id, members);
    for (const user of added) members.set(user, true);
    for (const user of removed) members.set(user, false);
  }
  return groups;
}

/** Stores the groups and memberships of a page. One that is listed again is no change, but is seen. */
async function storePage(
  { mirror, mark }: GroupRead,
  changes: readonly GroupChange[],
  groups: ReadonlyMap<string, GroupRecord>,
): Promise<void> {
  const value = String(mirror.attempt);
  const writes: MirrorChange[] = [];
  for (const [id, members] of membersByGroup(changes)) {
    const collection = membersOf(id);
    const known = await mirror.records.getMany(collection, [...members.keys()]);
    for (const [user, isMember] of members) {
      const isKnown = known.has(user);
      if (isMember || isKnown) writes.push({ collection, key: user, value: isMember ? value : undefined });
      if (isMember !== isKnown) writes.push(...mark(user, isMember ? "gained" : "lost"));
    }
  }
  const changed = new Map(changes.map(({ id }) => [id, groups.get(id) ?? {}]));
  if (changed.size > 0) await mirror.records.write([...groupWrites(changed), ...writes]);
}
