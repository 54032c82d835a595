/**
 * Runs one cycle from end to end: checks source and target before anything is written, processes the users, and stores
 * how far it came.
 */

import { type GraphRequestError, isScimRequestError, type ScimRequestError } from "../../errors.ts";
import { reviewReferences } from "../apply/await-new-accounts.ts";
import type { CycleContext } from "../context/context.ts";
import type { JobContext } from "../context/job-context.ts";
import type { LogProblem } from "../ports/log.ts";
import type { JobRecord } from "../ports/state.ts";
import {
  type CycleFailures,
  type NotificationContext,
  quarantineNotification,
} from "../retry/quarantine-notification.ts";
import { notifyProblemsOf, sendNotifications, withUnsent } from "../retry/send-notifications.ts";
import { processUsers } from "./cycle.ts";
import type { CycleOptions, CycleResult, CycleSummary, RunCycleOptions } from "./cycle-types.ts";
import { type FinishedCycle, jobAfterFailure, jobAtEnd, jobAtStart } from "./job-record.ts";
import { inspectSource, openCycle, openDelivery } from "./open-cycle.ts";
import { isCredentialRefused } from "./source-errors.ts";
import { requireSameIdentities } from "./state-binding.ts";
import { warnOfRoles } from "./warn-of-roles.ts";

const DAY = 86_400_000;

/** Runs one cycle. */
export async function runCycle(
  job: JobContext,
  options: RunCycleOptions & Partial<Pick<CycleOptions, "onStart">>,
): Promise<CycleSummary> {
  const { state, now } = job;
  const { signal, onProgress, onEntry, onDropped, onStart } = options;
  const began = now();
  requireSameIdentities(job, await state.readJob());
  await sendWaiting(job);
  const inspected = await inspectSource(job, signal);
  const delivery = openDelivery(job);
  try {
    // Read again: notifications may have been sent meanwhile.
    const cycle = await openCycle(job, await state.readJob(), delivery, { inspected, signal });
    const context: CycleContext = { ...cycle.context, ...(onEntry && { onEntry }), ...(onDropped && { onDropped }) };
    const review = cycle.before?.accountsGone === true && (await reviewReferences(context));
    const running = review ? withoutWatermark(cycle.running) : cycle.running;
    await state.writeJob(running);
    const { watermark } = running;
    const result = await processUsers(context, {
      watermark,
      expected: inspected.userCount,
      signal,
      onProgress,
      onStart,
    });
    const logProblems = await delivery.flush();
    const ended = now();
    const summary = summarize(context, result, { began, ended }, logProblems);
    const { lastEntry } = delivery;
    const after = await storeResult(job, running, { result, summary, began, ended, lastEntry });
    await dropOldEntries(job, ended);
    const notifyProblems = notifyProblemsOf(after);
    return notifyProblems.length === 0 ? summary : { ...summary, notifyProblems };
  } catch (error) {
    await delivery.flush().catch(() => undefined);
    if (isScimRequestError(error) || isCredentialRefused(error)) await storeFailure(job, error, now());
    throw error;
  }
}

/** The record of a cycle that reads everybody. */
function withoutWatermark({ watermark: _unused, ...running }: JobRecord): JobRecord {
  return running;
}

function summarize(
  context: CycleContext,
  { outcome, heldBack, problem }: CycleResult,
  { began, ended }: Pick<FinishedCycle, "began" | "ended">,
  logProblems: readonly LogProblem[],
): CycleSummary {
  const warnings = [...context.warnings, ...warnOfRoles(context)];
  return {
    cycleId: context.cycleId,
    kind: context.kind,
    outcome,
    counts: context.counts.snapshot(),
    heldBack,
    threshold: context.threshold,
    began: began.toISOString(),
    duration: Math.max(0, ended.getTime() - began.getTime()),
    ...(problem === undefined ? {} : { problem }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(logProblems.length === 0 ? {} : { logProblems }),
  };
}

/** Stores how the cycle ended, and notifies when that puts the job into quarantine. */
async function storeResult(job: JobContext, running: JobRecord, cycle: FinishedCycle): Promise<JobRecord> {
  const { counts, heldBack, threshold } = cycle.summary;
  // Read again: the job may have been paused meanwhile.
  const before = (await job.state.readJob()) ?? running;
  const after = jobAtEnd(before, cycle);
  await job.state.writeJob(after);
  const failed = Object.values(counts.failed).reduce((sum, count) => sum + count, 0);
  const failures: CycleFailures = {
    failed,
    message: `${failed} of ${counts.read} users failed`,
    ...(heldBack > 0 && threshold !== undefined ? { held: { heldBack, threshold } } : {}),
  };
  return notifyChange(job, before, after, failures, cycle.ended);
}

/** Drops log entries that are older than the job keeps them, once every sink has them. */
async function dropOldEntries({ state, sinks, keepLog }: JobContext, now: Date): Promise<void> {
  if (keepLog === Number.POSITIVE_INFINITY) return;
  const before = new Date(now.getTime() - keepLog * DAY).toISOString();
  await state.dropEntries?.(
    before,
    sinks.map(({ name }) => name),
  );
}

/**
 * Puts the job into quarantine, also before its first cycle: a schedule must not keep calling a target, or a source,
 * that rejects it.
 */
async function storeFailure(job: JobContext, error: ScimRequestError | GraphRequestError, now: Date): Promise<void> {
  const { state } = job;
  const before = (await state.readJob()) ?? jobAtStart(undefined, { fingerprint: job.fingerprint, jobId: job.guid() });
  const after = jobAfterFailure(before, now);
  await state.writeJob(after);
  await notifyChange(job, before, after, { failed: 0, message: error.message }, now);
}

/** Sends the notifications that an earlier cycle could not send. */
async function sendWaiting({ state, notify }: JobContext): Promise<void> {
  const waiting = (await state.readJob())?.unsentNotifications;
  if (waiting === undefined || notify === undefined) return;
  const unsent = await sendNotifications(
    notify,
    waiting.map(({ notification }) => notification),
  );
  // Read again: the job may have been paused meanwhile.
  const job = await state.readJob();
  if (job !== undefined) await state.writeJob(withUnsent(job, unsent));
}

/** Sends the notification for a change of the quarantine, and keeps it when that fails; the record afterwards. */
async function notifyChange(
  { source, target, state, notify }: JobContext,
  before: JobRecord,
  after: JobRecord,
  failures: CycleFailures,
  time: Date,
): Promise<JobRecord> {
  const context: NotificationContext = {
    jobId: after.jobId,
    sourceName: source.name,
    targetName: target.name,
    time: time.toISOString(),
  };
  const notification = quarantineNotification(context, before.quarantine, after.quarantine, failures);
  if (notify === undefined || notification === undefined) return after;
  const unsent = await sendNotifications(notify, [notification]);
  if (unsent.length === 0) return after;
  const job = (await state.readJob()) ?? after;
  const kept = withUnsent(job, [...(job.unsentNotifications ?? []), ...unsent]);
  await state.writeJob(kept);
  return kept;
}
