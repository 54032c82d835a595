/**
 * Commits the failure of one user: its log entry, and a record from which the next cycle tries again, unless only a
 * change of the user can help.
 */
import type { CycleContext } from "../context/context.ts";
import { removalFingerprint } from "../decide/decide-missing.ts";
import type { Create, ListedUser, MissingUser, ReferringUser, Removal, Subject, Update } from "../decide/decision.ts";
import { clearRemoval, recordWith, withPermission } from "../decide/next-record.ts";
import type { Failure } from "../log/failure.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { WriteAction } from "../log/steps.ts";
import { UNRESOLVED_REFERENCE } from "../ports/log.ts";
import type { RemovalAction } from "../ports/staged-removal.ts";
import type { ObjectRecord, StateChange } from "../ports/state.ts";
import { nextEscrow, nextRemovalEscrow } from "../retry/escrow.ts";
import { commit } from "./commit.ts";
import { readAllNext, withLastKnown } from "./last-known.ts";
import type { FailedWrite, OpenIntent } from "./write.ts";

/** A failure that is not committed yet, because it may pass once other users have been processed. */
export interface PendingFailure {
  readonly subject: Subject;
  readonly failure: Failure;
  /** What failed; `other` when it failed before there was a write. */
  readonly action: WriteAction | "other";
  /** The intent, which is still open; absent when nothing was sent. */
  readonly intent?: OpenIntent;
  /** Filters that find the account with the unique value that is taken. */
  readonly conflict?: readonly string[];
}

/** The failure of a write. */
export function toPendingFailure(
  { kind, subject }: Create | Update | Removal,
  { failure, intent }: FailedWrite,
): PendingFailure {
  return { subject, failure, action: kind, ...(intent === undefined ? {} : { intent }) };
}

/** Commits a failure, and ends its intent, unless the write may have been executed. */
export async function recordFailure(context: CycleContext, pending: PendingFailure): Promise<void> {
  const { subject, action, intent } = pending;
  const failure = failureToLog(pending);
  const skipped = action === "other" || failure.skipped;
  const { link } = subject.stored ?? {};
  if (failure.accountNotFound && link !== undefined) await context.goneAccounts.add(link.targetId, subject.sourceId);
  if (subject.kind === "referring" && failure.accountNotFound) await readAllNext(context);
  const entry = createLogEntry(context, {
    changeId: intent?.changeId ?? context.guid(),
    action,
    status: failure.skipped ? "skipped" : "failure",
    error: failure,
    subject,
    facts: [skipped ? { kind: "skipped", failure } : { kind: "writeFailed", action }],
    account: subject.stored?.link,
  });
  const endIntent = intent?.refused === true ? { endIntent: intent.changeId } : {};
  await commit(context, { ...endIntent, ...changeAfterFailure(context, pending), entry });
}

/**
 * The failure as the log shows it. A failed removal of a missing user counts as failed, not as skipped; failures of
 * references are counted separately, and their details keep what they were.
 */
function failureToLog({ subject, failure }: PendingFailure): Failure {
  switch (subject.kind) {
    case "listed":
      return failure;
    case "missing":
      return { ...failure, skipped: false };
    case "referring": {
      const details = [failure.errorCode, failure.additionalDetails].filter((part) => part !== null).join(", ");
      return { ...failure, skipped: false, errorCode: UNRESOLVED_REFERENCE, additionalDetails: details };
    }
  }
}

function changeAfterFailure(context: CycleContext, pending: PendingFailure): StateChange {
  const { subject, failure, action } = pending;
  switch (subject.kind) {
    case "listed":
      return { record: listedRecord(context, subject, pending) };
    case "missing":
      // An account that is gone needs no further removal.
      if (failure.accountNotFound) return { forget: subject.sourceId };
      return { record: missingRecord(context, subject, failure, action === "delete" ? "delete" : "disable") };
    case "referring":
      return { record: referringRecord(context, subject, failure) };
  }
}

/**
 * A skip is final until the user changes; a failure is put into escrow while retries make sense. When the account is
 * gone, the next cycle matches the user again, with a new retry schedule.
 */
function listedRecord(
  context: CycleContext,
  subject: ListedUser,
  { failure, action, conflict }: PendingFailure,
): ObjectRecord {
  const { stored, fingerprint, user } = subject;
  const link = failure.accountNotFound ? undefined : stored?.link;
  const isRemoval = action === "disable" || action === "delete";
  const kept = link && clearRemoval(link);
  const record = recordWith(subject, link && kept && isRemoval ? withPermission(context, link, kept) : kept);
  if (failure.skipped) return link === undefined ? { ...record, skipped: failure.errorCode } : record;
  const before = failure.accountNotFound ? undefined : stored?.escrow;
  const next = isRemoval ? nextRemovalEscrow : nextEscrow;
  const escrow = {
    ...next(before, fingerprint, failure.errorCode, context.now()),
    ...(conflict === undefined ? {} : { conflict }),
  };
  return { ...record, fingerprint: "", escrow: withLastKnown(context, escrow, { user }) };
}

/** What was tried is no longer held back. */
function missingRecord(
  context: CycleContext,
  { stored, deletion, missingSince }: MissingUser,
  { errorCode }: Failure,
  action: RemovalAction,
): ObjectRecord {
  const fingerprint = removalFingerprint(context, action);
  const escrow = nextRemovalEscrow(stored.escrow, fingerprint, errorCode, context.now());
  const before = stored.link;
  const link = before && withPermission(context, before, { ...clearRemoval(before), missingSince });
  const record = recordWith({ ...stored, fingerprint: "" }, link);
  return { ...record, escrow: withLastKnown(context, escrow, { removal: deletion }) };
}

/**
 * References are tried again on the retry schedule of users. One that the target can never take is dropped until the
 * user changes. A user whose account is gone is matched again by the next cycle.
 */
function referringRecord(context: CycleContext, { stored }: ReferringUser, failure: Failure): ObjectRecord {
  const { fingerprint, link } = stored;
  if (link === undefined || failure.accountNotFound) return recordWith({ ...stored, fingerprint: "" }, undefined);
  if (!failure.skipped) {
    const escrow = nextEscrow(stored.escrow, fingerprint, failure.errorCode, context.now());
    return { ...recordWith(stored, link), escrow };
  }
  const { awaiting: _awaiting, ...rest } = link;
  return recordWith(stored, rest);
}
