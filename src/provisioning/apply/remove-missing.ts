/**
 * The removal of a user whom the source no longer has: planned, and when it fails tried again on the ladder of any other failure.
 */
import { type CycleContext, commit } from "../context/context.ts";
import { decideMissing, type MissingDecision } from "../decide/decide-missing.ts";
import type { Failure } from "../log/failure.ts";
import { createLogEntry, createStep, missingStep } from "../log/log-entry.ts";
import { accountRedactor } from "../log/redaction.ts";
import { type AttributeChange, toModifiedProperties, toPatchOperations } from "../mapping/attribute-changes.ts";
import type { ProvisioningAction, ProvisioningLogEntry, ProvisioningStep } from "../ports/log.ts";
import type { Link, ObjectRecord, StoredRecord } from "../ports/state.ts";
import { isWaiting, nextRemovalEscrow } from "../retry/escrow.ts";
import { remember, rememberWaiting } from "./last-known.ts";
import { failedEntry, targetNameOf } from "./outcome.ts";
import { type Staging, unstage } from "./staged-removals.ts";
import type { Write } from "./write.ts";

/** What a removal of a missing user does. */
type RemovalAction = "disable" | "delete";

/** Whether a missing user can be restored. */
type Removal = "soft" | "hard";

/** The removal of a missing user. */
export interface PlannedRemoval {
  /** Id of the account. */
  readonly targetId: string;
  /** Makes the write, with the time of its beginning. */
  readonly write: () => Write;
  /** Whether the user can be restored. */
  readonly removal: Removal;
  /** What the log says when it is held back. */
  readonly staging: Staging;
}

/** Plans what is to be sent about a missing user; undefined when that is nothing, or nothing yet. What only concerns the record is done. */
export async function planRemoval(
  context: CycleContext,
  stored: StoredRecord,
  removal: Removal,
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
    await rememberWaiting(context, stored, { removal });
    return undefined;
  }
  const steps = [missingStep(context, stored.name)];
  const staging = { stored, steps, began: context.now().getTime(), action, reason };
  return { targetId: link.targetId, removal, write: () => removalOf(context, stored, decision), staging };
}

/** A removal that was sent. */
export interface SentRemoval extends Pick<PlannedRemoval, "removal"> {
  readonly write: Write;
}

/** Logs a removal that failed, and remembers when it is due again. */
export async function giveUpRemoval(
  context: CycleContext,
  stored: StoredRecord,
  { write, removal }: SentRemoval,
  error: Failure,
): Promise<void> {
  // An account that is gone needs no further removal.
  await commit(context, {
    endIntent: write.intent.changeId,
    ...(error.accountNotFound
      ? { forget: stored.sourceId }
      : { record: tried(context, stored, { write, removal }, error) }),
    entry: failedEntry(context, write.intent.entry, stored, error),
  });
}

/** What was tried is no longer held back, and the user is missing since it was first found so. */
function tried(
  context: CycleContext,
  { sourceId, name, link, escrow: before }: StoredRecord,
  { write: { intent }, removal }: SentRemoval,
  error: Failure,
): ObjectRecord {
  const record = { sourceId, name, fingerprint: "" };
  if (link === undefined) return record;
  const digest = digestOf(context, intent.kind === "delete" ? "delete" : "disable");
  const escrow = nextRemovalEscrow(before, digest, error.errorCode, context.now());
  const after = missingLink(link, intent.record?.link?.missingSince);
  return escrow === undefined
    ? { ...record, link: after }
    : { ...record, link: after, escrow: remember(context, escrow, { removal }) };
}

function missingLink({ staged: _over, ...link }: Link, missingSince = link.missingSince): Link {
  return missingSince === undefined ? link : { ...link, missingSince };
}

/** A disable that fails does not hold the delete back that follows it, and a restart begins anew. */
function digestOf({ decisionFingerprint }: CycleContext, action: RemovalAction): string {
  return `${decisionFingerprint}/${action}`;
}

/** The write that removes a missing user. */
export function removalOf(
  context: CycleContext,
  stored: StoredRecord,
  decision: Extract<MissingDecision, { kind: "disable" | "delete" }>,
): Write {
  return decision.kind === "delete"
    ? deletionOf(context, stored, decision.link)
    : disablingOf(context, stored, decision);
}

function deletionOf(context: CycleContext, stored: StoredRecord, { targetId }: Link): Write {
  const description = `User '${stored.name}' was deleted in ${context.targetName}`;
  const details = { ReportableIdentifier: stored.name };
  const exported = createStep("EntryExportDelete", "export", "success", description, details);
  const entry = removalEntry(context, stored, targetId, { action: "delete", exported, changes: [] });
  return {
    intent: {
      changeId: entry.changeId,
      kind: "delete",
      targetId,
      matching: [],
      expected: {},
      sourceId: stored.sourceId,
      record: undefined,
      entry,
    },
    send: async () => {
      await context.target.users.delete(targetId);
      return targetId;
    },
  };
}

function disablingOf(
  context: CycleContext,
  stored: StoredRecord,
  { record, link, changes, values }: Extract<MissingDecision, { kind: "disable" }>,
): Write {
  const { targetId } = link;
  const description = `User '${stored.name}' was disabled in ${context.targetName}`;
  const details = { ReportableIdentifier: stored.name, Reason: "Missing" };
  const exported = createStep("EntryExportUpdateSoftDelete", "export", "success", description, details);
  const entry = removalEntry(context, stored, targetId, { action: "disable", exported, changes });
  return {
    intent: {
      changeId: entry.changeId,
      kind: "update",
      targetId,
      matching: [],
      expected: values,
      sourceId: stored.sourceId,
      record,
      entry,
    },
    send: async () => {
      await context.target.users.patch(targetId, toPatchOperations(changes));
      return targetId;
    },
  };
}

interface RemovalParts {
  readonly action: ProvisioningAction;
  readonly exported: ProvisioningStep;
  readonly changes: readonly AttributeChange[];
}

function removalEntry(
  context: CycleContext,
  stored: StoredRecord,
  targetId: string,
  { action, exported, changes }: RemovalParts,
): ProvisioningLogEntry {
  return createLogEntry(context, {
    changeId: context.guid(),
    action,
    status: "success",
    steps: [missingStep(context, stored.name), exported],
    modified: toModifiedProperties(changes),
    sourceId: stored.sourceId,
    name: stored.name,
    targetId,
    targetName: targetNameOf(context, stored.link?.values ?? {}),
    began: context.now().getTime(),
    redact: accountRedactor(context.mapping, stored.link?.values),
  });
}
