/** Users of the mirror whom a full round did not list. */
import { abortableSleep } from "../../../internal/abortable-sleep.ts";
import { canonicalId } from "../../../internal/object-id.ts";
import { readProperty } from "../../../internal/values.ts";
import type { SourceMirror } from "../../../provisioning/ports/mirror.ts";
import { BATCH_SIZE, COLLECTION } from "../mirror/directory-mirror.ts";
import { parseUserRecord, type UserRecord } from "../mirror/user-record.ts";
import { type LookUpSettings, lookUpUser } from "./look-up-user.ts";
import { type MergeSettings, mergeUsers, removedRecord, type UserEvent, userWrites } from "./merge-users.ts";

/** How often a user whom Graph does not find is looked for, before it counts as deleted for good. */
const ATTEMPTS = 3;

/** The round that did not list them. */
interface FinishedRound {
  readonly settings: MergeSettings;
  readonly lookUp: LookUpSettings;
  /** Milliseconds between attempts to find a user; doubled for each further one. */
  readonly retryDelay: number;
}

type Batch = readonly (readonly [id: string, record: UserRecord])[];

/**
 * Finds out what became of users whom a full round did not list: the list of deleted users tells who can be restored,
 * and who is in neither is looked up. Only a user whom Graph repeatedly does not find was deleted for good: one who was
 * deleted or restored a moment ago may be nowhere for a while.
 */
export async function* reportAbsentUsers(
  mirror: SourceMirror,
  round: FinishedRound,
): AsyncGenerator<UserEvent, void, void> {
  let deleted: ReadonlySet<string> | undefined;
  for await (const batch of absentUsers(mirror, round.settings.round)) {
    deleted ??= await readDeletedIds(round.lookUp);
    let missing = yield* reportFound(mirror, batch, deleted, round);
    for (let attempt = 2; attempt <= ATTEMPTS && missing.length > 0; attempt += 1) {
      await abortableSleep(round.retryDelay * 2 ** (attempt - 2), round.lookUp.signal);
      deleted = await readDeletedIds(round.lookUp);
      missing = yield* reportFound(mirror, missing, deleted, round);
    }
    for (const [id, record] of missing) yield await remove(mirror, id, record, "hard", round);
  }
}

/** Reports the users who are found, or can be restored; returns the others. */
async function* reportFound(
  mirror: SourceMirror,
  users: Batch,
  deleted: ReadonlySet<string>,
  round: FinishedRound,
): AsyncGenerator<UserEvent, Batch, void> {
  const missing: (readonly [string, UserRecord])[] = [];
  for (const [id, record] of users) {
    const isDeleted = deleted.has(id);
    const found = isDeleted ? undefined : await lookUpUser(id, round.lookUp);
    if (isDeleted) yield await remove(mirror, id, record, "soft", round);
    else if (found === undefined) missing.push([id, record]);
    else yield* await mergeUsers(mirror, [found], round.settings);
  }
  return missing;
}

async function remove(
  mirror: SourceMirror,
  id: string,
  record: UserRecord,
  removal: "soft" | "hard",
  { settings: { round } }: FinishedRound,
): Promise<UserEvent> {
  await mirror.write(userWrites(id, removedRecord(record, removal, round), round));
  return { kind: "removed", id, removal };
}

async function* absentUsers(mirror: SourceMirror, round: number): AsyncGenerator<Batch, void, void> {
  let batch: (readonly [string, UserRecord])[] = [];
  for await (const [id, json] of mirror.entries(COLLECTION.users)) {
    const record = parseUserRecord(json);
    if (record.round === round) continue;
    if (batch.push([id, record]) < BATCH_SIZE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function readDeletedIds({ client, signal }: LookUpSettings): Promise<ReadonlySet<string>> {
  const query = { $select: "id", $top: "999" };
  const ids = new Set<string>();
  const path = "/directory/deletedItems/microsoft.graph.user";
  for await (const { value } of client.pages(path, { query, feature: "read_users", signal })) {
    for (const item of value) {
      const id = readProperty(item, "id");
      if (typeof id === "string") ids.add(canonicalId(id));
    }
  }
  return ids;
}
