/**
 * One cycle from end to end: look at the source and the target before anything is written, walk, remember how far it came.
 */
import { Counts } from "./counts.ts";
import { type WalkResult, walk } from "./cycle.ts";
import type { CycleContext } from "./cycle-context.ts";
import { LogDelivery } from "./delivery.ts";
import { type JobPlan, refuseMissingAttributes } from "./job-plan.ts";
import type { CycleSummary, ProvisioningJobOptions, RunCycleOptions } from "./job-types.ts";
import { defaultThreshold } from "./removals.ts";
import type { Assignments } from "./source.ts";
import type { JobRecord, ProvisioningState } from "./state.ts";

const DEFAULT_CONCURRENCY = 16;
const DEFAULT_DELETE_AFTER_DAYS = 30;

/** Runs one cycle. */
export async function runCycle(
  options: ProvisioningJobOptions,
  plan: JobPlan,
  state: ProvisioningState,
  cycle: RunCycleOptions,
): Promise<CycleSummary> {
  const now = options.now ?? systemClock;
  const began = now().getTime();
  const { signal } = cycle;
  const description = await options.source.describe({ signal });
  if (description.attributeNames !== undefined) refuseMissingAttributes(plan.reads, description.attributeNames);
  const assignments = plan.scope.assignedOnly ? await options.source.assignments?.({ signal }) : undefined;
  await options.target.testConnection({ signal });

  const before = await state.readJob();
  const initial = before === undefined || !before.initialDone || before.fingerprint !== plan.fingerprint;
  const delivery = new LogDelivery(options.dryRun === true ? undefined : options.log);
  await delivery.catchUp(state, before?.deliveredEntry);
  const context = await makeContext(options, plan, state, { before, initial, delivery, assignments });
  const base: JobRecord = { jobId: context.jobId, fingerprint: plan.fingerprint, initialDone: !initial };
  if (!context.dryRun)
    await state.writeJob({ ...base, ...keptWatermark(before, initial), ...deliveredMark(before?.deliveredEntry) });
  let result: WalkResult;
  try {
    result = await walk(context, {
      source: options.source,
      watermark: initial ? undefined : before.watermark,
      concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
      expected: description.userCount,
      signal,
      onProgress: cycle.onProgress,
    });
  } finally {
    await delivery.settle();
  }
  if (!context.dryRun) await state.writeJob(endOf(base, before, initial, result, delivery.lastDelivered));
  return summarize(context, result, now().getTime() - began);
}

function systemClock(): Date {
  return new Date();
}

interface CycleStart {
  readonly before: JobRecord | undefined;
  readonly initial: boolean;
  readonly delivery: LogDelivery;
  readonly assignments: Assignments | undefined;
}

async function makeContext(
  options: ProvisioningJobOptions,
  plan: JobPlan,
  state: ProvisioningState,
  start: CycleStart,
): Promise<CycleContext> {
  const guid = options.guid ?? (() => crypto.randomUUID());
  const { linked } = await state.size();
  const threshold = options.allowDeletes === true ? "off" : (options.deletionThreshold ?? defaultThreshold(linked));
  return {
    jobId: start.before?.jobId ?? guid(),
    cycleId: guid(),
    kind: start.initial ? "initial" : "incremental",
    sourceName: options.source.name,
    targetName: options.target.name,
    now: options.now ?? systemClock,
    guid,
    ...(options.defaultDomain === undefined ? {} : { defaultDomain: options.defaultDomain }),
    fingerprint: plan.fingerprint,
    mapping: plan.mapping,
    actions: plan.users.actions,
    scope: plan.scope,
    reads: plan.reads,
    assignments: start.assignments,
    target: options.target.users,
    state,
    delivery: start.delivery,
    counts: new Counts(),
    adopt: options.adopt ?? true,
    adopting: new Map(),
    deleteAfterDays: options.deleteAfterDays ?? DEFAULT_DELETE_AFTER_DAYS,
    threshold: threshold === "off" ? undefined : threshold,
    dryRun: options.dryRun ?? false,
  };
}

function summarize(context: CycleContext, result: WalkResult, duration: number): CycleSummary {
  return {
    cycleId: context.cycleId,
    kind: context.kind,
    outcome: result.outcome,
    counts: context.counts.snapshot(),
    heldBack: result.heldBack,
    threshold: context.threshold,
    duration: Math.max(0, duration),
    ...(result.problem === undefined ? {} : { problem: result.problem }),
  };
}

/** The watermark of an earlier cycle, which an incremental one continues from. */
function keptWatermark(before: JobRecord | undefined, initial: boolean): Pick<JobRecord, "watermark"> {
  return initial || before?.watermark === undefined ? {} : { watermark: before.watermark };
}

function deliveredMark(id: string | undefined): Pick<JobRecord, "deliveredEntry"> {
  return id === undefined ? {} : { deliveredEntry: id };
}

/** Only a cycle that saw everything, and carried it out, moves the watermark: what was held back, or not read, must be met again. */
function endOf(
  base: JobRecord,
  before: JobRecord | undefined,
  initial: boolean,
  result: WalkResult,
  delivered: string | undefined,
): JobRecord {
  const complete = result.outcome === "completed";
  const next = result.watermark === undefined ? {} : { watermark: result.watermark };
  return {
    ...base,
    initialDone: base.initialDone || complete || result.outcome === "held_back",
    ...(complete ? next : keptWatermark(before, initial)),
    ...deliveredMark(delivered),
  };
}
