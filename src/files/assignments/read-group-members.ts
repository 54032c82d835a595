/** Reads the members of assigned groups from JSON, one after another. */
import { readProperty } from "../../internal/values.ts";
import { invalidSource } from "../reading/file-errors.ts";
import { graphList, type JsonObject, readId } from "../reading/graph-list.ts";
import { type JsonLayout, type JsonPart, type ListPlace, readJsonParts } from "../reading/json-parts.ts";
import { openFile } from "../reading/open-file.ts";

/** Group id to the body of a response, or to the bare list. */
const LAYOUT: JsonLayout = {
  isList: (names) => names.length === 1 || names[1] === "value",
  nameItem: (list, index) => `${nameList(list)}[${index}]`,
  nameContainer: () => "",
  severalDocuments: false,
  // An empty list of a group takes some 60 bytes: a million groups.
  maxContainerBytes: 67_108_864,
};

function nameList([group, ...more]: NonNullable<ListPlace> = []): string {
  return group === undefined ? "" : [nameGroup(group), ...more].join(".");
}

function nameGroup(name: string): string {
  return `[${JSON.stringify(name)}]`;
}

/**
 * Reads the members of groups: a JSON object, group id to the body of Graph's `GET /groups/{id}/members` (an object
 * with `value`, or the bare array). Memory does not grow with the number of members.
 *
 * Only users who are direct members count: nested groups, devices and service principals are ignored, as in Entra's
 * provisioning. An item without `@odata.type`, as in a list cast to users, is a user.
 *
 * @param onMember - Called with every member, in the form in which ids are compared.
 * @returns The ids of the groups in the file.
 * @throws ProvisioningError `invalid_source`, with the location; `incomplete_source` for one page of several.
 */
export async function readGroupMembers(
  path: string,
  onMember: (group: string, user: string) => void,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const file = await openFile(path);
  try {
    let groups: ReadonlySet<string> | undefined;
    for await (const part of readJsonParts(path, file, LAYOUT, signal)) {
      if (part.kind === "container" || part.list === undefined) groups = readGroups(path, part.item);
      else readMember(path, part, part.list, onMember);
    }
    if (groups === undefined) throw notByGroup(path);
    return groups;
  } finally {
    await file.handle.close();
  }
}

function notByGroup(path: string): Error {
  return invalidSource(path, "expected an object: group id to the list of its members");
}

function oneGroup(path: string): Error {
  return invalidSource(
    path,
    'holds the members of one group ("value"); expected an object: group id to the list of its members',
  );
}

function readMember(
  path: string,
  { item, location }: JsonPart,
  [name, ...more]: readonly string[],
  onMember: (group: string, user: string) => void,
): void {
  if (name === undefined) throw notByGroup(path);
  if (name === "value" && more.length === 0) throw oneGroup(path);
  if (isUser(item))
    onMember(readId(path, name, nameGroup(name)), readId(path, readProperty(item, "id"), `${location}.id`));
}

/** Checks what is around the lists of members, which are empty by now. */
function readGroups(path: string, json: JsonObject): ReadonlySet<string> {
  if (Array.isArray(readProperty(json, "value"))) throw oneGroup(path);
  const groups = new Set<string>();
  for (const [name, body] of Object.entries(json)) {
    const group = readId(path, name, nameGroup(name));
    if (groups.has(group)) throw invalidSource(path, `${nameGroup(name)} appears twice, in different case`);
    graphList(path, body, nameGroup(name));
    groups.add(group);
  }
  return groups;
}

function isUser(item: JsonObject): boolean {
  const type = readProperty(item, "@odata.type");
  return type === undefined || (typeof type === "string" && /^#?microsoft\.graph\.user$/i.test(type));
}
