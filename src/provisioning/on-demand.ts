/**
 * One user through all steps, now: what the portal calls provisioning on demand.
 */
import { ProvisioningError } from "../errors.ts";
import type { CycleContext } from "./cycle-context.ts";
import { type Decision, decide, startEntry } from "./decide.ts";
import { LogDelivery } from "./delivery.ts";
import { makeEntry, nameOf, step } from "./entries.ts";
import { refuseMissingAttributes } from "./job-plan.ts";
import { beginRecord } from "./job-record.ts";
import type { OnDemandResult } from "./job-types.ts";
import type { ProvisioningLogEntry } from "./log.ts";
import { giveUp, type Pending } from "./outcome.ts";
import { disable, provision, settle, update } from "./provision.ts";
import { recover } from "./recover.ts";
import { type CycleInput, openCycle } from "./run-cycle.ts";
import type { DirectorySource, SourceUser } from "./source.ts";
import type { StoredRecord } from "./state.ts";

/** Provisions one user, whatever the last cycle found. */
export async function provisionOnDemand(
  input: CycleInput,
  user: string,
  signal: AbortSignal | undefined,
): Promise<OnDemandResult> {
  const { options, state } = input;
  const { attributeNames } = await options.source.describe({ signal });
  if (attributeNames !== undefined) refuseMissingAttributes(input.plan.reads, attributeNames);
  const found = await findUser(options.source, user, signal);
  const delivery = new LogDelivery(options.dryRun === true ? undefined : options.log);
  let entry: ProvisioningLogEntry | undefined;
  const context: CycleContext = {
    ...(await openCycle(input, await state.readJob(), delivery, signal)),
    onEntry: (committed) => {
      entry = committed;
    },
  };
  const before = await state.readJob();
  if (before === undefined && !context.dryRun) await state.writeJob(beginRecord(before, input.plan, context.jobId));
  await recover(context);
  entry = undefined;
  await work(context, decide(context, found, await anew(context, found)));
  await delivery.settle();
  const result = entry ?? unchanged(context, found);
  return { result: RESULTS[result.provisioningStatusInfo.status], entry: result };
}

const RESULTS = { success: "Success", warning: "Success", skipped: "Skipped", failure: "Failure" } as const;

/** Names are compared without case, ids exactly. The source is read until the user is met. */
async function findUser(source: DirectorySource, user: string, signal: AbortSignal | undefined): Promise<SourceUser> {
  const wanted = user.toLowerCase();
  for await (const event of source.read({ signal })) {
    if (event.kind === "user" && (event.user.id === user || nameOf(event.user).toLowerCase() === wanted))
      return event.user;
  }
  throw new ProvisioningError(
    "invalid_source",
    `${source.name} has no user ${JSON.stringify(user)}; expected an object id or a user principal name`,
  );
}

/** What is remembered of the user, but for the digest and the escrow: the user is decided about anew. */
async function anew(context: CycleContext, user: SourceUser): Promise<StoredRecord | undefined> {
  const stored = await context.state.get(user.id);
  if (stored === undefined) return undefined;
  const { escrow: _forgotten, ...record } = stored;
  return { ...record, fingerprint: "" };
}

async function work(context: CycleContext, decision: Decision): Promise<void> {
  const pending = await attempt(context, decision);
  if (pending !== undefined) await giveUp(context, pending);
}

async function attempt(context: CycleContext, decision: Decision): Promise<Pending | undefined> {
  switch (decision.kind) {
    case "same":
    case "waiting":
      return undefined;
    case "settled":
    case "refused":
      await settle(context, decision);
      return undefined;
    case "provision":
      return provision(context, decision);
    case "update":
      return update(context, decision);
    case "disable":
      return disable(context, decision);
  }
}

/** An entry for a user who is in step already; it is shown, not logged. */
function unchanged(context: CycleContext, user: SourceUser): ProvisioningLogEntry {
  const name = nameOf(user);
  const same = `The state of the user in both the source and target systems already match. No change to the User '${name}' currently needs to be made.`;
  return makeEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: "skipped",
    steps: [
      ...startEntry(context, user),
      step("EntrySynchronizationSkip", "export", "skipped", same, { SkipReason: "RedundantExport" }),
    ],
    sourceId: user.id,
    name,
    began: context.now().getTime(),
  });
}
