/**
 * Cycles of a job on the command line: one with its progress and its summary, or one after the other.
 */
import type { CycleProgress, CycleSummary, JobStatus, ProvisioningJob } from "../../provisioning/index.ts";
import { showProgress } from "../output/progress.ts";
import { renderProgress } from "../output/render-summary.ts";
import { EXIT, messageOfError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

/** Runs a cycle; it ends after the users in flight when its signal is aborted. */
export type RunCycle = (signal: AbortSignal) => Promise<CycleSummary>;

/**
 * Runs a cycle and shows its progress. When it ends with an error, the counts so far are printed on `stderr`: what was written is written.
 *
 * @param run - Runs the cycle, and calls back after every user.
 */
export async function showCycle(
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
    if (last !== undefined) io.stderr.write(renderProgress(last));
    throw error;
  } finally {
    progress.end();
  }
}

/**
 * Runs cycles until the signal is aborted, as the schedule of a job does: with some jitter, never two at a time, ever more rarely in quarantine.
 *
 * An error of the first cycle ends everything, since it is most likely one of configuration; a later one is told, and the next cycle runs at its time.
 *
 * @param every - Milliseconds from one start to the next.
 * @param run - Runs a cycle of the job, with all that belongs to it on the command line.
 * @returns The status for an interruption.
 */
export async function repeatCycles(
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
    if (cycles === 1) throw error;
    io.stderr.write(`error: ${messageOfError(error)}\n`);
  };
  await job.start({ every, signal: io.signal, runCycle, onError }).ended;
  return EXIT.interrupted;
}

/** Tells why the first cycle of a schedule has to wait, when it has. */
export function tellQuarantine({ stderr }: Io, { quarantine }: JobStatus, now: Date): void {
  if (quarantine?.nextAttempt === undefined || Date.parse(quarantine.nextAttempt) <= now.getTime()) return;
  const { reason, seriesBegan, nextAttempt } = quarantine;
  stderr.write(
    `warning: the job is in quarantine since ${seriesBegan} (${reason}) and waits until ${nextAttempt}; --restart ends the quarantine\n`,
  );
}
