/** Carries out a step of a plan. */
import { EntraApplicationError, isEntraApplicationError, isGraphRequestError } from "../../../errors.ts";
import type { GraphFeature } from "../../graph/graph-permissions.ts";
import { pauseJob, restartJob, startJob } from "../../job/control-job.ts";
import {
  findJob,
  jobPath,
  type ProvisionedApplication,
  requireJob,
  synchronizationPath,
} from "../../job/job-access.ts";
import { stringIn } from "../../job/json-values.ts";
import { readJobSchema } from "../../job/read-schema.ts";
import { readAssignments } from "../plan/plan-assignments.ts";
import { isSettable, secretsOf, toSettingValues } from "../plan/plan-settings.ts";
import type { StepAction } from "../plan/planned-step.ts";
import { type Patience, untilReplicated } from "./replication.ts";

type ActionOf<Kind extends StepAction["kind"]> = Extract<StepAction, { readonly kind: Kind }>;

/** Carries out a step of an application that exists. */
export async function carryOut(access: ProvisionedApplication, action: StepAction, patience: Patience): Promise<void> {
  switch (action.kind) {
    case "create_application":
      return;
    case "rename_application":
      return rename(access, action);
    case "create_job":
      return createJob(access, action, patience);
    case "settings":
      return writeSettings(access, action, patience);
    case "mapping":
      return writeMapping(access, action, patience);
    case "assign":
      return assign(access, action, patience);
    case "unassign":
      return unassign(access, action);
    default:
      return control(access, action.kind, patience);
  }
}

async function control(
  access: ProvisionedApplication,
  kind: "pause" | "start" | "restart",
  patience: Patience,
): Promise<void> {
  if (kind === "restart") return restartJob(access);
  const change = kind === "start" ? startJob : pauseJob;
  await untilReplicated(patience, "the provisioning job", () => change(access).catch(asUnknown));
}

/** A job may not know its new credentials yet. @throws any other error. */
function asUnknown(error: unknown): undefined {
  if (isEntraApplicationError(error) && error.code === "not_configured") return undefined;
  throw error;
}

async function rename(access: ProvisionedApplication, { displayName }: ActionOf<"rename_application">): Promise<void> {
  const path = `/servicePrincipals/${encodeURIComponent(access.application.id)}`;
  await access.client.patch(path, { displayName }, callOf(access, "create_application"));
}

/** A job whose response was lost is looked for: another request would create a second one. */
async function createJob(
  access: ProvisionedApplication,
  { templateId }: ActionOf<"create_job">,
  patience: Patience,
): Promise<void> {
  const path = `${synchronizationPath(access.application)}/jobs`;
  await untilReplicated(patience, "the provisioning job", async () => {
    if ((await findJob(access)) !== undefined) return true;
    try {
      await access.client.post(path, { templateId }, callOf(access, "write_synchronization"));
      return true;
    } catch (error) {
      if (isGraphRequestError(error) && error.mayHaveTakenEffect) return undefined;
      throw error;
    }
  });
}

/** @throws EntraApplicationError `incomplete_secrets` before anything is written. */
export function requireCompleteSecrets(actions: readonly StepAction[]): void {
  const missing = actions.flatMap((action) => (action.kind === "settings" ? action.missing : []));
  if (missing.length === 0) return;
  const what = `The settings have to be written as a whole, and the stored ${missing.join(", ")} cannot be read back.`;
  const advice = missing.every(isSettable)
    ? `Give ${missing.includes("SecretToken") ? "the Secret Token" : "them"} again.`
    : "A desired state cannot give all of them: make the change in the admin center.";
  throw new EntraApplicationError("incomplete_secrets", `${what} ${advice}`);
}

async function writeSettings(
  access: ProvisionedApplication,
  { values }: ActionOf<"settings">,
  patience: Patience,
): Promise<void> {
  const path = `${synchronizationPath(access.application)}/secrets`;
  const value = toSettingValues(values);
  const call = { ...callOf(access, "write_synchronization"), secrets: secretsOf(value) };
  await untilReplicated(patience, "the settings", async () => {
    await access.client.put(path, { value }, call);
    return true;
  });
}

/**
 * There is no ETag: the version is compared right before the schema is replaced.
 *
 * @throws EntraApplicationError `stale_plan` when the schema was changed meanwhile.
 */
async function writeMapping(
  access: ProvisionedApplication,
  { document, version }: ActionOf<"mapping">,
  patience: Patience,
): Promise<void> {
  const job = await requireJob(access);
  await untilReplicated(patience, "the schema of the job", async () => {
    const present = await readJobSchema(access, job);
    if (stringIn(present, "version") !== version) {
      throw new EntraApplicationError("stale_plan", "The mapping was changed after it was planned. Plan again.");
    }
    const path = `${jobPath(access.application, job.id)}/schema`;
    await access.client.put(path, document, callOf(access, "write_synchronization"));
    return true;
  });
}

/** An assignment that exists already is the desired one: a request whose response was lost may have made it. */
async function assign(
  access: ProvisionedApplication,
  { principalId, roleId }: ActionOf<"assign">,
  patience: Patience,
): Promise<void> {
  const { client, application, signal } = access;
  const path = `/servicePrincipals/${encodeURIComponent(application.id)}/appRoleAssignedTo`;
  const body = { principalId, resourceId: application.id, appRoleId: roleId };
  await untilReplicated(patience, "the assigned user or group", async () => {
    try {
      await client.post(path, body, callOf(access, "write_assignments"));
      return true;
    } catch (error) {
      if (!isGraphRequestError(error)) throw error;
      if (/already exists/i.test(error.detail ?? "")) return true;
      if (!error.mayHaveTakenEffect) throw error;
    }
    const assigned = await readAssignments(client, application, signal);
    return assigned.some((one) => one.principalId === principalId && one.roleId === roleId) || undefined;
  });
}

async function unassign(access: ProvisionedApplication, { assignmentId }: ActionOf<"unassign">): Promise<void> {
  const base = `/servicePrincipals/${encodeURIComponent(access.application.id)}/appRoleAssignedTo`;
  const call = callOf(access, "write_assignments");
  try {
    await access.client.delete(`${base}/${encodeURIComponent(assignmentId)}`, call);
  } catch (error) {
    // Somebody else removed it.
    if (!isGraphRequestError(error) || error.code !== "not_found") throw error;
  }
}

function callOf({ signal }: ProvisionedApplication, feature: GraphFeature) {
  return { signal, feature } as const;
}
