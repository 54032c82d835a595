/**
 * Provisioning on demand: one user, through all steps, now.
 */
import { confirmWrites } from "../apply/confirm-writes.ts";
import { execute } from "../apply/execute.ts";
import { recordFailure } from "../apply/record-failure.ts";
import { requestFailure } from "../apply/write.ts";
import type { CycleContext } from "../context/context.ts";
import type { JobContext } from "../context/job-context.ts";
import { inspectSource, openCycle, openDelivery } from "../cycle/open-cycle.ts";
import { requireSameIdentities } from "../cycle/state-binding.ts";
import { warnOfRoles } from "../cycle/warn-of-roles.ts";
import { decideNow, toListedUser } from "../decide/decide.ts";
import type { ListedUser } from "../decide/decision.ts";
import { evaluateUser } from "../decide/evaluate-user.ts";
import { createLogEntry } from "../log/log-entry.ts";
import type { StepFact } from "../log/steps.ts";
import type { OnDemandResult } from "../ports/command.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { SourceUser } from "../ports/source.ts";
import type { JobRecord, StoredRecord } from "../ports/state.ts";
import { changeJob } from "./change-job.ts";
import { findUser } from "./find-user.ts";

const RESULT_OF = { success: "Success", warning: "Success", skipped: "Skipped", failure: "Failure" } as const;

/** Provisions one user now, whatever the last cycle decided about it. */
export async function provisionOnDemand(
  job: JobContext,
  idOrName: string,
  signal: AbortSignal | undefined,
): Promise<OnDemandResult> {
  const { state } = job;
  requireSameIdentities(job, await state.readJob());
  const inspected = await inspectSource(job, signal);
  const user = await findUser(job, idOrName, signal);
  const delivery = openDelivery(job);
  const options = { inspected, everybody: true, signal };
  const { context, before, running } = await openCycle(job, await state.readJob(), delivery, options);
  const { identities } = running;
  if (before === undefined) await state.writeJob(running);
  else await changeJob(state, job.guid, (record) => bound(record, before.readAll === true, identities));
  const entry = await provision(context, user);
  warnOfRoles(context);
  const logProblems = await delivery.flush();
  return {
    result: RESULT_OF[entry.provisioningStatusInfo.status],
    entry,
    ...(logProblems.length === 0 ? {} : { logProblems }),
  };
}

/** The record of a job whose state belongs to its source and target now. */
function bound(
  { identities: _before, ...record }: JobRecord,
  readAll: boolean,
  identities: JobRecord["identities"] | undefined,
): JobRecord {
  return { ...record, ...(readAll ? { readAll } : {}), ...(identities === undefined ? {} : { identities }) };
}

/** Provisions a user; returns its log entry, which is made but not logged when the user is in sync already. */
async function provision(shared: CycleContext, user: SourceUser): Promise<ProvisioningLogEntry> {
  let entry: ProvisioningLogEntry | undefined;
  const context: CycleContext = {
    ...shared,
    onDemand: true,
    onEntry: (committed) => {
      entry = committed;
    },
  };
  const evaluation = evaluateUser(context, user);
  const unreadable = await confirmWrites(context, user.id);
  // What confirming a write has logged is not the result of this run.
  entry = undefined;
  const known = await context.state.get(user.id);
  if (unreadable !== undefined) {
    const subject = toListedUser(context, evaluation, known);
    await recordFailure(context, { subject, failure: unreadable, action: "other" });
    return entry ?? inSyncEntry(context, subject, []);
  }
  const { stored, facts } = await verifyLink(context, known);
  const subject = toListedUser(context, evaluation, stored);
  const decision = await decideNow(context, subject);
  const verified = decision.kind === "update" ? { ...decision, facts: [...facts, ...decision.facts] } : decision;
  const failed = await execute(context, verified);
  if (failed !== undefined) await recordFailure(context, failed);
  return entry ?? inSyncEntry(context, subject, facts);
}

/** The record of a user, once its account was looked up. */
interface VerifiedLink {
  readonly stored: StoredRecord | undefined;
  readonly facts: readonly StepFact[];
}

/**
 * Looks whether a linked account is still there, as the portal does. A link to one that is gone does not count: the
 * user is matched again.
 */
async function verifyLink(context: CycleContext, stored: StoredRecord | undefined): Promise<VerifiedLink> {
  if (stored?.link === undefined) return { stored, facts: [] };
  const { link, ...unlinked } = stored;
  try {
    await context.target.users.get(link.targetId);
  } catch (error) {
    const { accountNotFound } = requestFailure(error);
    if (accountNotFound) await context.goneAccounts.add(link.targetId, unlinked.sourceId);
    return { stored: accountNotFound ? unlinked : stored, facts: [] };
  }
  return { stored, facts: [{ kind: "linkVerified", accountId: link.targetId }] };
}

/** An entry for a user who is in sync already; it is not logged. */
function inSyncEntry(context: CycleContext, subject: ListedUser, facts: readonly StepFact[]): ProvisioningLogEntry {
  return createLogEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: "skipped",
    subject,
    facts: [...facts, { kind: "inSync" }],
    account: subject.stored?.link,
  });
}
