/** Routes of groups: the list, one group, its members, and the delta query. */
import { readProperty } from "../../../internal/values.ts";
import { checkedFilter, type Filterable, needsAdvanced } from "../service/filter-check.ts";
import { listPage, selectedProperties } from "../service/list-page.ts";
import type { GraphAnswer, GraphRoute, RoutedRequest } from "../service/route.ts";
import { badRequest, resourceNotFound, ServiceError } from "../service/service-error.ts";
import { answerDelta } from "./delta-query.ts";
import type { Directory } from "./directory.ts";
import { READ_APPLICATIONS, READ_GROUPS, READ_MEMBERS, READ_USERS } from "./directory-permissions.ts";
import type { DirectoryObject } from "./object-table.ts";
import {
  checkedSelect,
  GROUP_PROPERTIES,
  SERVICE_PRINCIPAL_PROPERTIES,
  type TypeProperties,
  USER_PROPERTIES,
} from "./type-properties.ts";

/** Properties by which lists of groups can be filtered. */
const FILTERABLE: Filterable = new Map([
  ["id", { type: "string", operators: ["eq"], advancedOperators: ["ne"] }],
  ["displayName", { type: "string", operators: ["eq", "startswith"], advancedOperators: ["ne"] }],
  ["mailNickname", { type: "string", operators: ["eq", "startswith"], advancedOperators: ["ne"] }],
  ["mail", { type: "string", operators: ["eq", "startswith"], advancedOperators: ["ne", "endswith"] }],
  ["securityEnabled", { type: "boolean", operators: ["eq"], advancedOperators: ["ne"] }],
]);

/** What is known about the types of members. */
const MEMBER_TYPES: ReadonlyMap<
  string,
  { readonly properties: TypeProperties; readonly permissions: readonly string[] }
> = new Map([
  ["microsoft.graph.user", { properties: USER_PROPERTIES, permissions: READ_USERS }],
  ["microsoft.graph.group", { properties: GROUP_PROPERTIES, permissions: READ_GROUPS }],
  ["microsoft.graph.servicePrincipal", { properties: SERVICE_PRINCIPAL_PROPERTIES, permissions: READ_APPLICATIONS }],
]);

/** Returns the routes of groups. */
export function groupRoutes(directory: Directory): readonly GraphRoute[] {
  const settings = {
    runtime: directory.runtime,
    behavior: directory.behavior,
    generation: () => directory.deltaGeneration,
  };
  const deltaRoutes = ["/groups/delta", "/groups/delta()", "/groups/microsoft.graph.delta()"].map(
    (path): GraphRoute => ({
      method: "GET",
      path,
      permissions: READ_GROUPS,
      options: ["$select", "$filter", "$expand", "$deltatoken"],
      answer: (request) => answerDelta(directory.groups, request, settings),
    }),
  );
  const memberRoutes = ["members", "transitiveMembers"].flatMap((relation): readonly GraphRoute[] => [
    memberRoute(directory, relation, undefined),
    ...[...MEMBER_TYPES.keys()].map((type) => memberRoute(directory, relation, type)),
  ]);
  return [
    ...deltaRoutes,
    ...memberRoutes,
    {
      method: "GET",
      path: "/groups",
      permissions: READ_GROUPS,
      options: ["$select", "$filter", "$top", "$count"],
      answer: (request) => listGroups(directory, request),
    },
    {
      method: "GET",
      path: "/groups/{id}",
      permissions: READ_GROUPS,
      options: ["$select"],
      answer: (request) => {
        const group = readableGroup(directory, request.params["id"] ?? "");
        const item = groupItem(group, checkedSelect(request.query.select, GROUP_PROPERTIES));
        return { body: { "@odata.context": `${request.base}/$metadata#groups/$entity`, ...item } };
      },
    },
  ];
}

function listGroups(directory: Directory, request: RoutedRequest): GraphAnswer {
  const { query, advanced } = request;
  const select = checkedSelect(query.select, GROUP_PROPERTIES);
  const passes = query.filter === undefined ? () => true : checkedFilter(query.filter, FILTERABLE, advanced);
  const { table } = directory.groups;
  return listPage(
    {
      places: table.count,
      context: "groups",
      at: (place) => {
        const group = table.at(place);
        if (group?.state !== "active" || !passes({ ...group.properties, id: group.id })) return undefined;
        return groupItem(group, select);
      },
    },
    request,
  );
}

function readableGroup(directory: Directory, id: string): DirectoryObject {
  const group = directory.groups.table.find(id);
  if (group?.state !== "active" || !directory.isReadable(group)) throw resourceNotFound(id);
  return group;
}

/** A group as lists return it; relationships are never part of it. */
export function groupItem(group: DirectoryObject, select: readonly string[]): Readonly<Record<string, unknown>> {
  const deletedDateTime = group.deleted === undefined ? null : new Date(group.deleted).toISOString();
  const names = select.filter((name) => name !== "members" && name !== "owners");
  const properties = { ...group.properties, id: group.id, deletedDateTime };
  return selectedProperties(properties, names, GROUP_PROPERTIES.collections);
}

function memberRoute(directory: Directory, relation: string, type: string | undefined): GraphRoute {
  return {
    method: "GET",
    path: `/groups/{id}/${relation}${type === undefined ? "" : `/${type}`}`,
    permissions: READ_MEMBERS,
    options: ["$select", "$top", "$count"],
    units: relation === "members" ? 3 : 5,
    answer: (request) => {
      if (type !== undefined && !request.advanced) throw needsAdvanced("OData cast");
      return listMembers(directory, request, relation, type);
    },
  };
}

function listMembers(
  directory: Directory,
  request: RoutedRequest,
  relation: string,
  type: string | undefined,
): GraphAnswer {
  const group = readableGroup(directory, request.params["id"] ?? "");
  checkMemberSelect(request.query.select, type);
  const ids = relation === "members" ? directory.groups.members(group.id) : transitiveMembers(directory, group.id);
  return listPage(
    {
      places: ids.length,
      context: type === undefined ? "directoryObjects" : `${type.replace(/^microsoft\.graph\./, "")}s`,
      at: (place) => {
        const id = ids[place] ?? "";
        const memberType = directory.typeOf(id);
        if (memberType === undefined || (type !== undefined && memberType !== type)) return undefined;
        return memberItem(directory, id, memberType, request);
      },
    },
    request,
  );
}

/** A property must exist on the type, or on one of the types that a member may have. */
function checkMemberSelect(select: readonly string[] | undefined, type: string | undefined): void {
  const types = type === undefined ? [...MEMBER_TYPES.values()] : [MEMBER_TYPES.get(type)];
  for (const name of select ?? []) {
    const isKnown = types.some((entry) => entry?.properties.known.has(name) || name.startsWith("extension_"));
    if (!isKnown)
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type ?? "microsoft.graph.directoryObject"}'.`,
      );
  }
}

/** A member; without the permission for its type, Graph returns only the type and the id, and null for the rest. */
function memberItem(
  directory: Directory,
  id: string,
  type: string,
  { query, permissions }: RoutedRequest,
): Readonly<Record<string, unknown>> | undefined {
  const properties = storedProperties(directory, id);
  const known = MEMBER_TYPES.get(type);
  if (properties === undefined || known === undefined) return undefined;
  const names = (query.select ?? known.properties.defaults).filter((name) => known.properties.known.has(name));
  const isVisible = known.permissions.some((name) => permissions.has(name));
  const selected = [...new Set(["id", ...names])];
  const item = selectedProperties(isVisible ? properties : { id }, selected, known.properties.collections);
  return { "@odata.type": `#${type}`, ...item };
}

/** The properties of an object that is not deleted. */
function storedProperties(directory: Directory, id: string): Readonly<Record<string, unknown>> | undefined {
  const object = directory.users.get(id) ?? directory.groups.get(id);
  if (object === undefined) return directory.servicePrincipals.find(id)?.value;
  return object.state === "active" ? object : undefined;
}

const MAX_TRANSITIVE = 1_000_000;

function transitiveMembers(directory: Directory, groupId: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [groupId];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    for (const id of directory.groups.members(group)) {
      if (found.has(id) || id === groupId) continue;
      found.add(id);
      if (directory.groups.table.placeOf(id) !== undefined) waiting.push(id);
    }
    if (found.size > MAX_TRANSITIVE) throw new ServiceError(400, "Request_BadRequest", "Too many members.");
  }
  return [...found];
}

/** Whether a group is security-enabled, as assignments to applications require. */
export function isSecurityGroup(group: DirectoryObject): boolean {
  return readProperty(group.properties, "securityEnabled") === true;
}
