/**
 * What came of the work on a user, and how the log tells it.
 */
import { isScimError } from "../../errors.ts";
import { type CycleContext, commit } from "../context/context.ts";
import { present, recordOf, type UserWork } from "../decide/decide.ts";
import { type Failure, isFatal, toFailure } from "../log/failure.ts";
import { createLogEntry, createStep, redactError } from "../log/log-entry.ts";
import { accountRedactor } from "../log/redaction.ts";
import { skipStep } from "../log/skip-reasons.ts";
import { type AttributeChange, toModifiedProperties } from "../mapping/attribute-changes.ts";
import type { ProvisioningAction, ProvisioningLogEntry, ProvisioningStep } from "../ports/log.ts";
import type { Link, ObjectRecord, StoredRecord, TargetValues } from "../ports/state.ts";
import { nextEscrow, nextRemovalEscrow } from "../retry/escrow.ts";
import { remember } from "./last-known.ts";

/** What became of a user: undefined when done, else a failure that is not logged yet. */
export type Attempt = Promise<Pending | undefined>;

/** A failure that may pass when others have moved; {@link giveUp} logs it. */
export interface Pending {
  readonly work: UserWork;
  readonly failure: Failure;
  readonly action: ProvisioningAction;
  readonly link: Link | undefined;
  readonly intent?: string;
}

/**
 * The failure that an error of the target means for this user.
 *
 * @throws the error itself when it concerns the whole job.
 */
export function pend(work: UserWork, error: unknown, action: ProvisioningAction): Pending {
  if (isFatal(error) || !isScimError(error)) throw error;
  return { work, failure: toFailure(error), action, link: work.stored?.link };
}

/** Logs a failure for good. The record is kept such that the next cycle tries again, unless only a change of the user can help. */
export async function giveUp(context: CycleContext, pending: Pending): Promise<void> {
  const { work, action } = pending;
  const link = pending.link && present(pending.link);
  const entry = refusal(context, work, pending.failure, action, link?.targetId);
  await commit(context, {
    ...(pending.intent === undefined ? {} : { endIntent: pending.intent }),
    record: recordOfFailure(context, pending, recordOf(work, pending.failure.accountNotFound ? undefined : link)),
    entry,
  });
}

/**
 * A skip is settled until the user changes; a failure is put into escrow, as long as there is hope. For an account that vanished another is looked for by
 * the next cycle, which begins a new ladder.
 */
function recordOfFailure(context: CycleContext, pending: Pending, record: ObjectRecord): ObjectRecord {
  const { work, failure, action } = pending;
  if (failure.skipped) return record;
  const before = failure.accountNotFound ? undefined : work.stored?.escrow;
  const next = action === "disable" || action === "delete" ? nextRemovalEscrow : nextEscrow;
  const escrow = next(before, work.fingerprint, failure.errorCode, context.now());
  if (escrow === undefined) return record;
  return { ...record, fingerprint: "", escrow: remember(context, escrow, { user: work.user }) };
}

/** The entry of a user who was skipped or failed. */
export function refusal(
  context: CycleContext,
  work: UserWork,
  failed: Failure,
  action: ProvisioningAction,
  targetId: string | undefined,
): ProvisioningLogEntry {
  const status = failed.skipped ? "skipped" : "failure";
  const sent = action !== "other" && !failed.skipped;
  const steps = [...work.steps, sent ? failedExport(context, action, work.name) : skipStep(failed)];
  return createLogEntry(context, {
    ...identify(work),
    action,
    status,
    error: failed,
    changeId: context.guid(),
    steps,
    targetId,
  });
}

const EXPORT_STEPS: ReadonlyMap<ProvisioningAction, string> = new Map([
  ["create", "EntryExportAdd"],
  ["update", "EntryExportUpdate"],
  ["disable", "EntryExportUpdateSoftDelete"],
  ["delete", "EntryExportDelete"],
]);

/** The last step of a write that the target refused. */
export function failedExport(context: CycleContext, action: ProvisioningAction, name: string): ProvisioningStep {
  const description = `Failed to ${action} User '${name}' in ${context.targetName}`;
  const details = { ReportableIdentifier: name };
  return createStep(EXPORT_STEPS.get(action) ?? "EntryExport", "export", "failure", description, details);
}

/** The entry of a write that took effect. */
export function success(
  context: CycleContext,
  work: UserWork,
  action: ProvisioningAction,
  changes: readonly AttributeChange[],
  steps: readonly ProvisioningStep[],
  targetId: string | undefined,
  targetName: string,
): ProvisioningLogEntry {
  const modified = toModifiedProperties(changes);
  const all = [...work.steps, ...steps];
  return createLogEntry(context, {
    ...identify(work),
    action,
    status: "success",
    changeId: context.guid(),
    steps: all,
    modified,
    targetId,
    targetName,
  });
}

/** What an entry takes from the user under work. */
export function identify({ user, name, began, redact }: UserWork) {
  return { sourceId: user.id, name, began, redact };
}

/** Name of an account: its value of the first matching attribute that has one and may be shown. */
export function targetNameOf(context: CycleContext, values: TargetValues): string {
  for (const attribute of context.mapping.matching) {
    const value = Object.hasOwn(values, attribute.target) ? values[attribute.target] : undefined;
    if (typeof value === "string" && !attribute.redacted) return value;
  }
  return "";
}

/** The entry of a write that the target refused, from the one that it would have had. */
export function failedEntry(
  context: CycleContext,
  entry: ProvisioningLogEntry,
  { name, link }: StoredRecord,
  error: Failure,
): ProvisioningLogEntry {
  const redact = accountRedactor(context.mapping, link?.values);
  return {
    ...entry,
    provisioningStatusInfo: { status: "failure", errorInformation: redactError(error, redact) },
    provisioningSteps: [...entry.provisioningSteps.slice(0, -1), failedExport(context, entry.provisioningAction, name)],
    modifiedProperties: [],
  };
}
