/**
 * Writing to the target: the intent is committed before the request, and record, log entry and end of the intent together after it. After a crash
 * in between, the open intent tells what may have happened.
 */
import { isScimError } from "../../errors.ts";
import { type CycleContext, commit } from "../context/context.ts";
import { type Failure, isFatal, toFailure } from "../log/failure.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { Intent, ObjectRecord, StateChange } from "../ports/state.ts";

/** A write, ready to be sent. */
export interface Write {
  readonly intent: Intent;
  /** Sends the request; the id of the account. */
  readonly send: () => Promise<string>;
}

/**
 * Sends a write.
 *
 * @returns undefined when it took effect and is committed; else the failure of this object, with the intent still open: {@link giveUp} ends it.
 * @throws whatever concerns the whole job; the intent stays open, and the next run looks at the target to see what became of it.
 */
export async function send(context: CycleContext, write: Write): Promise<Failure | undefined> {
  const { intent } = write;
  if (context.dryRun) {
    await commit(context, { entry: intent.entry });
    return undefined;
  }
  await context.state.begin(intent);
  const began = context.now().getTime();
  let targetId: string;
  try {
    targetId = await write.send();
  } catch (error) {
    if (isFatal(error) || !isScimError(error)) throw error;
    const failed = toFailure(error);
    if (intent.kind === "delete" && failed.accountNotFound) targetId = intent.targetId ?? "";
    else return failed;
  }
  context.accounts.note(targetId, intent.record?.link?.values ?? {});
  await commit(context, fulfil(timed(intent, context.now(), began), targetId));
  return undefined;
}

/** The intent with its log entry as of the end of the request. */
function timed(intent: Intent, now: Date, began: number): Intent {
  const durationInMilliseconds = intent.entry.durationInMilliseconds + Math.max(0, now.getTime() - began);
  return { ...intent, entry: { ...intent.entry, activityDateTime: now.toISOString(), durationInMilliseconds } };
}

/** What to commit once a write took effect. */
export function fulfil(intent: Intent, targetId: string): StateChange {
  const entry: ProvisioningLogEntry = {
    ...intent.entry,
    targetIdentity: { ...intent.entry.targetIdentity, id: targetId },
  };
  if (intent.record === undefined) return { endIntent: intent.changeId, forget: intent.sourceId, entry };
  const record: ObjectRecord =
    intent.record.link === undefined ? intent.record : { ...intent.record, link: { ...intent.record.link, targetId } };
  return { endIntent: intent.changeId, record, entry };
}
