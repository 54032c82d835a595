/** Reads who is assigned to the application, and marks the users whose roles have changed since the last read. */
import { isGraphRequestError, isProvisioningError, ProvisioningError } from "../../../errors.ts";
import { RoleTable } from "../../../graph-users/role-table.ts";
import { errorMessage } from "../../../internal/error-message.ts";
import { canonicalId } from "../../../internal/object-id.ts";
import type { Assignments } from "../../../provisioning/ports/source.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import type { DirectoryMirror } from "../mirror/directory-mirror.ts";
import { type MarkUser, pendingMark } from "../mirror/pending-users.ts";
import { parseWatermark } from "../mirror/watermark.ts";
import { type ApplicationKey, readApplication, readAssignmentList } from "./assignment-list.ts";
import { addGroupMembers } from "./group-roles.ts";
import { readGroups } from "./group-round.ts";
import { compareUsers, renamedRoles, roleNamesWrite } from "./role-changes.ts";

/** What a read of assignments works with. */
export interface AssignmentRead {
  readonly client: GraphClient;
  readonly mirror: DirectoryMirror;
  readonly application: ApplicationKey;
  readonly watermark: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the assignments.
 *
 * @throws ProvisioningError, or GraphRequestError `unauthorized`, `forbidden` or `rejected_credentials`.
 */
export async function readAssignments(read: AssignmentRead): Promise<Assignments> {
  try {
    return await readRoles(read);
  } catch (error) {
    read.signal?.throwIfAborted();
    if (isProvisioningError(error) || !isGraphRequestError(error) || isRefused(error.code)) throw error;
    throw new ProvisioningError("incomplete_source", errorMessage(error), { cause: error });
  }
}

function isRefused(code: string): boolean {
  return code === "unauthorized" || code === "forbidden" || code === "rejected_credentials";
}

async function readRoles({
  client,
  mirror,
  application: key,
  watermark,
  signal,
}: AssignmentRead): Promise<Assignments> {
  const { records } = mirror;
  const application = await readApplication(key, { client, signal });
  const table = new RoleTable(application.roles);
  const assignedGroups = await readAssignmentList(application, table, { client, signal });
  // Without a valid watermark, the read that follows reports everybody.
  const isFull = !mirror.knows(parseWatermark(watermark));
  const mark: MarkUser = (user, change) =>
    isFull ? [] : [pendingMark(user, mirror.round + 1, change === "lost" ? { lost: true } : {})];
  const renamed = await renamedRoles(records, application.roles);
  const comparison = { mirror: records, mark, renamed };
  await compareUsers(table, comparison);
  const chunks = await readGroups({ client, mirror, mark, signal }, new Set(assignedGroups.keys()));
  const warnings = await addGroupMembers(table, assignedGroups, chunks, comparison);
  if (renamed.size > 0) await records.write([roleNamesWrite(application.roles)]);
  return {
    servicePrincipal: { id: application.id, displayName: application.displayName },
    ...(warnings.length === 0 ? {} : { warnings }),
    rolesOf: (userId) => table.rolesOf(canonicalId(userId)),
    isEmpty: () => table.size === 0,
  };
}
