/**
 * Writes to the target, the same way for every decision: apply the target's rules, store the intent, send the request,
 * and commit record, log entry and the end of the intent together.
 */
import { isProvisioningError, isScimError } from "../../errors.ts";
import type { CycleContext } from "../context/context.ts";
import type { Create, Removal, Update } from "../decide/decision.ts";
import { droppedValues } from "../log/dropped-values.ts";
import { type Failure, isRefusal, toFailure } from "../log/failure.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { StepFact } from "../log/steps.ts";
import { type AttributeChange, changedValues, readMappedValues } from "../mapping/attribute-changes.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { Intent, Link, ObjectRecord, StateChange } from "../ports/state.ts";
import { claimAccount, ownedByAnother } from "./claim-account.ts";
import { commit } from "./commit.ts";
import { type PreparedRequest, type PreparedWrite, prepareWrite } from "./prepare-write.ts";

/** What a write led to. */
export type WriteResult =
  /** It took effect and is committed. */
  | { readonly kind: "done" }
  /** The target takes none of the changes; nothing was sent or stored. */
  | {
      readonly kind: "nothingToSend";
      /** The link without the changes. */
      readonly link: Link;
      /** The record without the changes; it is evaluated again in the next cycle. */
      readonly record: ObjectRecord | undefined;
      /** The values that the target's rules left out. */
      readonly dropped: readonly StepFact[];
    }
  | FailedWrite;

/** A write that failed for this user only. */
export interface FailedWrite {
  readonly kind: "failed";
  readonly failure: Failure;
  /** The intent, which is still open; absent when nothing was sent. */
  readonly intent?: OpenIntent;
}

/** An intent whose write did not succeed. */
export interface OpenIntent {
  readonly changeId: string;
  /** Whether the target certainly did not execute the write. Else the intent stays open until somebody has looked. */
  readonly refused: boolean;
}

/**
 * Sends a write and commits what came of it. An open intent says what may have happened when the process ends in
 * between, or when the answer is lost.
 */
export async function write(context: CycleContext, decision: Create | Update | Removal): Promise<WriteResult> {
  let prepared: PreparedWrite;
  try {
    prepared = prepareWrite(context, decision);
  } catch (error) {
    return { kind: "failed", failure: guardFailure(error) };
  }
  const { request } = prepared;
  const dropped = prepared.dropped.map((value): StepFact => ({ kind: "valueDropped", ...value }));
  if (dropped.length > 0) reportDropped(context, decision, dropped);
  const sent = afterSending(decision, request?.changes ?? []);
  if (request === undefined) return { kind: "nothingToSend", ...sent, dropped };
  const facts = [...decision.facts, ...dropped];
  const intent = createIntent(context, { ...decision, facts }, request, sent);
  await context.state.begin(intent);
  const result = await send(decision, request);
  if (typeof result !== "string") return unsent(context, intent, result);
  const entry = endOf(intent.entry, decision.subject.began, context.now());
  if (decision.kind !== "create") return done(context, completeIntent(intent, result, entry), result, sent.link);
  return claimAccount(context, intent.sourceId, result, {
    free: () => done(context, completeIntent(intent, result, entry), result, sent.link),
    taken: async (owner) => {
      await readOwnedAgain(context, owner, result);
      const failure = await ownedByAnother(context, result, owner);
      return { kind: "failed", failure, intent: { changeId: intent.changeId, refused: true } };
    },
  });
}

/** Reports values that the target's rules left out, without secrets. */
function reportDropped(
  context: CycleContext,
  { subject, link }: Create | Update | Removal,
  facts: readonly StepFact[],
): void {
  if (context.onDropped === undefined) return;
  const fields = { changeId: "", action: "other", status: "warning", subject, facts, account: link } as const;
  for (const sentence of droppedValues(createLogEntry(context, fields))) context.onDropped(sentence);
}

async function done(context: CycleContext, change: StateChange, targetId: string, link: Link): Promise<WriteResult> {
  context.accounts.noteWrite(targetId, link.values);
  await commit(context, change);
  return { kind: "done" };
}

function unsent(context: CycleContext, intent: Intent, { failure, refused }: FailedRequest): FailedWrite {
  if (!refused) {
    context.unconfirmed.add(intent);
    if (intent.kind === "create") context.accounts.noteLostCreate();
  }
  return { kind: "failed", failure, intent: { changeId: intent.changeId, refused } };
}

/**
 * The failure of one user that an error of the target's guards means, which send nothing.
 *
 * @throws the error itself when it is none of SCIM: a mistake in the program.
 */
function guardFailure(error: unknown): Failure {
  if (!isScimError(error)) throw error;
  return toFailure(error);
}

/** The failure of one user that a request of the target means. */
export function requestFailure(error: unknown): Failure {
  if (isProvisioningError(error)) throw error;
  return toFailure(error);
}

/** A request that did not succeed. */
interface FailedRequest {
  readonly failure: Failure;
  readonly refused: boolean;
}

/** Sends the request; the id of the account, or why it failed. An account that is not there needs no delete. */
async function send(
  { kind, link }: Create | Update | Removal,
  request: PreparedRequest,
): Promise<string | FailedRequest> {
  try {
    return await request.send();
  } catch (error) {
    const failure = requestFailure(error);
    if (kind === "delete" && failure.accountNotFound) return link.targetId;
    return { failure, refused: isRefusal(error) };
  }
}

/**
 * Link and record once the changes that were sent are in the target. A change that the target's rules dropped is not
 * remembered as sent, and its user is evaluated again in the next cycle, when the rules may be others.
 */
function afterSending(
  { link, changes, record }: Create | Update | Removal,
  sent: readonly AttributeChange[],
): { readonly link: Link; readonly record: ObjectRecord | undefined } {
  const byTarget = new Map(sent.map((change) => [change.attribute.target, change]));
  const values: Record<string, unknown> = { ...link.values };
  for (const { attribute, before } of changes) {
    const value = byTarget.has(attribute.target) ? byTarget.get(attribute.target)?.after : before;
    if (value === undefined || value === null) delete values[attribute.target];
    else values[attribute.target] = value;
  }
  const after = { ...link, values };
  if (record?.link === undefined) return { link: after, record };
  const fingerprint = sent.length < changes.length ? "" : record.fingerprint;
  return { link: after, record: { ...record, fingerprint, link: after } };
}

/** The values of an account that a service returned for another user's create may be others now. */
async function readOwnedAgain({ state, accounts, mapping }: CycleContext, owner: string, id: string): Promise<void> {
  const stored = await state.get(owner);
  if (stored?.link === undefined) return;
  // An account that cannot be read has unknown values: all of them are sent again.
  const account = await accounts.get(id).catch(() => undefined);
  const { ordinal: _ordinal, ...record } = stored;
  const values = account === undefined ? {} : readMappedValues(mapping, account);
  await state.commit({ record: { ...record, fingerprint: "", link: { ...stored.link, values } } });
}

function createIntent(
  context: CycleContext,
  decision: Create | Update | Removal,
  { changes }: PreparedRequest,
  { link: sentLink, record }: { readonly link: Link; readonly record: ObjectRecord | undefined },
): Intent {
  const { kind, subject, link } = decision;
  const changeId = context.guid();
  const written: StepFact =
    "reason" in decision
      ? { kind: "written", action: kind, reason: decision.reason }
      : { kind: "written", action: kind };
  return {
    changeId,
    kind: kind === "disable" ? "update" : kind,
    ...(kind === "create" ? {} : { targetId: link.targetId }),
    matching: kind === "create" ? decision.filters : [],
    expected: kind === "create" ? sentLink.values : changedValues(changes),
    sourceId: subject.sourceId,
    record,
    entry: createLogEntry(context, {
      changeId,
      action: kind,
      status: "success",
      subject,
      facts: [...decision.facts, written],
      changes,
      account: link,
    }),
  };
}

/** The log entry as of the end of the request. */
function endOf(entry: ProvisioningLogEntry, began: number, now: Date): ProvisioningLogEntry {
  return {
    ...entry,
    activityDateTime: now.toISOString(),
    durationInMilliseconds: Math.max(0, now.getTime() - began),
  };
}

/** What to commit once the write of an intent is known to have taken effect. */
export function completeIntent(
  { changeId, sourceId, record, entry: logged }: Intent,
  targetId: string,
  entryAtEnd: ProvisioningLogEntry = logged,
): StateChange {
  const entry = { ...entryAtEnd, targetIdentity: { ...entryAtEnd.targetIdentity, id: targetId } };
  if (record === undefined) return { endIntent: changeId, forget: sourceId, entry };
  const { link } = record;
  return {
    endIntent: changeId,
    record: link === undefined ? record : { ...record, link: { ...link, targetId } },
    entry,
  };
}
