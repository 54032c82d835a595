/**
 * Working on one user against the target: match, then create, adopt or update; or disable.
 */
import type { PatchOperation } from "../patch/index.ts";
import { type CycleContext, commit } from "./cycle-context.ts";
import { type Decision, recordOf, settleLink, type UserWork } from "./decide.ts";
import { makeEntry, step } from "./entries.ts";
import { failure } from "./failure.ts";
import type { ProvisioningAction, ProvisioningLogEntry, ProvisioningStep } from "./log.ts";
import { mapUser } from "./mapping.ts";
import { findAccount, type Match, matchingFilters } from "./match.ts";
import { type Attempt, identify, type Pending, pend, refusal, success, targetNameOf } from "./outcome.ts";
import { type OutgoingAccount, type OutgoingPatch, outgoingAccount, outgoingPatch } from "./outgoing.ts";
import { type Change, findChanges, newValues, readValues } from "./plan.ts";
import type { Link, TargetValues } from "./state.ts";
import type { TargetUser } from "./target.ts";
import { send } from "./write.ts";

type Of<Kind extends Decision["kind"]> = Extract<Decision, { kind: Kind }>;

/** Commits a decision that needs no request. */
export async function settle(context: CycleContext, decision: Of<"settled"> | Of<"refused">): Promise<void> {
  if (decision.kind === "settled") {
    context.counts.count("unchanged");
    return commit(context, { record: decision.record });
  }
  const entry = refusal(context, decision.work, decision.failure, "other", decision.record.link?.targetId);
  return commit(context, { record: decision.record, entry });
}

/** Finds or creates the account of a user who has none yet. */
export async function provision(context: CycleContext, { work, values }: Of<"provision">): Attempt {
  let match: Match;
  try {
    match = await findAccount(context, values);
  } catch (error) {
    return pend(work, error, "other");
  }
  if ("failure" in match) return { work, failure: match.failure, action: "other", link: undefined };
  return match.account === undefined ? create(context, work, values) : adopt(context, work, match.account, match.step);
}

async function create(context: CycleContext, work: UserWork, values: TargetValues): Attempt {
  if (!context.actions.create) {
    return {
      work,
      failure: failure(
        "EntrySynchronizationSkipped",
        "The target object action Create is switched off in the mapping",
        null,
        { skipped: true },
      ),
      action: "other",
      link: undefined,
    };
  }
  let account: OutgoingAccount;
  try {
    account = outgoingAccount(context, findChanges(context.mapping.attributes, {}, values));
  } catch (error) {
    return pend(work, error, "create");
  }
  const notFound = step("EntrySynchronizationAdd", "matching", "success", describeCreate(context, work));
  const exported = step(
    "EntryExportAdd",
    "export",
    "success",
    `User '${work.name}' was created in ${context.targetName}`,
    {
      ReportableIdentifier: work.name,
    },
  );
  const entry = success(
    context,
    work,
    "create",
    account.changes,
    [notFound, exported],
    undefined,
    targetNameOf(context, values),
  );
  const link: Link = { targetId: "", values, status: "managed" };
  return write(context, work, {
    kind: "create",
    entry,
    link,
    values,
    send: async () => (await context.target.create(account.resource)).id,
  });
}

function describeCreate(context: CycleContext, work: UserWork): string {
  return `User '${work.name}' will be created in ${context.targetName} (User is active and in scope in ${context.sourceName}, but no matching User was found in ${context.targetName})`;
}

/** Takes over an account that was there before, unless it belongs to another user already. */
async function adopt(context: CycleContext, work: UserWork, account: TargetUser, found: ProvisioningStep): Attempt {
  const { adopting } = context;
  const rival = adopting.get(account.id);
  if (rival !== undefined) return belongsTo(context, work, account, rival);
  adopting.set(account.id, work.user.id);
  try {
    const owner = await context.state.ownerOf(account.id);
    if (owner !== undefined && owner !== work.user.id) return belongsTo(context, work, account, owner);
    return await takeOver(context, work, account, found);
  } finally {
    adopting.delete(account.id);
  }
}

function belongsTo(context: CycleContext, work: UserWork, account: TargetUser, owner: string): Pending {
  const reason = `The matching account '${account.id}' of ${context.targetName} belongs to another user of ${context.sourceName} already (${owner})`;
  const double = failure(
    "DuplicateSourceEntries",
    reason,
    "Give one of the two users another value in the matching attribute.",
    { details: owner, conflict: true },
  );
  return { work, failure: double, action: "other", link: undefined };
}

async function takeOver(context: CycleContext, work: UserWork, account: TargetUser, found: ProvisioningStep): Attempt {
  if (!context.adopt) {
    const refused = failure(
      "EntryConflict",
      `The account '${account.id}' of ${context.targetName} matches, and taking over accounts is switched off`,
      "Remove the account, or allow adoption.",
    );
    return { work, failure: refused, action: "other", link: undefined };
  }
  const mapped = mapUser(context.mapping.attributes, work.read, "update", context);
  if (mapped.kind !== "values")
    return {
      work,
      failure: failure("AttributeValidationFailed", "The mapping gives no values", null),
      action: "other",
      link: undefined,
    };
  const current = readValues(context.mapping, account);
  const changes = findChanges(context.mapping.attributes, current, mapped.values);
  const link = settleLink({ targetId: account.id, values: current, status: "managed" }, mapped.values, "managed");
  if (changes.length > 0 && context.actions.update)
    return update(context, { kind: "update", work, link, changes, values: mapped.values }, [found]);
  const same =
    "The state of the user in both the source and target systems already match. No change currently needs to be made.";
  const steps = [
    ...work.steps,
    found,
    step("EntrySynchronizationSkip", "processing", "skipped", same, { SkipReason: "RedundantExport" }),
  ];
  const entry = makeEntry(context, {
    ...identify(work),
    action: "other",
    status: "skipped",
    changeId: context.guid(),
    steps,
    targetId: account.id,
  });
  await commit(context, { record: recordOf(work, link), entry });
  return undefined;
}

/** Changes a known account. */
export async function update(
  context: CycleContext,
  decision: Of<"update">,
  matching: readonly ProvisioningStep[] = [],
): Attempt {
  const { work, link } = decision;
  const sending = preparePatch(context, work, decision.changes, "update");
  if ("failure" in sending) return sending;
  const { changes, operations } = sending;
  if (operations.length === 0) return nothingToSend(context, work, link);
  const steps = [
    ...matching,
    step(
      "EntrySynchronizationUpdate",
      "matching",
      "success",
      `User '${work.name}' will be updated in ${context.targetName}`,
    ),
    step("EntryExportUpdate", "export", "success", `User '${work.name}' was updated in ${context.targetName}`, {
      ReportableIdentifier: work.name,
    }),
  ];
  const entry = success(context, work, "update", changes, steps, link.targetId, targetNameOf(context, link.values));
  return write(context, work, {
    kind: "update",
    entry,
    link,
    values: newValues(changes),
    send: () => patch(context, link.targetId, operations),
  });
}

/** Disables a known account. */
export async function disable(context: CycleContext, decision: Of<"disable">): Attempt {
  const { work, link, reason } = decision;
  const sending = preparePatch(context, work, decision.changes, "disable");
  if ("failure" in sending) return sending;
  const { changes, operations } = sending;
  if (operations.length === 0) return nothingToSend(context, work, link);
  const exported = step(
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
  return write(context, work, {
    kind: "update",
    entry,
    link,
    values: newValues(changes),
    send: () => patch(context, link.targetId, operations),
  });
}

function preparePatch(
  context: CycleContext,
  work: UserWork,
  wanted: readonly Change[],
  action: ProvisioningAction,
): OutgoingPatch | Pending {
  try {
    return outgoingPatch(context, wanted);
  } catch (error) {
    return pend(work, error, action);
  }
}

/** The target takes none of the changes, such as a telephone number that is none: nothing is sent, nothing logged. */
async function nothingToSend(context: CycleContext, work: UserWork, link: Link): Attempt {
  context.counts.count("unchanged");
  await commit(context, { record: recordOf(work, link) });
  return undefined;
}

async function patch(context: CycleContext, targetId: string, operations: readonly PatchOperation[]): Promise<string> {
  await context.target.patch(targetId, operations);
  return targetId;
}

interface Sending {
  readonly kind: "create" | "update";
  readonly entry: ProvisioningLogEntry;
  readonly link: Link;
  /** What is written: all values of a create, the changed ones of an update. */
  readonly values: TargetValues;
  readonly send: () => Promise<string>;
}

async function write(context: CycleContext, work: UserWork, sending: Sending): Attempt {
  const { kind, entry, link, values } = sending;
  const intent = {
    changeId: entry.changeId,
    kind,
    ...(kind === "create" ? {} : { targetId: link.targetId }),
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
