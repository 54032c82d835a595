/** Divides the assigned groups among delta queries, each of which takes 50. */

import type { GroupChunk } from "../mirror/group-records.ts";

/** Ids that the filter of a delta query takes (Microsoft Graph: group delta). */
const MAX_GROUPS = 50;

/** Which chunks continue from their delta link, which are read in full again, and which are dropped. */
export interface ChunkPlan<Chunk extends GroupChunk> {
  /** Chunks with at least one assigned group, without the groups that are no longer assigned. */
  readonly kept: readonly Chunk[];
  readonly renewed: readonly GroupChunk[];
  /** Keys of chunks that are no longer used. */
  readonly dropped: readonly string[];
}

/**
 * Plans the queries for the assigned groups: as few queries as possible, and as few full reads as possible.
 *
 * @param newKey - Returns a key that no chunk has.
 */
export function planChunks<Chunk extends GroupChunk>(
  chunks: readonly Chunk[],
  assigned: ReadonlySet<string>,
  newKey: () => string,
): ChunkPlan<Chunk> {
  const needed = Math.ceil(assigned.size / MAX_GROUPS);
  const tracked = new Set<string>();
  const filled = chunks
    .map((chunk) => ({ chunk, groups: chunk.groups.filter((id) => assigned.has(id) && !tracked.has(id)) }))
    .map((one) => {
      for (const id of one.groups) tracked.add(id);
      return one;
    })
    .sort((one, other) => other.groups.length - one.groups.length);
  const added = [...assigned].filter((id) => !tracked.has(id));
  const kept = filled.filter(({ groups }) => groups.length > 0);
  const renewed = new Set<string>(added);
  // Refill: read the emptiest chunks in full again, together with the new groups, until the others are few enough.
  while (kept.length + Math.ceil(renewed.size / MAX_GROUPS) > needed) {
    const emptiest = kept.pop();
    if (emptiest === undefined) break;
    for (const id of emptiest.groups) renewed.add(id);
  }
  const used = new Set(kept.map(({ chunk }) => chunk.key));
  return {
    kept: kept.map(({ chunk, groups }) => (groups.length === chunk.groups.length ? chunk : { ...chunk, groups })),
    renewed: slices([...renewed]).map((groups) => ({ key: newKey(), groups })),
    dropped: chunks.map(({ key }) => key).filter((key) => !used.has(key)),
  };
}

function slices(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / MAX_GROUPS) }, (_one, index) =>
    ids.slice(index * MAX_GROUPS, (index + 1) * MAX_GROUPS),
  );
}
