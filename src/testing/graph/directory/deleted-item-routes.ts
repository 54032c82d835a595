/** Routes of deleted items: the list of a type, which must be named, and one item. */
import { canonicalId } from "../../../internal/object-id.ts";
import { needsAdvanced } from "../service/filter-check.ts";
import { listPage } from "../service/list-page.ts";
import type { GraphAnswer, GraphRoute, RoutedRequest } from "../service/route.ts";
import { invalidRequest, resourceNotFound, unsupportedQuery } from "../service/service-error.ts";
import type { Directory } from "./directory.ts";
import { READ_GROUPS, READ_USERS } from "./directory-permissions.ts";
import { groupItem } from "./group-routes.ts";
import type { DirectoryObject, ObjectTable } from "./object-table.ts";
import { checkedSelect, GROUP_PROPERTIES, type TypeProperties, USER_PROPERTIES } from "./type-properties.ts";
import { userItem } from "./user-routes.ts";

interface DeletedType {
  readonly table: ObjectTable;
  readonly properties: TypeProperties;
  readonly permissions: readonly string[];
  readonly context: string;
  readonly item: (object: DirectoryObject, select: readonly string[]) => Readonly<Record<string, unknown>>;
}

/** Returns the routes of deleted items. */
export function deletedItemRoutes(directory: Directory): readonly GraphRoute[] {
  const types: readonly DeletedType[] = [
    {
      table: directory.users.table,
      properties: USER_PROPERTIES,
      permissions: READ_USERS,
      context: "users",
      item: (user, select) => userItem(directory, renamed(user), select, undefined),
    },
    {
      table: directory.groups.table,
      properties: GROUP_PROPERTIES,
      permissions: READ_GROUPS,
      context: "groups",
      item: groupItem,
    },
  ];
  const typed = types.flatMap((type): readonly GraphRoute[] => [
    {
      method: "GET",
      path: `/directory/deletedItems/${type.properties.type}`,
      permissions: type.permissions,
      options: ["$select", "$top", "$count", "$orderby"],
      answer: (request) => listDeleted(type, request),
    },
    {
      method: "GET",
      path: `/directory/deletedItems/${type.properties.type}/{id}`,
      permissions: type.permissions,
      options: ["$select"],
      answer: (request) => getDeleted([type], request),
    },
  ]);
  return [
    ...typed,
    {
      method: "GET",
      path: "/directory/deletedItems",
      permissions: READ_USERS,
      options: ["$select", "$top", "$count", "$orderby", "$filter"],
      answer: () => {
        throw invalidRequest(
          "The type of the deleted items is missing, as in /directory/deletedItems/microsoft.graph.user.",
        );
      },
    },
    {
      method: "GET",
      path: "/directory/deletedItems/{id}",
      permissions: READ_USERS,
      options: ["$select"],
      answer: (request) => getDeleted(types, request),
    },
  ];
}

/** The userPrincipalName of a deleted user begins with its id, so that another user may take the name. */
function renamed(user: DirectoryObject): DirectoryObject {
  const name = user.properties["userPrincipalName"];
  if (typeof name !== "string") return user;
  const properties = { ...user.properties, userPrincipalName: `${user.id.replaceAll("-", "")}${name}` };
  return { ...user, properties };
}

function listDeleted({ table, properties, context, item }: DeletedType, request: RoutedRequest): GraphAnswer {
  const { query, advanced } = request;
  if (query.orderBy !== undefined) {
    if (!advanced) throw needsAdvanced("$orderby");
    throw unsupportedQuery("The emulator does not sort deleted items.");
  }
  const select = checkedSelect(query.select, properties);
  return listPage(
    {
      places: table.count,
      context,
      at: (place) => {
        const object = table.at(place);
        return object?.state === "deleted" ? item(object, select) : undefined;
      },
    },
    request,
  );
}

function getDeleted(types: readonly DeletedType[], request: RoutedRequest): GraphAnswer {
  const id = canonicalId(request.params["id"] ?? "");
  for (const { table, properties, item, context } of types) {
    const object = table.find(id);
    if (object?.state !== "deleted") continue;
    const found = item(object, checkedSelect(request.query.select, properties));
    return {
      body: {
        "@odata.context": `${request.base}/$metadata#${context}/$entity`,
        ...(types.length > 1 ? { "@odata.type": `#${properties.type}` } : {}),
        ...found,
      },
    };
  }
  throw resourceNotFound(id);
}
