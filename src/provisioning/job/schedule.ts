/**
 * Running cycles again and again: every 40 minutes as the Entra service does, ever more rarely in quarantine, never two at a time.
 */
import { ProvisioningError } from "../../errors.ts";
import type { CycleSummary, RunCycleOptions } from "../cycle/cycle-types.ts";
import type { JobRecord } from "../ports/state.ts";
import { CYCLE_INTERVAL, MAX_RETRY_INTERVAL } from "../retry/quarantine.ts";
import { refuseOutside } from "./check-options.ts";

const DEFAULT_JITTER = 0.1;
/** Longest wait of a timer; a longer one would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How cycles are repeated. */
export interface ScheduleOptions extends Pick<RunCycleOptions, "onProgress" | "onEntry"> {
  /** Milliseconds from the start of a cycle to the start of the next, at most 2,147,483,647 (24 days). Default 2,400,000, 40 minutes. */
  readonly every?: number;
  /** How far the interval varies at random, as a part of it, from 0 to 1. Default 0.1. */
  readonly jitter?: number;
  /** Ends the schedule after the users in flight. */
  readonly signal?: AbortSignal;
  /**
   * Runs one cycle: calls {@link ProvisioningJob.runCycle} with the signal, and does what belongs before and after it, such as a report. The next interval
   * waits for it. Default: `job.runCycle` with this `onProgress` and `onEntry`.
   */
  readonly runCycle?: (signal: AbortSignal) => Promise<CycleSummary>;
  /** Called after every cycle. */
  readonly onCycle?: (summary: CycleSummary) => void;
  /** Called with what a cycle throws; the schedule goes on. Without it the schedule ends with the error. */
  readonly onError?: (error: unknown) => void;
  /** Waits so many milliseconds, or until the signal. Default: a timer. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Random numbers from 0 to below 1, for the jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A running schedule. */
export interface Schedule {
  /** Settles when the schedule has ended; rejects with what ended it. */
  readonly ended: Promise<void>;
  /** Ends the schedule after the users in flight. */
  stop(): Promise<void>;
}

/** What a schedule runs. */
export interface Scheduled {
  readonly runCycle: (signal: AbortSignal) => Promise<CycleSummary>;
  readonly readJob: () => Promise<JobRecord | undefined>;
  readonly now: () => Date;
  /** Told when the next cycle is due, and undefined while none is. */
  readonly plan: (next: Date | undefined) => void;
}

/**
 * Starts a schedule. The first cycle begins at once.
 *
 * @throws RangeError for an interval or a jitter that is none.
 */
export function startSchedule(scheduled: Scheduled, options: ScheduleOptions): Schedule {
  refuseOutside("every", options.every, 0, LONGEST_TIMER);
  refuseOutside("jitter", options.jitter, 0, 1);
  const stopping = new AbortController();
  const signal = options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  const ended = repeat(scheduled, options, signal).finally(() => scheduled.plan(undefined));
  return {
    ended,
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

async function repeat(scheduled: Scheduled, options: ScheduleOptions, signal: AbortSignal): Promise<void> {
  const wait = options.wait ?? sleep;
  const random = options.random ?? Math.random;
  while (!signal.aborted) {
    const job = await scheduled.readJob();
    if (job?.quarantine !== undefined && job.quarantine.nextAttempt === undefined) {
      throw new ProvisioningError(
        "quarantined",
        "The job is disabled: it was in quarantine for four weeks; correct the cause and restart it",
      );
    }
    const began = scheduled.now().getTime();
    if (job?.paused !== true && !isQuarantined(job, began)) await runOnce(scheduled, options, signal);
    const every = (options.every ?? CYCLE_INTERVAL) * (1 + (options.jitter ?? DEFAULT_JITTER) * (2 * random() - 1));
    // A clock that was set back or forward meanwhile lengthens no interval.
    const now = scheduled.now().getTime();
    const left = Math.min(LONGEST_TIMER, Math.max(0, every - Math.max(0, now - began)));
    scheduled.plan(new Date(now + left));
    await wait(left, signal);
    scheduled.plan(undefined);
  }
}

/** An attempt is never planned further ahead than a day; a later one was planned by a clock that has been set back since. */
function isQuarantined(job: JobRecord | undefined, now: number): boolean {
  if (job?.quarantine?.nextAttempt === undefined) return false;
  const left = Date.parse(job.quarantine.nextAttempt) - now;
  return left > 0 && left <= MAX_RETRY_INTERVAL;
}

async function runOnce(scheduled: Scheduled, options: ScheduleOptions, signal: AbortSignal): Promise<void> {
  try {
    const summary = await scheduled.runCycle(signal);
    options.onCycle?.(summary);
  } catch (error) {
    if (signal.aborted) return;
    if (options.onError === undefined) throw error;
    options.onError(error);
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
