/**
 * Provisions a user without an account: finds an account that matches and adopts it, or creates one.
 */
import type { CycleContext } from "../context/context.ts";
import { decideAdoption, type LinkOnly } from "../decide/decide-adoption.ts";
import type { FindOrCreate, ListedUser } from "../decide/decision.ts";
import type { Failure } from "../log/failure.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { StepFact } from "../log/steps.ts";
import { claimAccount, ownedByAnother } from "./claim-account.ts";
import { commit } from "./commit.ts";
import { create } from "./create.ts";
import { findAccount, type Match } from "./match.ts";
import { type PendingFailure, toPendingFailure } from "./record-failure.ts";
import { requestFailure, write } from "./write.ts";

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
    return { failure: requestFailure(error) };
  }
}

/** Takes over an existing account, unless it belongs to another user already. */
function adopt(context: CycleContext, subject: ListedUser, match: Match): Promise<PendingFailure | undefined> {
  const accountId = match.account.id;
  return claimAccount<PendingFailure | undefined>(context, subject.sourceId, accountId, {
    free: () => takeOver(context, subject, match),
    taken: async (owner) => withoutAccount(subject, await ownedByAnother(context, accountId, owner)),
  });
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
  const { link, record = decision.record } = result;
  return linkAccount(context, { kind: "link", subject, link, record, notSent: { kind: "inSync" } }, matched);
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
