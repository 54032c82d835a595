/** Reads the names of an application's roles from its service principal. */
import { withGraphNames } from "../../internal/graph-names.ts";
import { canonicalId } from "../../internal/object-id.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import { type RoleNames, roleNamesOf } from "../../provisioning/mapping/role-names.ts";
import { invalidSource } from "../reading/file-errors.ts";
import { cutRemedy, type JsonObject, type ListItem, readId } from "../reading/graph-list.ts";
import { readListItems } from "../reading/list-items.ts";
import { openFile } from "../reading/open-file.ts";

/** A role as Graph returns it in `appRoles`. */
interface GraphRole {
  readonly id: string;
  readonly value?: string | null | undefined;
  readonly displayName?: string | null | undefined;
}

/** Returns what a list of roles calls each of them, by id. */
export function namesOf(roles: Iterable<GraphRole>): ReadonlyMap<string, RoleNames> {
  return new Map(
    [...roles].map(({ id, value, displayName }) => [canonicalId(id), roleNamesOf({ value, displayName })]),
  );
}

/**
 * Reads role names from JSON: the service principal or its `appRoles`, as Graph or PowerShell writes them, alone, in a
 * list, or in a response body.
 *
 * @param servicePrincipal - Id of the application, where it is known; roles of another one are an error.
 * @throws ProvisioningError `invalid_source`, with the location; `incomplete_source` for a file that looks cut short.
 */
export async function readAppRoles(
  path: string,
  servicePrincipal: string | undefined,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, RoleNames>> {
  const applications: { readonly id: unknown; readonly roles: readonly ListItem[] }[] = [];
  const roles: ListItem[] = [];
  const file = await openFile(path);
  try {
    for await (const listItem of readListItems(path, file, "appRole", signal)) {
      const { item, location } = listItem;
      if (!isApplication(item)) roles.push(listItem);
      else applications.push({ id: servicePrincipalId(item), roles: rolesOf(path, item, location) });
    }
  } finally {
    await file.handle.close();
  }
  const same = applications.filter(({ id }) => isSame(id, servicePrincipal));
  if (same.length > 1)
    throw invalidSource(path, `holds ${same.length} service principals; keep that of the application`);
  if (same.length === 0 && applications.length > 0)
    throw invalidSource(
      path,
      `holds no service principal with the id ${servicePrincipal}, to which the assignments belong`,
    );
  return readNames(path, [...roles, ...same.flatMap((application) => application.roles)]);
}

function isApplication(item: JsonObject): boolean {
  return ["appRoles", "appId"].some((name) => Object.hasOwn(item, name));
}

/** The id of a service principal; undefined for an app registration, which has the same roles and another id. */
function servicePrincipalId(item: JsonObject): unknown {
  return Object.hasOwn(item, "requiredResourceAccess") ? undefined : readProperty(item, "id");
}

/** Whether two ids may be those of one application. */
function isSame(id: unknown, servicePrincipal: string | undefined): boolean {
  return typeof id !== "string" || servicePrincipal === undefined || canonicalId(id) === canonicalId(servicePrincipal);
}

function rolesOf(path: string, application: JsonObject, location: string): readonly ListItem[] {
  const list = readProperty(application, "appRoles");
  // PowerShell writes the only role without its list.
  const roles: readonly unknown[] = Array.isArray(list) ? list : isObject(list) ? [list] : [];
  if (roles.length === 0 && !Array.isArray(list) && list !== null)
    throw invalidSource(path, `${location}: appRoles must be a list${cutRemedy(list)}`);
  return roles.map((role, index) => {
    const place = `${location}: appRoles[${index}]`;
    if (!isObject(role)) throw invalidSource(path, `${place} is not an object${cutRemedy(role)}`);
    return { item: withGraphNames(role), location: place };
  });
}

function readNames(path: string, roles: readonly ListItem[]): ReadonlyMap<string, RoleNames> {
  const names = new Map<string, RoleNames>();
  for (const { item, location } of roles) {
    const id = readId(path, readProperty(item, "id"), `${location}.id`);
    if (names.has(id)) throw invalidSource(path, `${location} is the second role with the id ${id}`);
    names.set(id, roleNamesOf(item));
  }
  if (names.size === 0)
    throw invalidSource(
      path,
      "holds no app roles; export them with Graph's GET /servicePrincipals/{id}?$select=appRoles",
    );
  return names;
}
