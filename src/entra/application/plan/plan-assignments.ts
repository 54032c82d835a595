/** The assignments that are missing, and those that the desired state does not name. */
import { canonicalId } from "../../../internal/object-id.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import type { FoundApplication } from "../../job/find-application.ts";
import { stringIn } from "../../job/json-values.ts";
import { type ChosenRole, defaultRole, findRole, isRealRole, roleName } from "./choose-role.ts";
import type { DesiredAssignment } from "./desired-types.ts";
import { findPrincipal, type Principal } from "./find-principal.ts";
import type { PlannedStep } from "./planned-step.ts";

/** An assignment of a user or group, as Graph returns it. */
export interface CurrentAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly type: "user" | "group";
  readonly name: string;
  readonly roleId: string;
}

/** Reads the assignments of users and groups. Graph promises whole lists with the largest page only. */
export async function readAssignments(
  client: GraphClient,
  { id }: FoundApplication,
  signal: AbortSignal | undefined,
): Promise<readonly CurrentAssignment[]> {
  const path = `/servicePrincipals/${encodeURIComponent(id)}/appRoleAssignedTo`;
  const found = new Map<string, CurrentAssignment>();
  const call = { query: { $top: "999" }, signal, feature: "read_application" } as const;
  for await (const { value } of client.pages(path, call)) {
    for (const item of value) {
      const type = stringIn(item, "principalType");
      if (type !== "User" && type !== "Group") continue;
      found.set(stringIn(item, "id"), {
        id: stringIn(item, "id"),
        principalId: canonicalId(stringIn(item, "principalId")),
        type: type === "User" ? "user" : "group",
        name: stringIn(item, "principalDisplayName"),
        roleId: canonicalId(stringIn(item, "appRoleId")),
      });
    }
  }
  return [...found.values()];
}

/** What assignments are planned for. */
export interface AssignmentInput {
  readonly client: GraphClient;
  readonly signal: AbortSignal | undefined;
  /** The application; undefined while it does not exist. */
  readonly application: FoundApplication | undefined;
  readonly current: readonly CurrentAssignment[];
  readonly desired: readonly DesiredAssignment[];
  /** Whether to remove assignments that are not desired. */
  readonly prune: boolean;
}

/**
 * Plans the assignments.
 *
 * @throws EntraApplicationError for a user, group or role that is not found or ambiguous.
 */
export async function planAssignments(input: AssignmentInput): Promise<readonly PlannedStep[]> {
  const { client, signal, application, current, desired, prune } = input;
  const steps = new Map<string, PlannedStep>();
  const kept = new Set<CurrentAssignment>();
  const byPrincipal = Map.groupBy(current, ({ principalId }) => principalId);
  for (const one of desired) {
    const principal = known(byPrincipal, one) ?? (await findPrincipal(client, one, signal));
    const role = application === undefined ? undefined : chooseRole(application, one);
    const own = byPrincipal.get(principal.id) ?? [];
    const fitting =
      application === undefined ? [] : own.filter(({ roleId }) => isFitting(application, one, role, roleId));
    for (const assignment of fitting) kept.add(assignment);
    if (fitting.length > 0) continue;
    const name = role?.name ?? one.role ?? "default role";
    steps.set(`${principal.id} ${name}`, assignStep(principal, role?.id ?? "", name));
  }
  const removed = prune && application !== undefined ? current.filter((one) => !kept.has(one)) : [];
  return [...steps.values(), ...removed.map((one) => unassignStep(one, application))];
}

/** Spares the request for a principal that is assigned and named by its id. */
function known(
  byPrincipal: ReadonlyMap<string, readonly CurrentAssignment[]>,
  { principal, type }: DesiredAssignment,
): Principal | undefined {
  const id = canonicalId(principal);
  const found = byPrincipal.get(id)?.[0];
  if (found === undefined || (type !== undefined && type !== found.type)) return undefined;
  return { id, type: found.type, name: found.name };
}

function chooseRole(application: FoundApplication, { role }: DesiredAssignment): ChosenRole {
  return role === undefined ? defaultRole(application) : findRole(application, role);
}

/** Without a desired role, any one will do that makes sure that the user is provisioned. */
function isFitting(
  application: FoundApplication,
  { role }: DesiredAssignment,
  chosen: ChosenRole | undefined,
  roleId: string,
): boolean {
  return roleId === chosen?.id || (role === undefined && isRealRole(application, roleId));
}

function assignStep({ id, type, name }: Principal, roleId: string, role: string): PlannedStep {
  return {
    step: { kind: "assign", subject: `${type} ${name}`, before: [], after: [`Role: ${role}`] },
    action: { kind: "assign", principalId: id, roleId },
  };
}

function unassignStep(
  { id, type, name, roleId }: CurrentAssignment,
  application: FoundApplication | undefined,
): PlannedStep {
  const role = application === undefined ? roleId : roleName(application, roleId);
  return {
    step: { kind: "unassign", subject: `${type} ${name}`, before: [`Role: ${role}`], after: [] },
    action: { kind: "unassign", assignmentId: id },
  };
}
