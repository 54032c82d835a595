/**
 * Working on one user who has no account yet: match, then create or adopt.
 */

import { type CycleContext, commit } from "../context/context.ts";
import { type Decision, missingDefaults, recordOf, settleLink, type UserWork, withSteps } from "../decide/decide.ts";
import { resolveAfter } from "../decide/resolve-references.ts";
import { createFailure, type Failure } from "../log/failure.ts";
import { createLogEntry, createStep } from "../log/log-entry.ts";
import { actionDisabled, mappingFailure, skipStep } from "../log/skip-reasons.ts";
import { findChanges, readMappedValues } from "../mapping/attribute-changes.ts";
import { evaluateMapping } from "../mapping/evaluate-mapping.ts";
import type { ProvisioningStep } from "../ports/log.ts";
import type { Link } from "../ports/state.ts";
import type { TargetUser } from "../ports/target.ts";
import { create } from "./create.ts";
import { findAccount, type Match } from "./match.ts";
import { type Attempt, identify, type Pending, pend, refusal, targetNameOf } from "./outcome.ts";
import { update } from "./update.ts";

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
export function provision(context: CycleContext, decision: Of<"provision">): Attempt {
  return context.underWay.run(decision.work.user.id, () => findOrCreate(context, decision));
}

async function findOrCreate(context: CycleContext, decision: Of<"provision">): Attempt {
  const { work, values } = decision;
  let match: Match;
  try {
    match = await findAccount(context, values);
  } catch (error) {
    return pend(work, error, "other");
  }
  if ("failure" in match) return unlinked(work, match.failure);
  return match.account === undefined ? create(context, decision) : adopt(context, work, match.account, match.step);
}

/** A failure of a user who stays without an account. */
function unlinked(work: UserWork, failed: Failure): Pending {
  return { work, failure: failed, action: "other", link: undefined };
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
  const double = createFailure(
    "DuplicateSourceEntries",
    reason,
    "Give one of the two users another value in the matching attribute.",
    { details: owner, conflict: true },
  );
  return unlinked(work, double);
}

async function takeOver(context: CycleContext, work: UserWork, account: TargetUser, found: ProvisioningStep): Attempt {
  if (!context.adopt) {
    const reason = `The account '${account.id}' of ${context.targetName} matches, and taking over accounts is switched off`;
    return unlinked(work, createFailure("EntryConflict", reason, "Remove the account, or allow adoption."));
  }
  const { attributes } = context.mapping;
  const mapped = evaluateMapping(attributes, work.read, "update", context);
  if (mapped.kind !== "values") return unlinked(work, mappingFailure(mapped));
  const current = readMappedValues(context.mapping, account);
  // A reference that the directory does not have is left alone here: no one ever set it from the directory.
  const references = await resolveAfter(context, work.user.id, presentOnly(mapped.references), current);
  const values = { ...missingDefaults(context, current), ...mapped.values, ...references.values };
  const changes = findChanges(attributes, current, values);
  const link = settleLink({ targetId: account.id, values: current }, changes, "managed", references.awaiting);
  const all = withSteps(work, references.steps);
  const asItIs = (why: ProvisioningStep) => linkAsItIs(context, all, link, [found, why]);
  if (changes.length === 0) return asItIs(inStepStep(work.name));
  if (!context.actions.update) {
    const untouched = settleLink({ targetId: account.id, values: current }, [], "managed", references.awaiting);
    return linkAsItIs(context, all, untouched, [found, skipStep(actionDisabled("Update"))]);
  }
  const decision = { kind: "update", work: all, link, changes, values } as const;
  return update(context, decision, [found], () => asItIs(inStepStep(work.name)));
}

function presentOnly(references: ReadonlyMap<string, string | null>): ReadonlyMap<string, string | null> {
  return references.size === 0 ? references : new Map([...references].filter(([, id]) => id !== null));
}

/** Links an account to which nothing is sent; every adoption is in the log. */
async function linkAsItIs(
  context: CycleContext,
  work: UserWork,
  link: Link,
  steps: readonly ProvisioningStep[],
): Attempt {
  const entry = createLogEntry(context, {
    ...identify(work),
    action: "other",
    status: "skipped",
    changeId: context.guid(),
    steps: [...work.steps, ...steps],
    targetId: link.targetId,
    targetName: targetNameOf(context, link.values),
  });
  await commit(context, { record: recordOf(work, link), entry });
  return undefined;
}

/** The step of a user about whom there is nothing to do. */
export function inStepStep(name: string): ProvisioningStep {
  const same = `The state of the user in both the source and target systems already match. No change to the User '${name}' currently needs to be made.`;
  return createStep("EntrySynchronizationSkip", "processing", "skipped", same, { SkipReason: "RedundantExport" });
}
