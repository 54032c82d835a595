/** Routes of users: the list, one user, its manager, deleted users, and the delta query. */
import { canonicalId } from "../../../internal/object-id.ts";
import { readProperty } from "../../../internal/values.ts";
import { checkedFilter, type Filterable, needsAdvanced } from "../service/filter-check.ts";
import { listPage, selectedProperties } from "../service/list-page.ts";
import type { GraphAnswer, GraphRoute, RoutedRequest } from "../service/route.ts";
import { timestamp } from "../service/runtime.ts";
import { badRequest, resourceNotFound, ServiceError, unsupportedQuery } from "../service/service-error.ts";
import { answerDelta } from "./delta-query.ts";
import type { Directory } from "./directory.ts";
import { READ_USERS } from "./directory-permissions.ts";
import type { DirectoryObject } from "./object-table.ts";
import { checkedSelect, USER_PROPERTIES } from "./type-properties.ts";

const EQUALS = ["eq", "startswith"];
const ADVANCED = ["ne", "endswith"];

/** Properties by which lists of users can be filtered. */
const FILTERABLE: Filterable = new Map([
  ["id", { type: "string", operators: ["eq"], advancedOperators: ["ne"] }],
  ["userPrincipalName", { type: "string", operators: EQUALS, advancedOperators: ADVANCED }],
  ["mail", { type: "string", operators: EQUALS, advancedOperators: ADVANCED }],
  ["displayName", { type: "string", operators: EQUALS, advancedOperators: ["ne"] }],
  ["givenName", { type: "string", operators: EQUALS, advancedOperators: ["ne"] }],
  ["surname", { type: "string", operators: EQUALS, advancedOperators: ["ne"] }],
  ["employeeId", { type: "string", operators: EQUALS, advancedOperators: ["ne"] }],
  ["department", { type: "string", operators: EQUALS, advancedOperators: ["ne"] }],
  ["userType", { type: "string", operators: ["eq"], advancedOperators: ["ne"] }],
  ["accountEnabled", { type: "boolean", operators: ["eq"], advancedOperators: ["ne"] }],
]);

/** Returns the routes of users. */
export function userRoutes(directory: Directory): readonly GraphRoute[] {
  const settings = {
    runtime: directory.runtime,
    behavior: directory.behavior,
    generation: () => directory.deltaGeneration,
  };
  const deltaRoutes = ["/users/delta", "/users/delta()", "/users/microsoft.graph.delta()"].map(
    (path): GraphRoute => ({
      method: "GET",
      path,
      permissions: READ_USERS,
      options: ["$select", "$filter", "$expand", "$deltatoken"],
      answer: (request) => answerDelta(directory.users, request, settings),
    }),
  );
  return [
    ...deltaRoutes,
    {
      method: "GET",
      path: "/users",
      permissions: READ_USERS,
      options: ["$select", "$filter", "$expand", "$top", "$count", "$orderby", "$search"],
      units: 2,
      answer: (request) => listUsers(directory, request),
    },
    {
      method: "GET",
      path: "/users/{id}",
      permissions: READ_USERS,
      options: ["$select", "$expand"],
      answer: (request) => getUser(directory, request),
    },
    {
      method: "GET",
      path: "/users/{id}/manager",
      permissions: READ_USERS,
      options: ["$select"],
      answer: (request) => getManager(directory, request),
    },
  ];
}

function listUsers(directory: Directory, request: RoutedRequest): GraphAnswer {
  const { query, advanced } = request;
  const select = checkedSelect(query.select, USER_PROPERTIES);
  const refused = select.filter((name) => USER_PROPERTIES.outside.has(name));
  if (refused.length > 0) throw outsideInList(refused);
  if (query.search !== undefined && !advanced) throw needsAdvanced("$search");
  if (query.orderBy !== undefined && query.filter !== undefined && !advanced) throw needsAdvanced("$orderby");
  if (query.orderBy !== undefined || query.search !== undefined)
    throw unsupportedQuery("The emulator does not sort or search users.");
  if (query.expand !== undefined && advanced)
    throw unsupportedQuery("$expand is not supported together with an advanced query.");
  const passes = query.filter === undefined ? () => true : checkedFilter(query.filter, FILTERABLE, advanced);
  const { table } = directory.users;
  return listPage(
    {
      places: table.count,
      context: "users",
      at: (place) => {
        const user = table.at(place);
        if (user?.state !== "active" || !isReplicated(directory, user)) return undefined;
        if (!passes({ ...user.properties, id: user.id })) return undefined;
        return userItem(directory, user, select, query.expand);
      },
    },
    request,
  );
}

/** Lists do not count the reads of single objects. */
function isReplicated({ behavior, runtime }: Directory, { created }: DirectoryObject): boolean {
  return created + behavior.readLag <= runtime.now().getTime();
}

function outsideInList(names: readonly string[]): Error {
  return new ServiceError(
    501,
    "NotImplemented",
    `This operation is not yet supported for the following properties: ${names.join(", ")}.`,
  );
}

function getUser(directory: Directory, request: RoutedRequest): GraphAnswer {
  const user = readableUser(directory, request.params["id"] ?? "");
  const select = checkedSelect(request.query.select, USER_PROPERTIES);
  const refused = select.filter((name) => USER_PROPERTIES.outside.has(name));
  if (refused.length > 0)
    throw badRequest(`The emulator has no values of the following properties: ${refused.join(", ")}.`);
  const item = userItem(directory, user, select, request.query.expand);
  return { body: { "@odata.context": `${request.base}/$metadata#users/$entity`, ...item } };
}

function getManager(directory: Directory, request: RoutedRequest): GraphAnswer {
  const user = readableUser(directory, request.params["id"] ?? "");
  const select = checkedSelect(request.query.select, USER_PROPERTIES);
  const manager = managerOf(directory, user);
  if (manager === undefined) throw resourceNotFound("manager");
  return {
    body: {
      "@odata.context": `${request.base}/$metadata#directoryObjects/$entity`,
      "@odata.type": "#microsoft.graph.user",
      ...userItem(directory, manager, select, undefined),
    },
  };
}

/** Returns a user by id or userPrincipalName. */
function readableUser(directory: Directory, key: string): DirectoryObject {
  const user = key.includes("@") ? findByName(directory, key) : directory.users.table.find(canonicalId(key));
  if (user?.state !== "active" || !directory.isReadable(user)) throw resourceNotFound(key);
  return user;
}

function findByName({ users: { table } }: Directory, name: string): DirectoryObject | undefined {
  const wanted = name.toLowerCase();
  for (let place = 0; place < table.count; place += 1) {
    const user = table.at(place);
    const found = user === undefined ? undefined : readProperty(user.properties, "userPrincipalName");
    if (user?.state === "active" && typeof found === "string" && found.toLowerCase() === wanted) return user;
  }
  return undefined;
}

function managerOf({ users: { table } }: Directory, user: DirectoryObject): DirectoryObject | undefined {
  const id = readProperty(user.properties, "manager");
  const manager = typeof id === "string" ? table.find(id) : undefined;
  return manager?.state === "active" ? manager : undefined;
}

/** A user as lists return it: the manager only when it is expanded, whatever is selected. */
export function userItem(
  directory: Directory,
  user: DirectoryObject,
  select: readonly string[],
  expand: string | undefined,
): Readonly<Record<string, unknown>> {
  const names = select.filter((name) => name !== "manager");
  const deletedDateTime = user.deleted === undefined ? null : timestamp(new Date(user.deleted));
  const properties = { ...user.properties, id: user.id, deletedDateTime };
  const item = selectedProperties(properties, names, USER_PROPERTIES.collections);
  if (expand === undefined) return item;
  const expanded = /^manager(?:\(\$select=([\w,]+)\))?$/.exec(expand);
  if (expanded === null) throw badRequest(`Parsing OData Select and Expand failed: '${expand}' is not supported.`);
  const manager = managerOf(directory, user);
  const managerSelect = checkedSelect(expanded[1]?.split(","), USER_PROPERTIES);
  return {
    ...item,
    ...(manager === undefined ? {} : { manager: userItem(directory, manager, managerSelect, undefined) }),
  };
}
