/** Users of the mirror whom a full round did not list. */
import { canonicalId } from "../../../internal/object-id.ts";
import { readProperty } from "../../../internal/values.ts";
import type { SourceMirror } from "../../../provisioning/ports/mirror.ts";
import { BATCH_SIZE, COLLECTION } from "../mirror/directory-mirror.ts";
import { parseUserRecord, type UserRecord } from "../mirror/user-record.ts";
import { type LookUpSettings, lookUpUser } from "./look-up-user.ts";
import { type MergeSettings, mergeUsers, removedRecord, type UserEvent, userWrites } from "./merge-users.ts";

/** The round that did not list them. */
interface FinishedRound {
  readonly settings: MergeSettings;
  readonly lookUp: LookUpSettings;
}

/**
 * Finds out what became of users whom a full round did not list: the list of deleted users tells who can be restored,
 * and who is in neither is looked up. Only a user whom Graph does not find was deleted for good.
 */
export async function* reportAbsentUsers(
  mirror: SourceMirror,
  round: FinishedRound,
): AsyncGenerator<UserEvent, void, void> {
  let deleted: ReadonlySet<string> | undefined;
  for await (const batch of absentUsers(mirror, round.settings.round)) {
    deleted ??= await readDeletedIds(round.lookUp);
    for (const [id, record] of batch) yield* reportAbsent(mirror, id, record, deleted.has(id), round);
  }
}

async function* absentUsers(
  mirror: SourceMirror,
  round: number,
): AsyncGenerator<readonly (readonly [id: string, record: UserRecord])[], void, void> {
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

async function* reportAbsent(
  mirror: SourceMirror,
  id: string,
  record: UserRecord,
  isDeleted: boolean,
  { settings, lookUp }: FinishedRound,
): AsyncGenerator<UserEvent, void, void> {
  const found = isDeleted ? undefined : await lookUpUser(id, lookUp);
  if (found !== undefined) {
    yield* await mergeUsers(mirror, [found], settings);
    return;
  }
  const removal = isDeleted ? "soft" : "hard";
  await mirror.write(userWrites(id, removedRecord(record, removal, settings.round), settings.round));
  yield { kind: "removed", id, removal };
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
