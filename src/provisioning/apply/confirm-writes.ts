/**
 * Confirms writes whose answer was lost, or that a crash interrupted: looks at the target for what became of them.
 */
import type { CycleContext } from "../context/context.ts";
import type { Failure } from "../log/failure.ts";
import { hasValues, readMappedValues } from "../mapping/attribute-changes.ts";
import type { Intent, Link, ObjectRecord, StateChange, StoredRecord } from "../ports/state.ts";
import type { TargetUser } from "../ports/target.ts";
import { commit } from "./commit.ts";
import { readAllNext } from "./last-known.ts";
import { completeIntent, requestFailure } from "./write.ts";

/**
 * Makes sure that the state of a user's account is known, before anything is decided about the user.
 *
 * @returns undefined when it is; else why the account could not be read. The user fails for it in this cycle.
 */
export async function confirmWrites(context: CycleContext, sourceId: string): Promise<Failure | undefined> {
  const { unconfirmed } = context;
  for (const intent of unconfirmed.of(sourceId)) {
    const known = unconfirmed.failureOf(sourceId);
    if (known !== undefined) return known;
    const observed = await observe(context, intent);
    if ("failure" in observed) {
      unconfirmed.recordFailure(sourceId, observed.failure);
      return observed.failure;
    }
    await commit(context, await changeFor(context, intent, observed.account));
    unconfirmed.remove(intent);
  }
  return undefined;
}

type Observation = { readonly account: TargetUser | undefined } | { readonly failure: Failure };

/** The account that a write was about; undefined when the target has none. */
async function observe(context: CycleContext, intent: Intent): Promise<Observation> {
  const { kind, targetId } = intent;
  try {
    if (kind === "create") return { account: await findCreated(context, intent) };
    return { account: targetId === undefined ? undefined : await context.accounts.get(targetId) };
  } catch (error) {
    return { failure: requestFailure(error) };
  }
}

/**
 * Before the create, no account matched. An account that matches now, and belongs to no other user, is the one that was
 * created.
 */
async function findCreated(context: CycleContext, intent: Intent): Promise<TargetUser | undefined> {
  context.accounts.includeLostCreates();
  for (const filter of intent.matching) {
    for await (const { account, matches } of context.accounts.query(filter, 2)) {
      if (!matches) break;
      const owner = await context.state.ownerOf(account.id);
      if (owner === undefined || owner === intent.sourceId) return account;
    }
  }
  return undefined;
}

/** What to commit once the account was looked at. The link holds the values as read, whatever was sent. */
async function changeFor(context: CycleContext, intent: Intent, account: TargetUser | undefined): Promise<StateChange> {
  const { changeId: endIntent, kind, sourceId } = intent;
  const stored = await context.state.get(sourceId);
  if (account === undefined) {
    if (kind === "delete") return withNewerNews(context, stored, completeIntent(intent, intent.targetId ?? ""));
    if (kind === "create" || stored === undefined) return { endIntent };
    const { link: gone, ordinal: _ordinal, ...rest } = stored;
    if (rest.escrow?.lastKnown === undefined) await readAllNext(context);
    if (gone !== undefined) await context.goneAccounts.add(gone.targetId, sourceId);
    return { endIntent, record: { ...rest, fingerprint: "" } };
  }
  const values = readMappedValues(context.mapping, account);
  context.accounts.noteWrite(account.id, values);
  const effective = hasValues(context.mapping, account, intent.expected);
  if (kind === "create" || (kind === "update" && effective)) {
    const change = completeIntent(intent, account.id);
    const { record } = change;
    if (record?.link === undefined) return change;
    const fingerprint = effective ? record.fingerprint : "";
    const observed = { ...record, fingerprint, link: { ...record.link, values } };
    return withNewerNews(context, stored, { ...change, record: observed });
  }
  // The write had no effect, or only a part of it: the user is decided about again, from what the account holds.
  return { endIntent, ...(stored === undefined ? {} : { record: withValues(stored, stored.link, values) }) };
}

/**
 * What a delta source has said while the write was unconfirmed is said only once: it stays in escrow, and is due at
 * once. A user who has returned is not forgotten with the account that was deleted.
 */
function withNewerNews(context: CycleContext, stored: StoredRecord | undefined, change: StateChange): StateChange {
  const escrow = stored?.escrow;
  if (stored === undefined || escrow?.lastKnown === undefined) return change;
  const due = { ...escrow, nextAttempt: context.now().toISOString() };
  if (change.record !== undefined) return { ...change, record: { ...change.record, fingerprint: "", escrow: due } };
  if (!("user" in escrow.lastKnown)) return change;
  const { forget: _forget, ...rest } = change;
  const { sourceId, name } = stored;
  return { ...rest, record: { sourceId, name, fingerprint: "", escrow: due } };
}

function withValues(
  { ordinal: _ordinal, ...record }: ObjectRecord & { readonly ordinal?: number },
  link: Link | undefined,
  values: Link["values"],
): ObjectRecord {
  if (link === undefined) return { ...record, fingerprint: "" };
  return { ...record, fingerprint: "", link: { ...link, values } };
}
