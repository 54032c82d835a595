/**
 * Reads the users of the directory: a round of the delta query from where the last one ended, or a full one.
 *
 * The link at the end of a round is stored under the number of the round, and used only by a read whose watermark has
 * this number: a round that the job did not apply is read again.
 */
import { isGraphRequestError, ProvisioningError } from "../../../errors.ts";
import { ACTIVE_ATTRIBUTE } from "../../../provisioning/mapping/source-attributes.ts";
import type { SourceEvent } from "../../../provisioning/ports/source.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import { requireReadableUsers } from "../items/missing-permission.ts";
import type { AttributeSelection } from "../items/select-attributes.ts";
import { readUserChange } from "../items/user-changes.ts";
import { COLLECTION, type DirectoryMirror } from "../mirror/directory-mirror.ts";
import { dropApplied } from "../mirror/pending-users.ts";
import { parseWatermark, printWatermark } from "../mirror/watermark.ts";
import { reportAbsentUsers } from "./absent-users.ts";
import { type LookUpSettings, lookUpUser } from "./look-up-user.ts";
import { type MergeSettings, mergeUsers, type UserEvent } from "./merge-users.ts";
import { reportPendingUsers } from "./report-pending-users.ts";

/** What a read of users works with. */
export interface UserRead {
  readonly client: GraphClient;
  readonly mirror: DirectoryMirror;
  readonly selection: AttributeSelection;
  readonly watermark: string | undefined;
  /** Milliseconds between attempts to read a user whom Graph does not find yet. */
  readonly retryDelay: number;
  readonly signal: AbortSignal | undefined;
}

/** A running round. */
interface Round {
  readonly read: UserRead;
  readonly settings: MergeSettings;
  readonly lookUp: LookUpSettings;
}

type UserEvents = AsyncGenerator<UserEvent, string | undefined, void>;

/** Reads the users. */
export async function* readUsers(read: UserRead): AsyncGenerator<SourceEvent, void, void> {
  const { mirror, selection } = read;
  const parsed = parseWatermark(read.watermark);
  const known = mirror.knows(parsed) ? parsed : undefined;
  if (known !== undefined) await dropApplied(mirror.records, known.round);
  const link =
    known?.select === selection.digest ? await mirror.records.get(COLLECTION.links, String(known.round)) : undefined;
  const changes = link === undefined ? undefined : yield* readChanges(await openRound(read, false), link);
  // Users whom the refused link still listed count as listed only if the full read lists them, too: another number.
  const deltaLink = changes ?? (yield* readEverybody(await openRound(read, true)));
  if (deltaLink === undefined)
    throw new ProvisioningError("incomplete_source", "Graph ended its list of users without a delta link");
  const { round } = mirror;
  await storeLink(mirror, known?.round, round, deltaLink);
  const watermark = printWatermark({ mirror: mirror.id, round, select: selection.digest });
  yield { kind: "end", watermark, ...(known === undefined && { listsEverybody: true }) };
}

async function openRound(read: UserRead, full: boolean): Promise<Round> {
  const { client, signal } = read;
  const round = await read.mirror.beginRound();
  const { select, keep } = read.selection;
  const lookUp = { client, select, keep, signal };
  const readsActivity = keep.has(ACTIVE_ATTRIBUTE);
  return { read, settings: { round, full, readsActivity, lookUp: (id) => lookUpUser(id, lookUp) }, lookUp };
}

/**
 * The changes since the last round, and then the users whose roles have changed.
 *
 * @returns The link at the end; undefined when Graph no longer accepts the link at the beginning.
 */
async function* readChanges(round: Round, link: string): UserEvents {
  let deltaLink: string | undefined;
  try {
    deltaLink = yield* readPages(round, link);
  } catch (error) {
    if (isGraphRequestError(error) && error.code === "resync_required") return undefined;
    throw error;
  }
  yield* reportPendingUsers(round.read.mirror.records, { ...round, retryDelay: round.read.retryDelay });
  return deltaLink;
}

/**
 * All users. Those whom an earlier round listed and this one does not are looked up: the list may lack somebody, and
 * does not say who can be restored.
 */
async function* readEverybody(round: Round): UserEvents {
  const { mirror, retryDelay } = round.read;
  // A round that ends early leaves records behind that no earlier link may be continued from.
  await removeLinks(mirror, []);
  const deltaLink = yield* readPages(round, "/users/delta");
  if (deltaLink !== undefined) yield* reportAbsentUsers(mirror.records, { ...round, retryDelay });
  return deltaLink;
}

async function* readPages({ read, settings }: Round, start: string): UserEvents {
  const { client, mirror, selection, signal } = read;
  const { select, keep } = selection;
  const query = { $select: select.join() };
  let deltaLink: string | undefined;
  for await (const page of client.pages(start, { ...(settings.full && { query }), feature: "read_users", signal })) {
    requireReadableUsers(page.value, select, settings.full);
    const changes = page.value.flatMap((item) => readUserChange(item, keep) ?? []);
    yield* await mergeUsers(mirror.records, changes, settings);
    ({ deltaLink } = page);
  }
  return deltaLink;
}

/** The link of the last round that was applied stays, in case that this one is not. */
async function storeLink(
  mirror: DirectoryMirror,
  applied: number | undefined,
  round: number,
  deltaLink: string,
): Promise<void> {
  await mirror.records.write([{ collection: COLLECTION.links, key: String(round), value: deltaLink }]);
  await removeLinks(mirror, [applied, round]);
}

async function removeLinks({ records }: DirectoryMirror, except: readonly (number | undefined)[]): Promise<void> {
  const kept = new Set(except.map(String));
  const keys: string[] = [];
  for await (const [key] of records.entries(COLLECTION.links)) if (!kept.has(key)) keys.push(key);
  if (keys.length > 0)
    await records.write(keys.map((key) => ({ collection: COLLECTION.links, key, value: undefined })));
}
