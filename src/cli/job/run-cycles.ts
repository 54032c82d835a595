/** Runs the cycles of a job on the command line: one with its progress, or a schedule of them. */
import { isProvisioningError } from "../../errors.ts";
import type { CycleProgress, CycleSummary, JobStatus, ProvisioningJob } from "../../provisioning/index.ts";
import { showProgress } from "../output/progress.ts";
import { renderPartialSummary } from "../output/render-summary.ts";
import { EXIT_STATUS, messageOfError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

/** Runs a cycle, which ends after the users in flight when the signal is aborted. */
export type RunCycle = (signal: AbortSignal) => Promise<CycleSummary>;

/**
 * Runs a cycle and shows its progress. When it fails, prints the counts so far on `stderr`: these changes are made.
 *
 * @param run - Runs the cycle, and calls `onProgress` after every user.
 */
export async function runWithProgress(
  io: Io,
  run: (onProgress: (state: CycleProgress) => void) => Promise<CycleSummary>,
): Promise<CycleSummary> {
  const progress = showProgress(io.stderr);
  let last: CycleProgress | undefined;
  try {
    return await run((state) => {
      last = state;
      progress.update(state);
    });
  } catch (error) {
    progress.end();
    if (last !== undefined) io.stderr.write(renderPartialSummary(last));
    throw error;
  } finally {
    progress.end();
  }
}

/**
 * Runs cycles on the job's schedule until the signal is aborted: with some jitter, one at a time, with a back-off in
 * quarantine.
 *
 * An error in the first cycle ends the schedule, since it is most likely one of configuration. A later one is printed,
 * and the next cycle runs as planned.
 *
 * @param every - Milliseconds from one start to the next.
 * @param run - Runs a cycle of the job, with its output.
 * @returns The exit status of an interruption.
 */
export async function runSchedule(
  io: Io,
  every: number,
  job: Pick<ProvisioningJob, "start">,
  run: RunCycle,
): Promise<number> {
  let cycles = 0;
  const runCycle: RunCycle = (signal) => {
    cycles += 1;
    return run(signal);
  };
  const onError = (error: unknown) => {
    if (cycles === 1 || isTakenOver(error)) throw error;
    io.stderr.write(`error: ${messageOfError(error)}\n`);
  };
  await job.start({ every, signal: io.signal, runCycle, onError }).ended;
  return EXIT_STATUS.interrupted;
}

/** Whether another process has taken over the state: every later cycle would fail, too. */
function isTakenOver(error: unknown): boolean {
  return isProvisioningError(error) && error.code === "state_in_use";
}

/** Warns when the first cycle of a schedule has to wait for a quarantine. */
export function warnOfQuarantine({ stderr }: Io, { quarantine }: JobStatus, now: Date): void {
  if (quarantine?.nextAttempt === undefined || Date.parse(quarantine.nextAttempt) <= now.getTime()) return;
  const { reason, seriesBegan, nextAttempt } = quarantine;
  stderr.write(
    `warning: the job is in quarantine since ${seriesBegan} (${reason}) and waits until ${nextAttempt}; --restart ends the quarantine\n`,
  );
}
