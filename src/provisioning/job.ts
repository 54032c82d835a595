/**
 * A provisioning job: a source, a target, a mapping and a memory, run cycle by cycle.
 */
import { ProvisioningError } from "../errors.ts";
import { discover } from "./discover.ts";
import { compileJob } from "./job-plan.ts";
import { restarted } from "./job-record.ts";
import type {
  Connections,
  CycleProgress,
  CycleSummary,
  DiscoveredAccount,
  JobStatus,
  OnDemandResult,
  ProvisioningJob,
  ProvisioningJobOptions,
  ResetScope,
  RunCycleOptions,
  Schedule,
  ScheduleOptions,
} from "./job-types.ts";
import { MemoryState } from "./memory-state.ts";
import { provisionOnDemand } from "./on-demand.ts";
import { type CycleInput, runCycle } from "./run-cycle.ts";
import { startSchedule } from "./schedule.ts";
import type { JobRecord } from "./state.ts";
import { describeJob, describeRunning, type RunningSince } from "./status.ts";

/**
 * Makes a job that keeps a target in step with a directory, as the Entra provisioning service does.
 *
 * @param options - See {@link ProvisioningJobOptions}.
 * @throws ProvisioningError `invalid_mapping` when the mapping does not fit the target; `invalid_source` when scope `assigned` is asked of a source
 *   that does not know assignments.
 * @example
 * ```ts
 * import { csvDirectory, openSqliteState } from "proxyclick-scim/files";
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
  const input: CycleInput = { options, plan: compileJob(options), state: options.state ?? new MemoryState() };
  return new Job(input);
}

interface Running extends RunningSince {
  /** Ends the cycle after the users in flight. */
  readonly stop: AbortController;
}

/** A job between and during its cycles. */
class Job implements ProvisioningJob {
  readonly #input: CycleInput;
  readonly #now: () => Date;
  /** What works on the state at this moment; one thing at a time does. */
  #running: Running | undefined;

  constructor(input: CycleInput) {
    this.#input = input;
    this.#now = input.options.now ?? (() => new Date());
  }

  async runCycle(options: RunCycleOptions = {}): Promise<CycleSummary> {
    const job = await this.#input.state.readJob();
    if (job?.paused === true) throw new ProvisioningError("paused", "The job is paused; resume it first");
    return this.#exclusively(options.signal, (signal, report) => {
      const onProgress = (progress: CycleProgress) => {
        report(progress);
        options.onProgress?.(progress);
      };
      return runCycle(this.#input, { ...options, signal, onProgress });
    });
  }

  provisionOnDemand(user: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<OnDemandResult> {
    return this.#exclusively(signal, (stop) => provisionOnDemand(this.#input, user, stop));
  }

  start(options: ScheduleOptions = {}): Schedule {
    const { state } = this.#input;
    const { onProgress, onEntry } = options;
    const told = { ...(onProgress && { onProgress }), ...(onEntry && { onEntry }) };
    return startSchedule(
      { runCycle: (signal) => this.runCycle({ ...told, signal }), readJob: () => state.readJob(), now: this.#now },
      options,
    );
  }

  async pause(): Promise<void> {
    this.#running?.stop.abort();
    await this.#change((job) => ({ ...job, paused: true }));
  }

  async resume(): Promise<void> {
    await this.#change(({ paused: _held, ...job }) => job);
  }

  async restart(scope: readonly ResetScope[] = ["Watermark", "Escrows", "QuarantineState"]): Promise<void> {
    this.#refuseWhileRunning();
    const full = scope.includes("Full");
    if (full || scope.includes("ConnectorDataStore")) await this.#input.state.forgetAll();
    await this.#change((job) => restarted(job, scope));
  }

  async status(): Promise<JobStatus> {
    const { linked } = await this.#input.state.size();
    const running = this.#running === undefined ? {} : describeRunning(this.#running, this.#now());
    return { linked, ...describeJob(await this.#input.state.readJob()), ...running };
  }

  discover({ signal }: { readonly signal?: AbortSignal } = {}): AsyncIterable<DiscoveredAccount> {
    return discover(this.#input, signal);
  }

  readonly connections: Connections = {
    get: async (sourceId) => {
      const stored = await this.#input.state.get(sourceId);
      return stored?.link === undefined
        ? undefined
        : { sourceId, sourceName: stored.name, targetId: stored.link.targetId };
    },
    delete: async (sourceId) => {
      const { state } = this.#input;
      if ((await state.readJob())?.paused !== true)
        throw new ProvisioningError("not_paused", "Pause the job before a link is broken");
      const stored = await state.get(sourceId);
      if (stored?.link === undefined) return false;
      await state.commit({ record: { sourceId, name: stored.name, fingerprint: "" } });
      return true;
    },
  };

  async #exclusively<Result>(
    signal: AbortSignal | undefined,
    task: (signal: AbortSignal, report: (progress: CycleProgress) => void) => Promise<Result>,
  ): Promise<Result> {
    this.#refuseWhileRunning();
    const running: Running = { began: this.#now(), stop: new AbortController(), progress: undefined };
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
    const { state, plan, options } = this.#input;
    const guid = options.guid ?? (() => crypto.randomUUID());
    const job = (await state.readJob()) ?? { jobId: guid(), fingerprint: plan.fingerprint, initialDone: false };
    await state.writeJob(change(job));
  }
}
