/**
 * A provisioning job: a source, a target, a mapping and a memory, run cycle by cycle.
 */
import { ProvisioningError } from "../../errors.ts";
import { stagedRemovals } from "../apply/staged-removals.ts";
import type { JobContext } from "../context/job-context.ts";
import type { CycleProgress, CycleSummary, RunCycleOptions } from "../cycle/cycle-types.ts";
import { jobAfterRestart, type ResetScope } from "../cycle/job-record.ts";
import { runCycle } from "../cycle/run-cycle.ts";
import { type FollowLogOptions, followLog } from "../log/follow-log.ts";
import { sinkName, toSinks } from "../log/log-delivery.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { StagedRemoval } from "../ports/staged-removal.ts";
import type { JobRecord } from "../ports/state.ts";
import { refuseOther, refuseOutside } from "./check-options.ts";
import { compileJob } from "./compile-job.ts";
import { discover } from "./discover.ts";
import { provisionOnDemand } from "./on-demand.ts";
import { type Schedule, type ScheduleOptions, startSchedule } from "./schedule.ts";
import { describeJob, describeNext, describeRunning, type RunningSince } from "./status.ts";
import type { DiscoveredAccount, JobStatus, OnDemandResult, ProvisioningJob, ProvisioningJobOptions } from "./types.ts";

/** Most users at the same time: more only wait for each other. */
const MOST_AT_ONCE = 1_000;

/**
 * Makes a job that keeps a target in step with a directory, as the Entra provisioning service does.
 *
 * @param options - See {@link ProvisioningJobOptions}.
 * @throws ProvisioningError `invalid_mapping` when the mapping does not fit the target; `invalid_source` when scope `assigned` is asked of a source
 *   that does not know assignments; `invalid_log` when two sinks have one name.
 * @throws RangeError for a number in the options that is outside its bounds, NaN included, and for a word that is none of those allowed.
 * @example
 * ```ts
 * import { csvDirectory } from "proxyclick-scim/files";
 * import { openSqliteState } from "proxyclick-scim/sqlite";
 * import { createProvisioningJob } from "proxyclick-scim/provisioning";
 * import { defaultMapping, ProxyclickScimClient } from "proxyclick-scim/proxyclick";
 *
 * const job = createProvisioningJob({
 *   source: csvDirectory({ users: "users.csv", assignments: "assignments.json" }),
 *   target: new ProxyclickScimClient({ secretToken: "from the settings page" }),
 *   mapping: defaultMapping(),
 *   state: await openSqliteState("company.db"),
 * });
 * const { counts } = await job.runCycle();
 * ```
 */
export function createProvisioningJob(options: ProvisioningJobOptions): ProvisioningJob {
  refuseSameNames(options);
  refuseOddOptions(options);
  return new Job(compileJob(options), toSinks(options.log).map(sinkName));
}

const RESET_SCOPES: readonly ResetScope[] = [
  "Watermark",
  "Escrows",
  "QuarantineState",
  "ConnectorDataStore",
  "Full",
  "ForceDeletes",
];

function refuseOddOptions(options: ProvisioningJobOptions): void {
  const { concurrency, deleteAfterDays, deletionThreshold } = options;
  refuseOther("scope", options.scope, ["assigned", "all"]);
  refuseOther("filterPatterns", options.filterPatterns, ["anywhere", "whole"]);
  refuseOther("unmappedDefaults", options.unmappedDefaults, ["onCreate", "whenEmpty"]);
  refuseOutside("concurrency", concurrency, 1, MOST_AT_ONCE);
  refuseOutside("deleteAfterDays", deleteAfterDays, 0, Number.POSITIVE_INFINITY);
  if (deletionThreshold !== "off") refuseOutside("deletionThreshold", deletionThreshold, 0, Number.POSITIVE_INFINITY);
}

/** How far a sink is stands under its name. */
function refuseSameNames({ log }: ProvisioningJobOptions): void {
  const names = toSinks(log).map(sinkName);
  const second = names.find((name, index) => names.indexOf(name) !== index);
  if (second === undefined) return;
  throw sameName(second);
}

function sameName(name: string): ProvisioningError {
  return new ProvisioningError("invalid_log", `Two readers of the log have the name ${JSON.stringify(name)}`);
}

interface Running extends RunningSince {
  /** Ends the cycle after the users in flight. */
  readonly stop: AbortController;
}

/** A job between and during its cycles. */
class Job implements ProvisioningJob {
  readonly #context: JobContext;
  readonly #sinkNames: readonly string[];
  /** What works on the state at this moment; one thing at a time does. */
  #running: Running | undefined;
  /** When the schedule begins its next cycle. */
  #next: Date | undefined;

  constructor(context: JobContext, sinkNames: readonly string[]) {
    this.#context = context;
    this.#sinkNames = sinkNames;
  }

  async runCycle(options: RunCycleOptions = {}): Promise<CycleSummary> {
    const job = await this.#context.state.readJob();
    if (job?.paused === true) throw new ProvisioningError("paused", "The job is paused; resume it first");
    return this.#exclusively(options.signal, (signal, onStart) =>
      runCycle(this.#context, { ...options, signal, onStart }),
    );
  }

  provisionOnDemand(user: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<OnDemandResult> {
    return this.#exclusively(signal, (stop) => provisionOnDemand(this.#context, user, stop));
  }

  start(options: ScheduleOptions = {}): Schedule {
    const { state } = this.#context;
    const { onProgress, onEntry } = options;
    const told = { ...(onProgress && { onProgress }), ...(onEntry && { onEntry }) };
    const runCycle = options.runCycle ?? ((signal: AbortSignal) => this.runCycle({ ...told, signal }));
    const plan = (next: Date | undefined) => {
      this.#next = next;
    };
    return startSchedule({ runCycle, readJob: () => state.readJob(), now: this.#context.now, plan }, options);
  }

  async pause(): Promise<void> {
    this.#running?.stop.abort();
    await this.#change((job) => ({ ...job, paused: true }));
  }

  async resume(): Promise<void> {
    await this.#change(({ paused: _held, ...job }) => job);
  }

  async restart(scope: readonly ResetScope[] = ["Watermark", "Escrows", "QuarantineState"]): Promise<void> {
    for (const name of scope) refuseOther("restart", name, RESET_SCOPES);
    this.#refuseWhileRunning();
    const full = scope.includes("Full");
    if (full || scope.includes("ConnectorDataStore")) await this.#context.state.forgetAll();
    await this.#change((job) => jobAfterRestart(job, scope));
  }

  async status(): Promise<JobStatus> {
    const { linked } = await this.#context.state.size();
    const running = this.#running === undefined ? {} : describeRunning(this.#running, this.#context.now());
    const job = await this.#context.state.readJob();
    return { linked, ...describeJob(job), ...running, ...describeNext(job, this.#running ? undefined : this.#next) };
  }

  followLog(options: FollowLogOptions = {}): AsyncIterable<ProvisioningLogEntry> {
    const { state, commitSignal } = this.#context;
    if (options.name !== undefined && this.#sinkNames.includes(options.name)) throw sameName(options.name);
    return followLog(state, commitSignal, options);
  }

  async *staged(): AsyncIterable<StagedRemoval> {
    const { state } = this.#context;
    yield* stagedRemovals(state.records((await state.size()).lastOrdinal));
  }

  discover({ signal }: { readonly signal?: AbortSignal } = {}): AsyncIterable<DiscoveredAccount> {
    return discover(this.#context, signal);
  }

  readonly connections: ProvisioningJob["connections"] = {
    get: async (sourceId) => {
      const stored = await this.#context.state.get(sourceId);
      return stored?.link === undefined
        ? undefined
        : { sourceId, sourceName: stored.name, targetId: stored.link.targetId };
    },
    delete: async (sourceId) => {
      const { state } = this.#context;
      if ((await state.readJob())?.paused !== true)
        throw new ProvisioningError("not_paused", "Pause the job before a link is broken");
      const stored = await state.get(sourceId);
      // A pause lets the users in flight end; what they write would bring the link back.
      this.#refuseWhileRunning();
      if (stored?.link === undefined) return false;
      // A delta would not name the user.
      await this.#change((job) => ({ ...job, readAll: true }));
      const { link: _broken, ordinal: _place, ...rest } = stored;
      await state.commit({ record: { ...rest, fingerprint: "" } });
      return true;
    },
  };

  async #exclusively<Result>(
    signal: AbortSignal | undefined,
    task: (signal: AbortSignal, onStart: (progress: () => CycleProgress) => void) => Promise<Result>,
  ): Promise<Result> {
    this.#refuseWhileRunning();
    const running: Running = { began: this.#context.now(), stop: new AbortController(), progress: undefined };
    this.#running = running;
    try {
      const stop = signal === undefined ? running.stop.signal : AbortSignal.any([signal, running.stop.signal]);
      return await task(stop, (progress) => {
        running.progress = progress;
      });
    } finally {
      this.#running = undefined;
    }
  }

  #refuseWhileRunning(): void {
    if (this.#running !== undefined)
      throw new ProvisioningError("state_in_use", "A cycle of this job is running already");
  }

  /** Changes the job's record; a job that never ran gets one. */
  async #change(change: (job: JobRecord) => JobRecord): Promise<void> {
    const { state, guid, fingerprint } = this.#context;
    const job = (await state.readJob()) ?? { jobId: guid(), fingerprint, initialDone: false };
    await state.writeJob(change(job));
  }
}
