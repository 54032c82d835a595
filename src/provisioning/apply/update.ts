/**
 * Writing to the account of one user: update, disable, delete.
 */
import { type CycleContext, commit } from "../context/context.ts";
import { type Decision, recordOf, type UserWork } from "../decide/decide.ts";
import { createStep } from "../log/log-entry.ts";
import { type AttributeChange, changedValues } from "../mapping/attribute-changes.ts";
import type { ProvisioningAction, ProvisioningLogEntry, ProvisioningStep } from "../ports/log.ts";
import type { Intent, Link, TargetValues } from "../ports/state.ts";
import { matchingFilters } from "./match.ts";
import { type Attempt, type Pending, pend, success, targetNameOf } from "./outcome.ts";
import { type OutgoingPatch, outgoingPatch } from "./prepare-write.ts";
import { send } from "./write.ts";

type Of<Kind extends Decision["kind"]> = Extract<Decision, { kind: Kind }>;

/**
 * Changes a known account.
 *
 * @param matching - Steps that tell how the account was found.
 * @param otherwise - What is done when the target takes none of the changes, such as a telephone number that is none.
 */
export async function update(
  context: CycleContext,
  decision: Of<"update">,
  matching: readonly ProvisioningStep[] = [],
  otherwise: typeof nothingToSend = nothingToSend,
): Attempt {
  const { work, link } = decision;
  const sending = preparePatch(context, work, decision.changes, "update");
  if ("failure" in sending) return sending;
  const { changes, operations } = sending;
  if (operations.length === 0) return otherwise(context, work, link);
  const steps = [
    ...matching,
    createStep(
      "EntrySynchronizationUpdate",
      "matching",
      "success",
      `User '${work.name}' will be updated in ${context.targetName}`,
    ),
    createStep("EntryExportUpdate", "export", "success", `User '${work.name}' was updated in ${context.targetName}`, {
      ReportableIdentifier: work.name,
    }),
  ];
  const entry = success(context, work, "update", changes, steps, link.targetId, targetNameOf(context, link.values));
  return sendPatch(context, work, { entry, link, changes, operations });
}

/** Disables a known account. */
export async function disable(context: CycleContext, decision: Of<"disable">): Attempt {
  const { work, link, reason } = decision;
  const sending = preparePatch(context, work, decision.changes, "disable");
  if ("failure" in sending) return sending;
  const { changes, operations } = sending;
  if (operations.length === 0) return nothingToSend(context, work, link);
  const exported = createStep(
    "EntryExportUpdateSoftDelete",
    "export",
    "success",
    `User '${work.name}' was disabled in ${context.targetName}`,
    {
      ReportableIdentifier: work.name,
      Reason: reason,
    },
  );
  const entry = success(
    context,
    work,
    "disable",
    changes,
    [exported],
    link.targetId,
    targetNameOf(context, link.values),
  );
  return sendPatch(context, work, { entry, link, changes, operations });
}

/** Deletes the account of a user who is still in the source, for a target that cannot disable. */
export async function deleteAccount(context: CycleContext, { work, link, reason }: Of<"delete">): Attempt {
  const exported = createStep(
    "EntryExportDelete",
    "export",
    "success",
    `User '${work.name}' was deleted in ${context.targetName}`,
    { ReportableIdentifier: work.name, Reason: reason },
  );
  const name = targetNameOf(context, link.values);
  const entry = success(context, work, "delete", [], [exported], link.targetId, name);
  return writeUser(context, work, {
    kind: "delete",
    entry,
    targetId: link.targetId,
    link: undefined,
    values: {},
    send: async () => {
      await context.target.users.delete(link.targetId);
      return link.targetId;
    },
  });
}

function preparePatch(
  context: CycleContext,
  work: UserWork,
  wanted: readonly AttributeChange[],
  action: ProvisioningAction,
): OutgoingPatch | Pending {
  try {
    return outgoingPatch(context, wanted);
  } catch (error) {
    return pend(work, error, action);
  }
}

/** Nothing is sent, nothing logged. */
async function nothingToSend(context: CycleContext, work: UserWork, link: Link): Attempt {
  context.counts.count("unchanged");
  await commit(context, { record: recordOf(work, link) });
  return undefined;
}

interface PreparedPatch extends OutgoingPatch {
  readonly entry: ProvisioningLogEntry;
  /** The link afterwards. */
  readonly link: Link;
}

function sendPatch(
  context: CycleContext,
  work: UserWork,
  { entry, link, changes, operations }: PreparedPatch,
): Attempt {
  const { targetId } = link;
  return writeUser(context, work, {
    kind: "update",
    entry,
    targetId,
    link,
    values: changedValues(changes),
    send: async () => {
      await context.target.users.patch(targetId, operations);
      return targetId;
    },
  });
}

/** A write about one user. */
export interface Sending {
  readonly kind: Intent["kind"];
  readonly entry: ProvisioningLogEntry;
  /** The account; undefined for a create. */
  readonly targetId: string | undefined;
  /** The link afterwards; undefined when the account is gone then. */
  readonly link: Link | undefined;
  /** What is written: all values of a create, the changed ones of an update. */
  readonly values: TargetValues;
  readonly send: () => Promise<string>;
}

/** Sends a write about one user, with its intent. */
export async function writeUser(context: CycleContext, work: UserWork, sending: Sending): Attempt {
  const { kind, entry, targetId, link, values } = sending;
  const intent: Intent = {
    changeId: entry.changeId,
    kind,
    ...(targetId === undefined ? {} : { targetId }),
    matching: kind === "create" ? matchingFilters(context, values) : [],
    expected: values,
    sourceId: work.user.id,
    record: recordOf(work, link),
    entry,
  };
  const failed = await send(context, { intent, send: sending.send });
  if (failed === undefined) return undefined;
  return { work, failure: failed, action: entry.provisioningAction, link: work.stored?.link, intent: intent.changeId };
}
