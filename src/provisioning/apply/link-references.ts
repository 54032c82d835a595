/**
 * The second pass of a cycle: references that waited for another user's account, and can be set now.
 */
import { isScimError } from "../../errors.ts";
import { type CycleContext, commit } from "../context/context.ts";
import { type Failure, toFailure } from "../log/failure.ts";
import { createLogEntry, createStep } from "../log/log-entry.ts";
import { accountRedactor } from "../log/redaction.ts";
import {
  type AttributeChange,
  applyChanges,
  changedValues,
  findChanges,
  toModifiedProperties,
  toReference,
} from "../mapping/attribute-changes.ts";
import { type ProvisioningLogEntry, UNRESOLVED_REFERENCE } from "../ports/log.ts";
import type { Intent, Link, ObjectRecord, StoredRecord } from "../ports/state.ts";
import { isWaiting, nextEscrow } from "../retry/escrow.ts";
import { failedEntry } from "./outcome.ts";
import { type OutgoingPatch, outgoingPatch } from "./prepare-write.ts";
import { send } from "./write.ts";

/** A user whose references can be set. */
export interface Resolvable {
  /** Id of the account. */
  readonly targetId: string;
  /** Sets them; undefined when that is done, else why it failed, which is logged already. */
  readonly run: () => Promise<Failure | undefined>;
}

/** Finds users who waited for somebody with an account by now. Who failed and is not due again, or will be decided about anew, is left out. */
export async function* resolvableReferences(context: CycleContext): AsyncIterable<Resolvable> {
  if (context.mapping.references.length === 0 || !context.actions.update) return;
  for await (const stored of context.state.resolvable()) {
    const { link, fingerprint, escrow } = stored;
    if (link === undefined || fingerprint === "" || isWaiting(escrow, fingerprint, context.now())) continue;
    yield { targetId: link.targetId, run: () => linkReferences(context, stored, link) };
  }
}

async function linkReferences(context: CycleContext, stored: StoredRecord, link: Link): Promise<Failure | undefined> {
  const found: Record<string, unknown> = {};
  const left: Record<string, string> = {};
  for (const attribute of context.mapping.references) {
    const wanted = link.awaiting?.[attribute.target];
    if (wanted === undefined) continue;
    const other = (await context.state.get(wanted))?.link;
    if (other === undefined) left[attribute.target] = wanted;
    else found[attribute.target] = toReference(attribute, other.targetId);
  }
  const changes = findChanges(context.mapping.references, link.values, found);
  const { awaiting: _resolved, ...rest } = link;
  const values = applyChanges(link.values, changes);
  const after: Link = { ...rest, values, ...(Object.keys(left).length === 0 ? {} : { awaiting: left }) };
  let sending: OutgoingPatch;
  try {
    sending = outgoingPatch(context, changes);
  } catch (error) {
    if (!isScimError(error)) throw error;
    return giveUp(context, stored, entryOf(context, stored, link.targetId, changes), toFailure(error));
  }
  if (sending.operations.length > 0) return sendReferences(context, stored, after, sending);
  await commit(context, { record: recordOf(stored, after) });
  return undefined;
}

function recordOf({ sourceId, name, fingerprint }: StoredRecord, link: Link): ObjectRecord {
  return { sourceId, name, fingerprint, link };
}

async function sendReferences(
  context: CycleContext,
  stored: StoredRecord,
  link: Link,
  { operations, changes }: OutgoingPatch,
): Promise<Failure | undefined> {
  const { targetId } = link;
  const entry = entryOf(context, stored, targetId, changes);
  const { changeId } = entry;
  const intent: Intent = {
    changeId,
    kind: "update",
    targetId,
    matching: [],
    expected: changedValues(changes),
    sourceId: stored.sourceId,
    record: recordOf(stored, link),
    entry,
  };
  const failed = await send(context, {
    intent,
    send: async () => {
      await context.target.users.patch(targetId, operations);
      return targetId;
    },
  });
  return failed === undefined ? undefined : giveUp(context, stored, entry, failed);
}

/** Logs a failure, and ends the intent if there is one. */
async function giveUp(
  context: CycleContext,
  stored: StoredRecord,
  entry: ProvisioningLogEntry,
  failed: Failure,
): Promise<Failure> {
  if (failed.accountNotFound) await readAllNext(context);
  await commit(context, {
    endIntent: entry.changeId,
    record: recordOfFailure(context, stored, failed),
    entry: failedEntry(context, entry, stored, asReferenceFailure(failed)),
  });
  return failed;
}

/** A user without an account any more is decided about anew, and a delta does not name it for that. Remembered first, in case of a crash in between. */
async function readAllNext({ source, state }: CycleContext): Promise<void> {
  const job = await state.readJob();
  if (source.kind === "delta" && job !== undefined) await state.writeJob({ ...job, readAll: true });
}

/** In the log, so that failures of references are counted apart; what they were stays in the details. */
function asReferenceFailure(failed: Failure): Failure {
  const details = [failed.errorCode, failed.additionalDetails].filter((part) => part !== null).join(", ");
  return { ...failed, errorCode: UNRESOLVED_REFERENCE, additionalDetails: details };
}

/** The ladder of retries is that of users; at its end the reference is given up until the user changes. A lost account is looked for at once. */
function recordOfFailure(context: CycleContext, stored: StoredRecord, failed: Failure): ObjectRecord {
  const { sourceId, name, fingerprint, link } = stored;
  if (link === undefined || failed.accountNotFound) return { sourceId, name, fingerprint: "" };
  const escrow = failed.skipped ? undefined : nextEscrow(stored.escrow, fingerprint, failed.errorCode, context.now());
  if (escrow !== undefined) return { sourceId, name, fingerprint, link, escrow };
  const { awaiting: _given, ...rest } = link;
  return { sourceId, name, fingerprint, link: rest };
}

function entryOf(
  context: CycleContext,
  { sourceId, name, link }: StoredRecord,
  targetId: string,
  changes: readonly AttributeChange[],
): ProvisioningLogEntry {
  const names = changes.map(({ attribute }) => attribute.target).join(", ");
  const resolved = `${names} of User '${name}' can be set: whom it refers to has an account in ${context.targetName}`;
  const sent = `User '${name}' was updated in ${context.targetName}`;
  return createLogEntry(context, {
    changeId: context.guid(),
    action: "update",
    status: "success",
    steps: [
      createStep("EntrySynchronizationUpdate", "referenceResolution", "success", resolved),
      createStep("EntryExportUpdate", "export", "success", sent, { ReportableIdentifier: name }),
    ],
    modified: toModifiedProperties(changes),
    sourceId,
    name,
    targetId,
    began: context.now().getTime(),
    redact: accountRedactor(context.mapping, link?.values),
  });
}
