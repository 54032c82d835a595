/**
 * A provisioning job: a source, a target, a mapping and a memory, run cycle by cycle.
 */
import { ProvisioningError } from "../errors.ts";
import { COMPUTED_ATTRIBUTES, findAttributeName } from "./attribute-names.ts";
import { Counts } from "./counts.ts";
import { type WalkResult, walk } from "./cycle.ts";
import type { CycleContext } from "./cycle-context.ts";
import { LogDelivery } from "./delivery.ts";
import { fingerprint } from "./fingerprint.ts";
import type { CycleSummary, ProvisioningJob, ProvisioningJobOptions, RunCycleOptions } from "./job-types.ts";
import { type CompiledMapping, compileMapping } from "./mapping.ts";
import { MemoryState } from "./memory-state.ts";
import { defaultThreshold } from "./removals.ts";
import { ACTIVE_ATTRIBUTE, compileScopingFilters, type ScopeRules } from "./scope.ts";
import type { Assignments } from "./source.ts";
import type { JobRecord, ProvisioningState } from "./state.ts";
import {
  type ObjectMapping,
  parseSynchronizationSchema,
  type SynchronizationSchema,
} from "./synchronization-schema.ts";

const DEFAULT_CONCURRENCY = 16;
const DEFAULT_DELETE_AFTER_DAYS = 30;

/**
 * Makes a job that keeps a target in step with a directory, as the Entra provisioning service does.
 *
 * @param options - See {@link ProvisioningJobOptions}.
 * @throws ProvisioningError `invalid_mapping` when the mapping does not fit the target; `invalid_source` when scope `assigned` is asked of a source
 *   that does not know assignments.
 * @example
 * ```ts
 * const job = createProvisioningJob({ source, target: proxyclick, mapping: parseSynchronizationSchema(json), scope: "assigned", state });
 * const { counts } = await job.runCycle();
 * ```
 */
export function createProvisioningJob(options: ProvisioningJobOptions): ProvisioningJob {
  const plan = compileJob(options);
  const state = options.state ?? new MemoryState();
  let running = false;
  return {
    async runCycle(cycleOptions = {}) {
      if (running) throw new ProvisioningError("state_in_use", "A cycle of this job is running already");
      running = true;
      try {
        return await runCycle(options, plan, state, cycleOptions);
      } finally {
        running = false;
      }
    },
  };
}

/** What is the same in every cycle of a job. */
interface JobPlan {
  readonly users: ObjectMapping;
  readonly mapping: CompiledMapping;
  readonly scope: ScopeRules;
  readonly reads: readonly string[];
  readonly fingerprint: string;
}

function compileJob(options: ProvisioningJobOptions): JobPlan {
  const users = toSchema(options.mapping).users;
  const mapping = compileMapping(users, options.target.users.type);
  const assignedOnly = (options.scope ?? "assigned") === "assigned";
  if (assignedOnly && options.source.assignments === undefined) {
    throw new ProvisioningError(
      "invalid_source",
      'Scope "assigned" needs a source that knows assignments; give it some, or choose scope "all"',
    );
  }
  const excludeDefaultAccess = options.excludeDefaultAccess ?? true;
  const filterReads = users.scopingFilters.flatMap((filter) => filter.clauses.map((clause) => clause.attribute));
  const reads = [...new Set([...mapping.reads, ...filterReads, ACTIVE_ATTRIBUTE])].filter(
    (name) => !COMPUTED_ATTRIBUTES.has(name),
  );
  return {
    users,
    mapping,
    scope: { assignedOnly, excludeDefaultAccess, filters: compileScopingFilters(users.scopingFilters) },
    reads,
    fingerprint: fingerprint(JSON.stringify([users, assignedOnly, excludeDefaultAccess])),
  };
}

function toSchema(mapping: ProvisioningJobOptions["mapping"]): SynchronizationSchema {
  return "users" in mapping ? mapping : parseSynchronizationSchema(mapping);
}

/** One cycle: look at the source and the target before anything is written, walk, remember how far it came. */
async function runCycle(
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

/** Refuses a source without attributes that mappings, filters or scope read: who lacks them would look changed, or out of scope. */
function refuseMissingAttributes(reads: readonly string[], available: ReadonlySet<string>): void {
  const missing = reads.filter((name) => findAttributeName(name, available) === undefined);
  if (missing.length === 0) return;
  const names = missing.map((name) => JSON.stringify(name)).join(", ");
  throw new ProvisioningError(
    "invalid_source",
    `The source has no attribute ${names}, which the mapping, a scoping filter or the scope reads`,
  );
}
