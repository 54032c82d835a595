/**
 * A provisioning job: source, target, mapping and state, run cycle by cycle.
 */
import { ProvisioningError } from "../../errors.ts";
import { canonicalId } from "../../internal/object-id.ts";
import { stagedRemovals } from "../apply/staged-removals.ts";
import type { JobContext } from "../context/job-context.ts";
import type { CycleProgress, CycleSummary, RunCycleOptions } from "../cycle/cycle-types.ts";
import { jobAfterRestart, type ResetScope } from "../cycle/job-record.ts";
import { runCycle } from "../cycle/run-cycle.ts";
import { type FollowLogOptions, followLog } from "../log/follow-log.ts";
import { sinkName, toSinks } from "../log/log-delivery.ts";
import { toPlanningContext } from "../planning/planning-context.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { StagedRemoval } from "../ports/staged-removal.ts";
import type { JobRecord } from "../ports/state.ts";
import { requireOneOf } from "./check-options.ts";
import { compileJob, duplicateReader } from "./compile-job.ts";
import { discover } from "./discover.ts";
import { provisionOnDemand } from "./on-demand.ts";
import { type Schedule, type ScheduleOptions, startSchedule } from "./schedule.ts";
import { describeJob, describeNext, describeRunning, type RunningTask } from "./status.ts";
import type { DiscoveredAccount, JobStatus, OnDemandResult, ProvisioningJob, ProvisioningJobOptions } from "./types.ts";

/**
 * Creates a job that keeps a target in sync with a directory, as the Entra provisioning service does.
 *
 * @param options - See {@link ProvisioningJobOptions}.
 * @throws ProvisioningError `invalid_mapping` when the mapping does not fit the target; `invalid_source` when scope
 *   `assigned` is used with a source that does not know assignments; `invalid_log` when two sinks have the same name.
 * @throws RangeError for a number in the options that is outside its bounds, NaN included, and for an unknown word.
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

interface Running extends RunningTask {
  /** Ends the task after the users in progress. */
  readonly stop: AbortController;
}

class Job implements ProvisioningJob {
  readonly #context: JobContext;
  readonly #sinkNames: readonly string[];
  /** The cycle or on-demand run that uses the state; one at a time. */
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
    return this.#runExclusively(options.signal, (signal, onStart) =>
      runCycle(this.#runContext, { ...options, signal, onStart }),
    );
  }

  provisionOnDemand(user: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<OnDemandResult> {
    return this.#runExclusively(signal, (stop) => provisionOnDemand(this.#runContext, user, stop));
  }

  start(options: ScheduleOptions = {}): Schedule {
    const { state, now } = this.#context;
    const { onProgress, onEntry } = options;
    const callbacks = { ...(onProgress && { onProgress }), ...(onEntry && { onEntry }) };
    const run = options.runCycle ?? ((signal: AbortSignal) => this.runCycle({ ...callbacks, signal }));
    const onNext = (next: Date | undefined) => {
      this.#next = next;
    };
    return startSchedule({ runCycle: run, readJob: () => state.readJob(), now, onNext }, options);
  }

  async pause(): Promise<void> {
    this.#running?.stop.abort();
    await this.#changeRecord((job) => ({ ...job, paused: true }));
  }

  async resume(): Promise<void> {
    await this.#changeRecord(({ paused: _paused, ...job }) => job);
  }

  async restart(scope: readonly ResetScope[] = ["Watermark", "Escrows", "QuarantineState"]): Promise<void> {
    for (const name of scope) requireOneOf("restart", name, RESET_SCOPES);
    this.#requireIdle();
    if (scope.includes("Full") || scope.includes("ConnectorDataStore")) await this.#context.state.forgetAll();
    await this.#changeRecord((job) => jobAfterRestart(job, scope));
  }

  async status(): Promise<JobStatus> {
    const { state, now } = this.#context;
    const { linked } = await state.size();
    const running = this.#running === undefined ? {} : describeRunning(this.#running, now());
    const job = await state.readJob();
    return { linked, ...describeJob(job), ...running, ...describeNext(job, this.#running ? undefined : this.#next) };
  }

  followLog(options: FollowLogOptions = {}): AsyncIterable<ProvisioningLogEntry> {
    const { state, commitSignal } = this.#context;
    if (options.name !== undefined && this.#sinkNames.includes(options.name)) throw duplicateReader(options.name);
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
    get: async (id) => {
      const sourceId = canonicalId(id);
      const stored = await this.#context.state.get(sourceId);
      return stored?.link === undefined
        ? undefined
        : { sourceId, sourceName: stored.name, targetId: stored.link.targetId };
    },
    delete: async (sourceId) => {
      const { state } = this.#context;
      if ((await state.readJob())?.paused !== true)
        throw new ProvisioningError("not_paused", "Pause the job before you delete a connection");
      const stored = await state.get(canonicalId(sourceId));
      // A pause lets the users in progress finish, which would write the link again.
      this.#requireIdle();
      if (stored?.link === undefined) return false;
      // A delta would not list the user.
      await this.#changeRecord((job) => ({ ...job, readAll: true }));
      const { link: _link, ordinal: _ordinal, ...rest } = stored;
      await state.commit({ record: { ...rest, fingerprint: "" } });
      return true;
    },
  };

  async #runExclusively<Result>(
    signal: AbortSignal | undefined,
    task: (signal: AbortSignal, onStart: (progress: () => CycleProgress) => void) => Promise<Result>,
  ): Promise<Result> {
    this.#requireIdle();
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

  /** What one run works on: a dry run on copies, which it discards. */
  get #runContext(): JobContext {
    return this.#context.dryRun ? toPlanningContext(this.#context) : this.#context;
  }

  #requireIdle(): void {
    if (this.#running !== undefined)
      throw new ProvisioningError("state_in_use", "A cycle of this job is running already");
  }

  /** Changes the job's record; creates one for a job that never ran. */
  async #changeRecord(change: (job: JobRecord) => JobRecord): Promise<void> {
    const { state, guid, fingerprint } = this.#context;
    const job = (await state.readJob()) ?? { jobId: guid(), fingerprint, initialDone: false };
    await state.writeJob(change(job));
  }
}
