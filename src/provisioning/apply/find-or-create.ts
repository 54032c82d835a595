/**
 * Provisions a user without an account: finds an account that matches and adopts it, or creates one.
 */
import type { CycleContext } from "../context/context.ts";
import { decideAdoption, type LinkOnly } from "../decide/decide-adoption.ts";
import type { FindOrCreate, ListedUser } from "../decide/decision.ts";
import { createFailure, type Failure } from "../log/failure.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { StepFact } from "../log/steps.ts";
import { commit } from "./commit.ts";
import { create } from "./create.ts";
import { findAccount, type Match } from "./match.ts";
import { type PendingFailure, toPendingFailure } from "./record-failure.ts";
import { failureOf, write } from "./write.ts";

/** Finds or creates the account of a user. */
export async function findOrCreate(context: CycleContext, decision: FindOrCreate): Promise<PendingFailure | undefined> {
  const { subject } = decision;
  const match = await tryToFindAccount(context, decision);
  if (match === undefined) return create(context, decision);
  return "failure" in match ? withoutAccount(subject, match.failure) : adopt(context, subject, match);
}

async function tryToFindAccount(
  context: CycleContext,
  { filters }: FindOrCreate,
): Promise<Match | { readonly failure: Failure } | undefined> {
  try {
    return await findAccount(context, filters);
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** Takes over an existing account, unless it belongs to another user already. */
async function adopt(context: CycleContext, subject: ListedUser, match: Match): Promise<PendingFailure | undefined> {
  const { adoptionsInProgress } = context;
  const accountId = match.account.id;
  const rival = adoptionsInProgress.get(accountId);
  if (rival !== undefined) return ownedByAnother(context, subject, accountId, rival);
  adoptionsInProgress.set(accountId, subject.sourceId);
  try {
    const owner = await context.state.ownerOf(accountId);
    if (owner !== undefined && owner !== subject.sourceId) return ownedByAnother(context, subject, accountId, owner);
    return await takeOver(context, subject, match);
  } finally {
    adoptionsInProgress.delete(accountId);
  }
}

function ownedByAnother(context: CycleContext, subject: ListedUser, accountId: string, owner: string): PendingFailure {
  const { sourceName, targetName } = context;
  const reason = `The matching account '${accountId}' of ${targetName} belongs to another user of ${sourceName} already (${owner})`;
  const advice = "Give one of the two users another value in the matching attribute.";
  const failure = createFailure("DuplicateSourceEntries", reason, advice, { additionalDetails: owner, conflict: true });
  return withoutAccount(subject, failure);
}

async function takeOver(
  context: CycleContext,
  subject: ListedUser,
  { account, filter }: Match,
): Promise<PendingFailure | undefined> {
  const matched: StepFact = { kind: "accountMatched", accountId: account.id, filter };
  const decision = await decideAdoption(context, subject, account, matched);
  if (decision.kind === "failure") return withoutAccount(subject, decision.failure);
  if (decision.kind === "link") return linkAccount(context, decision, matched);
  const result = await write(context, decision);
  if (result.kind === "failed") return toPendingFailure(decision, result);
  if (result.kind === "done") return undefined;
  return linkAccount(context, { ...decision, kind: "link", notSent: { kind: "inSync" } }, matched);
}

/** Links an account to which nothing is sent; every adoption is logged. */
async function linkAccount(
  context: CycleContext,
  { subject, link, record, notSent }: LinkOnly,
  matched: StepFact,
): Promise<undefined> {
  const entry = createLogEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: "skipped",
    subject,
    facts: [matched, notSent],
    account: link,
  });
  await commit(context, { record, entry });
}

/** The failure of a user who stays without an account. */
function withoutAccount(subject: ListedUser, failure: Failure): PendingFailure {
  return { subject, failure, action: "other" };
}
