/**
 * Writes to the target, the same way for every decision: apply the target's rules, store the intent, send the request,
 * and commit record, log entry and the end of the intent together.
 */
import { isScimError } from "../../errors.ts";
import type { CycleContext } from "../context/context.ts";
import type { Create, Removal, Update } from "../decide/decision.ts";
import { type Failure, isFatal, toFailure } from "../log/failure.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { StepFact } from "../log/steps.ts";
import { changedValues } from "../mapping/attribute-changes.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { Intent, StateChange } from "../ports/state.ts";
import { commit } from "./commit.ts";
import { type PreparedRequest, prepareRequest } from "./prepare-write.ts";

/** What a write led to. */
export type WriteResult =
  /** It took effect and is committed. */
  | { readonly kind: "done" }
  /** The target takes none of the changes; nothing was sent or stored. */
  | { readonly kind: "nothingToSend" }
  | FailedWrite;

/** A write that failed for this user only. */
export interface FailedWrite {
  readonly kind: "failed";
  readonly failure: Failure;
  /** Id of the intent, which is still open; absent when nothing was sent. */
  readonly openIntent?: string;
}

/**
 * Sends a write and commits what came of it. After a crash in between, the open intent says what may have happened.
 *
 * @throws an error that concerns the whole job. The intent stays open then, and the next run finds out whether the
 *   write took effect.
 */
export async function write(context: CycleContext, decision: Create | Update | Removal): Promise<WriteResult> {
  let request: PreparedRequest | undefined;
  try {
    request = prepareRequest(context, decision);
  } catch (error) {
    return { kind: "failed", failure: failureOf(error) };
  }
  if (request === undefined) return { kind: "nothingToSend" };
  const intent = createIntent(context, decision, request);
  if (context.dryRun) {
    await commit(context, { entry: intent.entry });
    return { kind: "done" };
  }
  await context.state.begin(intent);
  const result = await send(decision, request);
  if (typeof result !== "string") return { kind: "failed", failure: result, openIntent: intent.changeId };
  context.accounts.noteWrite(result, decision.record?.link?.values ?? {});
  await commit(context, completeIntent(intent, result, endOf(intent.entry, decision.subject.began, context.now())));
  return { kind: "done" };
}

/**
 * The failure of one user that an error means.
 *
 * @throws the error itself when it concerns the whole job.
 */
export function failureOf(error: unknown): Failure {
  if (isFatal(error) || !isScimError(error)) throw error;
  return toFailure(error);
}

/** Sends the request; the id of the account, or why it failed. An account that is not there needs no delete. */
async function send({ kind, link }: Create | Update | Removal, request: PreparedRequest): Promise<string | Failure> {
  try {
    return await request.send();
  } catch (error) {
    const failure = failureOf(error);
    return kind === "delete" && failure.accountNotFound ? link.targetId : failure;
  }
}

function createIntent(
  context: CycleContext,
  decision: Create | Update | Removal,
  { changes }: PreparedRequest,
): Intent {
  const { kind, subject, link, record } = decision;
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
    expected: kind === "create" ? link.values : changedValues(changes),
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
