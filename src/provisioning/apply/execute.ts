/**
 * Executes decisions: the one way from a decision to the target and the state, for cycles and for provisioning on
 * demand.
 */
import { deepEqual } from "../../internal/values.ts";
import type { CycleContext } from "../context/context.ts";
import type { Decision, Rejection, Removal, Update } from "../decide/decision.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { StepFact } from "../log/steps.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { ObjectRecord, StoredRecord } from "../ports/state.ts";
import { commit } from "./commit.ts";
import { findOrCreate } from "./find-or-create.ts";
import { storeLastKnown } from "./last-known.ts";
import { type PendingFailure, toPendingFailure } from "./record-failure.ts";
import { write } from "./write.ts";

/**
 * Executes a decision and commits what came of it.
 *
 * @returns undefined when that is done; a failure of this user that is not committed yet, because it may pass once
 *   other users have been processed.
 * @throws an error that concerns the whole job.
 */
export async function execute(context: CycleContext, decision: Decision): Promise<PendingFailure | undefined> {
  switch (decision.kind) {
    case "unchanged":
      if (decision.skipped === undefined) context.counts.count("unchanged");
      else {
        context.counts.countSkipped(decision.skipped);
        context.counts.noteSkippedUser(decision.skipped);
      }
      if (decision.record !== undefined) await commit(context, { record: decision.record });
      return undefined;
    case "waiting":
      context.counts.count(decision.stored.escrow?.abandoned === true ? "abandoned" : "waiting");
      await storeLastKnown(context, decision.stored, decision.lastKnown);
      return undefined;
    case "record":
      await commit(context, decision.change);
      return undefined;
    case "rejected":
      await commitRejection(context, decision);
      return undefined;
    case "findOrCreate":
      return context.creationOrder.run(decision.subject.sourceId, () => findOrCreate(context, decision));
    case "update":
      return changeAccount(context, decision);
    case "disable":
    case "delete":
      // A removal may have waited for the end of the read: its duration begins here.
      return changeAccount(context, { ...decision, subject: { ...decision.subject, began: context.now().getTime() } });
  }
}

async function commitRejection(context: CycleContext, { subject, failure, record }: Rejection): Promise<void> {
  const entry = createLogEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: failure.skipped ? "skipped" : "failure",
    error: failure,
    subject,
    facts: [{ kind: "skipped", failure }],
    account: record.link,
  });
  await commit(context, { record, entry });
}

async function changeAccount(context: CycleContext, decision: Update | Removal): Promise<PendingFailure | undefined> {
  const result = await write(context, decision);
  if (result.kind === "failed") return toPendingFailure(decision, result);
  if (result.kind === "done") return undefined;
  if (decision.subject.kind === "listed") context.counts.count("unchanged");
  const { record } = result;
  if (record === undefined) await commit(context, { forget: decision.subject.sourceId });
  else if (!isSameRecord(record, decision.subject.stored) || (context.onDemand === true && result.dropped.length > 0)) {
    await commit(context, { record, ...droppedEntry(context, decision, result.dropped) });
  }
  return undefined;
}

/** The entry of a user of whom nothing was sent, because the target's rules left every value out. */
function droppedEntry(
  context: CycleContext,
  { subject, facts, link }: Update | Removal,
  dropped: readonly StepFact[],
): { readonly entry?: ProvisioningLogEntry } {
  if (dropped.length === 0) return {};
  return {
    entry: createLogEntry(context, {
      changeId: context.guid(),
      action: "other",
      status: "warning",
      subject,
      facts: [...facts, ...dropped],
      account: link,
    }),
  };
}

/** Whether a record is stored already; a user whose values cannot be sent is not stored anew in every cycle. */
function isSameRecord(record: ObjectRecord, stored: StoredRecord | undefined): boolean {
  if (stored === undefined) return false;
  const { ordinal: _ordinal, ...rest } = stored;
  return deepEqual(record, rest);
}
