/** Routes of service principals and of the assignments to them. */
import { canonicalId } from "../../../internal/object-id.ts";
import { isObject, readProperty } from "../../../internal/values.ts";
import { checkedFilter, type Filterable } from "../service/filter-check.ts";
import { listPage, selectedProperties } from "../service/list-page.ts";
import type { GraphAnswer, GraphRoute, RoutedRequest } from "../service/route.ts";
import { invalidRequest, resourceNotFound } from "../service/service-error.ts";
import { type Assignment, DEFAULT_ACCESS } from "./assignments.ts";
import type { Directory } from "./directory.ts";
import { READ_APPLICATIONS, READ_USER_ASSIGNMENTS, WRITE_ASSIGNMENTS } from "./directory-permissions.ts";
import { isSecurityGroup } from "./group-routes.ts";
import type { ServicePrincipal } from "./service-principals.ts";
import { checkedSelect, SERVICE_PRINCIPAL_PROPERTIES } from "./type-properties.ts";

const PRINCIPAL_FILTERS: Filterable = new Map([
  ["id", { type: "string", operators: ["eq"], advancedOperators: ["ne"] }],
  ["appId", { type: "string", operators: ["eq"], advancedOperators: ["ne"] }],
  ["displayName", { type: "string", operators: ["eq", "startswith"], advancedOperators: ["ne"] }],
  ["applicationTemplateId", { type: "string", operators: ["eq"], advancedOperators: ["ne"] }],
  ["servicePrincipalType", { type: "string", operators: ["eq"] }],
  ["accountEnabled", { type: "boolean", operators: ["eq"], advancedOperators: ["ne"] }],
]);

const ASSIGNMENT_FILTERS: Filterable = new Map([
  ["id", { type: "string", operators: ["eq"], caseSensitive: true }],
  ["principalDisplayName", { type: "string", operators: ["eq", "startswith"] }],
  ["resourceId", { type: "guid", operators: ["eq"] }],
]);

const BY_KEY = ["/servicePrincipals/{id}", "/servicePrincipals(appId='{appId}')"];

/** Returns the routes of service principals and assignments. */
export function applicationRoutes(directory: Directory): readonly GraphRoute[] {
  return [
    {
      method: "GET",
      path: "/servicePrincipals",
      permissions: READ_APPLICATIONS,
      options: ["$select", "$filter", "$top", "$count"],
      answer: (request) => listPrincipals(directory, request),
    },
    ...BY_KEY.flatMap((path): readonly GraphRoute[] => [
      {
        method: "GET",
        path,
        permissions: READ_APPLICATIONS,
        options: ["$select"],
        answer: (request) => {
          const select = checkedSelect(request.query.select, SERVICE_PRINCIPAL_PROPERTIES);
          const item = principalItem(readable(directory, request), select);
          return { body: { "@odata.context": `${request.base}/$metadata#servicePrincipals/$entity`, ...item } };
        },
      },
      {
        method: "GET",
        path: `${path}/appRoleAssignedTo`,
        permissions: READ_APPLICATIONS,
        options: ["$filter", "$top", "$count"],
        units: 2,
        answer: (request) => listAssigned(directory, request),
      },
      {
        method: "POST",
        path: `${path}/appRoleAssignedTo`,
        permissions: WRITE_ASSIGNMENTS,
        answer: (request) => assign(directory, request),
      },
      {
        method: "DELETE",
        path: `${path}/appRoleAssignedTo/{assignmentId}`,
        permissions: WRITE_ASSIGNMENTS,
        answer: (request) => unassign(directory, request),
      },
    ]),
    {
      method: "GET",
      path: "/users/{id}/appRoleAssignments",
      permissions: READ_USER_ASSIGNMENTS,
      options: ["$filter", "$top", "$count"],
      units: 2,
      answer: (request) => listOfUser(directory, request),
    },
  ];
}

/** Returns the service principal of a path. The client id is no object id. */
function readable(directory: Directory, { params }: RoutedRequest): ServicePrincipal {
  const { id, appId } = params;
  const found =
    appId === undefined ? directory.servicePrincipals.find(id ?? "") : directory.servicePrincipals.findByAppId(appId);
  if (found === undefined || !directory.isReadable(found)) throw resourceNotFound(id ?? appId ?? "");
  return found.value;
}

function principalItem(principal: ServicePrincipal, select: readonly string[]): Readonly<Record<string, unknown>> {
  return selectedProperties(principal, select, SERVICE_PRINCIPAL_PROPERTIES.collections);
}

function listPrincipals(directory: Directory, request: RoutedRequest): GraphAnswer {
  const { query, advanced } = request;
  const select = checkedSelect(query.select, SERVICE_PRINCIPAL_PROPERTIES);
  const passes = query.filter === undefined ? () => true : checkedFilter(query.filter, PRINCIPAL_FILTERS, advanced);
  const now = directory.runtime.now().getTime();
  const found = directory.servicePrincipals
    .all()
    .filter(({ value, created }) => created + directory.behavior.readLag <= now && passes(value));
  return listPage(
    {
      places: found.length,
      context: "servicePrincipals",
      at: (place) => {
        const value = found[place]?.value;
        return value === undefined ? undefined : principalItem(value, select);
      },
    },
    request,
  );
}

function listAssigned(directory: Directory, request: RoutedRequest): GraphAnswer {
  const resource = readable(directory, request);
  const { query, advanced } = request;
  const assignments = directory.assignments.listOf(resource.id);
  const passes = query.filter === undefined ? () => true : checkedFilter(query.filter, ASSIGNMENT_FILTERS, advanced);
  const omitsApplications = directory.behavior.incompleteSmallPages && (query.top ?? 100) < 999;
  return listPage(
    {
      places: assignments.length,
      context: "appRoleAssignments",
      at: (place) => {
        const assignment = assignments[place];
        const item = assignment === undefined ? undefined : visibleItem(directory, assignment, resource);
        if (item === undefined || !passes(item)) return undefined;
        return omitsApplications && item["principalType"] === "ServicePrincipal" ? undefined : item;
      },
    },
    request,
  );
}

function visibleItem(
  directory: Directory,
  assignment: Assignment,
  resource: ServicePrincipal,
): Readonly<Record<string, unknown>> | undefined {
  const time = directory.runtime.now().getTime() - directory.behavior.assignmentLag;
  const isAdded = assignment.created <= time;
  const isRemoved = assignment.removed !== undefined && assignment.removed <= time;
  return isAdded && !isRemoved ? assignmentItem(directory, assignment, resource) : undefined;
}

const PRINCIPAL_TYPES: ReadonlyMap<string, string> = new Map([
  ["microsoft.graph.user", "User"],
  ["microsoft.graph.group", "Group"],
  ["microsoft.graph.servicePrincipal", "ServicePrincipal"],
]);

/** An assignment as Graph returns it; undefined when the principal is deleted. */
function assignmentItem(
  directory: Directory,
  { id, principalId, appRoleId, resourceId, created }: Assignment,
  resource: ServicePrincipal,
): Readonly<Record<string, unknown>> | undefined {
  const principalDisplayName = directory.displayNameOf(principalId);
  if (principalDisplayName === undefined) return undefined;
  const time = created === Number.NEGATIVE_INFINITY ? 0 : created;
  return {
    id,
    deletedDateTime: null,
    appRoleId,
    createdDateTime: new Date(time).toISOString().replace("Z", "0000Z"),
    principalDisplayName,
    principalId,
    principalType: PRINCIPAL_TYPES.get(directory.typeOf(principalId) ?? "") ?? "User",
    resourceDisplayName: resource.displayName,
    resourceId,
  };
}

function assign(directory: Directory, request: RoutedRequest): GraphAnswer {
  const resource = readable(directory, request);
  const { body } = request;
  const [principalId, resourceId, appRoleId] = ["principalId", "resourceId", "appRoleId"].map((name) =>
    requiredId(body, name),
  );
  if (principalId === undefined || appRoleId === undefined || resourceId !== resource.id)
    throw invalidRequest("The resourceId does not match the service principal of the request.");
  requirePrincipal(directory, principalId);
  requireRole(resource, appRoleId);
  if (directory.assignments.find(resource.id, principalId, appRoleId) !== undefined)
    throw invalidRequest("Permission being assigned already exists on the object");
  const assignment = directory.assignments.add({ resourceId: resource.id, principalId, appRoleId });
  const item = assignmentItem(directory, assignment, resource);
  return { status: 201, body: { "@odata.context": `${request.base}/$metadata#appRoleAssignments/$entity`, ...item } };
}

function requiredId(body: unknown, name: string): string {
  const value = isObject(body) ? readProperty(body, name) : undefined;
  if (typeof value !== "string" || !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value))
    throw invalidRequest(`Invalid value specified for property '${name}' of resource 'AppRoleAssignment'.`);
  return canonicalId(value);
}

function requirePrincipal(directory: Directory, id: string): void {
  const group = directory.groups.table.find(id);
  const object = directory.users.table.find(id) ?? group ?? directory.servicePrincipals.find(id);
  const isActive = directory.displayNameOf(id) !== undefined;
  if (object === undefined || !isActive || !directory.isReadable(object))
    throw invalidRequest("Not a valid reference update.");
  if (group !== undefined && !isSecurityGroup(group))
    throw invalidRequest("Only security-enabled groups can be assigned to an application.");
}

/** Default access exists only where no role is enabled. */
function requireRole({ appRoles }: ServicePrincipal, appRoleId: string): void {
  const enabled = appRoles.filter(({ isEnabled }) => isEnabled);
  const isRole = appRoleId === DEFAULT_ACCESS ? enabled.length === 0 : enabled.some(({ id }) => id === appRoleId);
  if (!isRole) throw invalidRequest("Permission being assigned was not found on application");
}

function unassign(directory: Directory, request: RoutedRequest): GraphAnswer {
  const resource = readable(directory, request);
  const id = request.params["assignmentId"] ?? "";
  const isOfResource = directory.assignments.listOf(resource.id).some((assignment) => assignment.id === id);
  if (!isOfResource || !directory.assignments.remove(id)) throw resourceNotFound(id);
  return {};
}

/** Assignments of a user; those through groups are only complete in an advanced query. */
function listOfUser(directory: Directory, request: RoutedRequest): GraphAnswer {
  const { query, advanced } = request;
  const user = directory.users.table.find(request.params["id"] ?? "");
  if (user?.state !== "active" || !directory.isReadable(user)) throw resourceNotFound(request.params["id"] ?? "");
  const passes = query.filter === undefined ? () => true : checkedFilter(query.filter, ASSIGNMENT_FILTERS, advanced);
  const items = directory.servicePrincipals.all().flatMap(({ value }) =>
    directory.assignments
      .listOf(value.id)
      .filter(({ principalId }) => principalId === user.id || (advanced && isMember(directory, principalId, user.id)))
      .map((assignment) => visibleItem(directory, assignment, value))
      .filter((item) => item !== undefined),
  );
  const found = items.filter(passes);
  return listPage({ places: found.length, context: "appRoleAssignments", at: (place) => found[place] }, request);
}

function isMember(directory: Directory, groupId: string, userId: string): boolean {
  return directory.groups.get(groupId)?.state === "active" && directory.groups.hasMember(groupId, userId);
}
