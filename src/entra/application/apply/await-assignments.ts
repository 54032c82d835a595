/** Waits until Graph lists the assignments that were made and removed; it may take a minute. */
import { isEntraApplicationError } from "../../../errors.ts";
import type { ProvisionedApplication } from "../../job/job-access.ts";
import { readAssignments } from "../plan/plan-assignments.ts";
import type { StepAction } from "../plan/planned-step.ts";
import { type Patience, untilReplicated } from "./replication.ts";

/** Waits so that the next plan sees what this one did; after 5 minutes it goes on. */
export async function awaitAssignments(
  { client, application, signal }: ProvisionedApplication,
  actions: readonly StepAction[],
  patience: Patience,
): Promise<void> {
  if (!actions.some(({ kind }) => kind === "assign" || kind === "unassign")) return;
  try {
    await untilReplicated({ ...patience, isNew: true }, "the changed assignments", async () => {
      const listed = await readAssignments(client, application, signal);
      const keys = new Set(listed.flatMap(({ id, principalId, roleId }) => [id, `${principalId} ${roleId}`]));
      return actions.every((action) => isListed(action, keys)) || undefined;
    });
  } catch (error) {
    if (!isEntraApplicationError(error) || error.code !== "replication_timeout") throw error;
  }
}

/** @param listed - ids of assignments, and their principals with their roles */
function isListed(action: StepAction, listed: ReadonlySet<string>): boolean {
  if (action.kind === "unassign") return !listed.has(action.assignmentId);
  return action.kind !== "assign" || listed.has(`${action.principalId} ${action.roleId}`);
}
