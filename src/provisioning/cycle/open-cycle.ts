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
import type { Assignments } from "../ports/source.ts";
import type { JobRecord } from "../ports/state.ts";
import { isImplausiblyOld } from "../retry/clock-jumps.ts";
import { defaultThreshold } from "./deletion-threshold.ts";
import { isInitial, type JobStart, jobAtStart } from "./job-record.ts";
import { sourceCall } from "./source-errors.ts";
import { bindState } from "./state-binding.ts";

/** A source that can be read. */
export interface InspectedSource {
  /** Number of users that a full read yields; undefined when the source does not know. */
  readonly userCount: number | undefined;
  /** Attributes that the job reads and the source does not have, by the names of the mapping. */
  readonly missingAttributes: ReadonlySet<string>;
  /** Sentences for the administrator. */
  readonly warnings: readonly string[];
}

/**
 * Checks that the source can be read and has the attributes that the job requires; others that it lacks give a warning.
 *
 * @throws ProvisioningError `invalid_source`: without a required attribute, users would look out of scope, or would not
 *   be found again.
 */
export async function inspectSource(job: JobContext, signal: AbortSignal | undefined): Promise<InspectedSource> {
  const { source, reads, requires, mapping } = job;
  const { attributeNames, userCount } = await sourceCall(source.describe({ attributes: reads, signal }));
  if (attributeNames === undefined) return { userCount, missingAttributes: new Set(), warnings: [] };
  const missing = reads.filter((name) => resolveSourceAttribute(name, attributeNames) === undefined);
  const required = missing.filter((name) => requires.has(name));
  if (required.length > 0) throw missingRequired(required, attributeNames, requires.size === reads.length);
  const missingAttributes = new Set(missing);
  const warnings = missing.length === 0 ? [] : [missingWarning(missingAttributes, attributeNames, mapping)];
  return { userCount, missingAttributes, warnings };
}

function missingRequired(
  names: readonly string[],
  available: ReadonlySet<string>,
  allRequired: boolean,
): ProvisioningError {
  const reader = allRequired
    ? "the mapping, a scoping filter or the scope reads"
    : "decides who has an active account: a matching mapping, a mapping of active, a scoping filter or the scope reads it";
  return new ProvisioningError(
    "invalid_source",
    `The source has no attribute ${namesWithHints(names, available)}, which ${reader}`,
  );
}

function missingWarning(
  missing: ReadonlySet<string>,
  available: ReadonlySet<string>,
  { attributes }: JobContext["mapping"],
): string {
  const targets = attributes
    .filter(({ expression }) => expression?.attributes.some((name) => missing.has(name)) === true)
    .map(({ target }) => target);
  return `The source has no attribute ${namesWithHints(missing, available)}; existing accounts keep their ${targets.join(", ")}`;
}

/** The names in quotes. Names are compared exactly, so that one in other letters is shown beside it. */
function namesWithHints(names: Iterable<string>, available: ReadonlySet<string>): string {
  const spellings = new Map([...available].map((name) => [name.toLowerCase(), name]));
  return Array.from(names, (name) => nameWithHint(name, spellings.get(name.toLowerCase()))).join(", ");
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
 * @param options.inspected - The source, as {@link inspectSource} found it.
 * @param options.everybody - Whether all users are read, whatever the watermark.
 */
export async function openCycle(
  job: JobContext,
  stored: JobRecord | undefined,
  delivery: LogDelivery,
  {
    inspected,
    everybody = false,
    signal,
  }: {
    readonly inspected: InspectedSource;
    readonly everybody?: boolean;
    readonly signal: AbortSignal | undefined;
  },
): Promise<OpenedCycle> {
  const { missingAttributes } = inspected;
  const assignments = job.scope.assignedOnly ? await readAssignments(job, stored, signal) : undefined;
  const warnings = [...inspected.warnings, ...(assignments?.warnings ?? [])];
  for (const sentence of warnings) job.onWarning?.(sentence);
  await job.target.testConnection({ signal });
  const start: JobStart = {
    fingerprint: job.fingerprint,
    jobId: stored?.jobId ?? job.guid(),
    assignments: assignmentsVersionOf(job, assignments),
    missingAttributes: missingInDelta(job, missingAttributes),
  };
  const mayReadAll = stored?.accountsGone === true || jobAtStart(stored, start).watermark === undefined;
  const isFull = everybody || job.source.kind === "snapshot" || mayReadAll;
  const { before, identities } = await bindState(job, stored, isFull, signal);
  await delivery.catchUp(before?.deliveredEntry);
  const context = await createContext(job, before, {
    assignments,
    missingAttributes,
    warnings,
    delivery,
    jobId: start.jobId,
  });
  return { context, before, running: jobAtStart(before, { ...start, identities }) };
}

async function readAssignments(
  { source, state }: JobContext,
  stored: JobRecord | undefined,
  signal: AbortSignal | undefined,
): Promise<Assignments | undefined> {
  if (source.assignments === undefined) return undefined;
  return sourceCall(source.assignments({ watermark: stored?.watermark, mirror: state.mirror, signal }));
}

/** Undefined for a snapshot, which lists everybody anyway. */
function assignmentsVersionOf({ source }: JobContext, assignments: Assignments | undefined): string | undefined {
  return source.kind === "delta" ? assignments?.version?.() : undefined;
}

/** Undefined for a snapshot, as {@link assignmentsVersionOf}. */
function missingInDelta({ source }: JobContext, missing: ReadonlySet<string>): readonly string[] | undefined {
  return source.kind === "delta" && missing.size > 0 ? [...missing] : undefined;
}

async function createContext(
  job: JobContext,
  before: JobRecord | undefined,
  own: Pick<CycleContext, "assignments" | "missingAttributes" | "warnings" | "delivery" | "jobId">,
): Promise<CycleContext> {
  const notes = new JobNotes(job.state);
  return {
    ...job,
    ...own,
    ...logEntryBaseOf(job, own.assignments),
    cycleId: job.guid(),
    sourceName: job.source.name,
    targetName: job.target.name,
    kind: isInitial(before, job.fingerprint) ? "initial" : "incremental",
    decisionFingerprint: `${job.fingerprint}/${before?.restarts ?? 0}`,
    accounts: new AccountLookup(job.target.users, job.mapping),
    counts: new Counters(),
    claims: new Map(),
    goneAccounts: new GoneAccounts(notes),
    notes,
    unconfirmed: new UnconfirmedWrites(await job.state.openIntents()),
    creationOrder: new CreationOrder(),
    unnamedRoles: new Set(),
    reservedValues: new Set(),
    clockSuspect: isImplausiblyOld(before?.lastExecution?.ended, job.now()),
    threshold: await thresholdOf(job, before, own.assignments),
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
