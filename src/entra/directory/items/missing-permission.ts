/** Objects of which Graph returns only the id, without an error: the application lacks a permission. */
import { GraphRequestError } from "../../../errors.ts";
import { readProperty } from "../../../internal/values.ts";
import { type GraphFeature, permissionAdvice } from "../../graph/graph-permissions.ts";
import type { GraphItem } from "./user-changes.ts";

/** Properties that every user has. */
const NAMES = ["userPrincipalName", "displayName"];

/** The error for objects that have only ids. */
export function missingPermission(requestPath: string, objects: string, feature: GraphFeature): GraphRequestError {
  return new GraphRequestError(
    `GET ${requestPath}: Graph returned ${objects} with nothing but their ids, as it does when a permission is missing. ${permissionAdvice(feature)}`,
    { code: "forbidden", method: "GET", requestPath, status: 200 },
  );
}

/**
 * Checks that items of users hold more than ids, as far as the selection allows to tell.
 *
 * @param isComplete - Whether the items hold all selected properties that have a value; else a name may be absent.
 * @throws GraphRequestError `forbidden`, which names the permission.
 */
export function requireReadableUsers(
  items: readonly GraphItem[],
  select: readonly string[],
  isComplete: boolean,
): void {
  const names = NAMES.filter((name) => select.includes(name));
  const lacks = (item: GraphItem, name: string) => {
    const value = readProperty(item, name);
    return value === null || (isComplete && value === undefined);
  };
  const isBare = (item: GraphItem) =>
    readProperty(item, "@removed") === undefined &&
    names.every((name) => lacks(item, name)) &&
    Object.entries(item).every(([name, value]) => name === "id" || name.startsWith("@") || value === null);
  if (names.length > 0 && items.some(isBare)) throw missingPermission("/users/delta", "users", "read_users");
}
