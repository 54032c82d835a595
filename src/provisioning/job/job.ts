/**
 * A provisioning job: source, target, mapping and state, run cycle by cycle.
 */
import { ProvisioningError } from "../../errors.ts";
import { canonicalId } from "../../internal/object-id.ts";
import { stagedRemovals } from "../apply/staged-removals.ts";
import type { JobContext } from "../context/job-context.ts";
import type { CycleProgress, CycleSummary, RunCycleOptions } from "../cycle/cycle-types.ts";
import { forgetsLinks } from "../cycle/job-record.ts";
import { runCycle } from "../cycle/run-cycle.ts";
import { requireSameIdentities } from "../cycle/state-binding.ts";
import { type FollowLogOptions, followLog } from "../log/follow-log.ts";
import { toSinks } from "../log/timed-sink.ts";
import { toPlanningContext } from "../planning/planning-context.ts";
import type { CommandResult, JobCommand, OnDemandResult, ResetScope } from "../ports/command.ts";
import type { ProvisioningLogEntry } from "../ports/log.ts";
import type { StagedRemoval } from "../ports/staged-removal.ts";
import { changeJob, pauseJob, restartJob, resumeJob } from "./change-job.ts";
import { compileJob, duplicateReader } from "./compile-job.ts";
import { discover } from "./discover.ts";
import { provisionOnDemand } from "./on-demand.ts";
import { type Schedule, type ScheduleOptions, startSchedule, type WakeableSchedule } from "./schedule.ts";
import { serveCommands } from "./serve-commands.ts";
import { describeJob, describeNext, describeRunning, type RunningTask, toScheduleStatus } from "./status.ts";
import { Turns } from "./turns.ts";
import type { DiscoveredAccount, JobStatus, ProvisioningJob, ProvisioningJobOptions } from "./types.ts";

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
  return new Job(
    compileJob(options),
    toSinks(options.log).map(({ name }) => name),
  );
}

interface Running extends RunningTask {
  /** Ends the task after the users in progress. */
  readonly stop: AbortController;
}

class Job implements ProvisioningJob {
  #context: JobContext;
  readonly #sinkNames: readonly string[];
  /** The cycle or on-demand run that uses the state; one at a time. */
  #running: Running | undefined;
  /** When the schedule begins its next cycle. */
  #next: Date | undefined;
  readonly #schedules = new Set<WakeableSchedule>();
  /** The last command to pause: one to resume that comes after it must not overtake it. */
  #pausing: Promise<void> | undefined;
  /** Cycles of the schedule, and the commands that wait for the end of one. */
  readonly #turns = new Turns();

  constructor(context: JobContext, sinkNames: readonly string[]) {
    this.#context = context;
    this.#sinkNames = sinkNames;
  }

  async runCycle(options: RunCycleOptions = {}): Promise<CycleSummary> {
    if (await this.#isPaused()) throw new ProvisioningError("paused", "The job is paused; resume it first");
    return this.#runExclusively(options.signal, (signal, onStart) =>
      this.#rebindOnce((context) => runCycle(context, { ...options, signal, onStart })),
    );
  }

  provisionOnDemand(user: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<OnDemandResult> {
    return this.#runExclusively(signal, (stop) =>
      this.#rebindOnce((context) => provisionOnDemand(context, user, stop)),
    );
  }

  start(options: ScheduleOptions = {}): Schedule {
    const { state, now } = this.#context;
    const { onProgress, onEntry, onDropped } = options;
    const callbacks = {
      ...(onProgress && { onProgress }),
      ...(onEntry && { onEntry }),
      ...(onDropped && { onDropped }),
    };
    const run = options.runCycle ?? ((signal: AbortSignal) => this.runCycle({ ...callbacks, signal }));
    const runCycle = (signal: AbortSignal) => this.#turns.take(() => run(signal));
    const onNext = (next: Date | undefined) => {
      this.#next = next;
    };
    const schedule = startSchedule({ runCycle, readJob: () => state.readJob(), now, onNext }, options);
    this.#schedules.add(schedule);
    const forget = () => this.#schedules.delete(schedule);
    schedule.ended.then(forget, forget);
    return this.#withCommands(schedule);
  }

  /** Takes the commands of other processes while a schedule runs. */
  #withCommands(schedule: Schedule): Schedule {
    const { state, now, dryRun } = this.#context;
    if (state.commands === undefined || dryRun) return schedule;
    const ending = new AbortController();
    const { signal } = ending;
    const served = serveCommands(state.commands, (command) => this.#execute(command, signal), now, signal);
    // A state that cannot be read ends the schedule; its error is thrown below.
    served.catch(() => schedule.stop().catch(() => undefined));
    const ended = schedule.ended.finally(() => ending.abort()).then(() => served);
    return {
      ended,
      async stop() {
        await schedule.stop();
        await ended;
      },
    };
  }

  async #execute(command: JobCommand, signal: AbortSignal): Promise<CommandResult> {
    if (command.kind === "pause") {
      this.#pausing = this.#pauseFirmly();
      await this.#pausing;
    }
    if (command.kind === "resume") {
      await this.#pausing;
      await this.resume();
    }
    if (command.kind === "restart") await this.#turns.take(() => this.restart(command.scope));
    if (command.kind === "status") return { kind: "done", schedule: toScheduleStatus(await this.status()) };
    if (command.kind !== "onDemand") return { kind: "done" };
    const { user } = command;
    return { kind: "done", onDemand: await this.#turns.take(() => this.provisionOnDemand(user, { signal })) };
  }

  /** Pauses once more after the cycle: its end stores the record, too, from what it read before. */
  async #pauseFirmly(): Promise<void> {
    await this.pause();
    await this.#turns.take(() => this.pause());
  }

  async pause(): Promise<void> {
    this.#running?.stop.abort();
    await pauseJob(this.#context.state, this.#context.guid);
  }

  async resume(): Promise<void> {
    const paused = await this.#isPaused();
    await resumeJob(this.#context.state, this.#context.guid);
    if (paused) this.#wakeSchedules();
  }

  async #isPaused(): Promise<boolean> {
    return (await this.#context.state.readJob())?.paused === true;
  }

  #wakeSchedules(): void {
    for (const schedule of this.#schedules) schedule.wake();
  }

  async restart(scope?: readonly ResetScope[]): Promise<void> {
    this.#requireIdle();
    const { state } = this.#context;
    if (scope === undefined || !forgetsLinks(scope)) requireSameIdentities(this.#context, await state.readJob());
    await restartJob(this.#context.state, this.#context.guid, scope);
    this.#wakeSchedules();
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
      if (!(await this.#isPaused()))
        throw new ProvisioningError("not_paused", "Pause the job before you delete a connection");
      const stored = await state.get(canonicalId(sourceId));
      // A pause lets the users in progress finish, which would write the link again.
      this.#requireIdle();
      if (stored?.link === undefined) return false;
      // A delta would not list the user, and others may refer to the account.
      await changeJob(state, this.#context.guid, (job) => ({ ...job, readAll: true, accountsGone: true }));
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

  /**
   * Runs on what the run works on: a dry run on copies, which it discards. A later run does not rebind the state again.
   */
  async #rebindOnce<Result>(run: (context: JobContext) => Promise<Result>): Promise<Result> {
    if (this.#context.dryRun) return run(toPlanningContext(this.#context));
    const result = await run(this.#context);
    this.#context = { ...this.#context, rebind: false };
    return result;
  }

  #requireIdle(): void {
    if (this.#running !== undefined)
      throw new ProvisioningError("state_in_use", "A cycle of this job is running already");
  }
}
