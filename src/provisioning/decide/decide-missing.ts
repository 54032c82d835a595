/**
 * Decides about a user whom the source no longer lists.
 */
import { DAY } from "../../internal/duration.ts";
import type { CycleContext } from "../context/context.ts";
import type { AttributeChange } from "../mapping/attribute-changes.ts";
import type { RemovalAction } from "../ports/staged-removal.ts";
import type { Link, ObjectRecord, StoredRecord } from "../ports/state.ts";
import { clampToNow } from "../retry/clock-jumps.ts";
import { isWaiting } from "../retry/escrow.ts";
import type { DeletionKind, MissingUser, RecordChange, Removal, Waiting } from "./decision.ts";
import { disablingChanges } from "./disabling-changes.ts";
import { linkAfter, recordWith, withPermission } from "./next-record.ts";

/**
 * Decides about a missing user: it is disabled first, and deleted once it has been missing long enough or is gone for
 * good. Users without an account are forgotten; unmanaged accounts are left unchanged. After a clock jump nobody is
 * deleted: absence then counts from now.
 *
 * @returns undefined when nothing changes.
 */
export function decideMissing(
  context: CycleContext,
  stored: StoredRecord,
  deletion: DeletionKind,
): RecordChange | Waiting | Removal | undefined {
  const { link } = stored;
  if (link === undefined) return { kind: "record", change: { forget: stored.sourceId } };
  if (link.status === "unmanaged") return withoutPlans(stored, link);
  const now = context.now();
  const since = absentSince(context, link, now);
  const missing = { stored, deletion, missingSince: since };
  const goneForGood = deletion === "hard" || now.getTime() - Date.parse(since) >= context.deleteAfterDays * DAY;
  const due = goneForGood || !(context.softDelete || context.skipOutOfScopeDeletions);
  if (due && context.actions.delete) {
    const reason = deletion === "hard" ? "Deleted" : "Missing";
    return remove(context, missing, { kind: "delete", reason, changes: [], link, record: undefined });
  }
  const changes = changesOf(context, link);
  const after: Link = withPermission(context, link, { ...linkAfter(link, changes, "managed"), missingSince: since });
  // Without a fingerprint, so that the user is evaluated again when it returns.
  const record = withDeletionDate(context, recordWith({ ...stored, fingerprint: "" }, after), { deletion, since });
  if (changes.length > 0) {
    return remove(context, missing, { kind: "disable", reason: "Missing", changes, link: after, record });
  }
  const isKnown = link.missingSince === since && link.removalAllowed === after.removalAllowed && !waitsAsListed(stored);
  return isKnown ? withoutStaged(stored, link) : { kind: "record", change: { record } };
}

/** A removal that failed is not tried again before it is due. */
function remove(
  context: CycleContext,
  { stored, deletion, missingSince }: Pick<MissingUser, "stored" | "deletion" | "missingSince">,
  removal: Omit<Removal, "subject" | "stored" | "facts">,
): Removal | Waiting {
  const now = context.now();
  if (isWaiting(stored.escrow, removalFingerprint(context, removal.kind), now))
    return { kind: "waiting", stored, lastKnown: { removal: deletion } };
  const subject = missingUser(context, { stored, deletion, missingSince });
  return { ...removal, subject, stored, facts: [] };
}

/** A missing user about whom nothing can be decided yet, because its last write is unconfirmed. */
export function toMissingUser(context: CycleContext, stored: StoredRecord, deletion: DeletionKind): MissingUser {
  const missingSince =
    stored.link === undefined ? context.now().toISOString() : absentSince(context, stored.link, context.now());
  return missingUser(context, { stored, deletion, missingSince });
}

function missingUser(
  { now }: CycleContext,
  { stored, deletion, missingSince }: Pick<MissingUser, "stored" | "deletion" | "missingSince">,
): MissingUser {
  return {
    kind: "missing",
    sourceId: stored.sourceId,
    name: stored.name,
    began: now().getTime(),
    stored,
    deletion,
    missingSince,
    knownValues: stored.link?.values,
    facts: [{ kind: "missing" }],
  };
}

/** Part of an escrow: a disable that fails does not delay the delete that follows it, and a restart starts over. */
export function removalFingerprint({ decisionFingerprint }: CycleContext, action: RemovalAction): string {
  return `${decisionFingerprint}/${action}`;
}

/** A delta does not list the user again: the delete that follows after some days is remembered as due then. */
function withDeletionDate(
  context: CycleContext,
  record: ObjectRecord,
  { deletion, since }: { readonly deletion: DeletionKind; readonly since: string },
): ObjectRecord {
  const { source, deleteAfterDays, actions } = context;
  const due = Date.parse(since) + deleteAfterDays * DAY;
  if (source.kind !== "delta" || !actions.delete || !Number.isFinite(due)) return record;
  const nextAttempt = new Date(due).toISOString();
  const fingerprint = removalFingerprint(context, "delete");
  return { ...record, escrow: { since, attempts: 0, nextAttempt, fingerprint, lastKnown: { removal: deletion } } };
}

/**
 * Whether a failed change waits for its retry that was decided while the user was there: from now on, the user must not
 * be retried as it was then.
 */
function waitsAsListed({ escrow }: StoredRecord): boolean {
  return escrow?.lastKnown !== undefined && "user" in escrow.lastKnown;
}

/** Nothing is to be done for an unmanaged account any more: no removal is held back, and no failed change waits. */
function withoutPlans(stored: StoredRecord, link: Link): RecordChange | undefined {
  if (link.staged === undefined && stored.escrow === undefined) return undefined;
  const { staged: _staged, ...rest } = link;
  return { kind: "record", change: { record: recordWith({ ...stored, fingerprint: "" }, rest) } };
}

/** A removal that was held back is no longer due. */
function withoutStaged({ ordinal: _ordinal, ...record }: StoredRecord, link: Link): RecordChange | undefined {
  if (link.staged === undefined) return undefined;
  const { staged: _staged, ...rest } = link;
  return { kind: "record", change: { record: { ...record, link: rest } } };
}

function absentSince({ clockSuspect }: CycleContext, link: Link, now: Date): string {
  const known = clockSuspect ? undefined : link.missingSince;
  return (known === undefined ? now : clampToNow(known, now)).toISOString();
}

/** The changes that disable the account; none where that is switched off or not possible. */
function changesOf(context: CycleContext, link: Link): readonly AttributeChange[] {
  if (!context.actions.update || !context.softDelete || context.skipOutOfScopeDeletions) return [];
  const disabling = disablingChanges(context, (name) => (name === "IsSoftDeleted" ? true : null), link, false);
  return "failure" in disabling ? [] : disabling.changes;
}
