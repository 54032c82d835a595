/**
 * One user through all steps, now: what the portal calls provisioning on demand.
 */
import { isScimError, ProvisioningError } from "../../errors.ts";
import { inStepStep, provision, settle } from "../apply/find-or-create.ts";
import { giveUp, identify, type Pending } from "../apply/outcome.ts";
import { recover } from "../apply/recover-intents.ts";
import { deleteAccount, disable, update } from "../apply/update.ts";
import type { CycleContext } from "../context/context.ts";
import type { JobContext } from "../context/job-context.ts";
import { beginRecord } from "../cycle/job-record.ts";
import { inspectSource, openCycle, openDelivery } from "../cycle/open-cycle.ts";
import { decideAnew, type WorkDecision } from "../decide/decide.ts";
import { isFatal } from "../log/failure.ts";
import { createLogEntry, createStep, displayNameOf } from "../log/log-entry.ts";
import { readSourceAttribute } from "../mapping/source-attributes.ts";
import type { ProvisioningLogEntry, ProvisioningStep } from "../ports/log.ts";
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
  if (before === undefined && !context.dryRun)
    await state.writeJob(beginRecord(before, job.fingerprint, context.jobId));
  await recover(context);
  entry = undefined;
  const known = await retrieve(context, await context.state.get(found.id));
  const decision = await decideAnew(context, found, known.stored);
  const pending = await attempt(context, decision, known.steps);
  if (pending !== undefined) await giveUp(context, pending);
  const logProblems = await delivery.flush();
  const result = entry ?? inStep(context, decision, known.steps);
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

interface Known {
  readonly stored: StoredRecord | undefined;
  /** Steps that show the account. */
  readonly steps: readonly ProvisioningStep[];
}

/** Looks whether a linked account is still there, as the portal does. A link to one that is gone does not count: the user is matched anew. */
async function retrieve(context: CycleContext, stored: StoredRecord | undefined): Promise<Known> {
  if (stored?.link === undefined) return { stored, steps: [] };
  const { link, ...unlinked } = stored;
  try {
    await context.target.users.get(link.targetId);
  } catch (error) {
    if (isFatal(error) || !isScimError(error)) throw error;
    return { stored: error.status === 404 ? unlinked : stored, steps: [] };
  }
  const description = `Retrieved '${link.targetId}' from ${context.targetName}`;
  const details = { MatchedBy: "the link of an earlier cycle", TargetId: link.targetId };
  return { stored, steps: [createStep("EntryImport", "matching", "success", description, details)] };
}

async function attempt(
  context: CycleContext,
  decision: WorkDecision,
  matching: readonly ProvisioningStep[],
): Promise<Pending | undefined> {
  switch (decision.kind) {
    case "settled":
    case "refused":
      await settle(context, decision);
      return undefined;
    case "provision":
      return provision(context, decision);
    case "update":
      return update(context, decision, matching);
    case "disable":
      return disable(context, decision);
    case "delete":
      return deleteAccount(context, decision);
  }
}

/** An entry for a user who is in step already, with the steps that show it; it is not logged. */
function inStep(
  context: CycleContext,
  { work }: WorkDecision,
  matching: readonly ProvisioningStep[],
): ProvisioningLogEntry {
  return createLogEntry(context, {
    ...identify(work),
    changeId: context.guid(),
    action: "other",
    status: "skipped",
    steps: [...work.steps, ...matching, inStepStep(work.name)],
    targetId: work.stored?.link?.targetId,
  });
}
