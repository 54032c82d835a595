/**
 * The status of a job, from its record and its running cycle: pure functions.
 */
import type { CycleProgress } from "../cycle/cycle-types.ts";
import type { ScheduleStatus } from "../ports/command.ts";
import type { JobRecord } from "../ports/state.ts";
import { notifyProblemsOf } from "../retry/send-notifications.ts";
import type { JobStatus } from "./types.ts";

/** A running cycle or on-demand run. */
export interface RunningTask {
  readonly began: Date;
  /** Returns how far the cycle is; undefined before it processes users, and for an on-demand run. */
  progress: (() => CycleProgress) | undefined;
}

/** The part of the status that the job's record tells. */
export function describeJob(job: JobRecord | undefined): Omit<JobStatus, "linked" | "running"> {
  if (job === undefined) return { code: "NotRun" };
  const { quarantine, lastExecution, lastSuccessfulExecution } = job;
  const notifyProblems = notifyProblemsOf(job);
  return {
    code: statusCodeOf(job),
    ...(lastExecution === undefined ? {} : { lastExecution }),
    ...(lastSuccessfulExecution === undefined ? {} : { lastSuccessfulExecution }),
    ...(quarantine === undefined ? {} : { quarantine }),
    ...(notifyProblems.length === 0 ? {} : { notifyProblems }),
  };
}

function statusCodeOf({ paused, quarantine, lastExecution }: JobRecord): JobStatus["code"] {
  if (paused === true) return "Paused";
  if (quarantine !== undefined) return "Quarantine";
  return lastExecution === undefined ? "NotRun" : "Active";
}

/** How far the running cycle is, and when it will end at its present rate. */
export function describeRunning({ began, progress: read }: RunningTask, now: Date): Pick<JobStatus, "running"> {
  if (read === undefined) return {};
  const progress = read();
  const seconds = (now.getTime() - began.getTime()) / 1_000;
  const rate = seconds > 0 ? progress.counts.read / seconds : 0;
  const left = progress.expected === undefined ? undefined : Math.max(0, progress.expected - progress.counts.read);
  const end =
    left === undefined || rate === 0
      ? {}
      : { expectedEnd: new Date(now.getTime() + (left / rate) * 1_000).toISOString() };
  return { running: { ...progress, began: began.toISOString(), rate, ...end } };
}

/**
 * When the schedule begins the next cycle: not before the next attempt of a quarantine, and not at all while the job is
 * paused or disabled.
 */
export function describeNext(job: JobRecord | undefined, planned: Date | undefined): Pick<JobStatus, "nextRun"> {
  if (planned === undefined || job?.paused === true) return {};
  const { quarantine } = job ?? {};
  if (quarantine === undefined) return { nextRun: planned.toISOString() };
  const { nextAttempt } = quarantine;
  if (nextAttempt === undefined) return {};
  return { nextRun: new Date(Math.max(planned.getTime(), Date.parse(nextAttempt))).toISOString() };
}

/** What only the process of the schedule knows. */
export function toScheduleStatus({ nextRun, running }: JobStatus): ScheduleStatus {
  if (running === undefined) return nextRun === undefined ? {} : { nextRun };
  const { began, counts, expected, expectedEnd } = running;
  return {
    running: {
      began,
      read: counts.read,
      ...(expected === undefined ? {} : { expected }),
      ...(expectedEnd === undefined ? {} : { expectedEnd }),
    },
  };
}
