/** Reports the users whose roles have changed, out of the mirror. */
import { abortableSleep } from "../../../internal/abortable-sleep.ts";
import type { SourceMirror } from "../../../provisioning/ports/mirror.ts";
import { BatchWriter } from "../mirror/directory-mirror.ts";
import { type PendingMark, pendingMark, pendingUsers, withoutMark } from "../mirror/pending-users.ts";
import { readUserRecords } from "../mirror/user-record.ts";
import { type LookUpSettings, lookUpUser } from "./look-up-user.ts";
import { type MergeSettings, mergeUsers, type UserEvent } from "./merge-users.ts";

/** How often a read looks for a user whom Graph does not find yet. */
const ATTEMPTS = 3;
/** After so many reads the user is given up; the delta query reports it, should it appear after all. */
const MAX_MISSES = 3;
/** Most users for whom one read looks; the others stay marked. */
const MAX_LOOK_UPS = 1_000;

/** The running round. */
interface RunningRound {
  readonly settings: MergeSettings;
  readonly lookUp: LookUpSettings;
  /** Milliseconds between attempts to read a user whom Graph does not find yet. */
  readonly retryDelay: number;
}

/**
 * Yields the marked users whom the round has not reported already. A user who is not in the mirror was created a moment
 * ago, and one whose record is outdated was restored: Graph names it, and may not find it for a while.
 */
export async function* reportPendingUsers(
  mirror: SourceMirror,
  round: RunningRound,
): AsyncGenerator<UserEvent, void, void> {
  const unknown = new Map<string, PendingMark>();
  const writer = new BatchWriter(mirror);
  for await (const batch of pendingUsers(mirror)) {
    const records = await readUserRecords(mirror, [...batch.keys()]);
    for (const [id, mark] of batch) {
      const record = records.get(id);
      if (record === undefined && mark.lost) await writer.add(withoutMark(id));
      else if (record === undefined || (mark.outdated && record.removal === undefined)) unknown.set(id, mark);
      else if (record.removal === undefined && record.round !== round.settings.round)
        yield { kind: "user", user: { id, attributes: record.attributes } };
    }
  }
  await writer.flush();
  yield* lookUpUnknown(mirror, unknown, round);
}

async function* lookUpUnknown(
  mirror: SourceMirror,
  unknown: Map<string, PendingMark>,
  { settings, lookUp, retryDelay }: RunningRound,
): AsyncGenerator<UserEvent, void, void> {
  const writer = new BatchWriter(mirror);
  const wanted = new Set([...unknown.keys()].slice(0, MAX_LOOK_UPS));
  for (let attempt = 1; attempt <= ATTEMPTS && wanted.size > 0; attempt += 1) {
    if (attempt > 1) await abortableSleep(retryDelay * 2 ** (attempt - 2), lookUp.signal);
    for (const id of wanted) {
      const found = await lookUpUser(id, lookUp);
      if (found === undefined) continue;
      if (unknown.get(id)?.outdated) await writer.add(pendingMark(id, settings.round));
      wanted.delete(id);
      unknown.delete(id);
      yield* await mergeUsers(mirror, [found], settings);
    }
  }
  for (const [id, { misses = 0, outdated }] of unknown) {
    const missed = misses + Number(wanted.has(id));
    // This round does not report the user: the mark outlives it.
    await writer.add(
      missed >= MAX_MISSES
        ? withoutMark(id)
        : pendingMark(id, settings.round + 1, { misses: missed, ...(outdated && { outdated }) }),
    );
  }
  await writer.flush();
}
