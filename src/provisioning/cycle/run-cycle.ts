/**
 * One cycle from end to end: look at the source and the target before anything is written, walk, remember how far it came.
 */

import { isScimRequestError, type ScimRequestError } from "../../errors.ts";
import { defaultThreshold } from "../apply/removals.ts";
import { Accounts } from "../context/account-lookup.ts";
import type { CycleContext } from "../context/context.ts";
import { Counts } from "../context/counters.ts";
import { UnderWay } from "../context/creation-order.ts";
import { type JobPlan, refuseMissingAttributes } from "../job/compile-job.ts";
import type { CycleProgress, CycleSummary, ProvisioningJobOptions, RunCycleOptions } from "../job/types.ts";
import type { Bell } from "../log/follow-log.ts";
import { LogDelivery, sinksOf } from "../log/log-delivery.ts";
import { frameOf } from "../log/provisioning-systems.ts";
import type { LogProblem } from "../ports/log.ts";
import type { NotificationBase } from "../ports/notifier.ts";
import type { Assignments } from "../ports/source.ts";
import type { JobRecord, ProvisioningState } from "../ports/state.ts";
import { isDoubtful } from "../retry/clock-jumps.ts";
import { announce, type CycleEnd, notificationOf } from "../retry/quarantine-notification.ts";
import { walk } from "./cycle.ts";
import type { WalkResult } from "./cycle-types.ts";
import { beginRecord, endRecord, failRecord, isInitial } from "./job-record.ts";

const DEFAULT_CONCURRENCY = 16;
const DEFAULT_DELETE_AFTER_DAYS = 30;

/** What a cycle needs besides its options. */
export interface CycleInput {
  readonly options: ProvisioningJobOptions;
  readonly plan: JobPlan;
  readonly state: ProvisioningState;
  /** Rung after every commit of a log entry. */
  readonly bell: Bell;
  /** Is given the way to ask how far a cycle is, when it begins. */
  readonly watch?: (progress: () => CycleProgress) => void;
}

/** The way of log entries from the state to the sinks; a dry run has none. */
export function deliveryOf({ options, state, bell }: CycleInput): LogDelivery {
  const sinks = options.dryRun === true ? [] : sinksOf(options.log);
  return new LogDelivery({ state, sinks, onCommit: () => bell.ring() });
}

/** Runs one cycle. */
export async function runCycle(input: CycleInput, cycle: RunCycleOptions): Promise<CycleSummary> {
  const { options, plan, state } = input;
  const now = options.now ?? systemClock;
  const began = now();
  const { signal } = cycle;
  const description = await options.source.describe({ signal });
  if (description.attributeNames !== undefined) refuseMissingAttributes(plan.reads, description.attributeNames);
  const before = await state.readJob();
  const delivery = deliveryOf(input);
  try {
    const opened = await openCycle(input, before, delivery, signal);
    const context: CycleContext = cycle.onEntry === undefined ? opened : { ...opened, onEntry: cycle.onEntry };
    const running = beginRecord(before, plan, context.jobId, versionOf(context));
    if (!context.dryRun) await state.writeJob(running);
    const result = await walk(context, {
      source: options.source,
      watermark: running.watermark,
      testConnection: async () => {
        await options.target.testConnection();
      },
      retryAll: running.retryAll ?? false,
      concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
      expected: description.userCount,
      signal,
      onProgress: cycle.onProgress,
      watch: input.watch,
    });
    const logProblems = await delivery.settle();
    const ended = now();
    const summary = summarize(context, result, ended.getTime() - began.getTime(), logProblems);
    if (!context.dryRun) await finish(context, options, { running, result, summary, began, ended });
    return summary;
  } catch (error) {
    await delivery.settle().catch(() => undefined);
    if (isScimRequestError(error) && options.dryRun !== true) await rememberFailure(input, error, now());
    throw error;
  }
}

/** A snapshot names everybody anyway. */
function versionOf({ sourceKind, assignments }: CycleContext): string | undefined {
  return sourceKind === "delta" ? assignments?.version?.() : undefined;
}

interface CycleResult {
  readonly running: JobRecord;
  readonly result: WalkResult;
  readonly summary: CycleSummary;
  readonly began: Date;
  readonly ended: Date;
}

/** Remembers how the cycle ended, and tells people when that puts the job into quarantine. */
async function finish(context: CycleContext, options: ProvisioningJobOptions, cycle: CycleResult): Promise<void> {
  const { running, result, summary, began, ended } = cycle;
  // Read again: the job may have been paused meanwhile.
  const before = (await context.state.readJob()) ?? running;
  const after = endRecord(before, result, summary, began, ended, context.delivery.lastEntry);
  await context.state.writeJob(after);
  const failed = Object.values(summary.counts.failed).reduce((sum, count) => sum + count, 0);
  const { heldBack, threshold } = summary;
  const end: CycleEnd = {
    failed,
    message: `${failed} of ${summary.counts.read} users failed`,
    ...(heldBack > 0 && threshold !== undefined ? { held: { heldBack, threshold } } : {}),
  };
  await announce(
    options.notify,
    notificationOf(about(options, after, ended), before.quarantine, after.quarantine, end),
  );
}

function about({ source, target }: ProvisioningJobOptions, { jobId }: JobRecord, time: Date): NotificationBase {
  return { jobId, sourceName: source.name, targetName: target.name, time: time.toISOString() };
}

/** The job enters quarantine, also before its first cycle: a schedule must not ask a target for ever that refuses it. */
async function rememberFailure(
  { options, plan, state }: CycleInput,
  error: ScimRequestError,
  now: Date,
): Promise<void> {
  const guid = options.guid ?? (() => crypto.randomUUID());
  const before = (await state.readJob()) ?? beginRecord(undefined, plan, guid());
  const after = failRecord(before, now);
  await state.writeJob(after);
  const end: CycleEnd = { failed: 0, message: error.message };
  await announce(options.notify, notificationOf(about(options, after, now), before.quarantine, after.quarantine, end));
}

/** Asks the target, brings the log up to date, and gathers what the steps of a cycle share. */
export async function openCycle(
  input: CycleInput,
  before: JobRecord | undefined,
  delivery: LogDelivery,
  signal: AbortSignal | undefined,
): Promise<CycleContext> {
  const { options, plan } = input;
  const assignments = plan.scope.assignedOnly ? await options.source.assignments?.({ signal }) : undefined;
  await options.target.testConnection({ signal });
  await delivery.catchUp(before?.deliveredEntry);
  return makeContext(input, before, delivery, assignments);
}

function systemClock(): Date {
  return new Date();
}

async function makeContext(
  { options, plan, state }: CycleInput,
  before: JobRecord | undefined,
  delivery: LogDelivery,
  assignments: Assignments | undefined,
): Promise<CycleContext> {
  const guid = options.guid ?? (() => crypto.randomUUID());
  const now = options.now ?? systemClock;
  const { linked } = await state.size();
  const threshold =
    options.allowDeletes === true || before?.forceDeletes === true
      ? "off"
      : (options.deletionThreshold ?? defaultThreshold(linked));
  const { name: sourceName } = options.source;
  const { name: targetName } = options.target;
  const known = assignments?.servicePrincipal;
  const identity = { ...(known && { servicePrincipal: known }), ...options.identity };
  return {
    jobId: before?.jobId ?? guid(),
    cycleId: guid(),
    kind: isInitial(before, plan) ? "initial" : "incremental",
    sourceKind: options.source.kind,
    sourceName,
    targetName,
    ...frameOf(plan.systems, { source: sourceName, target: targetName }, identity),
    now,
    guid,
    ...(options.defaultDomain === undefined ? {} : { defaultDomain: options.defaultDomain }),
    fingerprint: `${plan.fingerprint}/${before?.restarts ?? 0}`,
    mapping: plan.mapping,
    actions: plan.users.actions,
    scope: plan.scope,
    reads: plan.reads,
    assignments,
    target: options.target.users,
    accounts: new Accounts(options.target.users, plan.mapping),
    state,
    delivery,
    counts: new Counts(),
    adopt: options.adopt ?? true,
    adopting: new Map(),
    underWay: new UnderWay(),
    choosing: new Set(),
    ...plan.rules,
    deleteAfterDays: options.deleteAfterDays ?? DEFAULT_DELETE_AFTER_DAYS,
    clockDoubtful: isDoubtful(before?.lastExecution?.ended, now()),
    threshold: threshold === "off" ? undefined : threshold,
    dryRun: options.dryRun ?? false,
  };
}

function summarize(
  context: CycleContext,
  result: WalkResult,
  duration: number,
  logProblems: readonly LogProblem[],
): CycleSummary {
  return {
    cycleId: context.cycleId,
    kind: context.kind,
    outcome: result.outcome,
    counts: context.counts.snapshot(),
    heldBack: result.heldBack,
    threshold: context.threshold,
    duration: Math.max(0, duration),
    ...(result.problem === undefined ? {} : { problem: result.problem }),
    ...(logProblems.length === 0 ? {} : { logProblems }),
  };
}
