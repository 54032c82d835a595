/**
 * Removals that the deletion threshold has held back: logged once as staged, kept with the link, and listed until they are executed or no longer due.
 */
import { type CycleContext, commit } from "../context/context.ts";
import { createFailure } from "../log/failure.ts";
import { createLogEntry, createStep } from "../log/log-entry.ts";
import { accountRedactor } from "../log/redaction.ts";
import type { ProvisioningStep } from "../ports/log.ts";
import type { Staged, StagedRemoval } from "../ports/staged-removal.ts";
import type { Link, ObjectRecord, StoredRecord } from "../ports/state.ts";
import { targetNameOf } from "./outcome.ts";

/** What is held back, and the steps of the log that led there. */
export interface Staging extends Omit<Staged, "since"> {
  readonly stored: StoredRecord;
  readonly steps: readonly ProvisioningStep[];
  /** Milliseconds since the epoch when the work on the user began. */
  readonly began: number;
}

const ADVICE =
  "Check the directory, the assignments and the scoping filters first. When the removals are right, allow them for one cycle; else mend the cause.";
const EXPORT_STEPS = { disable: "EntryExportUpdateSoftDelete", delete: "EntryExportDelete" } as const;

/** Holds a removal back. It is logged when it is new, not again in every cycle that meets it. */
export async function stage(context: CycleContext, { stored, steps, began, action, reason }: Staging): Promise<void> {
  const { link } = stored;
  if (link === undefined || (link.staged?.action === action && link.staged.reason === reason && !context.dryRun))
    return;
  const done = action === "disable" ? "disabled" : "deleted";
  const why = `User '${stored.name}' was not ${done} in ${context.targetName} (${reason}): the cycle has more than the ${context.threshold} disables and deletes that it may execute`;
  const held = createFailure("TooManyDeletes", why, ADVICE, { details: reason, skipped: true });
  const details = { ReportableIdentifier: stored.name, Reason: reason, SkipReason: held.errorCode };
  const entry = createLogEntry(context, {
    changeId: context.guid(),
    action: "stagedDelete",
    status: "skipped",
    error: held,
    steps: [...steps, createStep(EXPORT_STEPS[action], "export", "skipped", why, details)],
    sourceId: stored.sourceId,
    name: stored.name,
    targetId: link.targetId,
    targetName: targetNameOf(context, link.values),
    began,
    redact: accountRedactor(context.mapping, link.values),
  });
  const since = link.staged?.since ?? entry.activityDateTime;
  await commit(context, { record: withLink(stored, { ...link, staged: { action, reason, since } }), entry });
}

/** Takes the note of a removal away that is no longer due. */
export async function unstage(context: CycleContext, stored: StoredRecord): Promise<void> {
  if (stored.link?.staged === undefined) return;
  const { staged: _over, ...link } = stored.link;
  await commit(context, { record: withLink(stored, link) });
}

function withLink({ ordinal: _place, ...record }: StoredRecord, link: Link): ObjectRecord {
  return { ...record, link };
}

/** The removals that are held back, among all records of a state. */
export async function* stagedRemovals(records: AsyncIterable<StoredRecord>): AsyncIterable<StagedRemoval> {
  for await (const { sourceId, name, link } of records) {
    if (link?.staged !== undefined) yield { sourceId, sourceName: name, targetId: link.targetId, ...link.staged };
  }
}
