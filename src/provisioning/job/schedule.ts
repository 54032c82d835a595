/**
 * Repeats cycles: every 40 minutes as the Entra service does, less often in quarantine, never two at a time.
 */
import { isProvisioningError, ProvisioningError } from "../../errors.ts";
import type { CycleSummary, RunCycleOptions } from "../cycle/cycle-types.ts";
import type { JobRecord } from "../ports/state.ts";
import { CYCLE_INTERVAL, MAX_RETRY_INTERVAL } from "../retry/quarantine.ts";
import { requireBetween } from "./check-options.ts";
import { sleepByTimer } from "./sleep.ts";

const DEFAULT_JITTER = 0.1;
/** Longest delay of a timer; with a longer one it would fire at once. */
const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** Options of `ProvisioningJob.start`. */
export interface ScheduleOptions extends Pick<RunCycleOptions, "onProgress" | "onEntry" | "onDropped"> {
  /**
   * Milliseconds from the start of a cycle to the start of the next, at most 2,147,483,647 (24 days). Default 2,400,000
   * (40 minutes).
   */
  readonly every?: number;
  /** How much the interval varies at random, as a fraction of it, from 0 to 1. Default 0.1. */
  readonly jitter?: number;
  /** Ends the schedule after the users in progress. */
  readonly signal?: AbortSignal;
  /**
   * Runs one cycle: calls `job.runCycle` with the signal, and does what belongs before and after it, such as a report.
   * The next interval waits for it. Default: `job.runCycle` with this `onProgress` and `onEntry`.
   */
  readonly runCycle?: (signal: AbortSignal) => Promise<CycleSummary>;
  /** Called after every cycle. */
  readonly onCycle?: (summary: CycleSummary) => void;
  /** Called with what a cycle throws; the schedule continues. Without it, the schedule ends with the error. */
  readonly onError?: (error: unknown) => void;
  /** Waits for a number of milliseconds, or until the signal. Default: a timer. */
  readonly sleep?: (duration: number, signal: AbortSignal) => Promise<void>;
  /** Random numbers from 0 to below 1, for the jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A running schedule. */
export interface Schedule {
  /** Settles when the schedule has ended; rejects with the error that ended it. */
  readonly ended: Promise<void>;
  /** Ends the schedule after the users in progress. */
  stop(): Promise<void>;
}

/** A schedule as its job uses it. */
export interface WakeableSchedule extends Schedule {
  /** Begins the next cycle at once; during a cycle, as soon as that one has ended. */
  wake(): void;
}

/** The parts of a job that a schedule uses. */
export interface ScheduledJob {
  readonly runCycle: (signal: AbortSignal) => Promise<CycleSummary>;
  readonly readJob: () => Promise<JobRecord | undefined>;
  readonly now: () => Date;
  /** Called with the time of the next cycle, and with undefined while none is planned. */
  readonly onNext: (next: Date | undefined) => void;
}

/**
 * Starts a schedule. The first cycle begins at once.
 *
 * @throws RangeError for an `every` or `jitter` outside its bounds.
 */
export function startSchedule(job: ScheduledJob, options: ScheduleOptions): WakeableSchedule {
  requireBetween("every", options.every, 0, MAX_TIMER_DELAY);
  requireBetween("jitter", options.jitter, 0, 1);
  const stopping = new AbortController();
  const signal = options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  const alarm = new Alarm();
  const ended = repeat(job, options, alarm, signal).finally(() => job.onNext(undefined));
  return {
    ended,
    wake: () => alarm.ring(),
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

/** Ends a wait early, or the next one if nobody waits. */
class Alarm {
  #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  ring(): void {
    this.#controller.abort();
  }

  reset(): void {
    this.#controller = new AbortController();
  }
}

async function repeat(job: ScheduledJob, options: ScheduleOptions, alarm: Alarm, signal: AbortSignal): Promise<void> {
  const { every = CYCLE_INTERVAL, jitter = DEFAULT_JITTER, sleep = sleepByTimer, random = Math.random } = options;
  while (!signal.aborted) {
    alarm.reset();
    const record = await job.readJob();
    failIfDisabled(record);
    const began = job.now().getTime();
    if (record?.paused !== true && !isQuarantined(record, began)) await runOnce(job, options, signal);
    const interval = every * (1 + jitter * (2 * random() - 1));
    // A clock that was set back or forward meanwhile makes no interval longer.
    const now = job.now().getTime();
    const left = Math.min(MAX_TIMER_DELAY, Math.max(0, interval - Math.max(0, now - began)));
    job.onNext(new Date(now + left));
    await sleep(left, AbortSignal.any([signal, alarm.signal]));
    job.onNext(undefined);
  }
}

function failIfDisabled(record: JobRecord | undefined): void {
  if (record?.quarantine === undefined || record.quarantine.nextAttempt !== undefined) return;
  throw new ProvisioningError(
    "quarantined",
    "The job is disabled: it was in quarantine for four weeks; correct the cause and restart it",
  );
}

/** No attempt is planned more than a day ahead; a later one was planned before the clock was set back. */
function isQuarantined(record: JobRecord | undefined, now: number): boolean {
  if (record?.quarantine?.nextAttempt === undefined) return false;
  const left = Date.parse(record.quarantine.nextAttempt) - now;
  return left > 0 && left <= MAX_RETRY_INTERVAL;
}

async function runOnce(job: ScheduledJob, options: ScheduleOptions, signal: AbortSignal): Promise<void> {
  try {
    const summary = await job.runCycle(signal);
    options.onCycle?.(summary);
  } catch (error) {
    // A pause may come between the look at the record and the cycle.
    if (signal.aborted || (isProvisioningError(error) && error.code === "paused")) return;
    if (options.onError === undefined) throw error;
    options.onError(error);
  }
}
