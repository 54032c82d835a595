import { graphList, idText, isObject, type ListItem, member } from "../reading/graph-list.ts";
import { invalid, openFile } from "../reading/open-file.ts";
import { readJson } from "../reading/read-json.ts";

/** Members of groups: group id to user ids, all in lower case. */
export type GroupMembers = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the members of groups: a JSON object, group id to the body of Graph's `GET /groups/{id}/members` (an object with `value`, or the bare list).
 *
 * Only users who are direct members count: nested groups, devices and service principals are left out, as in Entra's provisioning. An item without
 * `@odata.type`, as in a list cast to users, is a user.
 *
 * @throws ProvisioningError `invalid_source`, with the place; `incomplete_source` for one page of several.
 */
export async function readGroupMembers(path: string, signal?: AbortSignal): Promise<GroupMembers> {
  const file = await openFile(path);
  try {
    return groupsOf(path, await readJson(path, file, signal));
  } finally {
    await file.handle.close();
  }
}

function groupsOf(path: string, json: unknown): GroupMembers {
  if (!isObject(json)) throw invalid(path, "expected an object: group id to the list of its members");
  if (Array.isArray(member(json, "value"))) {
    throw invalid(
      path,
      'holds the members of one group ("value"); expected an object: group id to the list of its members',
    );
  }
  const groups = new Map<string, readonly string[]>();
  for (const [name, body] of Object.entries(json)) {
    const place = `[${JSON.stringify(name)}]`;
    const group = idText(path, name, place);
    if (groups.has(group)) throw invalid(path, `${place} stands there twice, in different case`);
    const users = graphList(path, body, place).filter(isUser);
    groups.set(
      group,
      users.map((user) => idText(path, member(user.item, "id"), `${user.place}.id`)),
    );
  }
  return groups;
}

function isUser({ item }: ListItem): boolean {
  const type = member(item, "@odata.type");
  return type === undefined || (typeof type === "string" && /^#?microsoft\.graph\.user$/i.test(type));
}
