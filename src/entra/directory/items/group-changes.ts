/** Reads the items of Graph's groups. */
import { canonicalId } from "../../../internal/object-id.ts";
import { isObject, readProperty } from "../../../internal/values.ts";
import type { GroupRecord } from "../mirror/group-records.ts";
import type { GraphItem } from "./user-changes.ts";

/** What an item says of a group. */
export interface GroupChange {
  readonly id: string;
  /** Whether the group was deleted. */
  readonly isRemoved: boolean;
  /** Properties that the item mentions. */
  readonly properties: Pick<GroupRecord, "displayName" | "securityEnabled">;
  /** Users who became members, or are listed as such. */
  readonly added: readonly string[];
  /** Users who are members no longer. */
  readonly removed: readonly string[];
}

/** Properties that are selected. */
export const GROUP_SELECT = "id,displayName,securityEnabled,members";

/**
 * Reads an item; undefined for one without an id. Members that are no users, such as nested groups, are left out: only
 * direct members count. An item without members says nothing about them.
 */
export function readGroupChange(item: GraphItem): GroupChange | undefined {
  const value = readProperty(item, "id");
  const id = typeof value === "string" ? canonicalId(value) : "";
  if (id === "") return undefined;
  const displayName = readProperty(item, "displayName");
  const securityEnabled = readProperty(item, "securityEnabled");
  const members = readProperty(item, "members@delta");
  // Of several entries of one member, the last counts.
  const states = new Map<string, boolean>();
  for (const member of Array.isArray(members) ? members.filter(isObject) : []) {
    const memberValue = readProperty(member, "id");
    const memberId = typeof memberValue === "string" ? canonicalId(memberValue) : "";
    if (memberId === "" || !isUser(member)) continue;
    states.delete(memberId);
    states.set(memberId, readProperty(member, "@removed") === undefined);
  }
  return {
    id,
    isRemoved: readProperty(item, "@removed") !== undefined,
    properties: {
      ...(typeof displayName === "string" && { displayName }),
      ...(typeof securityEnabled === "boolean" && { securityEnabled }),
    },
    added: [...states].filter(([, isMember]) => isMember).map(([member]) => member),
    removed: [...states].filter(([, isMember]) => !isMember).map(([member]) => member),
  };
}

/** A removed member may come without its type. */
function isUser(member: GraphItem): boolean {
  const type = readProperty(member, "@odata.type");
  return type === undefined || type === null || type === "#microsoft.graph.user";
}
