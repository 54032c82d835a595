/** Users whom the next read must report although no delta of users names them: their roles have changed. */
import type { MirrorChange, SourceMirror } from "../../../provisioning/ports/mirror.ts";
import { BATCH_SIZE, BatchWriter, COLLECTION } from "./directory-mirror.ts";
import { readUserRecords } from "./user-record.ts";

/** A mark on a user. */
export interface PendingMark {
  /** The first round that reports the user. The mark goes once the job has applied this round or a later one. */
  readonly round: number;
  /** Number of reads that did not find the user. */
  readonly misses?: number;
  /** Present when the user has only lost roles: without a record, there is nothing to report. */
  readonly lost?: true;
  /** Present when the record may not be as the user is: the user was restored and is not found yet. */
  readonly outdated?: true;
}

/** Makes the write that lets the next read report a user; none before a full read. */
export type MarkUser = (id: string, change: "gained" | "lost") => readonly MirrorChange[];

/** The write that marks a user. */
export function pendingMark(
  id: string,
  round: number,
  { misses = 0, lost, outdated }: Omit<PendingMark, "round"> = {},
): MirrorChange {
  const mark: PendingMark = {
    round,
    ...(misses > 0 && { misses }),
    ...(lost && { lost }),
    ...(outdated && { outdated }),
  };
  return { collection: COLLECTION.pending, key: id, value: JSON.stringify(mark) };
}

/** The write that removes the mark of a user. */
export function withoutMark(id: string): MirrorChange {
  return { collection: COLLECTION.pending, key: id, value: undefined };
}

/** Yields the marked users in batches. */
export async function* pendingUsers(
  mirror: SourceMirror,
): AsyncGenerator<ReadonlyMap<string, PendingMark>, void, void> {
  let batch = new Map<string, PendingMark>();
  for await (const [id, json] of mirror.entries(COLLECTION.pending)) {
    batch.set(id, JSON.parse(json));
    if (batch.size < BATCH_SIZE) continue;
    yield batch;
    batch = new Map();
  }
  if (batch.size > 0) yield batch;
}

/** Ids of the users who were deleted for good, as long as their records are kept. */
export async function goneUsers(mirror: SourceMirror): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  for await (const batch of pendingUsers(mirror)) {
    for (const [id, { removal }] of await readUserRecords(mirror, [...batch.keys()]))
      if (removal === "hard") gone.add(id);
  }
  return gone;
}

/** Removes the marks of a round that the job has applied, and the records of users who were deleted for good in it. */
export async function dropApplied(mirror: SourceMirror, round: number): Promise<void> {
  const writer = new BatchWriter(mirror);
  for await (const batch of pendingUsers(mirror)) {
    const applied = [...batch].filter(([, mark]) => mark.round <= round).map(([id]) => id);
    const users = await readUserRecords(mirror, applied);
    for (const id of applied) {
      const isGone = users.get(id)?.removal === "hard";
      await writer.add(
        withoutMark(id),
        ...(isGone ? [{ collection: COLLECTION.users, key: id, value: undefined }] : []),
      );
    }
  }
  await writer.flush();
}
