/**
 * Removals that the deletion threshold holds back: logged once as staged, kept with the link, and listed until they are
 * executed or no longer due.
 */
import type { CycleContext } from "../context/context.ts";
import type { Removal } from "../decide/decision.ts";
import { createFailure } from "../log/failure.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { StagedRemoval } from "../ports/staged-removal.ts";
import type { StoredRecord } from "../ports/state.ts";
import { commit } from "./commit.ts";

const ADVICE =
  "Check the directory, the assignments and the scoping filters first. When the removals are right, allow them for one cycle; else correct the cause.";

/** Holds a removal back. It is logged when it is new, not again in every cycle. */
export async function stage(context: CycleContext, { kind: action, subject, stored, reason }: Removal): Promise<void> {
  const { link, ordinal: _ordinal, ...record } = stored;
  if (link === undefined || (link.staged?.action === action && link.staged.reason === reason)) return;
  const done = action === "disable" ? "disabled" : "deleted";
  const why = `User '${stored.name}' was not ${done} in ${context.targetName} (${reason}): the cycle has more than the ${context.threshold} disables and deletes that it may execute`;
  const failure = createFailure("TooManyDeletes", why, ADVICE, { additionalDetails: reason, skipped: true });
  const entry = createLogEntry(context, {
    changeId: context.guid(),
    action: "stagedDelete",
    status: "skipped",
    error: failure,
    subject,
    facts: [{ kind: "heldBack", action, reason, failure }],
    account: link,
  });
  const since = link.staged?.since ?? entry.activityDateTime;
  await commit(context, { record: { ...record, link: { ...link, staged: { action, reason, since } } }, entry });
}

/** The removals that are held back, among all records of a state. */
export async function* stagedRemovals(records: AsyncIterable<StoredRecord>): AsyncIterable<StagedRemoval> {
  for await (const { sourceId, name, link } of records) {
    if (link?.staged !== undefined) yield { sourceId, sourceName: name, targetId: link.targetId, ...link.staged };
  }
}
