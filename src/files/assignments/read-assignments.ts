/** Reads from files who is assigned to the application. */
import { canonicalId } from "../../internal/object-id.ts";
import { readProperty } from "../../internal/values.ts";
import type { Assignments } from "../../provisioning/ports/source.ts";
import { csvTable, locationOf } from "../reading/csv-table.ts";
import { invalidSource } from "../reading/file-errors.ts";
import { graphList, type ListItem, readId } from "../reading/graph-list.ts";
import { type JsonLayout, readJsonParts } from "../reading/json-parts.ts";
import { type OpenedFile, openFile } from "../reading/open-file.ts";
import { readGroupMembers } from "./read-group-members.ts";
import { RoleTable } from "./role-table.ts";

/** The files that {@link readAssignments} reads. */
export interface AssignmentFiles {
  /** Path of the assignments: JSON or CSV. */
  readonly assignments: string;
  /** Path of the members of assigned groups: JSON. Required when a group is assigned. */
  readonly groupMembers?: string | undefined;
  /** Aborts the read, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A user's or a group's assignment to a role of the application. */
interface Assignment {
  readonly principal: string;
  readonly isGroup: boolean;
  readonly role: string;
  /** Where it is in the file. */
  readonly location: string;
}

/** The assignments of a file, and the application to which they belong. */
interface AssignmentList {
  readonly assignments: readonly Assignment[];
  readonly servicePrincipal: Assignments["servicePrincipal"] | undefined;
}

/** Properties of Graph's `appRoleAssignment` that are read; a CSV file must have them as columns. */
const REQUIRED_PROPERTIES = ["principalId", "principalType", "appRoleId"];
/** Properties that are read where they are present. */
const OPTIONAL_PROPERTIES = ["deletedDateTime", "resourceId", "resourceDisplayName"];
const HEADER = { required: REQUIRED_PROPERTIES, known: [...REQUIRED_PROPERTIES, ...OPTIONAL_PROPERTIES] };

/**
 * Reads who is assigned to the application: the body of Graph's `GET /servicePrincipals/{id}/appRoleAssignedTo` (an
 * object with `value`, or the bare array), or CSV with the same names as columns. Ignores service principals and
 * deleted assignments. GUIDs match in any case.
 *
 * The files are streamed and may have any length. In memory stay the assignments, and some 120 bytes for each user who
 * holds a role; memory does not grow with the number of memberships.
 *
 * An assignment of a group applies to its direct members. An assigned group without a member list is an error, because
 * ignoring it would disable its members.
 *
 * @throws ProvisioningError `invalid_source`, with the location; `incomplete_source` for one page of several, a file
 *   that looks cut short. A list without items is complete: nobody is assigned.
 */
export async function readAssignments(files: AssignmentFiles): Promise<Assignments> {
  const path = files.assignments;
  const { assignments, servicePrincipal } = await readFile(path, files.signal);
  const roles = new RoleTable();
  for (const { principal, isGroup, role } of assignments)
    if (!isGroup) roles.add(principal, roles.rank({ id: role, direct: true }));
  await addMembers(roles, files, assignments);
  return {
    ...(servicePrincipal === undefined ? {} : { servicePrincipal }),
    rolesOf: (userId) => roles.rolesOf(canonicalId(userId)),
    isEmpty: () => roles.size === 0,
    version: () => roles.hash(),
  };
}

async function readFile(path: string, signal: AbortSignal | undefined): Promise<AssignmentList> {
  const file = await openFile(path);
  try {
    const isJson = await looksLikeJson(file);
    const items = isJson ? jsonItems(path, file, signal) : csvItems(path, file, signal);
    return await parseAssignments(path, items);
  } finally {
    await file.handle.close();
  }
}

/** JSON begins with a bracket; the header of a CSV file does not. */
async function looksLikeJson(file: OpenedFile): Promise<boolean> {
  const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(1024), 0, 1024, 0);
  return /^\uFEFF?\s*[[{]/.test(buffer.toString("utf8", 0, bytesRead));
}

/** A response body, or the bare list. */
const LAYOUT: JsonLayout = {
  isList: ([name, ...more]) => name === "value" && more.length === 0,
  nameItem: (list, index) => (list === undefined ? "" : `${list.join(".")}[${index}]`),
  nameContainer: () => "",
  severalDocuments: false,
  maxContainerBytes: 1_048_576,
};

async function* jsonItems(
  path: string,
  file: OpenedFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListItem, void, void> {
  for await (const { kind, item, location, list } of readJsonParts(path, file, LAYOUT, signal)) {
    if (list === undefined) yield* graphList(path, item, "");
    else if (kind === "item") yield { item, location };
    else throw invalidSource(path, 'holds lists "value" inside a list; expected one object with a list "value"');
  }
}

async function* csvItems(
  path: string,
  file: OpenedFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListItem, void, void> {
  const { columns, rows } = await csvTable(path, file, { header: HEADER, signal });
  for await (const row of rows) {
    const item: Record<string, unknown> = Object.create(null);
    for (const [name, index] of columns) item[name] = row.fields[index];
    yield { item, location: locationOf(row) };
  }
}

async function parseAssignments(path: string, items: AsyncIterable<ListItem>): Promise<AssignmentList> {
  const assignments: Assignment[] = [];
  let application: unknown;
  let servicePrincipal: AssignmentList["servicePrincipal"];
  for await (const listItem of items) {
    const { item, location } = listItem;
    const resource = readProperty(item, "resourceId") || undefined;
    if (application !== undefined && resource !== undefined && resource !== application) {
      throw invalidSource(
        path,
        `${location} belongs to another application than the items before it ("resourceId"); expected the assignments of one`,
      );
    }
    application ??= resource;
    servicePrincipal ??= parseServicePrincipal(resource, readProperty(item, "resourceDisplayName"));
    const assignment = parseAssignment(path, listItem);
    if (assignment !== undefined) assignments.push(assignment);
  }
  return { assignments, servicePrincipal };
}

function parseServicePrincipal(id: unknown, name: unknown): AssignmentList["servicePrincipal"] {
  return typeof id === "string" ? { id, displayName: typeof name === "string" ? name : "" } : undefined;
}

/** An assignment of a user or a group; undefined for a deleted one and one of a service principal. */
function parseAssignment(path: string, { item, location }: ListItem): Assignment | undefined {
  const principal = readId(path, readProperty(item, "principalId"), `${location}: principalId`);
  const role = readId(path, readProperty(item, "appRoleId"), `${location}: appRoleId`);
  if (readProperty(item, "deletedDateTime")) return undefined;
  const type = readProperty(item, "principalType");
  switch (typeof type === "string" ? type.trim().toLowerCase() : "") {
    case "user":
      return { principal, isGroup: false, role, location };
    case "group":
      return { principal, isGroup: true, role, location };
    case "serviceprincipal":
      return undefined;
    default:
      throw invalidSource(path, `${location}: principalType must be User, Group or ServicePrincipal`);
  }
}

/** A group with its first assignment, and the ranks of its roles. */
interface AssignedGroup {
  readonly location: string;
  readonly ranks: number[];
}

/** Gives the members of assigned groups their roles. Members of other groups are not kept. */
async function addMembers(
  roles: RoleTable,
  { assignments: path, groupMembers, signal }: AssignmentFiles,
  assignments: readonly Assignment[],
): Promise<void> {
  const groups = new Map<string, AssignedGroup>();
  for (const { principal, isGroup, role, location } of assignments) {
    if (!isGroup) continue;
    const group = groups.get(principal) ?? { location, ranks: [] };
    group.ranks.push(roles.rank({ id: role, direct: false }));
    groups.set(principal, group);
  }
  const addMember = (group: string, user: string) => {
    for (const rank of groups.get(group)?.ranks ?? []) roles.add(user, rank);
  };
  const known = groupMembers === undefined ? new Set() : await readGroupMembers(groupMembers, addMember, signal);
  for (const [group, { location }] of groups)
    if (!known.has(group)) throw unknownMembers(path, group, location, groupMembers);
}

function unknownMembers(path: string, group: string, location: string, membersPath: string | undefined): Error {
  const problem = `assigns the group ${group} (${location}), whose members are not known`;
  const remedy =
    membersPath === undefined ? "give the file of group members" : `expected its id as a name in ${membersPath}`;
  return invalidSource(path, `${problem}; ${remedy}`);
}
