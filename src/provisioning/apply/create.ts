/**
 * Making the account of one user.
 */
import type { CycleContext } from "../context/context.ts";
import { type Decision, type UserWork, withSteps } from "../decide/decide.ts";
import { resolveAfter } from "../decide/resolve-references.ts";
import type { Failure } from "../log/failure.ts";
import { createStep } from "../log/log-entry.ts";
import { actionDisabled } from "../log/skip-reasons.ts";
import { findChanges } from "../mapping/attribute-changes.ts";
import type { ProvisioningStep } from "../ports/log.ts";
import type { Link, TargetValues } from "../ports/state.ts";
import { matchingFilters } from "./match.ts";
import { type Attempt, type Pending, pend, success, targetNameOf } from "./outcome.ts";
import { type OutgoingAccount, outgoingAccount } from "./prepare-write.ts";
import { chooseUniqueValues, type UniqueValues } from "./unique-values.ts";
import { writeUser } from "./update.ts";

type Creation = Extract<Decision, { kind: "provision" }>;

/** Creates the account of a user for whom none was found. */
export async function create(context: CycleContext, creation: Creation): Attempt {
  if (!context.actions.create) return refused(creation.work, actionDisabled("Create"));
  const references = await resolveAfter(context, creation.work.user.id, creation.references, {});
  const work = withSteps(creation.work, references.steps);
  let unique: UniqueValues;
  try {
    unique = await chooseUniqueValues(context, work);
  } catch (error) {
    return pend(work, error, "other");
  }
  try {
    if ("failure" in unique) return refused(work, unique.failure);
    const values = { ...creation.values, ...references.values, ...unique.values };
    return await send(context, work, values, references.awaiting);
  } finally {
    unique.release();
  }
}

function refused(work: UserWork, failure: Failure): Pending {
  return { work, failure, action: "other", link: undefined };
}

async function send(context: CycleContext, work: UserWork, values: TargetValues, awaiting: Link["awaiting"]): Attempt {
  let account: OutgoingAccount;
  try {
    account = outgoingAccount(context, findChanges(context.mapping.attributes, {}, values));
  } catch (error) {
    return pend(work, error, "create");
  }
  const { sourceName, targetName } = context;
  const planned = `User '${work.name}' will be created in ${targetName} (User is active and in scope in ${sourceName}, but no matching User was found in ${targetName})`;
  const steps = [
    createStep("EntrySynchronizationAdd", "matching", "success", planned, searchesOf(context, values)),
    createStep("EntryExportAdd", "export", "success", `User '${work.name}' was created in ${targetName}`, {
      ReportableIdentifier: work.name,
    }),
  ];
  const name = targetNameOf(context, values);
  const entry = success(context, work, "create", account.changes, steps, undefined, name);
  const link: Link = { targetId: "", values, status: "managed", ...(awaiting === undefined ? {} : { awaiting }) };
  return writeUser(context, work, {
    kind: "create",
    entry,
    targetId: undefined,
    link,
    values,
    send: async () => (await context.target.users.create(account.resource)).id,
  });
}

/** The filters that found nobody, in the order in which they were asked. */
function searchesOf(context: CycleContext, values: TargetValues): ProvisioningStep["details"] {
  const filters = matchingFilters(context, values);
  return Object.fromEntries(filters.map((filter, index) => [index === 0 ? "filter" : `filter ${index + 1}`, filter]));
}
