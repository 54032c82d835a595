/**
 * One user through all steps, now: what the portal calls provisioning on demand.
 */
import { ProvisioningError } from "../../errors.ts";
import { execute } from "../apply/execute.ts";
import { recordFailure } from "../apply/record-failure.ts";
import { recoverIntents } from "../apply/recover-intents.ts";
import { failureOf } from "../apply/write.ts";
import type { CycleContext } from "../context/context.ts";
import type { JobContext } from "../context/job-context.ts";
import { jobAtStart } from "../cycle/job-record.ts";
import { inspectSource, openCycle, openDelivery } from "../cycle/open-cycle.ts";
import { decideNow, toListedUser } from "../decide/decide.ts";
import type { ListedUser } from "../decide/decision.ts";
import { evaluateUser } from "../decide/evaluate-user.ts";
import { createLogEntry, displayNameOf } from "../log/log-entry.ts";
import type { StepFact } from "../log/steps.ts";
import { readSourceAttribute } from "../mapping/source-attributes.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { DirectorySource, SourceUser } from "../ports/source.ts";
import type { StoredRecord } from "../ports/state.ts";
import type { OnDemandResult } from "./types.ts";

/** Provisions one user, whatever the last cycle found. */
export async function provisionOnDemand(
  job: JobContext,
  user: string,
  signal: AbortSignal | undefined,
): Promise<OnDemandResult> {
  const { state } = job;
  await inspectSource(job, signal);
  const found = await findUser(job.source, user, signal);
  const delivery = openDelivery(job);
  let entry: ProvisioningLogEntry | undefined;
  const context: CycleContext = {
    ...(await openCycle(job, await state.readJob(), delivery, signal)),
    onEntry: (committed) => {
      entry = committed;
    },
  };
  const before = await state.readJob();
  if (before === undefined && !context.dryRun) await state.writeJob(jobAtStart(before, job.fingerprint, context.jobId));
  await recoverIntents(context);
  entry = undefined;
  const { stored, facts } = await verifyLink(context, await state.get(found.id));
  const subject = toListedUser(context, evaluateUser(context, found), stored);
  const decision = await decideNow(context, subject);
  const failed = await execute(
    context,
    decision.kind === "update" ? { ...decision, facts: [...facts, ...decision.facts] } : decision,
  );
  if (failed !== undefined) await recordFailure(context, failed);
  const logProblems = await delivery.flush();
  const result = entry ?? unchangedEntry(context, subject, facts);
  return {
    result: RESULTS[result.provisioningStatusInfo.status],
    entry: result,
    ...(logProblems.length === 0 ? {} : { logProblems }),
  };
}

const RESULTS = { success: "Success", warning: "Success", skipped: "Skipped", failure: "Failure" } as const;

const NO_SECRETS = { secretSourceAttributes: new Set<string>() };

/** The source is read until the user is met; a delta to its end, for it may name the user again, as it was later. */
async function findUser(source: DirectorySource, user: string, signal: AbortSignal | undefined): Promise<SourceUser> {
  let found: SourceUser | undefined;
  let complete = false;
  for await (const event of source.read({ signal })) {
    if (event.kind === "end") complete = true;
    else if (event.kind === "removed") found = found?.id === event.id ? undefined : found;
    else if (event.user.id === found?.id || isCalled(event.user, user)) found = event.user;
    if (found !== undefined && source.kind === "snapshot") return found;
  }
  signal?.throwIfAborted();
  if (!complete) throw new ProvisioningError("incomplete_source", `${source.name} ended before its end`);
  if (found !== undefined) return found;
  throw new ProvisioningError(
    "invalid_source",
    `${source.name} has no user ${JSON.stringify(user)}; expected an object id or a user principal name`,
  );
}

/** Names are compared without case, also the one of a guest as the directory writes it; ids exactly. */
function isCalled(user: SourceUser, wanted: string): boolean {
  const names = [displayNameOf(user, NO_SECRETS), readSourceAttribute(user, "originalUserPrincipalName")];
  const isNamed = names.some((name) => typeof name === "string" && name.toLowerCase() === wanted.toLowerCase());
  return user.id === wanted || isNamed;
}

interface VerifiedLink {
  readonly stored: StoredRecord | undefined;
  readonly facts: readonly StepFact[];
}

/** Looks whether a linked account is still there, as the portal does. A link to one that is gone does not count: the user is matched again. */
async function verifyLink(context: CycleContext, stored: StoredRecord | undefined): Promise<VerifiedLink> {
  if (stored?.link === undefined) return { stored, facts: [] };
  const { link, ...unlinked } = stored;
  try {
    await context.target.users.get(link.targetId);
  } catch (error) {
    const { accountNotFound } = failureOf(error);
    return { stored: accountNotFound ? unlinked : stored, facts: [] };
  }
  return { stored, facts: [{ kind: "linkVerified", accountId: link.targetId }] };
}

/** An entry for a user who is in sync already; it is not logged. */
function unchangedEntry(context: CycleContext, subject: ListedUser, facts: readonly StepFact[]): ProvisioningLogEntry {
  return createLogEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: "skipped",
    subject,
    facts: [...facts, { kind: "inSync" }],
    account: subject.stored?.link,
  });
}
