/** Waits until Graph lists the assignments that were made and removed; it may take a minute. */
import { isEntraApplicationError } from "../../../errors.ts";
import type { ProvisionedApplication } from "../../job/job-access.ts";
import { type CurrentAssignment, readAssignments } from "../plan/plan-assignments.ts";
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
      return actions.every((action) => isListed(action, listed)) || undefined;
    });
  } catch (error) {
    if (!isEntraApplicationError(error) || error.code !== "replication_timeout") throw error;
  }
}

function isListed(action: StepAction, listed: readonly CurrentAssignment[]): boolean {
  if (action.kind === "unassign") return !listed.some(({ id }) => id === action.assignmentId);
  if (action.kind !== "assign") return true;
  return listed.some(({ principalId, roleId }) => principalId === action.principalId && roleId === action.roleId);
}
