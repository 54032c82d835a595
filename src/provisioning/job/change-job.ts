/** Changes that need no source and no target: pause, resume and restart, made in the state of a job. */
import { forgetsLinks, jobAfterRestart } from "../cycle/job-record.ts";
import type { ResetScope } from "../ports/command.ts";
import type { JobRecord, ProvisioningState } from "../ports/state.ts";
import { requireOneOf } from "./check-options.ts";

/** Names of what a restart can forget. */
export const RESET_SCOPES: readonly ResetScope[] = [
  "Watermark",
  "Escrows",
  "QuarantineState",
  "ConnectorDataStore",
  "Full",
  "ForceDeletes",
];

/** What the portal's Restart forgets. */
const DEFAULT_SCOPE: readonly ResetScope[] = ["Watermark", "Escrows", "QuarantineState"];

/** The record of a job that never ran. Its first cycle is an initial one, whatever the digest. */
function newJobRecord(jobId: string): JobRecord {
  return { jobId, fingerprint: "", initialDone: false };
}

/** Pauses a job. */
export async function pauseJob(state: ProvisioningState, newId: () => string): Promise<void> {
  await changeJob(state, newId, (job) => ({ ...job, paused: true }));
}

/** Ends a pause. */
export async function resumeJob(state: ProvisioningState, newId: () => string): Promise<void> {
  await changeJob(state, newId, ({ paused: _paused, ...job }) => job);
}

/**
 * Forgets what a job knows.
 *
 * @throws RangeError for an unknown scope.
 */
export async function restartJob(
  state: ProvisioningState,
  newId: () => string,
  scope: readonly ResetScope[] = DEFAULT_SCOPE,
): Promise<void> {
  for (const name of scope) requireOneOf("restart", name, RESET_SCOPES);
  // First: were the restart killed after it forgot the links, a watermark would let a delta list nobody again.
  await changeJob(state, newId, (job) => jobAfterRestart(job, scope));
  if (forgetsLinks(scope)) await state.forgetAll();
  else if (scope.includes("Watermark")) await state.mirror.clear();
}

/** Changes the job's record; creates one for a job that never ran. */
export async function changeJob(
  state: ProvisioningState,
  newId: () => string,
  change: (job: JobRecord) => JobRecord,
): Promise<void> {
  await state.writeJob(change((await state.readJob()) ?? newJobRecord(newId())));
}
