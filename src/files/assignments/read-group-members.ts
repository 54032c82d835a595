/** Reads the members of assigned groups from JSON. */
import { isObject, readProperty } from "../../internal/values.ts";
import { invalidSource } from "../reading/file-errors.ts";
import { graphList, type ListItem, readId } from "../reading/graph-list.ts";
import { openFile } from "../reading/open-file.ts";
import { readJson } from "../reading/read-json.ts";

/** Members of groups: group id to user ids, in the form in which ids are compared. */
export type GroupMembers = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the members of groups: a JSON object, group id to the body of Graph's `GET /groups/{id}/members` (an object
 * with `value`, or the bare array).
 *
 * Only users who are direct members count: nested groups, devices and service principals are ignored, as in Entra's
 * provisioning. An item without `@odata.type`, as in a list cast to users, is a user.
 *
 * @throws ProvisioningError `invalid_source`, with the location; `incomplete_source` for one page of several.
 */
export async function readGroupMembers(path: string, signal?: AbortSignal): Promise<GroupMembers> {
  const file = await openFile(path);
  try {
    return parseGroups(path, await readJson(path, file, signal));
  } finally {
    await file.handle.close();
  }
}

function parseGroups(path: string, json: unknown): GroupMembers {
  if (!isObject(json)) throw invalidSource(path, "expected an object: group id to the list of its members");
  if (Array.isArray(readProperty(json, "value"))) {
    throw invalidSource(
      path,
      'holds the members of one group ("value"); expected an object: group id to the list of its members',
    );
  }
  const groups = new Map<string, readonly string[]>();
  for (const [name, body] of Object.entries(json)) {
    const location = `[${JSON.stringify(name)}]`;
    const group = readId(path, name, location);
    if (groups.has(group)) throw invalidSource(path, `${location} appears twice, in different case`);
    const users = graphList(path, body, location).filter(isUser);
    groups.set(
      group,
      users.map((user) => readId(path, readProperty(user.item, "id"), `${user.location}.id`)),
    );
  }
  return groups;
}

function isUser({ item }: ListItem): boolean {
  const type = readProperty(item, "@odata.type");
  return type === undefined || (typeof type === "string" && /^#?microsoft\.graph\.user$/i.test(type));
}
