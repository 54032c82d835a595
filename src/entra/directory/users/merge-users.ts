/** Merges pages of users into the mirror. */
import type { Attributes } from "../../../graph-users/user-attributes.ts";
import { ACTIVE_ATTRIBUTE } from "../../../provisioning/mapping/source-attributes.ts";
import type { MirrorChange, SourceMirror } from "../../../provisioning/ports/mirror.ts";
import type { SourceEvent } from "../../../provisioning/ports/source.ts";
import { mergeAttributes, type UserChange } from "../items/user-changes.ts";
import { COLLECTION } from "../mirror/directory-mirror.ts";
import { pendingMark } from "../mirror/pending-users.ts";
import { readUserRecords, type UserRecord } from "../mirror/user-record.ts";

/** The event of a user. */
export type UserEvent = Exclude<SourceEvent, { kind: "end" }>;

/** How changes are merged. */
export interface MergeSettings {
  /** Number of the running round. */
  readonly round: number;
  /** Whether the items of a round are complete, so that what an earlier round said no longer counts. */
  readonly full: boolean;
  /** Whether `accountEnabled` is read. */
  readonly readsActivity: boolean;
  /**
   * Reads a user who was restored: what changed before the deletion was never reported, and a manager is not repeated.
   * Undefined when Graph does not find the user yet.
   */
  readonly lookUp: (id: string) => Promise<UserChange | undefined>;
}

/**
 * Merges the changes of a page into the mirror, in one write.
 *
 * @returns The events, with whole users.
 */
export async function mergeUsers(
  mirror: SourceMirror,
  changes: readonly UserChange[],
  settings: MergeSettings,
): Promise<readonly UserEvent[]> {
  const known = new Map(await readUserRecords(mirror, [...new Set(changes.map(({ id }) => id))]));
  const events: UserEvent[] = [];
  const outdated = new Set<string>();
  for (const change of changes) {
    const { id, removal } = change;
    const record = known.get(id);
    if (removal !== undefined) {
      // Users who were never seen may be listed as removed, too.
      if (record !== undefined) known.set(id, removedRecord(record, removal, settings.round));
      events.push({ kind: "removed", id, removal });
      continue;
    }
    const isRestored = record?.removal === "soft" && !settings.full && change.isWhole !== true;
    const found = isRestored ? await settings.lookUp(id) : undefined;
    if (isRestored && found === undefined) outdated.add(id);
    // A GET hides a manager who is deleted, too; what the delta says of the manager counts.
    const restored = found === undefined ? undefined : { ...found, manager: change.manager };
    const attributes = mergedAttributes(record, restored ?? change, settings);
    known.set(id, { round: settings.round, attributes });
    events.push({ kind: "user", user: { id, attributes } });
  }
  const writes = [...new Set(changes.map(({ id }) => id))].flatMap((id) => {
    const record = known.get(id);
    if (record === undefined) return [];
    const mark = outdated.has(id) ? [pendingMark(id, settings.round + 1, { outdated: true })] : [];
    return [...userWrites(id, record, settings.round), ...mark];
  });
  if (writes.length > 0) await mirror.write(writes);
  return events;
}

/** The record of a user who was deleted; one who can be restored keeps the attributes. */
export function removedRecord(record: UserRecord, removal: "soft" | "hard", round: number): UserRecord {
  return { round, removal, attributes: removal === "soft" ? record.attributes : {} };
}

/** The writes of a record. One that is to go later is marked, so that it is found again. */
export function userWrites(id: string, record: UserRecord, round: number): readonly MirrorChange[] {
  const write = { collection: COLLECTION.users, key: id, value: JSON.stringify(record) };
  return record.removal === "hard" ? [write, pendingMark(id, round)] : [write];
}

function mergedAttributes(
  record: UserRecord | undefined,
  change: UserChange,
  { round, full, readsActivity }: MergeSettings,
): Attributes {
  const isComplete =
    change.isWhole === true || record === undefined || record.removal === "hard" || (full && record.round !== round);
  const attributes = mergeAttributes(isComplete ? {} : record.attributes, change);
  // What was never set may be left out: nobody knows then whether the user is active.
  if (isComplete && readsActivity && !Object.hasOwn(attributes, ACTIVE_ATTRIBUTE)) attributes[ACTIVE_ATTRIBUTE] = "";
  return attributes;
}
