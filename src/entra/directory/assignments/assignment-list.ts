/** Reads the enterprise application and the list of its assignments, for which Graph has no delta query. */
import { isGraphRequestError, ProvisioningError } from "../../../errors.ts";
import type { RoleTable } from "../../../graph-users/role-table.ts";
import { canonicalId } from "../../../internal/object-id.ts";
import { isObject, readProperty } from "../../../internal/values.ts";
import { type RoleNames, roleNamesOf } from "../../../provisioning/mapping/role-names.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import { missingPermission } from "../items/missing-permission.ts";
import type { GraphItem } from "../items/user-changes.ts";

/** Which enterprise application: by the object id of the service principal, or by the id of the application. */
export type ApplicationKey =
  | { readonly servicePrincipalId: string; readonly appId?: undefined }
  | { readonly appId: string; readonly servicePrincipalId?: undefined };

/** The enterprise application. */
export interface AssignedApplication {
  /** Object id of the service principal. */
  readonly id: string;
  readonly displayName: string;
  /** Names of the roles by id. */
  readonly roles: ReadonlyMap<string, RoleNames>;
}

/** Parameters of a request. */
interface RequestSettings {
  readonly client: GraphClient;
  readonly signal: AbortSignal | undefined;
}

/** The largest page; smaller ones were seen to lack principals. */
const PAGE_SIZE = "999";
const FEATURE = "read_application";

/** @throws ProvisioningError `invalid_source` when the tenant has no such application. */
export async function readApplication(
  key: ApplicationKey,
  { client, signal }: RequestSettings,
): Promise<AssignedApplication> {
  const path =
    key.appId === undefined
      ? `/servicePrincipals/${encodeURIComponent(key.servicePrincipalId)}`
      : `/servicePrincipals(appId='${encodeURIComponent(key.appId.replaceAll("'", "''"))}')`;
  const query = { $select: "id,displayName,appRoles" };
  const item = await client.get(path, { query, feature: FEATURE, signal }).catch((error: unknown) => {
    if (isGraphRequestError(error) && error.code === "not_found") throw unknownApplication(key, error);
    throw error;
  });
  const id = isObject(item) ? readProperty(item, "id") : undefined;
  if (!isObject(item) || typeof id !== "string") throw unknownApplication(key, undefined);
  const [displayName, appRoles] = [readProperty(item, "displayName"), readProperty(item, "appRoles")];
  if (typeof displayName !== "string" && !Array.isArray(appRoles))
    throw missingPermission("/servicePrincipals", "the application", FEATURE);
  const roles = Array.isArray(appRoles) ? appRoles.filter(isObject) : [];
  return {
    id: canonicalId(id),
    displayName: typeof displayName === "string" ? displayName : "",
    roles: new Map(roles.map((role) => [canonicalId(String(readProperty(role, "id"))), roleNamesOf(role)])),
  };
}

function unknownApplication({ servicePrincipalId, appId }: ApplicationKey, cause: unknown): ProvisioningError {
  const key = appId === undefined ? `object id ${servicePrincipalId}` : `application id ${appId}`;
  return new ProvisioningError(
    "invalid_source",
    `The tenant has no enterprise application with the ${key}. Both ids are on its Overview page under Enterprise applications; the object id of the app registration is another one`,
    { cause },
  );
}

/**
 * Reads the assignments: adds the users who are assigned directly to a table of roles.
 *
 * @returns The assigned groups, with the ids of their roles.
 */
export async function readAssignmentList(
  { id }: AssignedApplication,
  roles: RoleTable,
  { client, signal }: RequestSettings,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const groups = new Map<string, Set<string>>();
  const path = `/servicePrincipals/${encodeURIComponent(id)}/appRoleAssignedTo`;
  for await (const { value } of client.pages(path, { query: { $top: PAGE_SIZE }, feature: FEATURE, signal })) {
    for (const item of value) addAssignment(item, roles, groups);
  }
  return groups;
}

function addAssignment(item: GraphItem, roles: RoleTable, groups: Map<string, Set<string>>): void {
  const principal = readProperty(item, "principalId");
  const role = readProperty(item, "appRoleId");
  const type = readProperty(item, "principalType");
  if (typeof principal !== "string" || typeof role !== "string")
    throw missingPermission("/servicePrincipals/appRoleAssignedTo", "assignments", FEATURE);
  const deleted = readProperty(item, "deletedDateTime");
  if (deleted !== undefined && deleted !== null) return;
  const [principalId, roleId] = [canonicalId(principal), canonicalId(role)];
  if (type === "User") roles.add(principalId, roles.rank(roleId, true));
  // Others are service principals, which are not provisioned.
  if (type === "Group") groups.set(principalId, (groups.get(principalId) ?? new Set()).add(roleId));
}
