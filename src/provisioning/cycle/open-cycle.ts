/**
 * The checks before a cycle, and the context that its steps share.
 */
import { ProvisioningError } from "../../errors.ts";
import { AccountLookup } from "../context/account-lookup.ts";
import type { CycleContext } from "../context/context.ts";
import { Counters } from "../context/counters.ts";
import { CreationOrder } from "../context/creation-order.ts";
import { GoneAccounts } from "../context/gone-accounts.ts";
import type { JobContext } from "../context/job-context.ts";
import { JobNotes } from "../context/job-notes.ts";
import { UnconfirmedWrites } from "../context/unconfirmed-writes.ts";
import { LogDelivery } from "../log/log-delivery.ts";
import { createLogEntryBase, type LogEntryBase } from "../log/provisioning-systems.ts";
import { resolveSourceAttribute } from "../mapping/source-attributes.ts";
import type { Assignments, SourceDescription } from "../ports/source.ts";
import type { JobRecord } from "../ports/state.ts";
import { isImplausiblyOld } from "../retry/clock-jumps.ts";
import { defaultThreshold } from "./deletion-threshold.ts";
import { isInitial, type JobStart, jobAtStart } from "./job-record.ts";
import { bindState } from "./state-binding.ts";

/**
 * Checks that the source can be read and has the attributes that the job reads.
 *
 * @throws ProvisioningError `invalid_source`: without an attribute, its users would look changed or out of scope.
 */
export async function inspectSource(
  { source, reads }: JobContext,
  signal: AbortSignal | undefined,
): Promise<SourceDescription> {
  const description = await source.describe({ attributes: reads, signal });
  if (description.attributeNames !== undefined) requireAttributes(reads, description.attributeNames);
  return description;
}

function requireAttributes(reads: readonly string[], available: ReadonlySet<string>): void {
  const missing = reads.filter((name) => resolveSourceAttribute(name, available) === undefined);
  if (missing.length === 0) return;
  const spellings = new Map([...available].map((name) => [name.toLowerCase(), name]));
  const names = missing.map((name) => nameWithHint(name, spellings.get(name.toLowerCase()))).join(", ");
  throw new ProvisioningError(
    "invalid_source",
    `The source has no attribute ${names}, which the mapping, a scoping filter or the scope reads`,
  );
}

function nameWithHint(name: string, spelling: string | undefined): string {
  const quoted = JSON.stringify(name);
  return spelling === undefined
    ? quoted
    : `${quoted} (it spells it ${JSON.stringify(spelling)}; names are compared exactly)`;
}

/** The delivery of log entries from the state to the sinks. */
export function openDelivery({ state, sinks, commitSignal }: JobContext): LogDelivery {
  return new LogDelivery({ state, sinks, onCommit: () => commitSignal.notify() });
}

/** A cycle that may write. */
export interface OpenedCycle {
  readonly context: CycleContext;
  /** The job's record; undefined on a new state. */
  readonly before: JobRecord | undefined;
  /** The record while the cycle runs; it is not stored yet. */
  readonly running: JobRecord;
}

/**
 * Reads the assignments, tests the connection to the target, makes sure that the state belongs to both sides, brings
 * the log sinks up to date, and builds the context of a cycle.
 *
 * @param options.everybody - Whether all users are read, whatever the watermark.
 */
export async function openCycle(
  job: JobContext,
  stored: JobRecord | undefined,
  delivery: LogDelivery,
  { everybody = false, signal }: { readonly everybody?: boolean; readonly signal: AbortSignal | undefined },
): Promise<OpenedCycle> {
  const assignments = job.scope.assignedOnly ? await job.source.assignments?.({ signal }) : undefined;
  await job.target.testConnection({ signal });
  const start: JobStart = {
    fingerprint: job.fingerprint,
    jobId: stored?.jobId ?? job.guid(),
    assignments: assignmentsVersionOf(job, assignments),
  };
  const mayReadAll = stored?.accountsGone === true || jobAtStart(stored, start).watermark === undefined;
  const isFull = everybody || job.source.kind === "snapshot" || mayReadAll;
  const { before, identities } = await bindState(job, stored, isFull, signal);
  await delivery.catchUp(before?.deliveredEntry);
  const context = await createContext(job, before, { assignments, delivery, jobId: start.jobId });
  return { context, before, running: jobAtStart(before, { ...start, identities }) };
}

/** Undefined for a snapshot, which lists everybody anyway. */
function assignmentsVersionOf({ source }: JobContext, assignments: Assignments | undefined): string | undefined {
  return source.kind === "delta" ? assignments?.version?.() : undefined;
}

async function createContext(
  job: JobContext,
  before: JobRecord | undefined,
  { assignments, delivery, jobId }: Pick<CycleContext, "assignments" | "delivery" | "jobId">,
): Promise<CycleContext> {
  const notes = new JobNotes(job.state);
  return {
    ...job,
    ...logEntryBaseOf(job, assignments),
    jobId,
    cycleId: job.guid(),
    sourceName: job.source.name,
    targetName: job.target.name,
    kind: isInitial(before, job.fingerprint) ? "initial" : "incremental",
    decisionFingerprint: `${job.fingerprint}/${before?.restarts ?? 0}`,
    assignments,
    accounts: new AccountLookup(job.target.users, job.mapping),
    delivery,
    counts: new Counters(),
    claims: new Map(),
    goneAccounts: new GoneAccounts(notes),
    notes,
    unconfirmed: new UnconfirmedWrites(await job.state.openIntents()),
    creationOrder: new CreationOrder(),
    reservedValues: new Set(),
    clockSuspect: isImplausiblyOld(before?.lastExecution?.ended, job.now()),
    threshold: await thresholdOf(job, before, assignments),
  };
}

/** What all log entries have in common; the application as the job's options name it, or else as the assignments do. */
function logEntryBaseOf(
  { source, target, systems, identity }: JobContext,
  assignments: Assignments | undefined,
): LogEntryBase {
  const servicePrincipal = identity.servicePrincipal ?? assignments?.servicePrincipal;
  const known = servicePrincipal === undefined ? identity : { ...identity, servicePrincipal };
  return createLogEntryBase(systems, { source: source.name, target: target.name }, known);
}

/**
 * The number of removals above which all are held back; undefined when the threshold is switched off. Assignments that
 * name nobody are more often a mistake than meant, so that every removal is held back then.
 */
async function thresholdOf(
  job: JobContext,
  before: JobRecord | undefined,
  assignments: Assignments | undefined,
): Promise<number | undefined> {
  if (job.allowDeletes || before?.forceDeletes === true || job.deletionThreshold === "off") return undefined;
  if (assignments?.isEmpty?.() === true) return 0;
  return job.deletionThreshold ?? defaultThreshold((await job.state.size()).linked);
}
