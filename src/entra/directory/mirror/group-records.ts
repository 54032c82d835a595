/** What the mirror holds of assigned groups and of the delta queries that track them. */
import type { SourceMirror } from "../../../provisioning/ports/mirror.ts";
import { COLLECTION } from "./directory-mirror.ts";

/** A group in the mirror. */
export interface GroupRecord {
  readonly displayName?: string;
  /** Only members of groups that are security-enabled are provisioned. */
  readonly securityEnabled?: boolean;
  /** Whether the group was deleted, or does not exist. */
  readonly removed?: boolean;
}

/** Groups that one delta query tracks. */
export interface GroupChunk {
  /** Key in the mirror. */
  readonly key: string;
  /** Ids of the groups. Its query may still report others, which were assigned before. */
  readonly groups: readonly string[];
}

/** Groups that one delta query tracks, in the mirror. */
export interface ChunkRecord extends GroupChunk {
  /** Where the next round begins. */
  readonly link: string;
  /**
   * Present until the memberships that a full read did not list are removed: those that were last listed in an earlier
   * full read than this one.
   */
  readonly sweepBefore?: number;
}

/** The collection of the members of a group, by user: the number of the full read that listed the member last. */
export function membersOf(group: string): string {
  return `members/${group}`;
}

/** Reads the chunks of a mirror. */
export async function readChunks(mirror: SourceMirror): Promise<readonly ChunkRecord[]> {
  const chunks: ChunkRecord[] = [];
  for await (const [, json] of mirror.entries(COLLECTION.chunks)) chunks.push(JSON.parse(json));
  return chunks;
}

/** Reads the records of groups; those that exist, by id. */
export async function readGroupRecords(
  mirror: SourceMirror,
  ids: readonly string[],
): Promise<Map<string, GroupRecord>> {
  const found = await mirror.getMany(COLLECTION.groups, ids);
  return new Map([...found].map(([id, json]) => [id, JSON.parse(json)]));
}
