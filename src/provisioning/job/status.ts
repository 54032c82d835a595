/**
 * How a job stands, for people: pure functions over what it remembers.
 */

import type { CycleProgress } from "../cycle/cycle-types.ts";
import type { JobRecord } from "../ports/state.ts";
import type { JobStatus } from "./types.ts";

/** The cycle that is running. */
export interface RunningSince {
  readonly began: Date;
  /** How far it is; undefined before the first user is read, and while one user is provisioned on demand. */
  progress: (() => CycleProgress) | undefined;
}

/** What the job's record says of it. */
export function describeJob(job: JobRecord | undefined): Omit<JobStatus, "linked" | "running"> {
  if (job === undefined) return { code: "NotRun" };
  const { quarantine, lastExecution, lastSuccessfulExecution } = job;
  const code =
    job.paused === true
      ? "Paused"
      : quarantine !== undefined
        ? "Quarantine"
        : lastExecution === undefined
          ? "NotRun"
          : "Active";
  return {
    code,
    ...(lastExecution === undefined ? {} : { lastExecution }),
    ...(lastSuccessfulExecution === undefined ? {} : { lastSuccessfulExecution }),
    ...(quarantine === undefined ? {} : { quarantine }),
  };
}

/** How far the running cycle is, and when it will end at its present rate. */
export function describeRunning({ began, progress: ask }: RunningSince, now: Date): Pick<JobStatus, "running"> {
  if (ask === undefined) return {};
  const progress = ask();
  const seconds = (now.getTime() - began.getTime()) / 1_000;
  const rate = seconds > 0 ? progress.counts.read / seconds : 0;
  const left = progress.expected === undefined ? undefined : Math.max(0, progress.expected - progress.counts.read);
  const end =
    left === undefined || rate === 0
      ? {}
      : { expectedEnd: new Date(now.getTime() + (left / rate) * 1_000).toISOString() };
  return { running: { ...progress, began: began.toISOString(), rate, ...end } };
}

/** When the schedule begins the next cycle: not before the next attempt of a quarantine, and not at all while the job is paused or disabled. */
export function describeNext(job: JobRecord | undefined, planned: Date | undefined): Pick<JobStatus, "nextRun"> {
  if (planned === undefined || job?.paused === true) return {};
  const { quarantine } = job ?? {};
  if (quarantine === undefined) return { nextRun: planned.toISOString() };
  const { nextAttempt } = quarantine;
  if (nextAttempt === undefined) return {};
  return { nextRun: new Date(Math.max(planned.getTime(), Date.parse(nextAttempt))).toISOString() };
}
