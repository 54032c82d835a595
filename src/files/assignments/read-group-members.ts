/** Reads the members of groups from JSON, one after another. */
import { describeOtherKind } from "../../internal/graph-kinds.ts";
import { isCut, WHOLE_JSON, withGraphNames, wrappedValue } from "../../internal/graph-names.ts";
import { readProperty } from "../../internal/values.ts";
import { readStart } from "../reading/encoding.ts";
import { invalidSource } from "../reading/file-errors.ts";
import { graphList, type JsonObject, readId } from "../reading/graph-list.ts";
import { readJsonParts } from "../reading/json-parts.ts";
import type { JsonLayout, JsonPart, ListPlace } from "../reading/json-splitter.ts";
import { openFile } from "../reading/open-file.ts";
import type { MemberLists } from "./member-lists.ts";

/** Group id to the body of a response, or to the bare list. */
const LAYOUT: JsonLayout = {
  isList: (names) => names.length === 1 || names[1] === "value" || names[1] === "Value",
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
 * with `value`, or the bare array), as Graph or PowerShell writes it. Memory does not grow with the number of members.
 *
 * @throws ProvisioningError `invalid_source`, with the location; `incomplete_source` for one page of several.
 */
export async function readGroupMembers(path: string, lists: MemberLists, signal?: AbortSignal): Promise<void> {
  const file = await openFile(path);
  try {
    const start = await readStart(file);
    if (/^\s*[^\s{[<]/.test(start)) throw invalidSource(path, `is not JSON; ${EXPECTED}`);
    const begun = new Set<string>();
    let found = false;
    for await (const part of readJsonParts(path, file, LAYOUT, signal)) {
      if (part.kind === "container" || part.list === undefined) {
        lists.end();
        readOtherGroups(path, part.item, begun, lists);
        found = true;
      } else readListedMember(path, part, part.list, begun, lists);
    }
    if (!found) throw notByGroup(path);
  } finally {
    await file.handle.close();
  }
}

const EXPECTED = "expected an object: group id to the list of its members, or the file of one group as GROUPID=FILE";

function notByGroup(path: string): Error {
  return invalidSource(path, EXPECTED);
}

/** The error of a list where an object is expected. */
function oneList(path: string, item?: JsonObject): Error {
  const isGroups = item !== undefined && (Object.hasOwn(item, "groupTypes") || Object.hasOwn(item, "GroupTypes"));
  const problem = isGroups ? "holds a list of groups, not their members" : 'holds the members of one group ("value")';
  return invalidSource(path, `${problem}; ${EXPECTED}`);
}

function readListedMember(
  path: string,
  { item, location, index }: Extract<JsonPart, { kind: "item" }>,
  [name, ...more]: readonly string[],
  begun: Set<string>,
  lists: MemberLists,
): void {
  if (name === undefined || (isValue(name) && more.length === 0)) throw oneList(path, item);
  if (index === 0) {
    lists.begin(readId(path, name, nameGroup(name)), path, nameGroup(name));
    begun.add(name);
  }
  const member = withGraphNames(item);
  if (isUser(path, member, location)) lists.add(readId(path, readProperty(member, "id"), `${location}.id`));
}

function isValue(name: string): boolean {
  return name === "value" || name === "Value";
}

/** Reads what is around the lists of members, which are empty by now: groups without members, or with a single one. */
function readOtherGroups(path: string, json: JsonObject, begun: ReadonlySet<string>, lists: MemberLists): void {
  if (wrappedValue(json) !== undefined) throw oneList(path);
  const other = describeOtherKind(json, "member");
  if (other !== undefined) throw invalidSource(path, other);
  for (const [name, body] of Object.entries(json)) {
    const group = readId(path, name, nameGroup(name));
    // PowerShell writes null for no member.
    const items = body === null ? [] : graphList(path, body, nameGroup(name), "member");
    if (begun.has(name)) continue;
    lists.begin(group, path, nameGroup(name));
    for (const { item, location } of items)
      if (isUser(path, item, location)) lists.add(readId(path, readProperty(item, "id"), `${location}.id`));
  }
  lists.end();
}

/**
 * Whether a member is a user. Nested groups, devices and service principals do not count, as in Entra's provisioning.
 * An item without `@odata.type`, as in a list cast to users, is a user.
 *
 * @throws ProvisioningError `invalid_source` where PowerShell cut the part that shows it.
 */
export function isUser(path: string, item: JsonObject, location: string): boolean {
  const type = readProperty(item, "@odata.type");
  if (type === undefined && isCut(readProperty(item, "additionalProperties")))
    throw invalidSource(
      path,
      `${location} does not show whether it is a user: PowerShell cut its AdditionalProperties; export the file again with ${WHOLE_JSON}`,
    );
  return type === undefined || (typeof type === "string" && /^#?microsoft\.graph\.user$/i.test(type));
}
