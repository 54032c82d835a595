/**
 * The removal of a user whom the source no longer has: planned, and when it fails tried again on the ladder of any other failure.
 */
import { type CycleContext, commit } from "./cycle-context.ts";
import { missingStep } from "./entries.ts";
import { isWaiting, nextEscrow } from "./escrow.ts";
import type { Failure } from "./failure.ts";
import { failedEntry } from "./outcome.ts";
import { decideMissing, removalOf } from "./removals.ts";
import { type Staging, unstage } from "./staged.ts";
import type { Escrow, Link, ObjectRecord, StoredRecord } from "./state.ts";
import type { Write } from "./write.ts";

/** What a removal of a missing user does. */
type RemovalAction = "disable" | "delete";

/** The removal of a missing user. */
export interface PlannedRemoval {
  /** Id of the account. */
  readonly targetId: string;
  /** Makes the write, with the time of its beginning. */
  readonly write: () => Write;
  /** What the log says when it is held back. */
  readonly staging: Staging;
}

/** Plans what is to be sent about a missing user; undefined when that is nothing, or nothing yet. What only concerns the record is done. */
export async function planRemoval(
  context: CycleContext,
  stored: StoredRecord,
  removal: "soft" | "hard",
): Promise<PlannedRemoval | undefined> {
  const decision = decideMissing(context, stored, removal);
  if (decision.kind === "none") {
    await unstage(context, stored);
    return undefined;
  }
  if (decision.kind === "record") {
    const { record } = decision;
    await commit(context, record === undefined ? { forget: stored.sourceId } : { record });
    return undefined;
  }
  const { kind: action, link, reason } = decision;
  if (isWaiting(stored.escrow, digestOf(context, action), context.now())) {
    context.counts.count("waiting");
    return undefined;
  }
  const steps = [missingStep(context, stored.name)];
  const staging = { stored, steps, began: context.now().getTime(), action, reason };
  return { targetId: link.targetId, write: () => removalOf(context, stored, decision), staging };
}

/** Logs a removal that failed, and remembers when it is due again. */
export async function giveUpRemoval(
  context: CycleContext,
  stored: StoredRecord,
  write: Write,
  error: Failure,
): Promise<void> {
  // An account that is gone needs no further removal.
  await commit(context, {
    endIntent: write.intent.changeId,
    ...(error.gone ? { forget: stored.sourceId } : { record: tried(context, stored, write, error) }),
    entry: failedEntry(context, write.intent.entry, stored, error),
  });
}

/** What was tried is no longer held back, and the user is missing since it was first found so. */
function tried(
  context: CycleContext,
  { sourceId, name, link, escrow: before }: StoredRecord,
  { intent }: Write,
  error: Failure,
): ObjectRecord {
  const record = { sourceId, name, fingerprint: "" };
  if (link === undefined) return record;
  const escrow = escrowOf(context, before, intent.kind === "delete" ? "delete" : "disable", error);
  const after = missingLink(link, intent.record?.link?.missingSince);
  return escrow === undefined ? { ...record, link: after } : { ...record, link: after, escrow };
}

function missingLink({ staged: _over, ...link }: Link, missingSince = link.missingSince): Link {
  return missingSince === undefined ? link : { ...link, missingSince };
}

/** After 28 days the ladder begins anew: an account must not stay open because somebody has stopped trying to close it. */
function escrowOf(
  context: CycleContext,
  before: Escrow | undefined,
  action: RemovalAction,
  { errorCode }: Failure,
): Escrow | undefined {
  const digest = digestOf(context, action);
  const now = context.now();
  return nextEscrow(before, digest, errorCode, now) ?? nextEscrow(undefined, digest, errorCode, now);
}

/** A disable that fails does not hold the delete back that follows it, and a restart begins anew. */
function digestOf({ fingerprint }: CycleContext, action: RemovalAction): string {
  return `${fingerprint}/${action}`;
}
