/** Starts, pauses and restarts a job (Microsoft Graph: synchronizationJob: start, pause, restart). */
import { EntraApplicationError } from "../../errors.ts";
import type { ResetScope } from "../../provisioning/ports/command.ts";
import { jobPath, type ProvisionedApplication, requireJob } from "./job-access.ts";

/** What a restart may forget. Microsoft asks not to use `ConnectorDataStore`. */
const SCOPES: readonly ResetScope[] = ["Watermark", "Escrows", "QuarantineState", "Full", "ForceDeletes"];
const DEFAULT_SCOPE: readonly ResetScope[] = ["Watermark", "Escrows", "QuarantineState"];

/**
 * Starts the job unless it runs; returns whether it did.
 *
 * @throws EntraApplicationError `not_configured` for a job without credentials.
 */
export async function startJob(access: ProvisionedApplication): Promise<boolean> {
  const job = await requireJob(access);
  if (job.state === "Active" && job.code !== "Quarantine") return false;
  if (job.code === "NotConfigured") throw notConfigured();
  // Not repeatable: Microsoft warns that repeated starts can stop the service.
  await call(access, `${jobPath(access.application, job.id)}/start`, undefined, false);
  return true;
}

/** Pauses the job unless it does not run; returns whether it did. */
export async function pauseJob(access: ProvisionedApplication): Promise<boolean> {
  const job = await requireJob(access);
  if (job.state === "Paused" || job.state === "Disabled") return false;
  await call(access, `${jobPath(access.application, job.id)}/pause`, undefined, true);
  return true;
}

/**
 * Restarts the job.
 *
 * @throws RangeError for a scope that cannot be used.
 */
export async function restartJob(
  access: ProvisionedApplication,
  scope: readonly ResetScope[] = DEFAULT_SCOPE,
): Promise<void> {
  const unknown = scope.find((name) => !SCOPES.includes(name));
  if (unknown !== undefined || scope.length === 0)
    throw new RangeError(`Invalid scope ${String(unknown ?? "")}: expected ${SCOPES.join(", ")}.`);
  const job = await requireJob(access);
  if (job.code === "NotConfigured") throw notConfigured();
  const body = { criteria: { resetScope: scope.join(", ") } };
  await call(access, `${jobPath(access.application, job.id)}/restart`, body, false);
}

/** The error for a job that has no credentials. */
export function notConfigured(): EntraApplicationError {
  return new EntraApplicationError(
    "not_configured",
    "The provisioning job has no Tenant URL and Secret Token. Apply them first.",
  );
}

function call({ client, signal }: ProvisionedApplication, path: string, body: unknown, repeatable: boolean) {
  return client.post(path, body, { signal, repeatable, feature: "write_synchronization" });
}
